from contextlib import contextmanager

import numpy as np
import pytest
from tests.pose.test_resuming import (
    Film,
    Frames,
    Remembering,
    Wanderers,
    Wandering,
    assert_same_to_the_bit,
    stop_after,
)

from midstance.kernels.images.camera_motion import CameraMotion
from midstance.pose import pieces
from midstance.pose.estimate import estimate_poses
from midstance.pose.pieces import Relay, is_lead, piece_of
from midstance.video.reader import Frame


class Anywhere(Wanderers):
    can_begin_anywhere = True

    @contextmanager
    def session(self):
        self.one.forget()
        yield self.one


@pytest.fixture(autouse=True)
def _short_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE_S", 0.4)
    monkeypatch.setattr(pieces, "LEAD_S", 0.2)


def test_every_frame_is_of_one_piece_and_the_last_ones_lead_into_the_next():
    times_s = np.arange(9) / 10 + 0.01
    assert [piece_of(time_s) for time_s in times_s] == [0, 0, 0, 0, 1, 1, 1, 1, 2]
    assert [is_lead(time_s) for time_s in times_s] == [
        *(False, False, True, True),
        *(False, False, True, True),
        False,
    ]


def run(frames=None, one=Remembering, kind=Anywhere, pause_s=0.0, **how):
    backend = kind(one())
    film = Film() if frames is None else Frames(frames)
    return estimate_poses(film, backend, camera=CameraMotion(pause_s), **how)


def frames_from(first):
    return [Frame(n, f.time_s, f.image) for n, f in enumerate(list(Film())[first:])]


@pytest.mark.parametrize("pause_s", [0.0, 0.15], ids=["moving", "still"])
def test_a_piece_is_found_alone_as_it_is_in_the_whole(pause_s):
    whole = run(pause_s=pause_s)
    # The second piece begins at 0.4 s, with a lead from 0.2 s.
    for first in (1, 2):
        part = run(frames_from(first), pause_s=pause_s)
        assert_same_to_the_bit(whole[4:], part[4 - first :])
    assert not np.array_equal(
        whole[4][1].xy_px, run(frames_from(4), pause_s=pause_s)[0][1].xy_px
    )


def test_the_first_piece_is_that_of_one_who_follows_the_whole():
    def same(one, other):
        return np.array_equal(one[1].xy_px, other[1].xy_px)

    relieved, alone = run(), run(kind=Wanderers)
    assert_same_to_the_bit(alone[:4], relieved[:4])
    assert not any(same(*pair) for pair in zip(alone[4:8], relieved[4:8], strict=True))


def test_who_cannot_say_what_it_remembers_follows_the_whole():
    assert_same_to_the_bit(run(one=Wandering), run(one=Wandering, kind=Wanderers))


@pytest.mark.parametrize("n_before", range(1, 9))
def test_an_interruption_in_the_lead_changes_nothing(tmp_path, n_before):
    log = tmp_path / "poses.npz"
    with pytest.raises(KeyboardInterrupt):
        run(log=log, progress=stop_after(n_before))
    assert_same_to_the_bit(run(), run(log=log))


def test_frames_that_are_missing_in_the_lead_begin_the_piece_anew():
    film = list(Film())
    jump = [*film[:2], *film[6:]]
    part = run([Frame(0, film[6].time_s, film[6].image)])
    assert np.array_equal(run(jump)[2][1].xy_px, part[0][1].xy_px)


def test_a_log_of_other_frames_counts_for_nothing(tmp_path):
    log = tmp_path / "poses.npz"
    run(log=log)
    fewer = frames_from(0)[:-1]
    assert_same_to_the_bit(run(fewer), run(fewer, log=log))
    run(fewer, log=log)
    assert_same_to_the_bit(run(), run(log=log))
    later = [Frame(f.index, f.time_s + 0.001, f.image) for f in frames_from(0)]
    assert_same_to_the_bit(run(later), run(later, log=log))


def test_who_remembers_nothing_looks_once_at_each_frame():
    class Forgetful:
        def memory(self):
            return {}

        def recall(self, memory):
            pass

    n_looks = []
    relay = Relay(Forgetful(), is_relieved=True)
    for number in range(9):
        relay.look(number / 10, lambda: n_looks.append(1))
    assert len(n_looks) == 9
