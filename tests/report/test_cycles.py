import numpy as np
import pytest
import xarray as xr

from midstance.metrics.curves import angle_cycles
from midstance.report.cycles import JOINTS, cycles_of, described

HIP, KNEE, ANKLE = JOINTS


def angles(n_left=5, n_right=1):
    sides = ["left"] * n_left + ["right"] * n_right
    mean = np.tile(np.linspace(0, 60, 101), (1, 2, 1))
    return xr.Dataset(
        {
            "mean_deg": (("angle", "side", "percent"), mean),
            "sd_deg": (("angle", "side", "percent"), np.full((1, 2, 101), 2.0)),
            "n_strides": (("angle", "side"), [[n_left, n_right]]),
            "toe_off_percent": ("stride", [34.0, 36.0, np.nan] + [35.0] * 3),
        },
        coords={
            "angle": ["knee_flexion"],
            "side": ["left", "right"],
            "stride_side": ("stride", sides),
        },
    )


def test_toe_off_is_the_mean_over_the_strides_that_have_it():
    (left,) = cycles_of(angles(), KNEE)
    assert left.toe_off_percent == pytest.approx(35.0)


def test_a_side_with_a_single_stride_is_left_out():
    assert [cycle.side for cycle in cycles_of(angles(), KNEE)] == ["left"]


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
