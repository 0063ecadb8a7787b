"""A synthetic runner: motion whose contacts and angles are known exactly.

The stance foot is at rest on the ground to the last digit, the knee follows by
inverse kinematics, the pelvis by the forces of the legs, and the swing joins one
stance to the next without a jump in velocity. It is the truth that event
detectors, metrics and the lifting network are measured against and trained on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import ArrayLike

from midstance.errors import ConfigError
from midstance.kernels.types import Array
from midstance.schema.events import SIDES
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import make_tracks
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.motion.build import build_motion
from midstance.synth.motion.gait import GaitParameters, RunnerSettings
from midstance.synth.motion.motion import Motion

__all__ = [
    "GaitParameters",
    "RunnerSettings",
    "SyntheticRun",
    "run",
    "tracks_of",
    "true_angles",
]


@dataclass(frozen=True)
class SyntheticRun:
    """A recording of the synthetic runner with its truth.

    Parameters
    ----------
    settings
        What was asked for.
    gait
        The same with every value known.
    motion
        The runner at any time; what a renderer draws.
    tracks
        BlazePose landmarks in m, world x forward, y left, z up.
    events
        Exact contacts and toe-offs within the recording, source ``"truth"``.
    angles
        Exact joint angles at the times of `tracks`, see `true_angles`.

    """

    settings: RunnerSettings
    gait: GaitParameters
    motion: Motion
    tracks: xr.Dataset
    events: pd.DataFrame
    angles: xr.Dataset


def run(
    settings: RunnerSettings | None = None,
    *,
    duration_s: float = 10.0,
    rate_hz: float = 60.0,
    seed: int = 0,
    individual: str = "person-1",
) -> SyntheticRun:
    """Let the synthetic runner run.

    Parameters
    ----------
    settings
        How; ``None`` is an ordinary runner at 3 m/s.
    duration_s
        Length of the recording.
    rate_hz
        Frames per second. The motion itself knows no frames: two recordings of
        the same settings, duration and seed at different rates show the same run.
    seed
        Seed of the differences between strides.
    individual
        Name of the person in tracks and events.

    Raises
    ------
    ConfigError
        If the rate or the duration is not positive, or the settings describe
        what no leg can do.

    """
    settings = settings or RunnerSettings()
    if not rate_hz > 0:
        raise ConfigError(f"rate_hz must be above 0, got {rate_hz:g}.")
    motion = build_motion(settings, duration_s=duration_s, seed=seed)
    time_s = np.arange(int(np.floor(duration_s * rate_hz + 1e-9)) + 1) / rate_hz
    pose = motion.at(time_s)
    return SyntheticRun(
        settings=settings,
        gait=motion.gait,
        motion=motion,
        tracks=tracks_of(motion, time_s, individual=individual, pose=pose),
        events=motion.schedule.events(individual, 0.0, float(time_s[-1])),
        angles=true_angles(pose, time_s),
    )


def tracks_of(
    motion: Motion,
    time_s: ArrayLike,
    *,
    individual: str = "person-1",
    pose: Mapping[str, Array] | None = None,
) -> xr.Dataset:
    """Return the landmarks (m) of a motion at any rising times.

    Parameters
    ----------
    motion
        The runner.
    time_s
        Shape (n_times,).
    individual
        Name of the person.
    pose
        ``motion.at(time_s)``, when it is known already.

    """
    time = np.asarray(time_s, dtype=float)
    points = landmarks(pose or motion.at(time), motion.body.scale)
    position = points.transpose(0, 2, 1)[..., None]
    return make_tracks(
        position,
        np.ones((len(time), points.shape[1], 1)),
        time,
        keypoints=BLAZEPOSE_33.keypoints,
        individuals=(individual,),
        space_unit="m",
        attrs={"skeleton": BLAZEPOSE_33.name, "source_software": "midstance synth"},
    )


def true_angles(pose: Mapping[str, Array], time_s: ArrayLike) -> xr.Dataset:
    """Return the joint angles (degrees) in the plane of running.

    Parameters
    ----------
    pose
        As `Motion.at` gives it.
    time_s
        The times of `pose`, shape (n_times,).

    Returns
    -------
    xarray.Dataset
        On (time, side): ``thigh_angle`` (knee ahead of the hip +),
        ``shank_angle`` (ankle ahead of the knee +), ``knee_flexion``,
        ``hip_flexion`` (thigh to trunk), ``foot_angle`` (sole to the ground,
        toes up +), ``ankle_dorsiflexion`` (0: foot at right angles to the
        shank). On (time,): ``trunk_lean`` (mid hip to mid shoulder, forward +).

    """
    trunk = _forward_of_vertical(pose["shoulder_centre"] - pose["pelvis"])
    by_side: dict[str, list[Array]] = {}
    for side in SIDES:
        hip, knee, ankle = (pose[f"{side}_{name}"] for name in ("hip", "knee", "ankle"))
        thigh = -_forward_of_vertical(hip - knee)
        shank = -_forward_of_vertical(knee - ankle)
        foot = np.rad2deg(pose[f"{side}_foot_pitch"])
        for name, values in {
            "thigh_angle": thigh,
            "shank_angle": shank,
            "knee_flexion": thigh - shank,
            "hip_flexion": thigh + trunk,
            "foot_angle": foot,
            "ankle_dorsiflexion": foot - shank,
        }.items():
            by_side.setdefault(name, []).append(values)
    return xr.Dataset(
        {
            **{
                name: (("time", "side"), np.stack(values, axis=-1), {"unit": "deg"})
                for name, values in by_side.items()
            },
            "trunk_lean": (("time",), trunk, {"unit": "deg"}),
        },
        coords={"time": np.asarray(time_s, dtype=float), "side": list(SIDES)},
    )


def _forward_of_vertical(upwards: Array) -> Array:
    return np.asarray(np.rad2deg(np.arctan2(upwards[:, 0], upwards[:, 2])))
