import numpy as np
import pytest
import xarray as xr

from midstance.metrics.curves import angle_cycles
from midstance.report.charts.cycles import JOINTS, cycles_of, described
from midstance.report.charts.svg import cycle_figure

HIP, KNEE, ANKLE = JOINTS
SLOPE = np.linspace(0, 60, 101)


def angles(n_left=5, n_right=2, **changes):
    """Strides that differ by whole degrees around one slope."""
    n = n_left + n_right
    values = SLOPE + np.arange(n)[:, None] - (n_left - 1) / 2
    return xr.Dataset(
        {
            "angle_deg": (("angle", "stride", "percent"), values[None]),
            "toe_off_percent": ("stride", [34.0, 36.0, *[np.nan] * (n - 2)]),
        },
        coords={
            "angle": ["knee_flexion"],
            "side": ["left", "right"],
            "stride_side": ("stride", ["left"] * n_left + ["right"] * n_right),
        },
    )


def test_mean_and_spread_are_those_of_the_strides():
    (left,) = cycles_of(angles(), KNEE)
    assert left.mean_deg == pytest.approx(SLOPE)
    assert left.sd_deg == pytest.approx(np.full(101, np.std(range(5), ddof=1)))
    assert left.n_strides == 5


def test_toe_off_is_the_mean_over_the_strides_that_have_it():
    (left,) = cycles_of(angles(), KNEE)
    assert left.toe_off_percent == pytest.approx(35.0)


def test_a_side_with_two_strides_is_left_out():
    assert [cycle.side for cycle in cycles_of(angles(), KNEE)] == ["left"]


def test_a_moment_seen_in_less_than_half_of_the_strides_is_a_gap():
    some = angles(n_left=8)
    some["angle_deg"][0, :5, 40:50] = np.nan
    some["angle_deg"][0, :4, 70:80] = np.nan
    (left,) = cycles_of(some, KNEE)
    assert np.flatnonzero(np.isnan(left.mean_deg)).tolist() == list(range(40, 50))
    assert left.n_strides == 8
    assert "nan" not in cycle_figure([left], name="knee", up="flexion").lower()


def test_a_sliver_between_two_gaps_is_left_out():
    some = angles(n_left=8)
    some["angle_deg"][0, :5, 40:50] = np.nan
    some["angle_deg"][0, :5, 54:60] = np.nan
    (left,) = cycles_of(some, KNEE)
    assert np.flatnonzero(np.isnan(left.mean_deg)).tolist() == list(range(40, 60))


def test_an_angle_that_was_not_measured_has_no_cycle():
    assert cycles_of(angles(), HIP) == []
    assert cycles_of(xr.Dataset(), HIP) == []


def test_every_joint_of_the_page_is_an_angle_that_is_measured(analysis):
    scene = analysis.scenes["person-1"]
    measured = angle_cycles(analysis.tracks, analysis.events, scene)
    for joint in JOINTS:
        assert len(cycles_of(measured, joint)) == 2


def test_the_description_says_range_and_strides():
    text = described(cycles_of(angles(), KNEE), KNEE)
    assert text == ("Knee flexion over the stride: left from 0° to 60° over 5 strides.")
