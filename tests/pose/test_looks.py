"""A camera that is quicker than it takes: some frames are looked at."""

from dataclasses import dataclass

import numpy as np
import pytest
from tests.pose.test_pieces import Anywhere
from tests.pose.test_resuming import (
    N_FRAMES,
    Film,
    Remembering,
    Wanderers,
    assert_same_to_the_bit,
    stop_after,
)

from midstance.kernels.images.camera_motion import CameraMotion
from midstance.pose import pieces
from midstance.pose.base import EachFrameAlone, FramePoses, PoseBackend
from midstance.pose.estimate import estimate_poses
from midstance.pose.looks import between, step_of
from midstance.pose.networks.canned import Canned
from midstance.video.reader import Frame

LOOKS_HZ = 5.0


@dataclass
class Quick(Film):
    """Ten frames a second, of which five are enough."""

    real_rate_hz = 10.0


def found_in(frames, one=Remembering, kind=Wanderers, **how):
    backend = kind(one())
    camera = CameraMotion(0.15)
    how = {"camera": camera, "looks_hz": LOOKS_HZ, **how}
    return backend, estimate_poses(frames, backend, **how)


@dataclass(frozen=True)
class Bright(PoseBackend):
    """Somebody stands where the image is as bright as that."""

    skeleton = "blazepose-33"

    def session(self):
        from contextlib import nullcontext

        def see(image):
            self.asked.append(float(image[0, 0, 0]))
            return somebody(float(image[0, 0, 0]))

        return nullcontext(EachFrameAlone(see))

    @property
    def asked(self):
        return _ASKED


_ASKED = []


def somebody(x_px, people=1):
    xy_px = np.zeros((people, 33, 2), "f4")
    xy_px[..., 1] = np.linspace(0, 100, 33)
    xy_px[..., 0] = x_px + 300 * np.arange(people)[:, None]
    return FramePoses(xy_px, np.ones((people, 33), "f4"))


@dataclass
class Shown:
    """Images of one brightness each."""

    values: tuple
    true_rate_hz: float = 240.0
    real_rate_hz = 240.0
    n_frames_expected = 0

    def __iter__(self):
        for k, value in enumerate(self.values):
            yield Frame(k, k / self.true_rate_hz, np.full((8, 8, 3), value, np.uint8))


def seen_in(*values, **how):
    _ASKED.clear()
    poses = estimate_poses(Shown(values, **how), Bright(), looks_hz=100.0)
    return [float(one.xy_px[0, 0, 0]) for _, one in poses]


def test_every_second_frame_of_a_quick_camera_is_looked_at():
    assert seen_in(10, 12, 14, 16, 18) == [10, 12, 14, 16, 18]
    assert _ASKED == [10, 14, 18]


def test_the_last_frame_is_looked_at_whatever_its_number():
    assert seen_in(10, 12, 14, 17) == [10, 12, 14, 17]
    assert _ASKED == [10, 14, 17]


def test_a_frame_that_repeats_another_is_not_between_two():
    assert seen_in(10, 10, 14, 14, 18) == [10, 10, 14, 14, 18]
    assert seen_in(10, 14, 14, 18, 18) == [10, 14, 14, 18, 18]


def test_a_file_that_promises_more_frames_than_it_has_is_looked_at_whole():
    values = (10, 13, 16, 19, 22, 25)
    assert seen_in(*values, true_rate_hz=30.0) == [*values]
    assert [*values] == _ASKED
    assert step_of(1000.0) == 1  # ticks of a clock


def test_every_frame_of_an_ordinary_camera_is_looked_at():
    assert step_of(60.0) == step_of(120.0) == 1
    assert [step_of(240.0, least) for least in (100.0, float("inf"))] == [2, 1]
    _, every = found_in(Film(), looks_hz=float("inf"))
    _, usual = found_in(Film(), looks_hz=20.0)
    assert_same_to_the_bit(every, usual)


def test_what_is_remembered_is_told_once_a_frame(monkeypatch):
    told = []
    tell = Remembering.memory
    monkeypatch.setattr(
        Remembering, "memory", lambda self: (told.append(1), tell(self))[1]
    )
    found_in(Film(), looks_hz=float("inf"))
    assert len(told) == N_FRAMES


@pytest.mark.parametrize("n_before", range(1, N_FRAMES + 1))
def test_interrupted_work_goes_on_to_the_same_numbers(tmp_path, n_before):
    _, unbroken = found_in(Quick())
    log = tmp_path / "poses.npz"
    with pytest.raises(KeyboardInterrupt):
        found_in(Quick(), log=log, progress=stop_after(n_before))
    _, found = found_in(Quick(), log=log)
    assert_same_to_the_bit(unbroken, found)


@pytest.mark.parametrize("first", [1, 2])
def test_a_piece_is_found_alone_as_it_is_in_the_whole(monkeypatch, first):
    monkeypatch.setattr(pieces, "PIECE_S", 0.5)
    monkeypatch.setattr(pieces, "LEAD_S", 0.3)
    _, whole = found_in(Quick(), kind=Anywhere)

    @dataclass
    class Part(Quick):
        def __iter__(self):
            for n, frame in enumerate(list(Film())[first:]):
                yield Frame(n, frame.time_s, frame.image)

    _, part = found_in(Part(), kind=Anywhere)
    assert_same_to_the_bit(whole[5:], part[5 - first :])


def test_who_is_between_two_looks_is_who_was_in_both():
    before, after = somebody(0.0, people=2), somebody(4.0)
    assert between(before, after, 0.25).xy_px[:, 0, 0].tolist() == [1.0]
    assert between(before, after, 0.0).n_people == 2
    assert between(before, after, 1.0).n_people == 1
    assert between(None, after, 0.5).xy_px[0, 0, 0] == 4.0
    assert between(somebody(0.0), somebody(80.0), 0.5).n_people == 0


def test_a_network_that_counts_frames_sees_all_of_them():
    found = estimate_poses(
        Shown((1, 2, 3)),
        Canned(poses=(somebody(1.0), somebody(2.0), somebody(3.0))),
        looks_hz=100.0,
    )
    assert [float(one.xy_px[0, 0, 0]) for _, one in found] == [1.0, 2.0, 3.0]


def test_who_shares_no_point_with_anybody_is_not_between():
    before, after = somebody(0.0), somebody(4.0)
    before.xy_px[:, :16], after.xy_px[:, 16:] = np.nan, np.nan
    assert between(before, after, 0.5).n_people == 0
    before.xy_px[:] = np.nan
    assert between(before, somebody(4.0), 0.5).n_people == 0
    assert between(before, somebody(4.0), 1.0).n_people == 1
