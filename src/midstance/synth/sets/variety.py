"""People of many builds moving in many ways, to train the lifting network on.

The synthetic runner gives steady walking and running. Here his bones get other
lengths, his joints other habits, and starts, accelerations and stops are put
together from postures: what a network must have seen to lift people it never saw.
Where exactly a joint is marked differs from one laboratory or pose network to the
next, so that changes from person to person too; the lifting network learns to
follow what the image shows. Who gathers speed leans forward: the legs as much as it
takes not to fall, the trunk more, and for longer. Sprinters leave the blocks with the
trunk about 50 degrees from upright and come up over some ten steps (Nagahara et al.
2014, Biology Open 3:689).
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from midstance.errors import ConfigError
from midstance.kernels.geometry.bones import BONE_OF, BONES, from_bones, to_bones
from midstance.kernels.geometry.remap import to_skeleton
from midstance.kernels.types import Array
from midstance.schema.skeletons import RUNNING_18
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run
from midstance.synth.sets.starts import crouch, standing_start

_UPPER = [
    i
    for i, (_, end) in enumerate(BONES)
    if end in ("neck", "head")
    or end.partition("_")[2] in ("shoulder", "elbow", "wrist")
]
_LOWER = [i for i in range(len(BONES)) if i not in _UPPER]
_ARMS = [i for i, (_, end) in enumerate(BONES) if end.endswith(("_elbow", "_wrist"))]
_LEGS = [
    i
    for i, (_, end) in enumerate(BONES)
    if end.partition("_")[2] in ("knee", "ankle", "heel", "foot_index")
]
_AHEAD = np.array([0.0, 1.0, 0.0])
"""Axis of a turn that leans forward."""
_GRAVITY = 9.81 / 1.75
"""Body heights per second squared."""

_BUILDS = {
    "neck": (0.9, 1.12),
    "head": (0.65, 1.3),
    "shoulder": (0.68, 1.15),
    "elbow": (0.9, 1.1),
    "wrist": (0.88, 1.16),
    "hip": (0.75, 1.5),
    "knee": (0.91, 1.09),
    "ankle": (0.91, 1.09),
    "heel": (0.7, 1.3),
    "foot_index": (0.7, 1.1),
}
"""Length of the bone that ends at a joint, in parts of the synthetic runner's: how
people differ, and how far apart the places are that are marked for one joint, such
as acromion and shoulder joint, or ball of the foot and tip of the shoe."""


@dataclass(frozen=True)
class Stretch:
    """Bones of somebody who moves steadily, the raw material.

    Parameters
    ----------
    bones
        Shape (n_times, 18, 3), in parts of the body height.
    speed
        Body heights per second.
    stride_hz
        Strides per second.

    """

    bones: Array
    speed: float
    stride_hz: float


@dataclass(frozen=True)
class Moving:
    """One person for a while.

    Parameters
    ----------
    points
        Shape (n_times, 18, 3), in parts of the body height, x forward, y left,
        z up, relative to the mid hip.
    root
        Where the mid hip is in the world, shape (n_times, 3).

    """

    points: Array
    root: Array


def draw_stretch(
    rng: np.random.Generator, *, duration_s: float, rate_hz: float
) -> Stretch:
    """Return somebody who walks or runs at a random steady speed and style.

    Parameters
    ----------
    rng
        Chooses.
    duration_s, rate_hz
        Length and frame rate.

    """
    for _ in range(20):
        settings = _draw_settings(rng)
        try:
            made = run(
                settings,
                duration_s=duration_s,
                rate_hz=rate_hz,
                seed=int(rng.integers(2**31)),
            )
        except ConfigError:
            continue  # what no leg can do
        height = settings.height_m
        ours = to_skeleton(made.tracks, RUNNING_18)["position"].isel(individual=0)
        points = ours.transpose("time", "keypoint", "space").to_numpy()
        return Stretch(
            to_bones(points) / height,
            settings.speed_m_s / height,
            1.0 / made.gait.stride_s,
        )
    raise ConfigError("Twenty random runners in a row could not run; check the ranges.")


def _draw_settings(rng: np.random.Generator) -> RunnerSettings:
    running = rng.random() < 0.8
    speed = rng.uniform(1.9, 9.0) if running else rng.uniform(0.7, 2.0)
    usual = float(np.interp(speed, (0.8, 2.0, 3.5, 6.0, 9.0), (95, 155, 171, 200, 255)))
    return RunnerSettings(
        height_m=rng.uniform(1.45, 2.0),
        speed_m_s=speed,
        cadence_spm=float(np.clip(usual * rng.normal(1.0, 0.06), 75, 300))
        if running
        else None,
        strike_angle_deg=rng.uniform(-14, 24) if running else None,
        step_width_m=rng.uniform(0.0, 0.16),
        toe_out_deg=rng.uniform(-4, 18),
        leg_ratio=rng.uniform(0.93, 1.07),
        foot_ratio=rng.uniform(0.9, 1.12),
        variability=rng.uniform(0.5, 2.0),
        start_phase=rng.random(),
        knee_swing_asymmetry_deg=rng.normal(0.0, 4.0),
    )


def draw_person(
    stretch: Stretch,
    rng: np.random.Generator,
    *,
    n_times: int,
    rate_hz: float,
    lengths: Array | None = None,
) -> Moving:
    """Return a random person, some time of whose movement is like `stretch`.

    Parameters
    ----------
    stretch
        Steady walking or running, longer than `n_times`.
    rng
        Chooses build, habits, and whether this is steady movement, a start, or a
        stop.
    n_times, rate_hz
        Length of the result; the rate is that of `stretch`.
    lengths
        Lengths of the bones of a known person, shape (18,), in body heights. ``None``:
        anybody.

    """
    first = int(rng.integers(len(stretch.bones) - n_times + 1))
    bones = _swung(stretch.bones[first : first + n_times], rng)
    time = np.arange(n_times) / rate_hz
    kind = rng.random()
    pace = np.ones(n_times)
    stays = 0.4
    if kind < 0.40:
        bones, pace = _with_start(bones, time, stretch.speed, rng)
        stays = 0.15
    elif kind < 0.55:
        pace = _gathering(time, rng)
        bones = _leaning_into(bones, _lean(pace * stretch.speed, rate_hz), rng)
        stays = 0.0
    elif kind < 0.62:
        still = standing_start(_lengths(bones), rng)[None]
        when = rng.uniform(0.0, time[-1])
        pace = _step(time, when, rng.uniform(0.3, 0.8))
        if rng.random() < 0.5:
            pace = 1.0 - pace
        bones = _mixed(np.broadcast_to(still, bones.shape), bones, pace)
    elif kind < 0.76:
        lean = np.interp(time, time[[0, -1]], rng.uniform(-0.1, [0.9, 0.7]))
        bones = _leaning(bones, lean, rng)
    bones = _with_habits(bones, stretch, time, rng)
    if lengths is None:
        points = from_bones(_with_build(bones, rng))
    else:
        own = np.linalg.norm(bones, axis=-1, keepdims=True)
        points = from_bones(bones / np.maximum(own, 1e-6) * lengths[:, None])
    moves = stretch.speed * rng.choice([0.0, 1.0], p=[stays, 1.0 - stays])
    root = np.zeros((n_times, 3))
    root[:, 0] = np.cumsum(pace * moves) / rate_hz
    root[:, 0] -= root[n_times // 2, 0]
    root[:, 2] = -points[:, :, 2].min(axis=1)
    # On average over the time: a flight must not pull the person to the ground.
    root[:, 2] = np.convolve(
        np.pad(root[:, 2], 12, mode="edge"), np.ones(25) / 25, mode="valid"
    )
    return Moving(points, root)


def _gathering(time: Array, rng: np.random.Generator) -> Array:
    """Return the part of the full speed of somebody who becomes faster, or slower."""
    begin = rng.uniform(-1.0, time[-1])
    whole = 1.0 - np.exp(-np.maximum(time - begin, 0.0) / rng.uniform(0.4, 2.0))
    low = rng.uniform(0.1, 0.7)
    pace = low + (1.0 - low) * whole
    return np.asarray(pace if rng.random() < 0.75 else 1.0 + low - pace)


def _lean(speed: Array, rate_hz: float) -> Array:
    """Return the lean (rad) with which nobody falls who changes speed like this."""
    gained = np.gradient(speed, 1.0 / rate_hz)
    return np.arctan(
        np.convolve(np.pad(gained, 5, mode="edge"), np.ones(11) / 11, "valid")
        / _GRAVITY
    )


def _leaning_into(bones: Array, lean: Array, rng: np.random.Generator) -> Array:
    """Lean with the acceleration, the trunk mostly more than the legs."""
    trunk = rng.uniform(0.0, 0.25) + rng.uniform(0.8, 2.2) * np.clip(lean, -0.4, 1.2)
    trunk = np.minimum(trunk, rng.uniform(0.6, 1.3))
    return _leaning_by(bones, trunk, rng.uniform(0.3, 1.1) * lean)


def _coming_up(since: Array, rng: np.random.Generator) -> Array:
    """Return the lean of the trunk (rad) of who left the blocks so long ago (s)."""
    rest = rng.uniform(0.0, 0.3)
    first = rng.uniform(0.6, 1.15)
    return np.asarray(rest + (first - rest) * np.exp(-since / rng.uniform(0.7, 3.0)))


def _with_start(
    bones: Array, time: Array, speed: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return a start that turns into the movement, and the part of the full speed."""
    lengths = _lengths(bones)
    go = rng.uniform(-2.5, 1.15 * time[-1])
    if rng.random() < 0.75:
        marks, ready = crouch(lengths, rng)
    else:
        marks, ready = (standing_start(lengths, rng) for _ in range(2))
    rise = _step(time, go - rng.uniform(0.4, 2.5), rng.uniform(0.3, 1.0))
    still = _mixed(
        np.broadcast_to(marks, bones.shape), np.broadcast_to(ready, bones.shape), rise
    )
    lean = rng.uniform(0.3, 0.9) * np.exp(
        -np.maximum(time - go, 0) / rng.uniform(0.5, 4.0)
    )
    # The first push makes up to as much as gravity, and it fades as speed is gained.
    takes_up = max(speed / (_GRAVITY * rng.uniform(0.3, 1.0)), 0.25)
    since = np.maximum(time - go, 0.0)
    pace = np.where(time > go, 1.0 - np.exp(-since / takes_up), 0.0)
    if rng.random() < 0.75:
        push = np.exp(-since / takes_up) * speed / takes_up
        legs = rng.uniform(0.3, 1.1) * np.arctan(push / _GRAVITY)
        moving = _leaning_by(bones, _coming_up(since, rng), legs)
    else:
        moving = _leaning(bones, lean, rng)
    mixed = np.empty_like(bones)
    takes = rng.uniform(0.2, 0.6)
    for index in range(bones.shape[1]):
        one = slice(index, index + 1)
        when = go + rng.normal(0.0, 0.06)
        mixed[:, one] = _mixed(still[:, one], moving[:, one], _step(time, when, takes))
    return mixed, np.asarray(pace)


