"""What is found of somebody does not depend on who else is in the picture."""

import pandas as pd
import pytest
import xarray as xr

from midstance.config import Config
from midstance.pipeline.analyze import analyze_tracks
from midstance.schema.video import VideoInfo

CLIP = VideoInfo("run.mp4", 1280, 720, 60.0, 6.0, 360)


@pytest.fixture(scope="module")
def runner(film):
    return film(rate_hz=60.0, noise_px=2.0, cadence_spm=190.0, speed_m_s=3.5)


@pytest.fixture(scope="module")
def walker(film):
    seen = film(view="left", rate_hz=60.0, noise_px=3.0, seed=1, speed_m_s=1.3)
    return seen.assign_coords(individual=["person-2"])


def analyze_all(tracks, lifter="none"):
    config = Config(people="all").updated(
        subject={"height_m": 1.75, "speed_m_s": 3.0}, lifting={"lifter": lifter}
    )
    return analyze_tracks(tracks, config, video=CLIP)


def beside(*people):
    return xr.concat(people, dim="individual", combine_attrs="override")


def own(table, name):
    return table[table["individual"] == name].reset_index(drop=True)


@pytest.mark.parametrize(
    ("first", "lifter"),
    [
        ("runner", "network"),
        ("walker", "none"),
        pytest.param("runner", "none", marks=pytest.mark.slow),
        pytest.param("walker", "network", marks=pytest.mark.slow),
    ],
)
def test_somebody_has_the_same_numbers_and_uncertainties_alone(
    runner, walker, first, lifter
):
    people = (runner, walker) if first == "runner" else (walker, runner)
    together = analyze_all(beside(*people), lifter)
    for person in people:
        alone = analyze_all(person, lifter)
        name = str(person["individual"].item())
        assert len(alone.measures) > 20
        for table in ("bouts", "events", "measures", "missing"):
            pd.testing.assert_frame_equal(
                own(getattr(together, table), name),
                getattr(alone, table),
                rtol=0,
                atol=0,
            )
        assert together.scenes[name] == alone.scenes[name]
        both, one = (found.cycles.sel(individual=[name]) for found in (together, alone))
        for curve in ("mean_deg", "sd_deg", "uncertainty_deg", "n_strides"):
            assert both[curve].equals(one[curve])
