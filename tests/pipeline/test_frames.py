from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
import xarray as xr

from midstance.kernels.signals.matching import matched_errors
from midstance.pipeline import analyze as pipeline
from midstance.pipeline.frames import notes_on_frames
from midstance.pose.base import nobody
from midstance.pose.networks.canned import Canned
from midstance.schema.events import SIDES, times_s
from midstance.schema.poses import FramePoses
from midstance.schema.tracks import DIMS
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.video.writer import VideoWriter

STEADY = {"cadence_spm": 168.0, "variability": 0.0}
RATE_HZ, CUT_S, MISSING_S = 50.0, 4.0, 0.37
"""Frames per second, when the video is cut, and how much life is left out there."""


def poses_of(tracks, *, is_mirrored=False):
    """Poses of one person as the network would give them."""
    own = tracks["position"].transpose(*DIMS).to_numpy()[..., 0]
    if is_mirrored:
        own = np.stack([1280 - own[:, 0], own[:, 1]], axis=1)
    within = own * (320 / 1280)  # the picture that `write` writes
    points = within.transpose(0, 2, 1).astype("f4")[:, None]
    return [FramePoses(xy, np.full(xy.shape[:2], 0.9, "f4")) for xy in points]


def write(path, places, *, n_times=1):
    """A video of a room per place, in which something moves; frames n times each."""
    import cv2

    rng = np.random.default_rng(3)
    rooms = {
        place: cv2.resize(rng.integers(0, 256, (9, 16, 3), np.uint8), (320, 180))
        for place in sorted(set(places))
    }
    with VideoWriter(path, 320, 180, RATE_HZ * n_times, crf=18) as writer:
        for k, place in enumerate(places):
            image = rooms[place].copy()
            # Where the runner is, the same clothes in every room.
            image[:, 130:190] = (60, 90, 160)
            left = 20 + 4 * (k % 60)
            image[60:150, left : left + 30] = 255 * (k // 7 % 2)
            for _ in range(n_times):
                writer.write(image)


@pytest.fixture(scope="module")
def runner(film):
    return film(rate_hz=RATE_HZ, noise_px=2.0, duration_s=8.0 + MISSING_S, **STEADY)


@pytest.fixture(scope="module")
def truth():
    made = run(RunnerSettings(**STEADY), duration_s=8.0 + MISSING_S, rate_hz=RATE_HZ)
    return made.events


@dataclass(frozen=True)
class ShortSighted(Canned):
    """Sees people only when it looks closer."""

    search_windows: bool = False
    looked: ClassVar[list[bool]] = []

    @contextmanager
    def session(self):
        self.looked.append(self.search_windows)
        hidden = tuple(nobody(one.xy_px.shape[1]) for one in self.poses)
        seen = Canned(poses=self.poses if self.search_windows else hidden)
        with seen.session() as session:
            yield session


@pytest.mark.parametrize(("share", "is_said"), [(0.2, True), (1.0, False)])
def test_where_nobody_is_found_people_are_looked_for_more_closely(
    share, is_said, runner, tmp_path, monkeypatch
):
    poses = [
        FramePoses(one.xy_px * share, one.confidence) for one in poses_of(runner)[:150]
    ]
    write(tmp_path / "far.mp4", [0] * len(poses))
    backend = ShortSighted(poses=tuple(poses))
    monkeypatch.setattr(pipeline, "choose_backend", lambda _: backend)
    ShortSighted.looked.clear()
    stages = []
    for _ in range(2):
        found = pipeline.analyze(
            tmp_path / "far.mp4",
            poses_file=tmp_path / "p.npz",
            progress=lambda stage, *_: stages.append(stage),
        )
        assert found.raw_tracks.sizes["individual"] == 1
    assert stages.count("Looking closer") == len(poses)
    # The second time, what was seen is known.
    assert ShortSighted.looked == [False, True, True]
    said = found.notes[found.notes["kind"] == "small_people"]
    assert len(said) == is_said
    assert not is_said or "13 % of the height" in said["text"].item()


def test_nothing_goes_on_over_a_cut(runner, truth, tmp_path, monkeypatch):
    """Both parts are measured, and no stride is longer than the runner's."""
    n_before = round(CUT_S * RATE_HZ)
    n_out = round(MISSING_S * RATE_HZ)
    poses = poses_of(runner)
    # The other half is seen from the other side, as in a mirrored copy.
    after = poses_of(runner, is_mirrored=True)[n_before + n_out :]
    poses = [*poses[:n_before], *after]
    write(tmp_path / "cut.mp4", [0] * n_before + [1] * len(after))
    backend = Canned(poses=tuple(poses))
    monkeypatch.setattr(pipeline, "choose_backend", lambda _: backend)
    found = pipeline.analyze(tmp_path / "cut.mp4")
    assert any("cut at 4.00 s" in text for text in found.warnings)
    assert any("seem to be one person" in text for text in found.warnings)
    summary = found.summary().query("metric == 'cadence'").set_index("individual")
    assert summary["value"].to_numpy() == pytest.approx([168.0, 168.0], abs=1.5)
    assert found.measures.query("metric == 'stride_time'")["value"].max() < 800
    views = found.bouts.set_index("individual")["view"]
    assert views.to_dict() == {"person-1": "left", "person-1-shot-2": "right"}
    for name, moved_s, is_in in (
        ("person-1", 0.0, truth["time_s"] < CUT_S),
        ("person-1-shot-2", MISSING_S, truth["time_s"] > CUT_S + MISSING_S),
    ):
        own = found.events[found.events["individual"] == name]
        errors = [
            matched_errors(
                times_s(own, side, "initial_contact") + moved_s,
                times_s(truth[is_in], side, "initial_contact"),
            )
            for side in SIDES
        ]
        errors = np.concatenate(errors)
        assert np.isfinite(errors).mean() > 0.8
        assert np.nanmax(np.abs(errors)) < 0.03


def test_a_video_shown_at_twice_its_rate_counts_as_what_it_is(
    runner, tmp_path, monkeypatch
):
    """Events and uncertainty are those of the frames that show something new."""
    poses = poses_of(runner)[:200]
    found = {}
    for n_times in (1, 2):
        path = tmp_path / f"times{n_times}.mp4"
        write(path, [0] * len(poses), n_times=n_times)
        backend = Canned(poses=tuple(p for p in poses for _ in range(n_times)))
        monkeypatch.setattr(pipeline, "choose_backend", lambda _, b=backend: b)
        found[n_times] = pipeline.analyze(path)
    assert found[2].raw_tracks.sizes["individual"] == 1
    assert found[2].tracks.attrs["fps"] == pytest.approx(RATE_HZ, rel=0.01)
    assert any("200 of 400 frames only repeat" in w for w in found[2].warnings)
    once, twice = (found[n].events for n in (1, 2))
    assert len(once) == len(twice)
    assert twice["time_s"].to_numpy() == pytest.approx(once["time_s"], abs=0.002)
    assert twice["uncertainty_s"].to_numpy() == pytest.approx(
        once["uncertainty_s"], rel=0.05
    )


def test_a_video_without_cuts_and_repetitions_says_nothing(runner):
    assert notes_on_frames(runner, n_frames=runner.sizes["time"]) == []


def test_many_cuts_are_counted(runner):
    shot = np.arange(runner.sizes["time"]) // 20
    cut = runner.assign_coords(shot=("time", shot + 1))
    (note,) = notes_on_frames(cut, n_frames=runner.sizes["time"])
    assert f"and {shot.max() - 6} more times" in note.text
    assert isinstance(cut, xr.Dataset)


def test_mirror_images_are_named(film):
    raw = film(duration_s=1.0)
    mirrored = raw.assign_attrs(mirror_images=1)
    (note,) = notes_on_frames(mirrored, n_frames=raw.sizes["time"])
    assert (note.kind, note.severity) == ("mirror_image", "note")
    assert "not counted as a person" in note.text
    assert notes_on_frames(raw, n_frames=raw.sizes["time"]) == []


@pytest.mark.parametrize("has_hz", [240.0, 30.0])
def test_which_frames_of_a_quick_camera_were_looked_at_is_said(has_hz):
    made = run(RunnerSettings(**STEADY), duration_s=1.0, rate_hz=has_hz, seed=1)
    n_frames = made.tracks.sizes["time"]
    usual = {"n_frames": n_frames, "taken_hz": 240.0}
    kinds = [
        note.kind for note in notes_on_frames(made.tracks, looks_hz=100.0, **usual)
    ]
    assert kinds == (["frames_between"] if has_hz == 240.0 else [])
    assert notes_on_frames(made.tracks, **usual) == []