def _swung(bones: Array, rng: np.random.Generator) -> Array:
    """Let arms and legs swing more, or less, about where they are on average."""
    swung = bones.copy()
    for part, low, high in ((_ARMS, 0.4, 2.4), (_LEGS, 0.8, 1.35)):
        middle = bones[:, part].mean(axis=0)
        wider = middle + rng.uniform(low, high) * (bones[:, part] - middle)
        wider /= np.maximum(np.linalg.norm(wider, axis=-1, keepdims=True), 1e-6)
        swung[:, part] = wider * np.linalg.norm(bones[:, part], axis=-1, keepdims=True)
    return swung


def _leaning(bones: Array, lean: Array, rng: np.random.Generator) -> Array:
    """Lean forward by an angle (rad) that changes over time; the legs may lean less."""
    upper, lower = rng.uniform(0.5, 1.2), rng.uniform(0.0, 1.0)
    return _leaning_by(bones, upper * lean, lower * lean)


def _leaning_by(bones: Array, trunk: Array, legs: Array) -> Array:
    """Lean trunk, arms and head by one angle (rad) a frame and the legs by another."""
    leaning = bones.copy()
    for part, angle in ((_UPPER, trunk), (_LOWER, legs)):
        turn = Rotation.from_rotvec(angle[:, None] * _AHEAD)
        leaning[:, part] = _turned(leaning[:, part], turn)
    return leaning


