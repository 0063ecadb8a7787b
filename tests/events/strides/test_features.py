import numpy as np
import pytest

from midstance.events.motion import read_motion
from midstance.events.strides.features import (
    FROM_BEHIND,
    NAMES,
    OWN,
    TIMES,
    describe_stride,
    describe_stride_from_behind,
    join_both_legs,
)


def features_of(tracks, side="left"):
    turn_s, values = describe_stride(read_motion(tracks, "person-1").mean_leg(side))
    return turn_s, dict(zip(OWN, values, strict=True))


def test_moments_follow_one_another_as_in_a_stride(gait):
    _, found = features_of(gait()[0])
    assert 0 < found["speed_30"] < found["speed_50"] < found["speed_70"]
    assert found["pelvis_fall"] < found["pelvis_lowest"] < found["pelvis_rise"]
    assert found["heel_rise"] < found["toe_rise"] < found["toe_turn"]


def test_the_toe_slows_before_it_turns(gait):
    _, found = features_of(gait()[0])
    assert found["pelvis_rise"] < found["toe_slows"] < found["toe_turn"]


def test_size_place_and_frame_rate_change_nothing(gait):
    _, plain = features_of(gait(duration_s=12.0)[0])
    other_tracks = gait(duration_s=12.0, rate_hz=100.0, scale_px=90.0, forward=-1)[0]
    _, other = features_of(other_tracks)
    for name in TIMES:
        assert other[name] == pytest.approx(plain[name], abs=0.006), name
    for name in set(OWN) - set(TIMES) - {"scatter"}:
        assert other[name] == pytest.approx(plain[name], rel=0.05, abs=0.03), name


def test_without_feet_the_cues_of_the_foot_are_missing_and_the_others_are_not(gait):
    tracks = gait()[0]
    names = [str(key) for key in tracks["keypoint"].to_numpy()]
    legs = [name for name in names if "heel" not in name and "foot" not in name]
    _, found = features_of(tracks.sel(keypoint=legs))
    missing = {name for name, value in found.items() if np.isnan(value)}
    assert missing == {
        *("heel_rise", "toe_rise", "toe_rise_high", "foot_steepest"),
        *("foot_at_turn", "foot_in_stance", "toe_slows"),
    }


def test_the_other_leg_is_told_too(gait):
    motion = read_motion(gait()[0], "person-1")
    left, right = (describe_stride(motion.mean_leg(side)) for side in ("left", "right"))
    start_s, both = join_both_legs(left, right)
    other_start_s, mirrored = join_both_legs(right, left)
    found = dict(zip(NAMES, both, strict=True))
    assert found["other_start"] == pytest.approx(other_start_s - start_s)
    assert found["other_start"] == pytest.approx(0.0, abs=0.004)
    np.testing.assert_allclose(both[: len(OWN)], mirrored[len(OWN) : 2 * len(OWN)])


def test_from_behind_only_heights_count_and_time_starts_with_the_fall(gait):
    leg = read_motion(gait()[0], "person-1").mean_leg("left")
    turn_s, side = describe_stride(leg)
    start_s, behind = describe_stride_from_behind(leg)
    seen = {name for name, value in zip(OWN, behind, strict=True) if value == value}
    assert seen == set(FROM_BEHIND)
    lowest = OWN.index("pelvis_lowest")
    assert start_s + behind[lowest] == pytest.approx(turn_s + side[lowest])
    assert behind[OWN.index("pelvis_fall")] == 0
