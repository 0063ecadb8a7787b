"""Skeletons as data: the keypoints a network gives and how they hang together."""

from dataclasses import dataclass

from midstance.errors import SchemaError

Edge = tuple[str, str]


@dataclass(frozen=True)
class Skeleton:
    """The keypoints of one kind of network.

    Parameters
    ----------
    name
        As written in the attrs of tracks.
    keypoints
        In the order of the network's output. Names that two skeletons share
        mean the same place on the body.
    edges
        Pairs of keypoints to draw a line between.

    """

    name: str
    keypoints: tuple[str, ...]
    edges: tuple[Edge, ...]

    def pairs(self) -> tuple[Edge, ...]:
        """Return the (left, right) pairs.

        Examples
        --------
        >>> COCO_17.pairs()[0]
        ('left_eye', 'right_eye')

        """
        known = set(self.keypoints)
        return tuple(
            (name, other)
            for name in self.keypoints
            if "left" in name.split("_") and (other := mirrored(name)) in known
        )


def mirrored(keypoint: str) -> str:
    """Return the name of the same place on the other side of the body.

    Examples
    --------
    >>> mirrored("left_foot_index"), mirrored("mouth_right"), mirrored("nose")
    ('right_foot_index', 'mouth_left', 'nose')

    """
    other = {"left": "right", "right": "left"}
    return "_".join(other.get(word, word) for word in keypoint.split("_"))


def _both_sides(*edges: Edge) -> tuple[Edge, ...]:
    return tuple(
        (f"{side}_{start}", f"{side}_{end}")
        for side in ("left", "right")
        for start, end in edges
    )


_TRUNK: tuple[Edge, ...] = (
    ("left_shoulder", "right_shoulder"),
    ("left_hip", "right_hip"),
    *_both_sides(("shoulder", "hip")),
)
_LIMBS = _both_sides(
    ("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle")
)

COCO_17 = Skeleton(
    "coco-17",
    (
        "nose",
        *("left_eye", "right_eye", "left_ear", "right_ear"),
        *("left_shoulder", "right_shoulder", "left_elbow", "right_elbow"),
        *("left_wrist", "right_wrist", "left_hip", "right_hip"),
        *("left_knee", "right_knee", "left_ankle", "right_ankle"),
    ),
    (*_TRUNK, *_LIMBS),
)

BLAZEPOSE_33 = Skeleton(
    "blazepose-33",
    (
        "nose",
        *("left_eye_inner", "left_eye", "left_eye_outer"),
        *("right_eye_inner", "right_eye", "right_eye_outer"),
        *("left_ear", "right_ear", "mouth_left", "mouth_right"),
        *("left_shoulder", "right_shoulder", "left_elbow", "right_elbow"),
        *("left_wrist", "right_wrist", "left_pinky", "right_pinky"),
        *("left_index", "right_index", "left_thumb", "right_thumb"),
        *("left_hip", "right_hip", "left_knee", "right_knee"),
        *("left_ankle", "right_ankle", "left_heel", "right_heel"),
        *("left_foot_index", "right_foot_index"),
    ),
    (
        *_TRUNK,
        *_LIMBS,
        *_both_sides(
            ("ankle", "heel"), ("heel", "foot_index"), ("ankle", "foot_index")
        ),
    ),
)

RUNNING_18 = Skeleton(
    "running-18",
    (
        *("head", "neck"),
        *("left_shoulder", "right_shoulder", "left_elbow", "right_elbow"),
        *("left_wrist", "right_wrist", "left_hip", "right_hip"),
        *("left_knee", "right_knee", "left_ankle", "right_ankle"),
        *("left_heel", "right_heel", "left_foot_index", "right_foot_index"),
    ),
    (
        ("head", "neck"),
        *_TRUNK,
        *_LIMBS,
        *_both_sides(
            ("ankle", "heel"), ("heel", "foot_index"), ("ankle", "foot_index")
        ),
    ),
)
"""What the lifting network sees and gives: joint centres, head and feet. ``head``
lies between the ears, ``neck`` midway between the shoulder joints."""

H36M_17 = Skeleton(
    "h36m-17",
    (
        *("pelvis", "right_hip", "right_knee", "right_ankle"),
        *("left_hip", "left_knee", "left_ankle"),
        *("spine", "neck", "nose", "head_top"),
        *("left_shoulder", "left_elbow", "left_wrist"),
        *("right_shoulder", "right_elbow", "right_wrist"),
    ),
    (
        *(("pelvis", "spine"), ("spine", "neck"), ("neck", "nose")),
        ("nose", "head_top"),
        *(("pelvis", "left_hip"), ("pelvis", "right_hip")),
        *(("neck", "left_shoulder"), ("neck", "right_shoulder")),
        *_LIMBS,
    ),
)
"""Human3.6M with the 17 joints that lifting networks are compared on."""

SKELETONS = {
    skeleton.name: skeleton for skeleton in (BLAZEPOSE_33, COCO_17, H36M_17, RUNNING_18)
}

MIDDLES: dict[str, tuple[str, ...]] = {
    "head": ("left_ear", "right_ear"),
    "neck": ("left_shoulder", "right_shoulder"),
    "pelvis": ("left_hip", "right_hip"),
    "spine": ("left_shoulder", "right_shoulder", "left_hip", "right_hip"),
}
"""Keypoints that lie in the middle of others: how a skeleton that lacks them gets
them."""


def get_skeleton(name: str) -> Skeleton:
    """Return the skeleton called `name`.

    Raises
    ------
    SchemaError
        If there is none; the message lists the known names.

    """
    try:
        return SKELETONS[name]
    except KeyError:
        raise SchemaError(
            f"Unknown skeleton {name!r}; choose from {sorted(SKELETONS)}."
        ) from None
