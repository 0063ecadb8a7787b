import threading
from dataclasses import dataclass

import numpy as np
import pytest

from midstance.errors import NotEnoughDataError
from midstance.kernels.images.appearance import N_COLOURS
from midstance.kernels.images.camera_motion import CameraMotion
from midstance.pose.base import FramePoses
from midstance.pose.estimate import estimate_poses, log_key
from midstance.pose.networks.canned import Canned
from midstance.video.reader import Frame


@dataclass
class Film:
    """Black frames, 10 a second; stops with an error after `breaks_at`."""

    n_frames: int = 5
    breaks_at: int | None = None
    n_frames_expected: int = 5
    rate_hz: float = 10.0
    real_rate_hz = 30.0

    def __iter__(self):
        for index in range(self.n_frames):
            if index == self.breaks_at:
                raise KeyboardInterrupt
            yield Frame(index, index / self.rate_hz, np.zeros((4, 4, 3), np.uint8))


def poses(*values):
    return tuple(
        FramePoses(np.full((1, 33, 2), value, "f4"), np.ones((1, 33), "f4"))
        for value in values
    )


def test_every_frame_has_its_time_and_pose():
    found = estimate_poses(Film(), Canned(poses=poses(0, 1, 2, 3, 4)))
    assert [time_s for time_s, _ in found] == [0.0, 0.1, 0.2, 0.3, 0.4]
    assert [float(pose.xy_px[0, 0, 0]) for _, pose in found] == [0, 1, 2, 3, 4]


def test_who_looks_on_sees_all_poses_so_far():
    seen = []
    canned = Canned(poses=poses(0, 1, 2, 3, 4))
    estimate_poses(Film(), canned, look=lambda found: seen.append(len(found)))
    assert seen == [1, 2, 3, 4, 5]


def test_everybody_is_seen_with_their_clothes():
    found = estimate_poses(Film(n_frames=1), Canned(poses=poses(2)))
    assert found[0][1].appearance.shape == (1, N_COLOURS)


@pytest.mark.parametrize(
    ("rate_hz", "looked_at"),
    [(30.0, [0, 3, 6]), (25.0, [0, 3, 5, 8]), (10.0, list(range(9)))],
)
def test_who_is_alone_is_looked_at_for_clothes_ten_times_a_second(rate_hz, looked_at):
    film, alone = Film(n_frames=9, rate_hz=rate_hz), Canned(poses=poses(*range(9)))
    found = estimate_poses(film, alone)
    assert [k for k, (_, p) in enumerate(found) if p.appearance is not None] == (
        looked_at
    )


def test_several_are_looked_at_for_clothes_in_every_frame():
    two = FramePoses(np.ones((2, 33, 2), "f4"), np.ones((2, 33), "f4"))
    found = estimate_poses(Film(rate_hz=30.0), Canned(poses=(two,) * 5))
    assert all(p.appearance.shape == (2, N_COLOURS) for _, p in found)


@pytest.mark.parametrize("n_before", range(1, 9))
def test_the_same_clothes_are_looked_at_after_an_interruption(tmp_path, n_before):
    alone = Canned(poses=poses(*range(9)))
    whole = estimate_poses(Film(n_frames=9, rate_hz=30.0), alone)
    log = tmp_path / "poses.npz"
    with pytest.raises(KeyboardInterrupt):
        broken = Film(n_frames=9, rate_hz=30.0, breaks_at=n_before)
        estimate_poses(broken, alone, log=log, key="k")
    rest = estimate_poses(Film(n_frames=9, rate_hz=30.0), alone, log=log, key="k")
    looked = [[p.appearance is None for _, p in one] for one in (whole, rest)]
    assert looked[0] == looked[1]


def test_interrupted_work_goes_on_where_it_was(tmp_path):
    log = tmp_path / "poses.npz"
    with pytest.raises(KeyboardInterrupt):
        estimate_poses(
            Film(breaks_at=3), Canned(poses=poses(0, 1, 2)), log=log, key="k"
        )
    # Other poses for the first three frames: these must come from the log.
    rest = Canned(poses=poses(9, 9, 9, 3, 4))
    found = estimate_poses(Film(), rest, log=log, key="k")
    assert [float(pose.xy_px[0, 0, 0]) for _, pose in found] == [0, 1, 2, 3, 4]


