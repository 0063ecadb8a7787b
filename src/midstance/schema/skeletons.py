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
_FEET = _both_sides(("ankle", "heel"), ("heel", "foot_index"), ("ankle", "foot_index"))
_SMALL_TOES = _both_sides(("foot_index", "small_toe"))
_SPINE: tuple[Edge, ...] = (
    ("neck", "pelvis"),
    *(("neck", "left_shoulder"), ("neck", "right_shoulder")),
    *(("pelvis", "left_hip"), ("pelvis", "right_hip")),
)
_FACE: tuple[Edge, ...] = (
    *(("nose", "left_eye"), ("nose", "right_eye")),
    *_both_sides(("eye", "ear")),
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
        *_FEET,
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
        *_FEET,
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

_OPENPOSE_ARMS = (
    *("right_shoulder", "right_elbow", "right_wrist"),
    *("left_shoulder", "left_elbow", "left_wrist"),
)
_RIGHT_LEG = ("right_hip", "right_knee", "right_ankle")
_LEFT_LEG = ("left_hip", "left_knee", "left_ankle")

BODY_25 = Skeleton(
    "body-25",
    (
        *("nose", "neck", *_OPENPOSE_ARMS, "pelvis", *_RIGHT_LEG, *_LEFT_LEG),
        *("right_eye", "left_eye", "right_ear", "left_ear"),
        *("left_foot_index", "left_small_toe", "left_heel"),
        *("right_foot_index", "right_small_toe", "right_heel"),
    ),
    (("neck", "nose"), *_FACE, *_SPINE, *_LIMBS, *_FEET, *_SMALL_TOES),
)
"""OpenPose's network with feet; ``foot_index`` is the big toe."""

COCO_18 = Skeleton(
    "coco-18",
    (
        *("nose", "neck", *_OPENPOSE_ARMS, *_RIGHT_LEG, *_LEFT_LEG),
        *("right_eye", "left_eye", "right_ear", "left_ear"),
    ),
    (
        ("neck", "nose"),
        *_FACE,
        *_TRUNK,
        *_LIMBS,
    ),
)
"""OpenPose's first network: COCO with a neck."""

MPI_15 = Skeleton(
    "mpi-15",
    ("head_top", "upper_neck", *_OPENPOSE_ARMS, *_RIGHT_LEG, *_LEFT_LEG, "spine"),
    (("head_top", "upper_neck"), *_TRUNK, *_LIMBS),
)
"""OpenPose's network trained on MPII. What it calls chest lies midway between
MPII's thorax and pelvis."""

MPII_16 = Skeleton(
    "mpii-16",
    (
        *("right_ankle", "right_knee", "right_hip", *_LEFT_LEG),
        *("pelvis", "neck", "upper_neck", "head_top"),
        *("right_wrist", "right_elbow", "right_shoulder"),
        *("left_shoulder", "left_elbow", "left_wrist"),
    ),
    (("head_top", "upper_neck"), ("upper_neck", "neck"), *_SPINE, *_LIMBS),
)
"""MPII; ``neck`` is its thorax, between the shoulders."""

HALPE_26 = Skeleton(
    "halpe-26",
    (
        *(*COCO_17.keypoints, "head_top", "neck", "pelvis"),
        *("left_foot_index", "right_foot_index", "left_small_toe", "right_small_toe"),
        *("left_heel", "right_heel"),
    ),
    (
        *(("head_top", "neck"), ("neck", "nose")),
        *(*_FACE, *_SPINE, *_LIMBS, *_FEET, *_SMALL_TOES),
    ),
)
"""COCO with feet and the axis of the body; ``foot_index`` is the big toe."""


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
"""Names of the 68 points of a face in COCO-WholeBody, counted from the outside
inwards; left and right are the person's own."""

HAND_21 = (
    "hand_root",
    *(
        f"{finger}_{number}"
        for finger in ("thumb", "forefinger", "middle_finger", "ring_finger", "pinky")
        for number in range(1, 5)
    ),
)
"""Names of the 21 points of each hand in COCO-WholeBody, along each finger from the
palm to its tip."""

WHOLE_BODY_133 = Skeleton(
    "whole-body-133",
    (
        *COCO_17.keypoints,
        *("left_foot_index", "left_small_toe", "left_heel"),
        *("right_foot_index", "right_small_toe", "right_heel"),
        *FACE_68,
        *(f"{side}_{name}" for side in ("left", "right") for name in HAND_21),
    ),
    (*_TRUNK, *_LIMBS, *_FEET, *_SMALL_TOES),
)
"""COCO-WholeBody: body, feet, face and both hands."""

SKELETONS = {
    skeleton.name: skeleton
    for skeleton in (
        *(BLAZEPOSE_33, COCO_17, H36M_17, RUNNING_18),
        *(BODY_25, COCO_18, MPI_15, MPII_16, HALPE_26, WHOLE_BODY_133),
    )
}

TOE_TIPS = tuple(
    skeleton.name for skeleton in (BLAZEPOSE_33, BODY_25, HALPE_26, WHOLE_BODY_133)
)
"""Skeletons of networks whose ``foot_index`` lies at the tip of the toes, in front
of the joint where they bend; the toe marker of a laboratory often lies behind it."""

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
