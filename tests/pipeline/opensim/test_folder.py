import dataclasses

import pandas as pd
import pytest

import midstance as ms
from midstance.errors import ConfigError, NotEnoughDataError
from midstance.lifting.lift import lift
from midstance.pipeline.opensim.folder import solve_folder
from midstance.schema.tracks import individuals

WORD = "the opensim wheel is not installed (pip install opensim; make test-opensim)"


@pytest.fixture(scope="module")
def analysis():
    flat = ms.example()
    return dataclasses.replace(flat, tracks_3d=lift(flat.tracks, height_m=1.75))


def test_an_analysis_is_measured_stride_by_stride(analysis, tmp_path):
    pytest.importorskip("opensim", reason=WORD)
    analysis.save(tmp_path / "run")
    found = solve_folder(tmp_path / "run", tmp_path / "out", mass_kg=70.0)
    summary = found.summary.set_index(["metric", "side"])
    knee = summary.loc[("opensim_knee_angle_largest_in_swing", "left")]
    # The metric of the side view, of the same steps.
    flat = analysis.summary().set_index(["metric", "side"])
    near = flat.loc[("knee_flexion_swing", "left"), "value"]
    assert knee["value"] == pytest.approx(near, abs=10)
    assert 0 < found.marker_error_m < 0.03
    assert not found.notes
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"angles.csv", "measures.csv", "summary.csv", "model.osim"} <= written
    table = pd.read_csv(tmp_path / "out" / "measures.csv")
    assert set(table["individual"]) == set(individuals(analysis.tracks_3d))


def test_an_analysis_that_did_not_lift_is_refused(tmp_path):
    ms.example().save(tmp_path / "run")
    with pytest.raises(NotEnoughDataError, match="has no joints in 3D"):
        solve_folder(tmp_path / "run", tmp_path / "out")


def test_one_of_several_people_is_chosen(analysis, tmp_path):
    lifted = analysis.tracks_3d
    twice = lifted.reindex(individual=[*individuals(lifted), "ben"])
    dataclasses.replace(analysis, tracks_3d=twice).save(tmp_path / "run")
    with pytest.raises(ConfigError, match=r"and there are .*'ben'.*; choose one"):
        solve_folder(tmp_path / "run", tmp_path / "out")
