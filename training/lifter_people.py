"""Real people as raw material for the lifting network.

Recordings over force plates (`midstance.formats.motion.plate_trial`) give legs and
pelvis of runners, whose trunk, arms and head are then those of a synthetic runner of
the same speed, in step with them; of walkers they give the whole body, but for the head
of some.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from midstance.errors import MidstanceError
from midstance.formats.motion.plate_trial import PlateTrial, read_plate_trials
from midstance.kernels.geometry.bones import BONES, mid_hip, to_bones
from midstance.kernels.geometry.remap import to_skeleton
from midstance.kernels.types import Array
from midstance.lifting.network_input import RATE_HZ
from midstance.schema.skeletons import RUNNING_18
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run
from midstance.synth.observation.people import stride_count
from midstance.synth.sets.variety import Stretch

NAMES = RUNNING_18.keypoints
UPPER = [
    i
    for i, (_, end) in enumerate(BONES)
    if end in ("neck", "head") or end.endswith(("_shoulder", "_elbow", "_wrist"))
]
SHOULDER_BELOW_ACROMION = 0.17
"""Of the distance between the acromions (Rab et al. 2002)."""
USUAL_HEIGHT_M = 1.72
JOIN_FRAMES = 8


@dataclass(frozen=True)
class RealPerson:
    """Bones of a real person who moves steadily, and whose they are."""

    person: str
    stretch: Stretch
    has_upper_body: bool


def load_people(
    folders: list[Path], *, leave_out: tuple[str, ...] = (), duration_s: float = 6.0
) -> list[RealPerson]:
    """Return everybody in folders of plate trials but those to leave out; no turns.

    Parameters
    ----------
    folders
        Of plate trials.
    leave_out
        Names of people who are kept for validation.
    duration_s
        How long each goes on; shorter recordings of walkers are repeated.

    """
    people = []
    for trial in (t for folder in folders for t in read_plate_trials(folder)):
        if trial.person in leave_out or trial.name.endswith("_turn"):
            continue
        try:
            people.append(real_person(trial, duration_s=duration_s))
        except MidstanceError:
            continue  # too few strides to be brought into step
    return people


def real_person(trial: PlateTrial, *, duration_s: float) -> RealPerson:
    """Return the bones of one recording at the rate of the network.

    Raises
    ------
    NotEnoughDataError
        If there are too few swings of the heels to know the phase of the strides.

    """
    height = float(trial.about.get("height_m") or USUAL_HEIGHT_M)
    speed = trial.speed_m_s
    time_s, places = at_rate(trial.world)
    count = stride_count(trial.world)(time_s)
    stride_s = (time_s[-1] - time_s[0]) / (count[-1] - count[0])
    missing = np.full((len(time_s), 3), np.nan)
    points = np.stack([places.get(name, missing) for name in NAMES], axis=1)
    has_upper_body = "left_wrist" in places
    if has_upper_body:
        shoulders = [NAMES.index(f"{side}_shoulder") for side in ("left", "right")]
        across = np.linalg.norm(
            points[:, shoulders[0]] - points[:, shoulders[1]], axis=-1
        )
        points[:, shoulders, 2] -= SHOULDER_BELOW_ACROMION * np.median(across)
        points[:, NAMES.index("neck")] = points[:, shoulders].mean(axis=1)
    bones = to_bones(points - mid_hip(points)) / height
    made = synthetic_bones(speed, height, count, stride_s)
    wanted = [i for i in UPPER if np.isnan(bones[:, i]).any()]
    bones[:, wanted] = made[:, wanted]
    n_times = round(duration_s * RATE_HZ)
    if len(bones) < n_times:
        bones = repeated(bones, round(stride_s * RATE_HZ), n_times)
    stretch = Stretch(bones, speed / height, 1.0 / stride_s)
    return RealPerson(trial.person, stretch, has_upper_body)


def at_rate(world: xr.Dataset) -> tuple[Array, dict[str, Array]]:
    """Return times at the rate of the network and the places of joints seen then.

    Only the frames between the first and the last in which everything is seen.
    """
    names = [str(name) for name in world["keypoint"].to_numpy()]
    place = world["position"].isel(individual=0).transpose("time", "keypoint", "space")
    points, time_s = place.to_numpy(), world["time"].to_numpy()
    kept = [i for i in range(len(names)) if np.isfinite(points[:, i]).any()]
    whole = np.flatnonzero(np.isfinite(points[:, kept]).all(axis=(1, 2)))
    at = np.arange(time_s[whole[0]], time_s[whole[-1]], 1 / RATE_HZ)
    return at, {
        names[i]: np.stack(
            [np.interp(at, time_s[whole], points[whole, i, axis]) for axis in range(3)],
            axis=-1,
        )
        for i in kept
    }


def synthetic_bones(
    speed_m_s: float, height_m: float, count: Array, stride_s: float
) -> Array:
    """Return bones of a synthetic runner or walker in the same phase of the stride.

    Parameters
    ----------
    speed_m_s, height_m, stride_s
        Of the real person.
    count
        Strides since some moment, whole where the left heel is farthest ahead, shape
        (n_times,).

    Returns
    -------
    ndarray
        Shape (n_times, 18, 3), in parts of the body height.

    """
    cadence = 120.0 / stride_s
    settings = RunnerSettings(
        speed_m_s=speed_m_s,
        height_m=height_m,
        cadence_spm=cadence if speed_m_s > 2.2 else None,
    )
    made = run(settings, duration_s=8.0, rate_hz=RATE_HZ)
    ours = to_skeleton(made.tracks, RUNNING_18)["position"].isel(individual=0)
    bones = to_bones(ours.transpose("time", "keypoint", "space").to_numpy()) / height_m
    time_s = made.tracks["time"].to_numpy()
    own = stride_count(made.tracks)(time_s)
    # Four strides in the middle, over and over.
    first = np.ceil(own[0]) + 1
    wanted = first + np.mod(count, 4.0)
    flat = bones.reshape(len(bones), -1)
    columns = [np.interp(wanted, own, column) for column in flat.T]
    return np.stack(columns, axis=-1).reshape(len(count), *bones.shape[1:])


def repeated(bones: Array, stride_frames: int, n_times: int) -> Array:
    """Return movement that goes on as it went for a whole number of strides."""
    n_strides = max(1, (len(bones) - JOIN_FRAMES - 1) // stride_frames)
    best = None
    for period in range(
        n_strides * stride_frames - 3,
        min(n_strides * stride_frames + 4, len(bones) - JOIN_FRAMES),
    ):
        off = float(
            np.abs(bones[period : period + JOIN_FRAMES] - bones[:JOIN_FRAMES]).mean()
        )
        if best is None or off < best[0]:
            best = (off, period)
    period = max(1, len(bones) - JOIN_FRAMES - 1) if best is None else best[1]
    part = np.linspace(0.0, 1.0, JOIN_FRAMES)[:, None, None]
    loop = bones[:period].copy()
    end = bones[period : period + JOIN_FRAMES]
    loop[:JOIN_FRAMES] = (1 - part) * end + part * bones[:JOIN_FRAMES]
    return np.concatenate([loop] * (n_times // period + 1))[:n_times]
