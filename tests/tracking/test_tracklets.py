import pytest

from midstance.tracking.tracklets import find_tracklets


def frames_of(piece):
    return piece.bodies[0].frame, piece.bodies[-1].frame


def test_someone_alone_is_one_piece(scene):
    [piece] = find_tracklets(
        *scene.bodies([scene.frame(scene.body(100 + 5 * k)) for k in range(30)])
    )
    assert frames_of(piece) == (0, 29)
    assert not piece.is_close
    assert piece.lasts_s == pytest.approx(29 / 30)


def test_who_is_lost_longer_than_a_moment_begins_anew(scene):
    frames = [
        scene.frame() if 10 <= k < 13 or 20 <= k < 32 else scene.frame(scene.body(200))
        for k in range(40)
    ]
    pieces = find_tracklets(*scene.bodies(frames))
    assert [frames_of(piece) for piece in pieces] == [(0, 19), (32, 39)]


def test_who_jumps_begins_anew(scene):
    frames = [scene.frame(scene.body(200 if k < 10 else 320)) for k in range(20)]
    pieces = find_tracklets(*scene.bodies(frames))
    assert [frames_of(piece) for piece in pieces] == [(0, 9), (10, 19)]


def test_a_meeting_is_a_piece_of_its_own(scene):
    frames = [
        scene.frame(scene.body(100 + 20 * k), scene.body(500 - 20 * k))
        for k in range(21)
    ]
    pieces = find_tracklets(*scene.bodies(frames))
    close = [frames_of(piece) for piece in pieces if piece.is_close]
    # Less than 0.8 torso lengths (80 px) apart: 400 - 40 k.
    assert close == [(9, 11), (9, 11)]
    alone = [piece for piece in pieces if not piece.is_close]
    assert sorted(frames_of(piece) for piece in alone) == [(0, 8)] * 2 + [(12, 20)] * 2
    for piece in pieces:
        assert piece.before is None or piece.before.after is piece


def test_clothes_decide_where_places_do_not(scene):
    red, blue = scene.shirt(0), scene.shirt(5)
    here, there = scene.body(200), scene.body(300)
    middle = scene.body(250)
    frames = [scene.frame(here, there, colours=[red, blue]) for _ in range(10)]
    frames.append(scene.frame(middle, middle + 1, colours=[blue, red]))
    frames += [scene.frame(here, there, colours=[red, blue]) for _ in range(10)]
    for piece in find_tracklets(*scene.bodies(frames)):
        worn = {body.colours.argmax() for body in piece.bodies}
        assert len(worn) == 1


@pytest.mark.parametrize("rate_hz", [10.0, 30.0, 120.0])
def test_the_frame_rate_cuts_nobody(scene, rate_hz):
    n = int(2 * rate_hz)
    # Ten torso lengths a second: a sprint.
    frames = [scene.frame(scene.body(1000 * k / rate_hz)) for k in range(n)]
    assert len(find_tracklets(*scene.bodies(frames, rate_hz))) == 1


def test_nobody_has_no_pieces(scene):
    assert find_tracklets(*scene.bodies([scene.frame()] * 5)) == []
    assert find_tracklets([], []) == []
