import numpy as np
import pytest

from midstance.pose.images.crops import Square
from midstance.pose.people.tiles import (
    detect_in_tiles,
    detect_in_windows,
    windows_of,
)


def spots(image, known_px=(), size_px=10.0):
    """Return a square around each white pixel that is nobody's yet."""
    return [
        Square(float(x), float(y), size_px)
        for y, x in np.argwhere(image[..., 0] == 255).tolist()
        if not any(np.allclose(points[0], (x, y)) for points in known_px)
    ]


@pytest.mark.parametrize(("height", "width"), [(100, 60), (60, 100)])
def test_who_is_seen_in_a_half_only_is_put_where_he_is(height, width):
    seen = []

    def detect(image, known_px):
        seen.append(image.shape[:2])
        return spots(image) if max(image.shape) == 60 else []

    image = np.zeros((height, width, 3), np.uint8)
    spot = (90, 30) if height > width else (30, 90)
    image[spot] = 255
    found = detect_in_tiles(detect)(image, [])
    assert [(square.y_px, square.x_px) for square in found] == [spot]
    assert seen[0] == (height, width)
    assert {max(shape) for shape in seen[1:]} == {60}


def test_who_is_seen_whole_is_not_found_again_in_a_part():
    image = np.zeros((100, 60, 3), np.uint8)
    image[50, 30] = image[90, 30] = 255
    found = detect_in_tiles(spots)(image, [])
    assert [(square.y_px, square.x_px) for square in found] == [(50, 30), (90, 30)]


def test_who_is_known_is_known_in_the_parts_too():
    image = np.zeros((100, 60, 3), np.uint8)
    image[50, 30] = image[90, 30] = 255
    found = detect_in_tiles(spots)(image, [np.array([[30.0, 90.0]])])
    assert [(square.y_px, square.x_px) for square in found] == [(50, 30)]


def test_who_stands_where_the_halves_are_cut_is_seen_whole_in_the_middle():
    """Somebody who is 30 wide, found only by a detector that sees all of them."""

    def detect(image, known_px):
        columns = np.flatnonzero(image[10, :, 0])
        if image.shape[1] > 60 or len(columns) < 30:
            return []
        return [Square(columns.mean(), 10.0, 30.0)]

    image = np.zeros((50, 100, 3), np.uint8)
    image[:, 38:68] = 255
    (found,) = detect_in_tiles(detect)(image, [])
    assert found.x_px == 52.5


@pytest.mark.parametrize(("height", "width"), [(100, 160), (160, 90), (80, 80)])
def test_windows_are_square_and_cover_the_image(height, width):
    seen = np.zeros((height, width, 3), int)
    short = min(height, width)
    sizes = set()
    for window, x, y in windows_of(np.ones((height, width, 3), np.uint8)):
        assert window.shape[0] == window.shape[1]
        sizes.add(window.shape[0])
        if window.shape[0] < short:
            seen[y : y + window.shape[0], x : x + window.shape[1]] += window
    assert sizes == {short, short // 2}
    assert seen.min() >= 1


@pytest.mark.parametrize(("x", "y"), [(3, 3), (80, 50), (157, 97), (50, 75)])
def test_who_is_seen_in_a_small_window_only_is_put_where_he_is(x, y):
    image = np.zeros((100, 160, 3), np.uint8)
    image[y, x] = 255

    def detect(image, known_px):
        return spots(image) if len(image) <= 50 else []

    (found,) = detect_in_windows(detect)(image, [])
    assert (found.x_px, found.y_px) == (x, y)
