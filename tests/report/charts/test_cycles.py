import numpy as np
import pytest
import xarray as xr

from midstance.report.charts.cycles import JOINTS, cycles_of, described
from midstance.report.charts.svg import cycle_figure

HIP, KNEE, ANKLE = JOINTS
SLOPE = np.linspace(0, 60, 101)


@pytest.fixture
def cycles():
    """A knee that bends steadily, seen on the left side; gap from 40 to 50 %."""
    mean = np.full((1, 1, 2, 101), np.nan)
    mean[0, 0, 0] = SLOPE
    mean[0, 0, 0, 40:50] = np.nan
    dims = ("individual", "angle", "side", "percent")
    return xr.Dataset(
        {
            "mean_deg": (dims, mean),
            "sd_deg": (dims, mean / 10),
            "n_strides": (dims[:3], [[[5, 2]]]),
            "toe_off_percent": (("individual", "side"), [[35.0, np.nan]]),
        },
        coords={
            "individual": ["anna"],
            "angle": ["knee_flexion"],
            "side": ["left", "right"],
        },
    )


def test_a_side_with_a_mean_is_drawn_as_it_was_measured(cycles):
    (left,) = cycles_of(cycles, "anna", KNEE)
    assert left.side == "left"
    seen = np.isfinite(left.mean_deg)
    assert left.mean_deg[seen] == pytest.approx(SLOPE[seen])
    assert left.sd_deg[seen] == pytest.approx(SLOPE[seen] / 10)
    assert (left.toe_off_percent, left.n_strides) == (35.0, 5)
    assert "nan" not in cycle_figure([left], name="knee", up="flexion").lower()


def test_what_was_not_measured_has_no_cycle(cycles):
    assert cycles_of(cycles, "anna", HIP) == []
    assert cycles_of(cycles, "ben", KNEE) == []
    assert cycles_of(xr.Dataset(), "anna", KNEE) == []


def test_every_joint_of_the_page_is_an_angle_that_is_measured(analysis):
    for joint in JOINTS:
        assert len(cycles_of(analysis.cycles, "person-1", joint)) == 2


def test_the_description_says_range_and_strides(cycles):
    text = described(cycles_of(cycles, "anna", KNEE), KNEE)
    assert text == ("Knee flexion over the stride: left from 0° to 60° over 5 strides.")
