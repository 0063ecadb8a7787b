import numpy as np
import pandas as pd
import pytest

from midstance.errors import NotEnoughDataError
from midstance.exercises.recognize import RecognitionSettings, find_people, recognize
from midstance.formats.datasets.pose_samples import PoseSamples, read_pose_samples
from midstance.pose.base import FramePoses
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import make_tracks
from midstance.video.writer import VideoWriter

UP = np.random.default_rng(0).normal(0, 50, (33, 2)) + 300
DOWN = UP + np.random.default_rng(1).normal(0, 50, (33, 2))


def tracks(n_times=150, period_s=1.0):
    """Somebody who goes back and forth between two poses, at 30 frames/s."""
    phase = 2 * np.pi * np.arange(n_times) / 30 / period_s
    share = ((1 - np.cos(phase)) / 2)[:, None, None]
    xy = (1 - share) * UP + share * DOWN
    return make_tracks(
        xy.transpose(0, 2, 1)[..., None],
        np.ones((n_times, 33, 1)),
        np.arange(n_times) / 30,
        keypoints=BLAZEPOSE_33.keypoints,
        attrs={"skeleton": "blazepose-33"},
    )


def samples():
    rng = np.random.default_rng(2)
    points = [
        np.column_stack([pose + rng.normal(0, 2, (33, 2)), np.zeros(33)])
        for pose in (UP, DOWN)
        for _ in range(8)
    ]
    names = tuple(f"clip__{k % 2}__{k}.jpg" for k in range(16))
    return PoseSamples(names, ("x_up",) * 8 + ("x_down",) * 8, np.array(points))


SMALL = {"n_kept": 6, "n_voting": 4}


@pytest.mark.parametrize("is_upper", [False, True])
def test_repetitions_are_told_by_samples(is_upper):
    found = recognize(
        tracks(), samples(), RecognitionSettings(**SMALL, is_upper=is_upper)
    )
    assert found.counts().to_dict() == {("person-1", "x"): 5}
    assert found.classes == ["x_down", "x_up"]
    assert found.probabilities[found.classes].sum(axis=1).to_numpy() == pytest.approx(
        np.ones(150)
    )


def test_without_samples_what_is_repeated_is_counted(exercise, poses):
    found = recognize(exercise([(poses["squats"], 5, 2.0)]))
    assert found.counts().to_dict() == {("person-1", "squats"): 5}
    assert found.classes == []


def test_a_threshold_that_is_given_is_used():
    never = RecognitionSettings(**SMALL, enter=1.0, leave=0.4)
    assert recognize(tracks(), samples(), never).repetitions.empty


def test_tables_are_saved(tmp_path):
    recognize(tracks(), samples(), RecognitionSettings(**SMALL)).save(tmp_path)
    table = pd.read_csv(tmp_path / "probabilities.csv")
    assert list(table) == ["individual", "time_s", "x_down", "x_up"]
    assert len(pd.read_csv(tmp_path / "repetitions.csv")) == 5


def write_clip(path, n_frames):
    with VideoWriter(path, 64, 48, 10.0) as writer:
        for _ in range(n_frames):
            writer.write(np.zeros((48, 64, 3), np.uint8))


def test_people_come_from_the_network_that_is_named(tmp_path, monkeypatch):
    from contextlib import contextmanager
    from dataclasses import dataclass

    from midstance.pose.base import EachFrameAlone, PoseBackend, backends

    @dataclass(frozen=True)
    class Two(PoseBackend):
        skeleton = "blazepose-33"
        max_people: int = 1

        @contextmanager
        def session(self):
            xy = np.stack([UP, UP + 400]).astype(np.float32)[: self.max_people]
            found = FramePoses(xy, np.ones(xy.shape[:2], np.float32))
            yield EachFrameAlone(lambda _: found)

    backends.names()
    monkeypatch.setitem(backends._items, "two", Two)
    write_clip(tmp_path / "clip.mp4", 8)
    for people in (1, 2):
        found = find_people(tmp_path / "clip.mp4", people=people, pose="two")
        assert found.sizes["individual"] == people
    write_clip(tmp_path / "short.mp4", 2)
    with pytest.raises(NotEnoughDataError, match="2 frames, at least 5"):
        find_people(tmp_path / "short.mp4", pose="two")


@pytest.mark.weights
def test_push_ups_and_squats_are_five_each(reference_data, tmp_path):
    clip = reference_data / "video" / "pushups_and_squats_5_5.gif"
    file = reference_data / "pose-samples" / "fitness_pose_samples.csv"
    both = find_people(clip)
    told = recognize(both, read_pose_samples(file)).counts()
    assert told.to_dict() == {("person-1", "pushups"): 5, ("person-2", "squats"): 5}
    assert recognize(both).counts().tolist() == [5, 5]
