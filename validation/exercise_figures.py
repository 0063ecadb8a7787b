"""People of sticks who exercise, with known counts and known joint angles.

Joint angles drive a body in space, a camera sees it from any side, and the errors
of a pose network are laid over what it sees.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.kernels.geometry.cameras import orbit_camera
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import make_tracks

Array = NDArray[np.float64]
Body = dict[str, Array]

SHANK, THIGH, TRUNK, UPPER_ARM, FOREARM = 0.43, 0.43, 0.5, 0.3, 0.27
HALF_HIPS, HALF_SHOULDERS = 0.1, 0.19
SIDES = {"left": 1.0, "right": -1.0}
MIDDLE = 0.55
"""Height (m) that the camera looks at."""


def along(pitch_deg: float, spread_deg: float = 0.0, sign: float = 1.0) -> Array:
    """Return a direction: up at 0, forward at 90, and spread to the own side."""
    pitch, spread = np.radians([pitch_deg, spread_deg])
    return np.array(
        [
            np.sin(pitch) * np.cos(spread),
            sign * np.sin(spread),
            np.cos(pitch) * np.cos(spread),
        ]
    )


def standing(
    *,
    shanks: tuple[float, float] = (0.0, 0.0),
    thighs: tuple[float, float] = (0.0, 0.0),
    trunk: float = 0.0,
    arms: tuple[float, float] = (180.0, 180.0),
    legs_apart: float = 2.0,
    arms_apart: float = 8.0,
) -> Body:
    """Return a body above its feet.

    Parameters
    ----------
    shanks, thighs
        Pitch from ankle to knee and from knee to hip, left and right.
    trunk
        Pitch from hips to shoulders.
    arms
        Pitch of upper arm and forearm.
    legs_apart, arms_apart
        Spread to the sides.

    """
    body: Body = {}
    hips = np.array([0.0, 0.0, 1.0])
    shoulders = hips + TRUNK * along(trunk)
    for k, (side, sign) in enumerate(SIDES.items()):
        hip = np.add(hips, [0, sign * HALF_HIPS, 0])
        knee = hip - THIGH * along(thighs[k], -legs_apart, sign)
        ankle = knee - SHANK * along(shanks[k], -legs_apart, sign)
        shoulder = np.add(shoulders, [0, sign * HALF_SHOULDERS, 0])
        elbow = shoulder + UPPER_ARM * along(arms[0], arms_apart, sign)
        wrist = elbow + FOREARM * along(arms[1], arms_apart, sign)
        body |= {
            f"{side}_{name}": at
            for name, at in {
                "hip": hip,
                "knee": knee,
                "ankle": ankle,
                "shoulder": shoulder,
                "elbow": elbow,
                "wrist": wrist,
                "heel": np.add(ankle, [-0.05, 0, -0.06]),
                "foot_index": np.add(ankle, [0.17, 0, -0.07]),
            }.items()
        }
    body["head"] = shoulders + 0.22 * along(trunk)
    lowest = min(body[f"{side}_ankle"][2] for side in SIDES)
    return {name: at - [0, 0, lowest - 0.08] for name, at in body.items()}


def squat(depth: float) -> Body:
    """Stand at 0, thighs level at 1: knee and hip bend by 100 and 120 degrees."""
    return standing(
        shanks=(28 * depth,) * 2,
        thighs=(-72 * depth,) * 2,
        trunk=48 * depth,
        arms=(180 - 85 * depth, 180 - 95 * depth),
    )


def lunge(depth: float) -> Body:
    """Step forward with the left foot, down and back again."""
    return standing(
        shanks=(5 * depth, 75 * depth),
        thighs=(-80 * depth, 12 * depth),
        trunk=4 * depth,
        arms=(178, 165),
    )


def jack(depth: float) -> Body:
    """Legs together and arms down at 0; legs apart and arms up at 1."""
    return standing(
        legs_apart=2 + 22 * depth,
        arms=(180 - 0.1, 180 - 0.1) if depth < 0.5 else (0.1, 0.1),
        arms_apart=8 + 164 * depth if depth < 0.5 else 172 - 164 * depth,
    )


def curl(depth: float) -> Body:
    """Stand and bend both elbows by 130 degrees."""
    return standing(arms=(180, 175 - 130 * depth))


def pushup(depth: float) -> Body:
    """Lie on straight arms at 0, elbows bent at 1."""
    tilt = 70 + 16 * depth
    body = standing(shanks=(tilt,) * 2, thighs=(tilt,) * 2, trunk=tilt)
    hand = np.array([0.0, 0.0, 0.03])
    for side, sign in SIDES.items():
        shoulder = body[f"{side}_shoulder"]
        wrist = np.array([shoulder[0] + 0.02, sign * 0.24, hand[2]])
        span = wrist - shoulder
        far = float(np.linalg.norm(span))
        bulge = np.sqrt(max(UPPER_ARM**2 - (far / 2) ** 2, 0.0))
        body[f"{side}_elbow"] = shoulder + span / 2 + [-0.8 * bulge, sign * bulge, 0]
        body[f"{side}_wrist"] = wrist
    return body


EXERCISES: dict[str, Callable[[float], Body]] = {
    "squats": squat,
    "push-ups": pushup,
    "jumping jacks": jack,
    "lunges": lunge,
    "curls": curl,
}


def landmarks(body: Body) -> Array:
    """Return the 33 landmarks (m) of a body."""
    head = body["head"]
    places = np.tile(head, (33, 1))
    for k, name in enumerate(BLAZEPOSE_33.keypoints):
        side, _, part = name.partition("_")
        if name in body:
            places[k] = body[name]
        elif part in ("pinky", "index", "thumb"):
            forearm = body[f"{side}_wrist"] - body[f"{side}_elbow"]
            places[k] = body[f"{side}_wrist"] + 0.3 * forearm
        elif side in SIDES:
            places[k] = np.add(head, [0.04, SIDES[side] * 0.05, 0.02])
    return places


@dataclass(frozen=True)
class Filming:
    """How somebody is seen.

    Parameters
    ----------
    azimuth_deg
        Where the camera stands: 0 in front, 90 on the left.
    body_px
        Height of a person standing.
    rate_hz
        Frames per second.
    jitter
        Standard deviation of the error of a keypoint from frame to frame, in parts
        of the body height.
    drift
        The same for errors that stay for about a second.
    lost
        Share of the keypoints that are missing.
    seed
        Of the errors.

    """

    azimuth_deg: float = 70.0
    body_px: float = 300.0
    rate_hz: float = 30.0
    jitter: float = 0.008
    drift: float = 0.01
    lost: float = 0.0
    seed: int = 0


def film(
    exercise: Callable[[float], Body],
    depth_of: Callable[[Array], Array],
    duration_s: float,
    filming: Filming,
) -> xr.Dataset:
    """Return the tracks (px) of one person.

    Parameters
    ----------
    exercise
        From depth to body.
    depth_of
        From times (s) to depths.
    duration_s
        Length.
    filming
        See `Filming`.

    """
    rng = np.random.default_rng(filming.seed)
    time_s = np.arange(int(duration_s * filming.rate_hz) + 1) / filming.rate_hz
    depths = depth_of(time_s)
    camera = orbit_camera(
        filming.azimuth_deg,
        target_m=(0.0, 0.0, MIDDLE),
        body_px=filming.body_px,
        width_px=1280,
        height_px=720,
    )
    seen = np.stack([camera.project(landmarks(exercise(d))) for d in depths.tolist()])
    seen += filming.jitter * filming.body_px * rng.standard_normal(seen.shape)
    knots_s = np.arange(0, duration_s + 2.0)
    slow = rng.standard_normal((len(knots_s), 33, 2)).reshape(len(knots_s), -1)
    drift = np.array([np.interp(time_s, knots_s, way) for way in slow.T]).T
    seen += filming.drift * filming.body_px * drift.reshape(seen.shape)
    seen[rng.random(seen.shape[:2]) < filming.lost] = np.nan
    return make_tracks(
        seen.transpose(0, 2, 1)[..., None],
        np.where(np.isnan(seen[..., 0]), np.nan, 1.0)[..., None],
        time_s,
        keypoints=BLAZEPOSE_33.keypoints,
        attrs={"skeleton": "blazepose-33"},
    )


def repeated(
    n: int,
    period_s: float,
    *,
    rest_s: float = 1.0,
    tempo: float = 1.0,
    pause_s: float = 0.0,
    bounce: float = 0.0,
    deepest: tuple[float, ...] = (1.0,),
) -> tuple[Callable[[Array], Array], float, Array]:
    """Return depth over time, the length, and the depth of each repetition.

    Parameters
    ----------
    n, period_s
        How many, and how long the first one takes.
    rest_s
        Before the first and after the last; negative cuts into these.
    tempo
        How much longer the last one takes than the first.
    pause_s
        At the top, after every second one.
    bounce
        How far somebody comes up in between at the bottom, in parts of the depth.
    deepest
        Depths, in turn.

    """
    now_s = rest_s
    lasts = period_s * np.linspace(1.0, tempo, n)
    depths = np.resize(deepest, n)
    starts, ends = [], []
    for k in range(n):
        starts.append(now_s)
        now_s += lasts[k]
        ends.append(now_s)
        now_s += pause_s if k % 2 else 0.0

    def depth_of(time_s: Array) -> Array:
        depth = np.zeros(len(time_s))
        for k in range(n):
            share = (time_s - starts[k]) / lasts[k]
            wave = (1 - np.cos(2 * np.pi * share)) / 2
            middle = np.clip((share - 0.3) / 0.4, 0, 1)
            dip = bounce * (1 - np.cos(4 * np.pi * middle)) / 2
            inside = (share >= 0) & (share <= 1)
            depth += inside * depths[k] * (wave * (1 - dip))
        return depth

    return depth_of, now_s + rest_s, depths
