"""Interrupted work goes on to the same poses, to the last bit."""

import dataclasses
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import pytest

from midstance.formats import pose_log
from midstance.formats.pose_log import load_pose_log
from midstance.kernels.images.camera_motion import CameraMotion
from midstance.pose import estimate as module
from midstance.pose.base import FramePoses, PoseBackend, PoseSession
from midstance.pose.estimate import estimate_poses, log_key
from midstance.pose.networks.blazepose import BlazePose
from midstance.video.reader import Frame, open_video

N_FRAMES = 9


class Wandering(PoseSession):
    """Two people whose places depend on every frame so far; they come and go."""

    def __repr__(self):
        return type(self).__name__  # where it lies in memory says nothing

    def __init__(self):
        self.n_asked = 0
        self._n_seen = 0
        self._place = np.zeros((2, 33, 2))

    def __call__(self, image):
        self.n_asked += 1
        light = float(image.mean(dtype=float))
        self._place = np.sin(
            1.1 * self._place + light * np.arange(132).reshape(2, 33, 2)
        )
        n_people = (1, 2, 2, 1, 0, 1)[self._n_seen % 6]
        self._n_seen += 1
        xy_px = (60 + 40 * self._place[:n_people]).astype(np.float32)
        return FramePoses(xy_px, np.full(xy_px.shape[:2], 0.7, np.float32))

    def forget(self):
        self.__init__()


class Remembering(Wandering):
    """The same, which can say what it remembers."""

    def memory(self):
        return {"place": self._place, "n_seen": np.array(self._n_seen)}

    def recall(self, memory):
        self._place, self._n_seen = memory["place"], int(memory["n_seen"])


@dataclass(frozen=True)
class Wanderers(PoseBackend):
    """Hands out one such session, to be asked about afterwards."""

    skeleton = "blazepose-33"
    one: Wandering

    @contextmanager
    def session(self):
        yield self.one


@dataclass
class Film:
    """A wall that a trembling camera films, in ever other light."""

    n_frames_expected: int = N_FRAMES
    real_rate_hz = 30.0

    def __iter__(self):
        rng = np.random.default_rng(0)
        wall = rng.integers(0, 200, (32, 48), np.uint8).repeat(8, 0).repeat(8, 1)
        for index in range(N_FRAMES):
            x_px, y_px = rng.integers(0, 12, 2)
            part = wall[y_px : y_px + 200, x_px : x_px + 300, None].repeat(3, axis=2)
            yield Frame(index, index / 10, part + np.uint8(rng.integers(0, 50)))


def stop_after(n_frames):
    def progress(stage, done, whole):
        if done == n_frames:
            raise KeyboardInterrupt

    return progress


def assert_same_to_the_bit(some, others):
    assert len(some) == len(others)
    for (time_s, one), (other_s, other) in zip(some, others, strict=True):
        assert time_s == other_s
        for field in dataclasses.fields(FramePoses):
            a, b = getattr(one, field.name), getattr(other, field.name)
            assert (a is None) == (b is None), field.name
            assert np.asarray(a).dtype == np.asarray(b).dtype
            assert np.asarray(a).tobytes() == np.asarray(b).tobytes(), field.name


def followed(pause_s, **how):
    backend, camera = Wanderers(Remembering()), CameraMotion(pause_s)
    return backend, estimate_poses(Film(), backend, camera=camera, **how)


@cache
def never_stopped(pause_s):
    return followed(pause_s)[1]


@pytest.mark.parametrize("pause_s", [0.0, 0.15], ids=["moving", "still"])
@pytest.mark.parametrize("n_before", range(1, N_FRAMES + 1))
def test_a_network_that_remembers_goes_on_as_if_nothing_had_been(
    tmp_path, n_before, pause_s
):
    def run(**how):
        return followed(pause_s, **how)

    unbroken = never_stopped(pause_s)
    assert {pose.n_people for _, pose in unbroken} == {0, 1, 2}
    log = tmp_path / "poses.npz"
    with pytest.raises(KeyboardInterrupt):
        run(log=log, progress=stop_after(n_before))
    assert not load_pose_log(log, key="").is_whole
    backend, found = run(log=log)
    assert_same_to_the_bit(unbroken, found)
    assert backend.one.n_asked == N_FRAMES - n_before
    backend, again = run(log=log)
    assert_same_to_the_bit(unbroken, again)
    assert backend.one.n_asked == 0


def test_work_may_be_interrupted_again_and_again(tmp_path):
    log = tmp_path / "poses.npz"
    for n_done in range(1, N_FRAMES):
        with pytest.raises(KeyboardInterrupt):
            backend = Wanderers(Remembering())
            estimate_poses(Film(), backend, log=log, progress=stop_after(n_done))
    found = estimate_poses(Film(), Wanderers(Remembering()), log=log)
    assert_same_to_the_bit(estimate_poses(Film(), Wanderers(Remembering())), found)


def test_a_network_without_a_memory_begins_anew_and_is_kept_when_done(tmp_path):
    log = tmp_path / "poses.npz"
    unbroken = estimate_poses(Film(), Wanderers(Wandering()))
    with pytest.raises(KeyboardInterrupt):
        estimate_poses(Film(), Wanderers(Wandering()), log=log, progress=stop_after(4))
    for n_asked in (N_FRAMES, 0):
        backend = Wanderers(Wandering())
        assert_same_to_the_bit(unbroken, estimate_poses(Film(), backend, log=log))
        assert backend.one.n_asked == n_asked


