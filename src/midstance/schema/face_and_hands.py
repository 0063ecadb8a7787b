"""Names of the 68 points of a face and the 21 of each hand in COCO-WholeBody.

Left and right are the person's own. Points are counted from the outside of the
face inwards, and along each finger from the palm to its tip.
"""


def _one_side(side: str, part: str, *numbers: int) -> tuple[str, ...]:
    return tuple(f"{side}_{part}_{number}" for number in numbers)


FACE_68 = (
    *(*_one_side("right", "jaw", *range(1, 9)), "chin"),
    *_one_side("left", "jaw", *range(8, 0, -1)),
    *_one_side("right", "eyebrow", *range(1, 6)),
    *_one_side("left", "eyebrow", *range(5, 0, -1)),
    *(f"nose_bridge_{number}" for number in range(1, 5)),
    *(*_one_side("right", "nostril", 1, 2), "nose_base"),
    *_one_side("left", "nostril", 2, 1),
    *_one_side("right", "eyelid", 1, 2, 3, 4, 5, 6),
    *_one_side("left", "eyelid", 4, 3, 2, 1, 6, 5),
    *(*_one_side("right", "lip", 1, 2, 3), "upper_lip"),
    *(*_one_side("left", "lip", 3, 2, 1, 4, 5), "lower_lip"),
    *_one_side("right", "lip", 5, 4),
    *(*_one_side("right", "inner_lip", 1, 2), "upper_inner_lip"),
    *(*_one_side("left", "inner_lip", 2, 1, 3), "lower_inner_lip"),
    *_one_side("right", "inner_lip", 3),
)

HAND_21 = (
    "hand_root",
    *(
        f"{finger}_{number}"
        for finger in ("thumb", "forefinger", "middle_finger", "ring_finger", "pinky")
        for number in range(1, 5)
    ),
)
