import numpy as np
import pytest

from midstance.kernels.images.appearance import (
    JOINTS,
    N_COLOURS,
    compare_clothes,
    describe_clothes,
)

BODY = np.array([[44, 20], [56, 20], [46, 50], [54, 50], [45, 75], [55, 75]], float)
WHITE, GREY, BLACK = (250, 250, 250), (128, 128, 128), (12, 12, 12)


def picture(shirt, shorts, ground=(90, 140, 60)):
    image = np.full((100, 200, 3), ground, np.uint8)
    image[15:50, 30:70] = shirt
    image[50:90, 30:70] = shorts
    return image


def worn(shirt, shorts, body=BODY):
    return describe_clothes(picture(shirt, shorts), body[None])[0]


def test_each_of_shirt_and_shorts_sums_to_one():
    seen = worn((200, 30, 40), (30, 40, 160)).reshape(2, -1)
    assert seen.sum(axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_the_same_clothes_are_fully_alike_and_others_are_not():
    red_blue, blue_red = (
        worn((200, 30, 40), (30, 40, 160)),
        worn((30, 40, 160), (200, 30, 40)),
    )
    assert compare_clothes(red_blue, red_blue) == pytest.approx(1.0, abs=1e-5)
    assert compare_clothes(red_blue, blue_red) < 0.2


@pytest.mark.parametrize("shade", [0.6, 0.8, 1.25])
def test_light_and_shade_change_colours_less_than_another_shirt_does(shade):
    shirt, shorts = np.array([180, 60, 50]), np.array([30, 40, 130])
    in_light = worn(shirt, shorts)
    in_shade = worn(shade * shirt, shade * shorts)
    green_shirt = worn((60, 150, 70), shorts)
    assert compare_clothes(in_light, in_shade) > 0.85
    assert compare_clothes(in_light, green_shirt) < 0.7


def test_white_grey_and_black_are_three_different_shirts():
    shirts = [worn(shirt, BLACK) for shirt in (WHITE, GREY, BLACK)]
    for first in range(3):
        for second in range(first):
            assert compare_clothes(shirts[first], shirts[second]) < 0.8


def test_a_body_from_the_side_has_pixels_of_its_trunk_only():
    narrow = BODY.copy()
    narrow[:, 0] = 50
    both = describe_clothes(
        picture((200, 30, 40), (30, 40, 160)), np.stack([BODY, narrow])
    )
    assert both[0] == pytest.approx(both[1], abs=0.02)


def test_the_joint_of_the_other_side_stands_in_for_a_missing_one():
    hidden = BODY.copy()
    hidden[JOINTS.index("left_hip")] = np.nan
    whole, part = worn(GREY, BLACK), worn(GREY, BLACK, hidden)
    assert compare_clothes(whole, part) == pytest.approx(1.0, abs=0.01)


def test_what_is_outside_the_picture_is_not_known():
    low = BODY + np.array([0, 60])
    seen = worn(GREY, BLACK, low).reshape(2, -1)
    assert np.isfinite(seen[0]).all()
    assert np.isnan(seen[1]).all()
    nowhere = worn(GREY, BLACK, np.full_like(BODY, np.nan))
    assert np.isnan(nowhere).all()
    assert compare_clothes(nowhere, nowhere) != compare_clothes(nowhere, nowhere)


def test_nobody_wears_nothing():
    found = describe_clothes(picture(GREY, BLACK), np.empty((0, 6, 2)))
    assert found.shape == (0, N_COLOURS)
