"""Sets of repetitions as a camera and a pose network see them, of people who differ.

Everything that differs between people, gyms and phones is drawn anew for each
performance: the body, the manner, tempo and pauses, where the camera stands, how
large somebody is in the picture, and the errors of the keypoints.
"""

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.kernels.geometry.cameras import orbit_camera
from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import make_tracks
from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run
from midstance.synth.sets.exercises import ALWAYS_ALTERNATE, exercise_pose
from midstance.synth.sets.manner import HANDS, USUAL, Manner, draw_manner

PERIODS_S = {
    "jumping_jack": (0.7, 1.6),
    "high_knees": (0.35, 0.9),
    "rope": (0.36, 0.6),
    "jump": (1.2, 2.5),
    "plank": (3.0, 6.0),
    "stand": (3.0, 6.0),
    "sit": (3.0, 6.0),
    "cycle": (0.55, 1.3),
    "row": (1.6, 3.2),
}
"""From the quickest to the slowest repetition; see `USUAL_S` for all others."""
USUAL_S = (1.3, 4.5)
MAY_ALTERNATE = ("curl", "lunge")
CALLED = {
    "squat": "squats",
    "push_up": "push-ups",
    "sit_up": "sit-ups",
    "pull_up": "pull-ups",
    "deadlift": "deadlifts",
    "lunge": "lunges",
    "jumping_jack": "jumping jacks",
    "rope": "rope skipping",
    "curl": "curls",
    "press": "presses",
    "bench_dip": "bench dips",
    "high_knees": "high knees",
    "jump": "jumps",
}
"""What the exercises that are counted are called in results."""
HELD = ("plank", "stand", "sit")
"""Held: nothing to count."""
BLEND, GAIT = "blend", "gait"
"""Names of performances that are no exercise."""
_DEPTHS = {"squat": (0.55, 1.2), "lunge": (0.6, 1.15), "push_up": (0.55, 1.1)}
_BLENDED = (
    *("squat", "lunge", "toe_touch", "push_up", "sit_up"),
    *("deadlift", "pull_up", "bench_dip", "jump"),
)
"""Exercises that end far from a plain stand: to go from one of these ends to another
is none of them."""
_UPRIGHT = ("jump", "pull_up")
_ON_THE_FEET = ("squat", "lunge", "toe_touch", "deadlift")
"""Who goes from the top of one of the first to the bottom of one of these does it as
somebody who stands between, with arms in the air."""
_NARROWEST, _WIDEST = 0.7, {"squat": 3.0}
"""Stance, in parts of the usual one."""
_MOST_TURNED_OUT_DEG = (25.0, 55.0)
"""Of feet close together, and of the widest stance."""
_SHALLOWEST = 0.06
"""How far before the middle of its phase the shallowest repetition turns."""
_DRIFT_KNOTS_S = 1.0
_MOST_BIASED = 0.03
"""Largest size of the errors that come and go with the pose, in body heights ..."""
_MOVES_MUCH = 0.5
"""... of who changes it by so much, as the root of the sum over all landmarks."""
_FACE = 11
"""The first landmarks, of the face: none of them leads an exercise."""


@dataclass(frozen=True)
class Performance:
    """One set of one person, as it was filmed.

    Parameters
    ----------
    name
        Of `midstance.synth.sets.exercises.EXERCISES`, or `BLEND` or `GAIT`.
    tracks
        One person, px.
    turns_s
        The middle of each repetition, shape (n,); empty when it is held.
    sides
        The side that leads each repetition.
    manner
        How it is done.
    azimuth_deg
        Where the camera stands: 0 in front, 90 on the left.
    points_m
        The true landmarks, shape (n_times, 33, 3), x forward, y to the left, z up;
        None: not kept.

    """

    name: str
    tracks: xr.Dataset
    turns_s: NDArray[np.float64]
    sides: tuple[str, ...]
    manner: Manner
    azimuth_deg: float
    points_m: Array | None = None


def draw_performance(
    name: str,
    rng: np.random.Generator,
    *,
    n: int | None = None,
    azimuth_deg: float | None = None,
) -> Performance:
    """Return a set of one random person, filmed from somewhere.

    Parameters
    ----------
    name
        Of `midstance.synth.sets.exercises.EXERCISES`.
    rng
        Source of all that differs.
    n
        How many repetitions; None: 3 to 15.
    azimuth_deg
        Where the camera stands; None: anywhere around.

    """
    body = make_body(rng.uniform(1.5, 1.95), leg_ratio=rng.uniform(0.94, 1.06))
    manner = _draw_wide_manner(name, rng)
    n_done = int(rng.integers(3, 16)) if n is None else n
    knots_s, phases, turns_s = _course(name, n_done, rng)
    rate_hz = float(rng.choice([12.0, 25.0, 30.0, 30.0, 60.0]))
    time_s = np.arange(0.0, knots_s[-1], 1 / rate_hz)
    phase = np.interp(time_s, knots_s, phases)
    points = landmarks(exercise_pose(name, body, phase, manner=manner), body.scale)
    azimuth = float(rng.uniform(-180, 180)) if azimuth_deg is None else azimuth_deg
    tracks = _filmed(points, time_s, azimuth, body.height_m, rng)
    leads = [manner.leads] * n_done
    if manner.alternates or name in ALWAYS_ALTERNATE:
        second = SIDES[1 - SIDES.index(manner.leads)]
        leads = [(manner.leads, second)[k % 2] for k in range(n_done)]
    if name in HELD:
        turns_s, leads = np.empty(0), []
    return Performance(name, tracks, turns_s, tuple(leads), manner, azimuth, points)


