import numpy as np
import pytest

from midstance.video.cuts.blocks import BLOCK_PX, REACH_PX, is_found

SIZE = (54, 96)


def grain(seed=0):
    return np.random.default_rng(seed).integers(0, 256, SIZE).astype(np.float32)


@pytest.mark.parametrize("shift_px", [0, 3, -REACH_PX])
def test_a_block_is_found_where_it_moved_to(shift_px):
    there = np.roll(grain(), shift_px, axis=1)
    assert is_found(grain(), there, 2 * BLOCK_PX, 3 * BLOCK_PX)


def test_not_beyond_the_reach_nor_in_another_image():
    there = np.roll(grain(), REACH_PX + 3, axis=1)
    assert not is_found(grain(), there, 2 * BLOCK_PX, 3 * BLOCK_PX)
    assert not is_found(grain(), grain(1), 2 * BLOCK_PX, 3 * BLOCK_PX)