def test_what_was_found_before_the_network_broke_is_kept(tmp_path):
    log = tmp_path / "poses.npz"
    with pytest.raises(NotEnoughDataError, match="Only 2 canned poses"):
        estimate_poses(Film(), Canned(poses=poses(0, 1)), log=log, key="k")
    rest = Canned(poses=poses(9, 9, 2, 3, 4))
    found = estimate_poses(Film(), rest, log=log, key="k")
    assert [float(pose.xy_px[0, 0, 0]) for _, pose in found] == [0, 1, 2, 3, 4]


def test_an_interruption_of_the_caller_ends_every_thread(tmp_path):
    log = tmp_path / "poses.npz"

    def interrupt(stage, done, whole):
        if done == 2:
            raise KeyboardInterrupt

    n_threads = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        estimate_poses(
            Film(), Canned(poses=poses(0, 1, 2, 3, 4)), log=log, progress=interrupt
        )
    assert threading.active_count() == n_threads
    rest = Canned(poses=poses(9, 9, 2, 3, 4))
    found = estimate_poses(Film(), rest, log=log)
    assert [float(pose.xy_px[0, 0, 0]) for _, pose in found] == [0, 1, 2, 3, 4]


def test_progress_counts_frames():
    seen = []
    estimate_poses(
        Film(),
        Canned(poses=poses(0, 1, 2, 3, 4)),
        progress=lambda stage, done, whole: seen.append((stage, done, whole)),
    )
    assert seen[0] == ("Finding people", 1, 5)
    assert seen[-1] == ("Finding people", 5, 5)


def test_the_key_changes_with_video_settings_and_clip(tmp_path):
    video = tmp_path / "a.mp4"
    video.write_bytes(b"1")
    key = log_key(video, Canned(), {"start_s": None})
    assert key == log_key(video, Canned(), {"start_s": None})
    assert key != log_key(video, Canned(), {"start_s": 1.0})
    assert key != log_key(video, Canned(poses=poses(1)), {"start_s": None})
    video.write_bytes(b"12")
    assert key != log_key(video, Canned(), {"start_s": None})


@dataclass
class Panned(Film):
    """A camera that pans along a wall by 3 px a frame, past a runner."""

    def __iter__(self):
        rng = np.random.default_rng(0)
        wall = rng.integers(0, 255, (24, 40), np.uint8).repeat(8, 0).repeat(8, 1)
        for frame in super().__iter__():
            x_px = 3 * frame.index
            picture = wall[:, x_px : x_px + 240, None].repeat(3, axis=2)
            picture[40:150, 60:130] = wall[:110, :70, None]
            yield Frame(frame.index, frame.time_s, picture)


def runner():
    xy_px = np.linspace((70, 52), (120, 138), 33)[None]
    return FramePoses(xy_px.astype("f4"), np.ones((1, 33), "f4"))


def test_the_camera_is_followed_past_the_runner():
    found = estimate_poses(
        Panned(), Canned(poses=(runner(),) * 5), camera=CameraMotion()
    )
    steps = np.array([pose.camera_step for _, pose in found])
    assert np.isnan(steps[0]).all()
    assert steps[1:, 0, 2] == pytest.approx(3.0, abs=0.1)
    assert steps[1:, 1, 2] == pytest.approx(0.0, abs=0.1)


def test_the_camera_is_followed_across_an_interruption(tmp_path):
    log = tmp_path / "poses.npz"
    with pytest.raises(KeyboardInterrupt):
        estimate_poses(
            Panned(breaks_at=3),
            Canned(poses=(runner(),) * 3),
            camera=CameraMotion(),
            log=log,
        )
    rest = Canned(poses=(runner(),) * 5)
    found = estimate_poses(Panned(), rest, camera=CameraMotion(), log=log)
    shifts_px = [pose.camera_step[0, 2] for _, pose in found[1:]]
    assert shifts_px == pytest.approx([3.0] * 4, abs=0.1)
