"""Sprint starts: on the marks, set, and standing starts, as bones.

A start is described by where hands, feet and hips are; arms and legs follow by
inverse kinematics. Lengths are parts of the body height, spread over what
textbooks of sprinting give for adults.
"""

import numpy as np

from midstance.kernels.geometry.bones import BONE_OF, to_bones
from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.schema.skeletons import RUNNING_18
from midstance.synth.motion.body.inverse_kinematics import place_middle_joint

_HEAD_LEAN_RAD = 0.5
_BALL_HEIGHT = 0.02


def crouch(lengths: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return two postures of a start with the hands on the ground.

    Parameters
    ----------
    lengths
        Lengths of the bones, shape (18,), in the order of
        `midstance.kernels.geometry.bones.BONES` and in parts of the body height.
    rng
        Chooses the distances of blocks, hands and hips.

    Returns
    -------
    marks, set
        Bones, each of shape (18, 3), x forward, y left, z up: a knee on the
        ground, and the hips raised.

    """
    leg = _leg(lengths)
    front = "left" if rng.random() < 0.5 else "right"
    ball_x = {front: -leg * rng.uniform(0.45, 0.85)}
    rear = "right" if front == "left" else "left"
    ball_x[rear] = ball_x[front] - leg * rng.uniform(0.2, 0.6)
    heel_up = {side: rng.uniform(0.6, 1.5) for side in SIDES}
    half_width = leg * rng.uniform(0.05, 0.12)
    hand = leg * rng.uniform(0.2, 0.4), leg * rng.uniform(-0.03, 0.08)
    low, high = rng.uniform(0.5, 0.72), rng.uniform(0.78, 1.12)
    postures = []
    for height, back in ((low, 0.05), (high, 0.0)):
        hip_x = 0.5 * (ball_x[front] + ball_x[rear]) + leg * rng.uniform(-0.05, 0.4)
        hip = np.array([hip_x - leg * back, 0.0, leg * height])
        spine = _spine_to_hands(lengths, hip, rng)
        postures.append(
            _posture(
                lengths,
                hip=hip,
                spine=spine,
                feet={s: (ball_x[s], heel_up[s]) for s in SIDES},
                foot_half_width=half_width,
                hands={
                    s: np.array([hand[1], sign * hand[0], 0.06 * leg])
                    for s, sign in zip(SIDES, (1.0, -1.0), strict=True)
                },
                rng=rng,
            )
        )
    return postures[0], postures[1]


def standing_start(lengths: Array, rng: np.random.Generator) -> Array:
    """Return a posture with one foot before the other, bones of shape (18, 3)."""
    leg = _leg(lengths)
    front = "left" if rng.random() < 0.5 else "right"
    lean = rng.uniform(0.0, 1.1)
    feet = {
        side: (
            leg * (0.25 if side == front else -rng.uniform(0.1, 0.6)),
            0.1 if side == front else rng.uniform(0.1, 0.9),
        )
        for side in SIDES
    }
    hip = np.array([0.0, 0.0, leg * rng.uniform(0.75, 1.06)])
    spine = np.array([np.sin(lean), 0.0, np.cos(lean)])
    neck = hip + spine * lengths[BONE_OF["neck"]]
    arm = lengths[BONE_OF["left_elbow"]] + lengths[BONE_OF["left_wrist"]]
    hands = {}
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        swing = rng.uniform(-1.2, 1.4)
        reach = arm * rng.uniform(0.6, 0.95)
        forward, down = reach * np.sin(swing), reach * np.cos(swing)
        hands[side] = neck + np.array([forward, sign * 0.25 * leg, -down])
    return _posture(
        lengths,
        hip=hip,
        spine=spine,
        feet=feet,
        foot_half_width=leg * 0.1,
        hands=hands,
        rng=rng,
    )


def _leg(lengths: Array) -> float:
    return float(lengths[BONE_OF["left_knee"]] + lengths[BONE_OF["left_ankle"]])


def _spine_to_hands(lengths: Array, hip: Array, rng: np.random.Generator) -> Array:
    """Return the direction of the trunk that puts the shoulders over the hands."""
    arm = lengths[BONE_OF["left_elbow"]] + lengths[BONE_OF["left_wrist"]]
    rise = arm * rng.uniform(0.85, 1.0) + 0.06 - hip[2]
    length = lengths[BONE_OF["neck"]]
    sine = np.clip(rise / length, -0.8, 0.8)
    return np.array([np.sqrt(1 - sine**2), 0.0, sine])


def _posture(
    lengths: Array,
    *,
    hip: Array,
    spine: Array,
    feet: dict[str, tuple[float, float]],
    foot_half_width: float,
    hands: dict[str, Array],
    rng: np.random.Generator,
) -> Array:
    length = {end: float(lengths[index]) for end, index in BONE_OF.items()}
    neck = hip + spine * length["neck"]
    lean = np.arctan2(spine[0], spine[2]) + rng.normal(0.0, _HEAD_LEAN_RAD)
    up = np.array([np.sin(lean), 0.0, np.cos(lean)])
    places = {"neck": neck, "head": neck + length["head"] * up}
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        across = np.array([0.0, sign, 0.0])
        own = {end.removeprefix(f"{side}_"): value for end, value in length.items()}
        start, shoulder = hip + across * own["hip"], neck + across * own["shoulder"]
        ball_x, pitch = feet[side]
        toes = np.array([ball_x, sign * foot_half_width, _BALL_HEIGHT])
        limb = _leg_places(own, start, toes, pitch, 0.3 * sign * rng.random())
        limb |= _arm_places(own, shoulder, hands[side], sign * rng.uniform(0.2, 1.5))
        places |= {f"{side}_{joint}": where for joint, where in limb.items()}
    return to_bones(np.stack([places[name] for name in RUNNING_18.keypoints]))


def _leg_places(
    own: dict[str, float], hip: Array, toes: Array, pitch: float, knee_out: float
) -> dict[str, Array]:
    """Return the joints of a leg whose toes are on the ground, if it is long enough."""
    forward = np.array([np.cos(pitch), 0.0, -np.sin(pitch)])
    below = np.array([-np.sin(pitch), 0.0, -np.cos(pitch)])
    ankle = toes - own["foot_index"] * (0.93 * forward + 0.37 * below)
    heel = ankle + own["heel"] * (0.6 * below - 0.8 * forward)
    end = _within(hip, ankle, own["knee"] + own["ankle"])
    pole = np.array([1.0, knee_out, 0.0])
    return {
        "hip": hip,
        "knee": _middle(hip, end, pole, own["knee"], own["ankle"]),
        "ankle": end,
        "heel": heel + end - ankle,
        "foot_index": toes + end - ankle,
    }


def _arm_places(
    own: dict[str, float], shoulder: Array, hand: Array, elbow_out: float
) -> dict[str, Array]:
    """Return the joints of an arm that reaches for a place."""
    end = _within(shoulder, hand, own["elbow"] + own["wrist"])
    pole = np.array([-1.0, elbow_out, 0.1])
    return {
        "shoulder": shoulder,
        "elbow": _middle(shoulder, end, pole, own["elbow"], own["wrist"]),
        "wrist": end,
    }


def _within(start: Array, end: Array, limb: float) -> Array:
    """Return `end`, or as near to it as the limb reaches."""
    reach = end - start
    part = min(1.0, 0.995 * limb / float(np.linalg.norm(reach)))
    return np.asarray(start + part * reach)


def _middle(start: Array, end: Array, pole: Array, upper: float, lower: float) -> Array:
    ends = start[None], end[None], pole[None]
    return np.asarray(place_middle_joint(*ends, upper, lower)[0])
