import numpy as np
import pytest

from midstance.drawing.primitives import (
    blend,
    draw_disc,
    draw_line,
    draw_ring,
    draw_text,
    text_width_px,
    window,
)

WHITE = (255, 255, 255)


@pytest.fixture
def black():
    return np.zeros((40, 60, 3), np.uint8)


def middle_of(image):
    weight = image[..., 0].astype(float)
    y_px, x_px = np.mgrid[: image.shape[0], : image.shape[1]] + 0.5
    return (x_px * weight).sum() / weight.sum(), (y_px * weight).sum() / weight.sum()


@pytest.mark.parametrize("at", [(20.0, 15.0), (20.5, 15.5), (20.25, 15.75)])
def test_a_disc_lies_where_the_tracks_say(black, at):
    draw_disc(black, at, WHITE, 5.0)
    assert middle_of(black) == pytest.approx(at, abs=0.07)


def test_a_disc_has_the_area_of_its_radius(black):
    draw_disc(black, (30.5, 20.5), WHITE, 10.0)
    assert black[..., 0].sum() / 255 == pytest.approx(np.pi * 10.5**2, rel=0.06)


def test_a_ring_leaves_its_inside(black):
    draw_ring(black, (30.5, 20.5), WHITE, 10.0, 2.0)
    assert black[20, 30].tolist() == [0, 0, 0]
    assert black[20, 40, 0] == 255


def test_a_line_joins_two_points_in_its_colour(black):
    draw_line(black, (10.5, 20.5), (50.5, 20.5), (10, 200, 30), 3.0)
    assert black[20, 12:49].tolist() == [[10, 200, 30]] * 37
    assert black[20, 55].tolist() == [0, 0, 0]


def test_blending_mixes_by_opacity(black):
    layer = np.full_like(black, 200)
    blend(black, layer, 0.25)
    assert np.unique(black).tolist() == [50]


def test_a_window_is_a_view_cut_off_at_the_edge(black):
    part, corner = window(black, (-5.0, 30.0), (9.0, 99.0))
    assert corner == (0, 30)
    assert part.shape == (10, 10, 3)
    part[:] = 7
    assert black[39, 9, 0] == 7


def test_a_window_outside_is_empty(black):
    assert window(black, (70.0, 10.0), (80.0, 20.0))[0].size == 0


def ink(image):
    """Left, right, top and bottom of what is drawn."""
    y_px, x_px = np.nonzero(image[..., 0] > 100)
    return x_px.min(), x_px.max(), y_px.min(), y_px.max()


def test_text_stands_on_its_base_line():
    image = np.zeros((60, 200, 3), np.uint8)
    draw_text(image, "H1", (10, 40), WHITE, 24)
    left, _, top, bottom = ink(image)
    assert left >= 10
    assert bottom == pytest.approx(39, abs=1)
    assert bottom - top == pytest.approx(0.73 * 24, abs=2)


def test_letters_may_go_below_the_base_line():
    image = np.zeros((60, 200, 3), np.uint8)
    draw_text(image, "pg", (10, 40), WHITE, 24)
    assert ink(image)[3] > 42


@pytest.mark.parametrize(
    ("anchor", "share"), [("left", 0), ("middle", 0.5), ("right", 1)]
)
def test_text_is_anchored(anchor, share):
    image = np.zeros((60, 200, 3), np.uint8)
    draw_text(image, "HHHH", (100, 40), WHITE, 20, anchor=anchor)
    left, right, *_ = ink(image)
    assert (1 - share) * left + share * right == pytest.approx(100, abs=3)


@pytest.mark.parametrize("size_px", [9, 13.5, 27, 40.5, 54])
@pytest.mark.parametrize("is_bold", [False, True])
def test_a_running_clock_does_not_tremble(size_px, is_bold):
    """Whatever the digits, the point and the unit stay where they are."""
    point, unit = set(), set()
    for hundredths in range(1000, 2000, 7):
        image = np.zeros((80, 400, 3), np.uint8)
        time = f"{hundredths / 100:.2f} s"
        draw_text(image, time, (10, 60), WHITE, size_px, is_bold=is_bold)
        end = text_width_px(time[:-2], size_px, is_bold=is_bold)
        unit.add((end, image[:, 10 + end :].tobytes()))
        start = text_width_px(time[:2], size_px, is_bold=is_bold)
        point.add(start)
    assert len(unit) == len(point) == 1


@pytest.mark.parametrize("text", ["", "\n", "two\nlines", "\u4e00\U0001f3c3"])
def test_any_text_can_be_written_on_one_line(text):
    image = np.zeros((60, 200, 3), np.uint8)
    draw_text(image, text, (10, 30), WHITE, 20, shade=(1, 2, 3))
    assert (image[42:] == 0).all()


def test_faint_text_is_faint(black):
    draw_text(black, "H", (10, 30), WHITE, 20, opacity=0.5)
    assert 110 <= black.max() <= 128


def test_a_shade_keeps_white_letters_readable_on_white():
    image = np.full((60, 200, 3), 255, np.uint8)
    draw_text(image, "H", (20, 40), WHITE, 24, shade=(0, 0, 0))
    assert image.min() < 100


@pytest.mark.parametrize("at", [(-5, 30), (55, 30), (10, 5), (10, 45), (200, 200)])
def test_text_is_cut_off_at_the_edge(black, at):
    draw_text(black, "mid", at, WHITE, 20)
    assert black.shape == (40, 60, 3)
