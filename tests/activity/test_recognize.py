import dataclasses
from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import numpy as np
import pandas as pd
import pytest

from midstance.activity.classifier import ActivityModel
from midstance.activity.graph import OTHER, shipped_graph
from midstance.activity.recognize import (
    NOT_SURE,
    UNREADABLE,
    ActivitySettings,
    over_time,
    recognize_activities,
)
from midstance.errors import FormatError, VideoError
from midstance.pose.base import (
    EachFrameAlone,
    FramePoses,
    PoseBackend,
    backends,
    nobody,
)
from midstance.video.writer import VideoWriter

CLASSES = ("dark", "light")


class ByLight:
    """Says light with the share of light in the picture."""

    def __call__(self, channels, joints):
        import torch

        light = channels[:, :3].mean(dim=(1, 2, 3))
        return torch.stack([-10 * (light - 0.5), 10 * (light - 0.5)], dim=1)


@pytest.fixture
def model():
    pytest.importorskip("torch")
    return ActivityModel(CLASSES, 64, 48, "abc", {}, ByLight())


@pytest.fixture
def seen(monkeypatch):
    """A pose network that finds one person unless the picture is black."""
    asked = []

    @dataclass(frozen=True)
    class Everywhere(PoseBackend):
        skeleton = "coco-17"

        @contextmanager
        def session(self):
            def estimate(image):
                asked.append(image.mean())
                if image.mean() < 20:
                    return nobody(17)
                xy = np.random.default_rng(0).uniform(10, 50, (1, 17, 2))
                return FramePoses(xy.astype(np.float32), np.ones((1, 17), np.float32))

            yield EachFrameAlone(estimate)

    backends.names()
    monkeypatch.setitem(backends._items, "everywhere", Everywhere)
    return asked


SETTINGS = ActivitySettings(pose="everywhere")


@pytest.fixture
def folder(tmp_path):
    for name, level in (("a", 60), ("b", 200), ("c", 0)):
        image = np.full((60, 80, 3), level, np.uint8)
        (tmp_path / "in").mkdir(exist_ok=True)
        cv2.imwrite(str(tmp_path / "in" / f"{name}.png"), image)
    return tmp_path / "in"


@pytest.fixture
def video(tmp_path):
    path = tmp_path / "v.mp4"
    with VideoWriter(path, 80, 64, 20.0) as writer:
        for k in range(40):
            level = 60 if k < 20 else 200
            writer.write(np.full((64, 80, 3), level, np.uint8), k / 20)
    return path


def test_each_picture_gets_its_activity_and_nobody_gets_none(
    seen, model, folder, tmp_path
):
    table = recognize_activities(folder, model, tmp_path / "out", SETTINGS)
    assert table["name"].tolist() == ["a.png", "b.png", "c.png"]
    assert table["activity"][:2].tolist() == ["dark", "light"]
    assert table["activity"].isna().tolist() == [False, False, True]
    assert table["probability"].isna().tolist() == [False, False, True]
    kept = pd.read_csv(tmp_path / "out" / "activity.csv")
    assert kept.columns.tolist() == ["name", "activity", "probability", *CLASSES]
    np.testing.assert_allclose(kept["dark"][:2] + kept["light"][:2], 1.0, atol=1e-3)
    drawn = sorted(path.name for path in (tmp_path / "out" / "pictures").iterdir())
    assert drawn == ["a.jpg", "b.jpg", "c.jpg"]


def test_a_single_picture_is_enough(seen, model, folder, tmp_path):
    settings = ActivitySettings(pose="everywhere", draw=False)
    table = recognize_activities(folder / "b.png", model, tmp_path / "out", settings)
    assert table["activity"].tolist() == ["light"]
    assert not (tmp_path / "out" / "pictures").exists()


def test_what_was_seen_is_not_looked_at_again(seen, model, folder, tmp_path):
    first = recognize_activities(folder, model, tmp_path / "out", SETTINGS)
    n_asked = len(seen)
    again = recognize_activities(folder, model, tmp_path / "out", SETTINGS)
    assert len(seen) == n_asked
    pd.testing.assert_frame_equal(first, again)
    # Another classifier looks anew.
    other = ActivityModel(CLASSES, 64, 48, "xyz", {}, ByLight())
    recognize_activities(folder, other, tmp_path / "out", SETTINGS)
    assert len(seen) == 2 * n_asked


def test_a_folder_that_changed_is_looked_at_where_it_did(seen, model, folder, tmp_path):
    recognize_activities(folder, model, tmp_path / "out", SETTINGS)
    n_asked = len(seen)
    (folder / "b.png").unlink()
    for name in ("a", "aa"):
        image = np.full((60, 80, 3), 210, np.uint8)
        cv2.imwrite(str(folder / f"{name}.png"), image)
    table = recognize_activities(folder, model, tmp_path / "out", SETTINGS)
    assert table["name"].tolist() == ["a.png", "aa.png", "c.png"]
    assert table["activity"][:2].tolist() == ["light", "light"]
    assert len(seen) == n_asked + 2


