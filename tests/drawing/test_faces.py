import numpy as np
import pytest

from midstance.drawing.faces import find_heads, hide_faces
from midstance.schema.tracks import make_tracks

TIMES_S = np.arange(90) / 30.0
KEYPOINTS = (
    "nose",
    "left_ear",
    "left_shoulder",
    "right_shoulder",
    "left_hip",
    "right_hip",
)
AT = {"nose": (0, -55), "left_ear": (-8, -52), "left_shoulder": (0, 0)}
AT |= {"right_shoulder": (4, 0), "left_hip": (0, 100), "right_hip": (4, 100)}


def tracks_of(*people):
    """Somebody who goes from left to right, as far as each mask says they are seen."""
    position = np.zeros((90, 2, len(KEYPOINTS), len(people)))
    for number, (first_px, is_seen) in enumerate(people):
        for i, name in enumerate(KEYPOINTS):
            position[:, 0, i, number] = first_px + 2.0 * np.arange(90) + AT[name][0]
            position[:, 1, i, number] = 100.0 + AT[name][1]
        position[:, :, :, number][~is_seen(KEYPOINTS)] = np.nan
    names = [f"person-{number + 1}" for number in range(len(people))]
    size_px = {"image_width_px": 400, "image_height_px": 300}
    shape = position.shape[0], position.shape[2], position.shape[3]
    return make_tracks(
        position,
        np.ones(shape),
        TIMES_S,
        keypoints=KEYPOINTS,
        individuals=names,
        attrs=size_px,
    )


def always(_):
    return np.ones((90, 2, len(KEYPOINTS)), dtype=bool)


def without_head_between(first, last):
    def mask(keypoints):
        seen = np.ones((90, 2, len(keypoints)), dtype=bool)
        seen[first:last, :, :2] = False
        return seen

    return mask


def gone_between(first, last):
    def mask(keypoints):
        seen = np.ones((90, 2, len(keypoints)), dtype=bool)
        seen[first:last] = False
        return seen

    return mask


@pytest.fixture(scope="module")
def noise():
    return np.random.default_rng(0).integers(0, 255, (300, 400, 3), dtype=np.uint8)


def n_colours(image):
    return len(np.unique(image.reshape(-1, 3), axis=0))


def head_in(image, frame, first_px=50):
    """The true head: half a head above and below its middle, for a trunk of 100 px."""
    x, y = first_px + 2 * frame, 46
    return image[y - 22 : y + 22, x - 22 : x + 22]


@pytest.mark.parametrize(
    "seen",
    [always, without_head_between(20, 60), gone_between(30, 50), gone_between(80, 90)],
)
def test_nothing_of_a_head_is_left_on_any_frame(noise, seen):
    heads = find_heads(tracks_of((50, seen)))
    for frame, time_s in enumerate(TIMES_S):
        hidden = hide_faces(noise, heads, time_s)
        assert n_colours(head_in(hidden, frame)) <= 16
        assert n_colours(head_in(noise, frame)) > 1000


def test_everybody_is_hidden_and_the_rest_of_the_picture_stays(noise):
    heads = find_heads(tracks_of((50, always), (150, always)))
    hidden = hide_faces(noise, heads, TIMES_S[10])
    assert n_colours(head_in(hidden, 10)) <= 16
    assert n_colours(head_in(hidden, 10, first_px=150)) <= 16
    assert (hidden[160:] == noise[160:]).all()
    assert not (hidden == noise).all()


def test_who_turns_the_back_is_hidden_over_the_shoulders(noise):
    heads = find_heads(tracks_of((50, without_head_between(0, 90))))
    hidden = hide_faces(noise, heads, TIMES_S[45])
    assert n_colours(head_in(hidden, 45)) <= 16


def test_where_nobody_is_nothing_is_hidden(noise):
    heads = find_heads(tracks_of((50, gone_between(0, 60))))
    assert (hide_faces(noise, heads, 0.5) == noise).all()
    assert find_heads(tracks_of((50, gone_between(0, 90)))) == []


def test_a_head_at_the_edge_or_outside_is_no_fault(noise):
    heads = find_heads(tracks_of((390, always), (-60, always)))
    for time_s in TIMES_S:
        hide_faces(noise, heads, time_s)
