import numpy as np
import pytest

from midstance.kernels.crops import Square
from midstance.pose.parts import in_parts


@pytest.mark.parametrize(("height", "width"), [(100, 60), (60, 100)])
def test_both_halves_are_looked_at_and_squares_are_put_back(height, width):
    seen = []

    def detect(image):
        seen.append(image.shape[:2])
        y, x = np.argwhere(image[..., 0] == 255)[0] if image.max() == 255 else (0, 0)
        return [Square(float(x), float(y), 10.0)] if image.max() == 255 else []

    image = np.zeros((height, width, 3), np.uint8)
    spot = (90, 30) if height > width else (30, 90)
    image[spot] = 255
    found = in_parts(detect)(image)
    assert len(seen) == 3
    assert seen[0] == (height, width)
    assert {max(shape) for shape in seen[1:]} == {60}
    assert [(square.y_px, square.x_px) for square in found] == [spot, spot]