def test_a_picture_that_cannot_be_read_does_not_stop_the_others(
    seen, model, folder, tmp_path
):
    (folder / "bad.jpg").write_bytes(b"no")
    for _ in range(2):
        table = recognize_activities(folder, model, tmp_path / "out", SETTINGS)
        assert table["name"].tolist() == ["a.png", "b.png", "bad.jpg", "c.png"]
        assert table["activity"][2] == UNREADABLE
        assert table.loc[2, ["probability", *CLASSES]].isna().all()
    drawn = sorted(path.name for path in (tmp_path / "out" / "pictures").iterdir())
    assert drawn == ["a.jpg", "b.jpg", "c.jpg"]
    for path in folder.glob("*.png"):
        path.unlink()
    with pytest.raises(FormatError, match=r"bad\.jpg cannot be read"):
        recognize_activities(folder, model, tmp_path / "out", SETTINGS)


def test_pictures_that_differ_in_their_ending_are_drawn_each(
    seen, model, folder, tmp_path
):
    cv2.imwrite(str(folder / "a.jpg"), np.full((60, 80, 3), 210, np.uint8))
    recognize_activities(folder, model, tmp_path / "out", SETTINGS)
    drawn = sorted(path.name for path in (tmp_path / "out" / "pictures").iterdir())
    assert drawn == ["a.jpg.jpg", "a.png.jpg", "b.jpg", "c.jpg"]


def test_an_interrupted_run_goes_on(seen, model, video, tmp_path):
    def interrupt(stage, done, whole):
        if done > 1.0:
            raise KeyboardInterrupt

    settings = ActivitySettings(pose="everywhere", draw=False)
    with pytest.raises(KeyboardInterrupt):
        recognize_activities(
            video, model, tmp_path / "out", settings, progress=interrupt
        )
    n_first = len(seen)
    table = recognize_activities(video, model, tmp_path / "out", settings)
    assert 5 < n_first < 10
    assert len(seen) == 10
    np.testing.assert_allclose(table["time_s"], np.arange(10) * 0.2, atol=1e-3)


def test_a_video_is_looked_at_in_steps_smoothed_and_drawn(seen, model, video, tmp_path):
    table = recognize_activities(video, model, tmp_path / "out", SETTINGS)
    assert table["activity"].tolist() == ["dark"] * 5 + ["light"] * 5
    # Near the change it is less sure than far from it.
    assert table["probability"][4] < table["probability"][0] - 0.05
    assert table["probability"][5] < table["probability"][9] - 0.05
    assert (tmp_path / "out" / "activity.mp4").stat().st_size > 1000
    sharp = ActivitySettings(pose="everywhere", window_s=0.0, draw=False)
    other = recognize_activities(video, model, tmp_path / "sharp", sharp)
    assert other["probability"].min() > table["probability"].min()


def test_what_every_look_holds_possible_is_likely():
    time_s = np.arange(10) / 5
    shares = np.tile([[0.7, 0.3, 0.0], [0.7, 0.0, 0.3]], (5, 1))
    shares[4] = np.nan
    found = over_time(time_s, shares, 1.0)
    assert found.sum(axis=1) == pytest.approx(1.0)
    assert found[:, 0].min() > 0.85
    # One look does not overrule all others.
    shares[6] = [0.0, 1.0, 0.0]
    assert over_time(time_s, shares, 1.0)[[0, 3, 9], 0].min() > 0.8


def test_what_is_no_picture_or_video_is_refused(seen, model, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(FormatError, match="holds no pictures"):
        recognize_activities(tmp_path / "empty", model, tmp_path / "out", SETTINGS)
    (tmp_path / "a.mp4").write_bytes(b"no")
    with pytest.raises(VideoError):
        recognize_activities(tmp_path / "a.mp4", model, tmp_path / "out", SETTINGS)
    (tmp_path / "a.png").write_bytes(b"no")
    with pytest.raises(FormatError, match="cannot be read; take it out"):
        recognize_activities(tmp_path / "a.png", model, tmp_path / "out", SETTINGS)


def test_the_classifier_that_comes_along_needs_no_training(seen, tmp_path):
    picture = np.full((48, 64, 3), 200, np.uint8)
    cv2.imwrite(str(tmp_path / "a.png"), picture)
    graph = shipped_graph()
    table = recognize_activities(tmp_path / "a.png", graph, tmp_path / "out", SETTINGS)
    (row,) = table.itertuples()
    known = {*graph.classes, NOT_SURE} - {OTHER}
    assert row.activity in known
    assert table[list(graph.classes)].iloc[0].sum() == pytest.approx(1.0)
    wary = dataclasses.replace(graph, sure=1.01, sha256="other")
    table = recognize_activities(tmp_path / "a.png", wary, tmp_path / "two", SETTINGS)
    assert table["activity"].tolist() == [NOT_SURE]


def test_an_own_classifier_says_when_it_is_not_sure(seen, model, folder, tmp_path):
    always = recognize_activities(folder, model, tmp_path / "out", SETTINGS)
    least = always["probability"][:2].min()
    strict = dataclasses.replace(model, sure=float(least) + 1e-6)
    table = recognize_activities(folder, strict, tmp_path / "out", SETTINGS)
    assert sorted(table["activity"][:2] == NOT_SURE) == [False, True]


def test_an_own_class_may_be_called_other(seen, model, folder, tmp_path):
    own = dataclasses.replace(model, classes=(OTHER, "light"))
    table = recognize_activities(folder, own, tmp_path / "out", SETTINGS)
    assert table["activity"][:2].tolist() == [OTHER, "light"]
