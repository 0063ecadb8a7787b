import dataclasses

import numpy as np
import pytest

from midstance.config import Config
from midstance.pipeline import first_numbers as module
from midstance.pipeline.analyze import analyze_tracks
from midstance.pipeline.first_numbers import LOOKED_AT_S, FirstNumbers
from midstance.schema.poses import FramePoses, nobody
from midstance.schema.tracks import DIMS
from midstance.schema.video import VideoInfo

VIDEO = VideoInfo("run.mp4", 1280, 720, 60.0, 20.0, 1200)


@pytest.fixture(scope="module")
def tracks(film):
    return film(rate_hz=60.0, noise_px=1.0, duration_s=6.0, cadence_spm=170.0)


@pytest.fixture(scope="module")
def poses(tracks):
    """Time and people of each frame, as a network gives them."""
    xy_px = tracks["position"].transpose(*DIMS).to_numpy()
    return [
        (
            float(time_s),
            FramePoses(
                frame[..., 0].T[None].astype(np.float32),
                np.ones((1, frame.shape[1]), np.float32),
            ),
        )
        for time_s, frame in zip(tracks["time"].to_numpy(), xy_px, strict=True)
    ]


def told(video, poses, tracks, **settings):
    """What is told, and after how many frames."""
    found, seen = [], []
    skeleton = tracks.attrs["skeleton"]
    first = FirstNumbers(video, Config(**settings), skeleton, found.append)
    for timed in poses:
        seen.append(timed)
        first.look(seen)
        if found:
            break
    return found, seen


def test_five_seconds_of_gait_give_cadence_and_contact_time(poses, tracks):
    found, seen = told(VIDEO, poses, tracks)
    (summary,) = found
    assert seen[-1][0] == pytest.approx(LOOKED_AT_S, abs=0.05)
    assert set(summary["metric"]) == {"cadence", "contact_time"}
    (cadence,) = summary.loc[summary["metric"] == "cadence", "value"]
    whole = analyze_tracks(tracks, Config(metrics=("cadence",)), video=VIDEO)
    assert cadence == pytest.approx(whole.summary()["value"].item(), abs=1.0)
    assert (summary["uncertainty"] > 0).all()


@pytest.mark.parametrize(("duration_s", "clip"), [(10.0, {}), (20.0, {"end_s": 10.0})])
def test_ten_seconds_are_worth_an_early_look(poses, tracks, duration_s, clip):
    video = dataclasses.replace(VIDEO, duration_s=duration_s)
    found, _seen = told(video, poses, tracks, clip=clip)
    assert len(found) == 1


@pytest.mark.parametrize(
    ("duration_s", "clip"),
    [(9.0, {}), (np.nan, {}), (20.0, {"end_s": 9.0}), (20.0, {"start_s": 12.0})],
)
def test_a_short_video_is_not_looked_at_early(poses, tracks, duration_s, clip):
    video = dataclasses.replace(VIDEO, duration_s=duration_s)
    found, seen = told(video, poses, tracks, clip=clip)
    assert found == []
    assert len(seen) == len(poses)


def test_who_walks_in_late_is_looked_at_once_more_and_then_no_more(
    poses, tracks, monkeypatch
):
    asked = []

    def nothing(self, poses):
        asked.append(poses[-1][0])
        return []

    monkeypatch.setattr(FirstNumbers, "_numbers", nothing)
    empty = [(k / 60, nobody(33)) for k in range(300)]
    late = [(5.0 + k / 10, poses[0][1]) for k in range(400)]
    told(VIDEO, [*empty, *late], tracks)
    assert asked == pytest.approx([5 + LOOKED_AT_S, 5 + 3 * LOOKED_AT_S], abs=0.21)


def test_what_cannot_be_analyzed_is_left_to_the_whole(poses, tracks, monkeypatch):
    monkeypatch.setattr(module, "LOOKED_AT_S", 0.1)
    found, seen = told(VIDEO, poses[:40], tracks, runner="nobody")
    assert (found, len(seen)) == ([], 40)
