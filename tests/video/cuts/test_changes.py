import numpy as np
import pytest

from midstance.video.cuts import changes
from midstance.video.cuts.changes import ImageChange, made_small


def view(shift_px=0, seed=0, light=1.0):
    """A frame of a room with furniture, of a camera that turned a little."""
    import cv2

    grain = np.random.default_rng(seed).integers(0, 256, (27, 70, 3), np.uint8)
    wide = cv2.resize(grain, (1400, 540), interpolation=cv2.INTER_CUBIC)
    seen = wide[:, 200 + shift_px : 200 + shift_px + 960]
    return (light * seen).astype(np.uint8)


def with_runner(image, x_px):
    image = image.copy()
    image[100:450, x_px : x_px + 120] = (200, 30, 40)
    return image


def look(*frames):
    change = ImageChange()
    return [change.look(k / 30, made_small(frame)) for k, frame in enumerate(frames)]


def test_the_first_picture_has_none_before():
    assert np.isnan(look(view())[0]).all()


def test_after_a_cut_nearly_all_is_new():
    assert look(view(), view(seed=1))[1].new > 0.7
    assert look(view(), view()[:, ::-1])[1].new > 0.7


@pytest.mark.parametrize(
    "after",
    [view(shift_px=40), view(light=0.7), with_runner(view(), 420)],
    ids=["pan", "light", "runner"],
)
def test_pans_light_and_people_are_no_cuts(after):
    assert look(with_runner(view(), 360), after)[1].new < 0.35


def test_a_picture_that_comes_again_does_not_change():
    once = with_runner(view(), 300)
    moved = with_runner(view(), 315)
    same, further = look(once, once, moved)[1:]
    assert same.most == 0
    assert further.most > 5


def test_pictures_without_texture_are_found_again():
    grey = np.full((90, 160, 3), 90, np.uint8)
    assert look(grey, grey // 2)[1].new == 0


def test_what_is_remembered_goes_on_to_the_same_end():
    frames = [with_runner(view(shift_px=k), 100 + 9 * k) for k in range(50)]
    whole, first, second = ImageChange(), ImageChange(), ImageChange()
    expected = [whole.look(k / 30, made_small(frame)) for k, frame in enumerate(frames)]
    for k, frame in enumerate(frames[:41]):
        first.look(k / 30, made_small(frame))
    second.recall(first.memory())
    found = [
        second.look((41 + k) / 30, made_small(frame))
        for k, frame in enumerate(frames[41:])
    ]
    np.testing.assert_array_equal(found, expected[41:])
    assert np.isfinite([change.mixed for change in found]).any()


@pytest.mark.parametrize("width_px", [960, 961])
def test_what_is_in_its_place_is_what_a_search_finds_too(monkeypatch, width_px):
    room = view()[:, :width_px]
    films = [
        (with_runner(room, 300), with_runner(room, 340)),
        (room, view(seed=1)[:, :width_px]),
        (room, view(shift_px=25)[:, :width_px]),
        (room, np.hstack([room[:, :400], view(seed=2)[:, 400:width_px]])),
    ]
    quick = [look(*film)[1][:2] for film in films]
    monkeypatch.setattr(changes, "_SURELY_FOUND", 2.0)  # nothing is sure
    assert [look(*film)[1][:2] for film in films] == quick
    assert len({new for new, _ in quick}) > 2


def test_pixels_are_gathered_alike_whatever_the_size():
    image = np.random.default_rng(0).integers(0, 256, (720, 1280, 3), np.uint8)
    kept = made_small(image)
    every = image[::4, ::4].repeat(4, axis=0).repeat(4, axis=1)
    assert np.array_equal(kept, made_small(every))