def _draw_wide_manner(name: str, rng: np.random.Generator) -> Manner:
    """Return a manner that differs more than that of who is drawn for pictures."""
    usual = draw_manner(rng)
    manner = replace(
        usual,
        depth=float(rng.uniform(*_DEPTHS.get(name, (0.75, 1.12)))),
        width=float(rng.uniform(_NARROWEST, _WIDEST.get(name, 1.6))),
        lean_deg=2.0 * usual.lean_deg,
        alternates=name in MAY_ALTERNATE and bool(rng.uniform() < 0.4),
        hands=str(rng.choice([USUAL, *HANDS])),
    )
    (more,) = rng.spawn(1)
    if more.uniform() < 0.5:
        manner = replace(manner, hands_below=str(more.choice([*HANDS])))
    least, most = _MOST_TURNED_OUT_DEG
    wide = (manner.width - _NARROWEST) / (max(_WIDEST.values()) - _NARROWEST)
    turned_out_deg = more.uniform(0.0, least + wide * (most - least))
    return replace(manner, turned_out_deg=float(turned_out_deg))


def draw_ends(rng: np.random.Generator) -> tuple[str, str]:
    """Return two exercises so that from one to the other is none of them."""
    while True:
        first, second = map(str, rng.choice(_BLENDED, 2, replace=False))
        both = {first, second}
        if not (both & {*_UPRIGHT} and both & {*_ON_THE_FEET}):
            return first, second


def draw_blend(rng: np.random.Generator) -> Performance:
    """Return a set that goes back and forth between poses of two exercises."""
    body = make_body(rng.uniform(1.5, 1.95), leg_ratio=rng.uniform(0.94, 1.06))
    ends = [
        landmarks(
            exercise_pose(name, body, 0.5, manner=_draw_wide_manner(name, rng)),
            body.scale,
        )
        for name in draw_ends(rng)
    ]
    knots_s, phases, turns_s = _course("", int(rng.integers(3, 9)), rng)
    time_s = np.arange(0.0, knots_s[-1], 1 / 30)
    phase = np.interp(time_s, knots_s, phases)
    share = (0.5 - 0.5 * np.cos(2 * np.pi * phase))[:, None, None]
    points = (1 - share) * ends[0] + share * ends[1]
    azimuth = float(rng.uniform(-180, 180))
    tracks = _filmed(points, time_s, azimuth, body.height_m, rng)
    sides = ("both",) * len(turns_s)
    return Performance(BLEND, tracks, turns_s, sides, Manner(), azimuth)


def draw_gait(rng: np.random.Generator) -> Performance:
    """Return somebody who walks or runs on a treadmill, turning with every step."""
    walks = rng.uniform() < 0.5
    speed_m_s = rng.uniform(0.8, 1.9) if walks else rng.uniform(2.2, 5.0)
    settings = RunnerSettings(height_m=rng.uniform(1.5, 1.95), speed_m_s=speed_m_s)
    made = run(settings, duration_s=5.0, rate_hz=30.0, seed=int(rng.integers(1 << 30)))
    time_s = made.tracks["time"].to_numpy()
    points = made.tracks["position"].isel(individual=0)
    azimuth = float(rng.uniform(-180, 180))
    tracks = _filmed(
        points.transpose("time", "keypoint", "space").to_numpy(),
        time_s,
        azimuth,
        settings.height_m,
        rng,
    )
    contacts = made.events[made.events["event"] == "initial_contact"]
    contacts = contacts.sort_values("time_s")
    return Performance(
        GAIT,
        tracks,
        contacts["time_s"].to_numpy(float),
        tuple(map(str, contacts["side"])),
        Manner(),
        azimuth,
    )


