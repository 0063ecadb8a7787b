import numpy as np
import pytest

from midstance.video.upright import Upright


def test_turning_keeps_every_pixel():
    image = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    turned = Upright(3, 2, n_quarter_turns=1).apply(image)
    np.testing.assert_array_equal(turned[0, 1], image[0, 0])
    np.testing.assert_array_equal(turned[2, 0], image[1, 2])


@pytest.mark.parametrize("n_quarter_turns", range(4))
def test_mirroring_twice_gives_the_image_back(n_quarter_turns):
    image = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    mirrored = Upright(3, 2, is_mirrored=True)
    turned = Upright(3, 2, n_quarter_turns=n_quarter_turns)
    again = mirrored.apply(mirrored.apply(image))
    assert np.array_equal(turned.apply(again), turned.apply(image))
