"""OpenSim's own reader opens what is written for it (skipped without the wheel)."""

import numpy as np
import pandas as pd
import pytest

from midstance.formats.choose import write_curves, write_tracks
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import make_tracks

opensim = pytest.importorskip(
    "opensim", reason="the opensim wheel is not installed (pip install opensim)"
)


@pytest.fixture(scope="module")
def tracks():
    place = np.random.default_rng(4).normal(0.5, 0.4, (12, 3, 18, 1))
    return make_tracks(
        place,
        np.ones((12, 18, 1)),
        np.arange(12) / 60,
        keypoints=RUNNING_18.keypoints,
        space_unit="m",
        attrs={"skeleton": RUNNING_18.name},
    )


def test_opensim_reads_the_markers(tracks, tmp_path):
    write_tracks(tracks, tmp_path / "run.trc")
    table = opensim.TimeSeriesTableVec3(str(tmp_path / "run.trc"))
    assert list(table.getColumnLabels()) == list(RUNNING_18.keypoints)
    assert table.getNumRows() == 12
    np.testing.assert_allclose(table.getIndependentColumn(), tracks["time"], atol=1e-4)
    column = table.getDependentColumn("left_knee")
    theirs = [[column[i][axis] for axis in range(3)] for i in range(12)]
    ours = tracks["position"].sel(keypoint="left_knee").isel(individual=0)
    x, y, z = 1000 * ours.transpose("space", "time").to_numpy()
    np.testing.assert_allclose(theirs, np.stack([x, z, -y], axis=1), atol=0.02)


@pytest.mark.parametrize("ending", ["mot", "sto"])
def test_opensim_reads_the_angles(ending, tmp_path):
    time_s = np.arange(10) / 60
    curves = pd.DataFrame({"knee_angle_l": np.linspace(0, 90, 10)}, index=time_s)
    write_curves(curves, tmp_path / f"run.{ending}")
    table = opensim.TimeSeriesTable(str(tmp_path / f"run.{ending}"))
    assert table.getTableMetaDataAsString("inDegrees") == "yes"
    column = table.getDependentColumn("knee_angle_l")
    np.testing.assert_allclose(
        [column[i] for i in range(10)], curves["knee_angle_l"], atol=1e-4
    )
