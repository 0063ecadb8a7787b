import numpy as np
import pytest

from midstance.events.motion import read_motion
from midstance.events.strides.waves import (
    CHANNELS,
    N_INPUTS,
    N_SERIES,
    align_to_start,
    fourier_series,
    half_stride_factors,
    read_stride,
    to_vector,
)
from midstance.schema.events import SIDES


def stride_of(tracks, side="left", view="side", near=0):
    motion = read_motion(tracks, "person-1")
    other = SIDES[1 - SIDES.index(side)]
    return read_stride(
        motion.mean_leg(side), motion.mean_leg(other), view=view, near=near
    )


def test_the_series_of_a_leg_gives_its_average_stride_back(gait):
    leg = read_motion(gait()[0], "person-1").mean_leg("left")
    rows = fourier_series(leg)
    turn = 2 * np.pi * np.arange(360)[:, None] / 360 * np.arange(7)
    course = 2 * (rows[CHANNELS.index(("forward", "knee"))] * np.exp(1j * turn)).real
    course[:, 0] /= 2
    np.testing.assert_allclose(
        course.sum(axis=1), leg.forward["knee"][360:720], atol=1e-9
    )


def test_it_is_the_same_far_away_mirrored_and_later(gait):
    here = stride_of(gait()[0])
    there = stride_of(gait(scale_px=90.0, shift_px=(200.0, 100.0))[0])
    mirrored = stride_of(gait(forward=-1)[0])
    later = stride_of(gait(start_s=0.31)[0])
    scatter = slice(N_SERIES + 3, N_SERIES + 5)
    for other in (there, mirrored, later):
        mine, theirs = here.inputs.copy(), other.inputs.copy()
        mine[scatter] = theirs[scatter] = 0.0
        np.testing.assert_allclose(mine, theirs, atol=0.02)


def test_both_legs_of_an_even_runner_look_alike(gait):
    left, right = (stride_of(gait(duration_s=12.0)[0], side) for side in SIDES)
    np.testing.assert_allclose(
        left.inputs[:N_SERIES], right.inputs[:N_SERIES], atol=0.02
    )


def test_a_stride_counted_from_elsewhere_is_the_same(gait):
    motion = read_motion(gait()[0], "person-1")
    both = np.stack([fourier_series(motion.mean_leg(side)) for side in SIDES])
    both[1] *= half_stride_factors()
    turned = both * np.exp(0.4j * np.arange(7))
    one, angle = align_to_start(both, "side")
    other, later = align_to_start(turned, "side")
    np.testing.assert_allclose(one, other, atol=1e-9)
    assert later - angle == pytest.approx(0.4)


def test_lost_feet_are_zero_and_said_to_be_lost(gait):
    names = [f"{s}_{n}" for s in SIDES for n in ("hip", "knee", "ankle")]
    stride = stride_of(gait(keypoints=tuple(names))[0])
    assert stride.inputs.shape == (N_INPUTS,)
    assert stride.inputs[N_SERIES + 2] == 0.0
    foot = np.zeros((2, len(CHANNELS), 7), dtype=complex)
    foot[:, 6:10] = 1.0 + 1.0j
    assert not stride.inputs[:N_SERIES][to_vector(foot) != 0].any()


def test_from_behind_only_heights_are_read(gait):
    stride = stride_of(gait()[0], view="behind")
    ahead = np.zeros((2, len(CHANNELS), 7), dtype=complex)
    ahead[:, :10:2] = 1.0 + 1.0j
    assert not stride.inputs[:N_SERIES][to_vector(ahead) != 0].any()


def test_without_a_knee_there_is_no_stride(gait):
    motion = read_motion(gait()[0], "person-1")
    left, right = (motion.mean_leg(side) for side in SIDES)
    left.forward["knee"][:] = np.nan
    assert read_stride(left, right, view="side", near=1) is None
