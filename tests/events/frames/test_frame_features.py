import numpy as np
import pytest

from midstance.events.frames.frame_features import (
    CHANNELS,
    JOINTS,
    PLACES,
    STEPS_PER_STRIDE,
    read_frames,
)
from midstance.events.motion import read_motion


def frames_of(tracks):
    return {one.leg.side: one for one in read_frames(read_motion(tracks, "person-1"))}


def test_a_stride_has_its_number_of_frames(gait):
    frames = frames_of(gait()[0])["left"]
    step_s = np.diff(frames.time_s)
    np.testing.assert_allclose(step_s * STEPS_PER_STRIDE, 0.72, rtol=0.02)
    assert frames.values.shape == (len(frames.time_s), len(CHANNELS))
    assert np.isfinite(frames.values).all()


def test_what_is_own_of_one_leg_is_other_of_the_other(gait):
    frames = frames_of(gait()[0])
    for joint in JOINTS:
        for axis in "xy":
            own = frames["left"].values[:, CHANNELS.index(f"own_{joint}_{axis}")]
            other = frames["right"].values[:, CHANNELS.index(f"other_{joint}_{axis}")]
            np.testing.assert_array_equal(own, other)


def test_direction_and_size_leave_no_trace(gait):
    plain = frames_of(gait()[0])["left"].values
    other = frames_of(gait(forward=-1, scale_px=90.0, shift_px=(50.0, 900.0))[0])
    np.testing.assert_allclose(other["left"].values, plain, atol=1e-9)


def test_slow_motion_leaves_no_trace(gait):
    tracks = gait(rate_hz=120.0)[0]
    slow = tracks.assign_coords(time=tracks["time"] * 2)
    plain, late = frames_of(tracks)["left"].values, frames_of(slow)["left"].values
    shorter = min(len(plain), len(late))
    gap = np.abs(plain[:shorter] - late[:shorter])[STEPS_PER_STRIDE:-STEPS_PER_STRIDE]
    assert gap.max() < 0.03


def test_a_missing_joint_is_zero_and_said_to_be_missing(gait):
    tracks = gait()[0]
    toe = tracks["keypoint"] == "right_foot_index"
    gone = (tracks["time"] > 2) & (tracks["time"] < 3)
    holed = tracks.assign(position=tracks["position"].where(~(toe & gone)))
    frames = frames_of(holed)["left"]
    inside = (frames.time_s > 2.05) & (frames.time_s < 2.95)
    flag = frames.values[:, CHANNELS.index("other_foot_index_missing")]
    assert flag[inside].all()
    assert not flag[(frames.time_s < 1.9) | (frames.time_s > 3.1)].any()
    assert (frames.values[inside][:, PLACES.index("other_foot_index_x")] == 0).all()
    assert not frames.values[:, CHANNELS.index("own_foot_index_missing")].any()


def test_a_skeleton_without_feet_says_so(gait):
    tracks = gait()[0]
    names = [str(key) for key in tracks["keypoint"].to_numpy()]
    legs = [name for name in names if not name.endswith(("heel", "foot_index"))]
    frames = frames_of(tracks.sel(keypoint=legs))["right"]
    for who in ("own", "other"):
        assert frames.values[:, CHANNELS.index(f"{who}_heel_missing")].all()
        assert not frames.values[:, CHANNELS.index(f"{who}_knee_missing")].any()


def test_the_pelvis_bounces_about_its_mean(gait):
    bounce = frames_of(gait()[0])["left"].values[:, PLACES.index("pelvis_y")]
    inner = bounce[STEPS_PER_STRIDE:-STEPS_PER_STRIDE]
    assert inner.mean() == pytest.approx(0.0, abs=1e-3)
    assert np.ptp(inner) == pytest.approx(0.07, rel=0.1)