def test_an_interruption_while_the_log_is_written_leaves_the_log_before(
    tmp_path, monkeypatch
):
    log = tmp_path / "poses.npz"
    write, n_written = pose_log._write_npz, []

    def cut(path, arrays):
        n_written.append(1)
        if len(n_written) % 3 == 0:
            path.write_bytes(b"half a fi")
            raise KeyboardInterrupt
        write(path, arrays)

    monkeypatch.setattr(module, "_SAVE_EVERY_S", -1.0)
    monkeypatch.setattr(pose_log, "_write_npz", cut)
    for _ in range(20):
        try:
            found = estimate_poses(Film(), Wanderers(Remembering()), log=log)
            break
        except KeyboardInterrupt:
            continue
    assert len(n_written) > N_FRAMES
    assert_same_to_the_bit(estimate_poses(Film(), Wanderers(Remembering())), found)


SCRIPT = """
import os, signal, sys
from pathlib import Path
from midstance.pose import estimate
from tests.pose.test_resuming import Film, Remembering, Wanderers

log, number, frame = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
estimate._SAVE_EVERY_S = -1.0
# Who was started in the background ignores Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)

def progress(stage, done, whole):
    if done == frame:
        os.kill(os.getpid(), number)

estimate.estimate_poses(Film(), Wanderers(Remembering()), log=log, progress=progress)
"""


@pytest.mark.parametrize(
    ("name", "frames"),
    [("SIGINT", (2, 6)), ("SIGTERM", (4, 8)), ("SIGKILL", (2, 4, 6, 8))],
)
def test_a_process_that_is_killed_leaves_a_log_to_go_on_from(tmp_path, name, frames):
    log, number = tmp_path / "poses.npz", getattr(signal, name)
    for frame in frames:
        command = [sys.executable, "-c", SCRIPT, str(log), str(int(number)), str(frame)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ended.returncode == -number, ended.stderr
        assert len(load_pose_log(log, key="").poses) == frame
    backend = Wanderers(Remembering())
    found = estimate_poses(Film(), backend, log=log)
    assert_same_to_the_bit(estimate_poses(Film(), Wanderers(Remembering())), found)
    assert backend.one.n_asked == N_FRAMES - frame


@dataclass
class Beside:
    """The demo clip twice, beside itself: two people, one a little later."""

    n_frames: int = 14
    n_frames_expected: int = 14
    real_rate_hz = 30.0

    def __iter__(self):
        examples = resources.files("midstance") / "examples"
        with (
            resources.as_file(examples / "demo.mp4") as path,
            open_video(path, end_s=0.6) as demo,
        ):
            frames = [frame.image[::2, ::2] for frame in demo]
        for index in range(self.n_frames):
            both = np.hstack([frames[index], frames[index + 20]])
            yield Frame(index, index / 60, np.ascontiguousarray(both))


@pytest.mark.weights
def test_blazepose_follows_two_people_as_if_nothing_had_been(tmp_path):
    film = list(Beside())
    backend = BlazePose(max_people=3, search_interval_s=0.13)

    def run(**how):
        return estimate_poses(Frames(film), backend, camera=CameraMotion(), **how)

    unbroken = run()
    assert {pose.n_people for _, pose in unbroken} >= {2}
    for n_before in range(1, len(film), 3):
        log = tmp_path / f"{n_before}.npz"
        with pytest.raises(KeyboardInterrupt):
            run(log=log, progress=stop_after(n_before))
        assert_same_to_the_bit(unbroken, run(log=log))


class Frames(list):
    """Frames that were read before."""

    n_frames_expected = 0
    real_rate_hz = 30.0


@pytest.fixture
def video(tmp_path):
    path = tmp_path / "run.mp4"
    path.write_bytes(b"frames")
    return path


@pytest.mark.weights
def test_a_log_is_of_one_network_setting_and_version(video, monkeypatch):
    def versions(**changed):
        known = {"midstance": "1", "av": "1", **changed}
        monkeypatch.setattr(module, "version", lambda name: known.get(name, "1"))

    versions()
    key = log_key(video, BlazePose(), {})
    assert log_key(video, BlazePose(), {}) == key
    assert log_key(video, BlazePose(model="full", max_people=2), {}) != key
    assert log_key(video, Wanderers(Remembering()), {}) != key
    versions(midstance="2")
    assert log_key(video, BlazePose(), {}) != key
    versions(av="2")
    assert log_key(video, BlazePose(), {}) != key


def test_a_log_is_of_what_the_video_shows_and_not_of_its_name(video, tmp_path):
    backend = Wanderers(Remembering())
    key = log_key(video, backend, {})
    other = tmp_path / "copy.mp4"
    other.write_bytes(b"frames")
    assert log_key(other, backend, {}) == key
    other.write_bytes(b"Frames")
    assert log_key(other, backend, {}) != key
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "1.png").write_bytes(b"one")
    key = log_key(folder, backend, {})
    (folder / "1.png").write_bytes(b"eno")
    assert log_key(folder, backend, {}) != key