def _with_habits(
    bones: Array, stretch: Stretch, time: Array, rng: np.random.Generator
) -> Array:
    """Turn trunk, head and limbs by what is usual for this person, and swing them."""
    sides = ("left", "right")
    parts: list[tuple[list[int], float, float]] = [
        (list(range(len(BONES))), 0.06, 0.03),
        (_UPPER, 0.12, 0.06),
        ([BONE_OF["head"]], 0.30, 0.08),
        ([BONE_OF[f"{s}_shoulder"] for s in sides], 0.12, 0.08),
        ([BONE_OF[f"{s}_hip"] for s in sides], 0.08, 0.06),
    ]
    for side in sides:
        arm = [BONE_OF[f"{side}_elbow"], BONE_OF[f"{side}_wrist"]]
        foot = [BONE_OF[f"{side}_heel"], BONE_OF[f"{side}_foot_index"]]
        parts += [
            ([BONE_OF[f"{side}_shoulder"]], 0.08, 0.05),
            (arm, 0.35, 0.45),
            (arm[1:], 0.40, 0.35),
            ([BONE_OF[f"{side}_knee"], BONE_OF[f"{side}_ankle"], *foot], 0.07, 0.07),
            ([BONE_OF[f"{side}_ankle"], *foot], 0.08, 0.08),
            (foot, 0.12, 0.10),
            (foot[:1], 0.15, 0.0),
        ]
    turned = bones.copy()
    # Rarely much, of one part or of all: so that unusual movements are seen as well.
    wild = 2.0 if rng.random() < 0.1 else rng.uniform(0.3, 1.0)
    for part, usual, swing in parts:
        much = wild * (2.0 if rng.random() < 0.12 else 1.0)
        rate = stretch.stride_hz * rng.choice([0.5, 1.0, 1.0, 2.0])
        wave = np.sin(2 * np.pi * (rate * time[:, None] + rng.random(3)))
        angle = much * (
            usual * rng.standard_normal(3) + swing * rng.standard_normal(3) * wave
        )
        turned[:, part] = _turned(turned[:, part], Rotation.from_rotvec(angle))
    return turned