def _course(name: str, n: int, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Return times and phases between which the motion goes on, and the turns."""
    low_s, high_s = PERIODS_S.get(name, USUAL_S)
    usual_s = float(rng.uniform(low_s, high_s))
    ballistic = name in PERIODS_S
    pause = 0.0 if ballistic else float(rng.choice([0.0, 0.0, 0.3, 0.8]))
    hold = 0.0 if ballistic else float(rng.choice([0.0, 0.0, 0.2, 0.6]))
    share = 0.5 if ballistic else float(rng.uniform(0.38, 0.62))
    now_s = float(rng.choice([0.0, 0.3, 1.0, 2.5]))
    knots, phases, turns = [0.0, now_s], [0.0, 0.0], []
    for k in range(n):
        lasts_s = usual_s * float(rng.normal(1.0, 0.07))
        short = 0.0 if ballistic else float(rng.uniform(0.0, _SHALLOWEST))
        down_s, up_s = share * lasts_s, (1 - share) * lasts_s
        held_s = hold * float(rng.uniform(0.6, 1.4))
        steps = [(down_s, 0.5 - short), (held_s, 0.5 - short), (1e-6, 0.5 + short)]
        for step_s, reached in [*steps, (up_s, 1.0)]:
            now_s += step_s
            knots.append(now_s)
            phases.append(k + reached)
        turns.append(now_s - up_s - held_s / 2)
        now_s += pause * float(rng.uniform(0.5, 1.5))
        knots.append(now_s)
        phases.append(k + 1.0)
    knots.append(now_s + float(rng.choice([0.05, 0.3, 1.0, 2.5])))
    phases.append(float(n))
    return np.array(knots), np.array(phases), np.array(turns)


def _filmed(
    points: Array,
    time_s: Array,
    azimuth_deg: float,
    height_m: float,
    rng: np.random.Generator,
) -> xr.Dataset:
    """Return what a camera and a network make of landmarks in space (px)."""
    lowest, highest = np.percentile(points[..., 2], [0, 100])
    middle = points.reshape(-1, 3).mean(axis=0)
    middle[2] = (lowest + highest) / 2
    body_px = float(rng.uniform(150, 560))
    camera = orbit_camera(
        azimuth_deg,
        distance_m=float(rng.uniform(2.0, 6.0)),
        camera_height_m=float(rng.uniform(0.4, 1.7)),
        target_m=tuple(map(float, middle)),
        body_px=body_px,
        body_m=height_m,
        roll_deg=float(rng.normal(0.0, 1.5)),
    )
    exact = camera.project(points)
    depth = (points - middle) @ _towards(azimuth_deg)
    size = body_px * rng.uniform(0.003, 0.011)
    far = np.clip(-depth / 0.3, 0.0, 1.0)
    far[:, :_FACE] = 0.0
    seen = exact + size * (1 + far[..., None]) * rng.standard_normal(exact.shape)
    n_knots = int(time_s[-1] / _DRIFT_KNOTS_S) + 3
    slow = rng.standard_normal((n_knots, exact.shape[1] * 2))
    at = np.arange(n_knots) * _DRIFT_KNOTS_S
    drift = np.column_stack([np.interp(time_s, at, way) for way in slow.T])
    size = body_px * rng.uniform(0.003, 0.014)
    seen += size * (1 + far[..., None]) * drift.reshape(exact.shape)
    bias = rng.standard_normal(exact.shape[1:])
    seen += body_px * rng.uniform(0.0, 0.02) * bias
    seen += _bias_of_the_pose(exact, body_px, rng.spawn(1)[0])
    lost = rng.random(far.shape) < rng.uniform(0.0, 0.25) * far
    seen[lost] = np.nan
    confidence = np.where(lost, np.nan, 1.0 - 0.5 * far)
    return make_tracks(
        seen.transpose(0, 2, 1)[..., None],
        confidence[..., None],
        time_s,
        keypoints=BLAZEPOSE_33.keypoints,
        attrs={
            "skeleton": BLAZEPOSE_33.name,
            "image_width_px": camera.width_px,
            "image_height_px": camera.height_px,
        },
    )


def _bias_of_the_pose(px: Array, body_px: float, rng: np.random.Generator) -> Array:
    """Return errors that come and go with the pose, as those of networks do.

    Parameters
    ----------
    px
        The landmarks as they are, shape (n_times, 33, 2).
    body_px
        Size of the body.
    rng
        Source of what differs.

    """
    flat = (px - px.mean(axis=1, keepdims=True)).reshape(len(px), -1)
    flat = flat - flat.mean(axis=0)
    way = np.linalg.svd(flat[:: max(len(flat) // 60, 1)], full_matrices=False)[2][0]
    along = flat @ way
    along = along / max(float(np.abs(along).max()), _MOVES_MUCH * body_px)
    size = body_px * rng.uniform(0.0, _MOST_BIASED)
    bias = size * rng.standard_normal(px.shape[1:])
    return np.asarray(along[:, None, None] * bias)


def _towards(azimuth_deg: float) -> Array:
    """Return the direction to the camera on the floor, shape (3,)."""
    turn = np.deg2rad(azimuth_deg)
    return np.array([np.cos(turn), np.sin(turn), 0.0])
