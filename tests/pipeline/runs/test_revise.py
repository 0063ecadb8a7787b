import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.pipeline.runs.revise import revise
from midstance.schema.edits import make_edits


def summary(analysis):
    return analysis.summary().set_index(["metric", "side"])["value"]


def with_points(analysis, shift_px, frames=range(40, 60)):
    """Settings with the left ankle elsewhere on some frames."""
    there = {"individual": "person-1", "keypoint": "left_ankle"}
    times_s = analysis.tracks["time"].to_numpy()
    points = [
        {
            **there,
            "time_s": times_s[frame],
            "x_px": float(analysis.tracks["position"].sel(there)[frame, 0]) + shift_px,
            "y_px": float(analysis.tracks["position"].sel(there)[frame, 1]),
        }
        for frame in frames
    ]
    return analysis.config.updated(points=points)


def test_the_same_settings_give_the_same_numbers(analyzed):
    found = revise(analyzed, analyzed.config, analyzed.edits)
    assert found.measures.equals(analyzed.measures)


def test_numbers_follow_a_keypoint_that_was_dragged_and_come_back(analyzed):
    changed = revise(analyzed, with_points(analyzed, 60.0), analyzed.edits)
    assert not changed.measures.equals(analyzed.measures)
    assert any("put right by hand: 20 on 20 frames" in one for one in changed.warnings)
    assert changed.raw_tracks.equals(analyzed.raw_tracks)
    back = revise(changed, analyzed.config, changed.edits)
    assert back.measures.equals(analyzed.measures)
    assert back.tracks.equals(analyzed.tracks)


def test_another_factor_of_slow_motion_moves_times_and_edits(analyzed):
    nan = float("nan")
    was_s = float(analyzed.events.query("event == 'toe_off'")["time_s"].iloc[0])
    side = analyzed.events.query("event == 'toe_off'")["side"].iloc[0]
    row = ("person-1", side, "toe_off", "delete", nan, was_s)
    config = analyzed.config.updated(clip={"slow_motion": 2.0})
    slow = revise(analyzed, config, make_edits([row]))
    assert slow.tracks["time"].to_numpy() == pytest.approx(
        analyzed.tracks["time"].to_numpy() / 2
    )
    assert slow.edits["detected_time_s"].item() == pytest.approx(was_s / 2)
    back = revise(slow, analyzed.config, make_edits())
    assert np.allclose(summary(back), summary(analyzed))


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"clip": {"rotate": 90}}, "rotate"),
        ({"clip": {"start_s": 1.0}}, "start_s"),
        ({"pose": {"name": "canned", "params": {}}}, "pose"),
    ],
)
def test_what_the_poses_depend_on_needs_the_video(analyzed, changes, name):
    with pytest.raises(ConfigError, match=f"settings of {name} need the video"):
        revise(analyzed, analyzed.config.updated(**changes), analyzed.edits)