def _with_build(bones: Array, rng: np.random.Generator) -> Array:
    """Give the bones other lengths; leg, trunk and head together stay as long."""
    factor = np.ones(len(BONES))
    drawn = {name: rng.uniform(low, high) for name, (low, high) in _BUILDS.items()}
    for index, (_, end) in enumerate(BONES):
        own = drawn[end.partition("_")[2] if end not in drawn else end]
        factor[index] = np.clip(own * rng.normal(1.0, 0.012), 0.5, 1.6)
    length = np.median(np.linalg.norm(bones, axis=-1), axis=0)
    tall = [BONE_OF[end] for end in ("neck", "head", "left_knee", "left_ankle")]
    factor *= length[tall].sum() / (factor[tall] * length[tall]).sum()
    return bones * factor[:, None]


def _lengths(bones: Array) -> Array:
    return np.asarray(np.linalg.norm(bones, axis=-1).mean(axis=0))


def _mixed(before: Array, after: Array, part: Array) -> Array:
    """Return bones on the way from one direction to another, as long as `after`."""
    sum_ = (1 - part[:, None, None]) * before + part[:, None, None] * after
    norm = np.linalg.norm(sum_, axis=-1, keepdims=True)
    length = np.linalg.norm(after, axis=-1, keepdims=True)
    return np.asarray(sum_ / np.maximum(norm, 1e-6) * length)


def _step(time: Array, when: float, takes: float) -> Array:
    """Return 0 before, 1 after, and a smooth way between."""
    x = np.clip((time - when) / takes, 0.0, 1.0)
    return np.asarray(x * x * (3 - 2 * x))


def _turned(bones: Array, turn: Rotation) -> Array:
    return np.asarray(np.einsum("tij,tbj->tbi", turn.as_matrix(), bones))
