"""Joint angles at every frame."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import xarray as xr

from midstance.errors import NotEnoughDataError
from midstance.kernels.types import Floats
from midstance.metrics import angles as geometry
from midstance.metrics.recording import Recording, Signal, mean_point
from midstance.metrics.sole import floor_deg, on_the_sole
from midstance.schema.events import SIDES
from midstance.schema.scene import Scene


@dataclass(frozen=True)
class SagittalAngle:
    """An angle in the sagittal plane, read from a view of the left or right side.

    Parameters
    ----------
    label
        For the report.
    keypoints
        ``own_`` stands for the side that is measured; a name in the plural for
        the middle between both sides.
    function
        Maps these points and the direction to degrees.

    """

    label: str
    keypoints: tuple[str, ...]
    function: Callable[..., Floats]


CURVES = {
    "knee_flexion": SagittalAngle(
        "Knee flexion", ("own_hip", "own_knee", "own_ankle"), geometry.knee_flexion_deg
    ),
    "hip_flexion": SagittalAngle(
        "Hip flexion, thigh to trunk",
        ("shoulders", "hips", "own_hip", "own_knee"),
        lambda shoulders, hips, hip, knee, direction: geometry.wrapped_deg(
            geometry.from_down_deg(hip, knee, direction)
            + geometry.lean_deg(hips, shoulders, direction)
        ),
    ),
    "thigh": SagittalAngle(
        "Thigh to the vertical", ("own_hip", "own_knee"), geometry.from_down_deg
    ),
    "shank": SagittalAngle(
        "Shank to the vertical", ("own_knee", "own_ankle"), geometry.from_down_deg
    ),
    "leg": SagittalAngle(
        "Leg to the vertical", ("own_hip", "own_ankle"), geometry.from_down_deg
    ),
    "dorsiflexion": SagittalAngle(
        "Ankle dorsiflexion",
        ("own_knee", "own_ankle", "own_heel", "own_foot_index"),
        geometry.dorsiflexion_deg,
    ),
    "foot": SagittalAngle(
        "Foot to the floor", ("own_heel", "own_foot_index"), geometry.pitch_deg
    ),
    "trunk_lean": SagittalAngle("Trunk lean", ("hips", "shoulders"), geometry.lean_deg),
    "upper_arm": SagittalAngle(
        "Upper arm to the trunk",
        ("shoulders", "hips", "own_shoulder", "own_elbow"),
        lambda shoulders, hips, shoulder, elbow, direction: geometry.wrapped_deg(
            geometry.from_down_deg(shoulder, elbow, direction)
            + geometry.lean_deg(hips, shoulders, direction)
        ),
    ),
    "elbow_flexion": SagittalAngle(
        "Elbow flexion",
        ("own_shoulder", "own_elbow", "own_wrist"),
        geometry.elbow_flexion_deg,
    ),
    "head": SagittalAngle(
        "Head to the trunk",
        ("hips", "shoulders", "ears"),
        lambda hips, shoulders, ears, direction: geometry.wrapped_deg(
            geometry.lean_deg(shoulders, ears, direction)
            - geometry.lean_deg(hips, shoulders, direction)
        ),
    ),
}
"""The angles by name; signs as in `midstance.metrics.angles`."""

FOOT_CURVES = ("foot", "dorsiflexion")
"""Angles of the sole, see `midstance.metrics.sole`."""
_MIDDLES = {"hips": "hip", "shoulders": "shoulder", "ears": "ear"}


def angle(recording: Recording, name: str, side: str) -> Signal:
    """Return the angle called `name` (see `CURVES`) of one side, with its errors.

    Angles of the foot are those of the sole, against the floor.

    Raises
    ------
    NotEnoughDataError
        If the sole is wanted and was never seen flat on the floor.

    """
    if name not in FOOT_CURVES:
        return _raw_angle(recording, name, side)
    return recording.once(
        ("sole", name, side), lambda: _sole_angle(recording, name, side)
    )


def _sole_angle(recording: Recording, name: str, side: str) -> Signal:
    raw = _raw_angle(recording, name, side)
    sole = on_the_sole(raw, _raw_angle(recording, "foot", side), recording, side)
    if name != "foot":
        return sole
    level = sole.value - floor_deg(recording.scene)
    return replace(sole, value=geometry.wrapped_deg(level))


def angles(recording: Recording, name: str) -> list[tuple[str, Signal]]:
    """Return side and angle for each side on which the angle can be read.

    Raises
    ------
    NotEnoughDataError
        If it can be read on neither.

    """
    found, reason = [], ""
    for side in SIDES:
        try:
            found.append((side, angle(recording, name, side)))
        except NotEnoughDataError as error:
            reason = str(error)
    if not found:
        raise NotEnoughDataError(reason)
    return found


def possible_angles(recording: Recording) -> list[str]:
    """Return the angles whose keypoints the network gives."""
    known = recording.points_px.keys()
    return [
        name
        for name, curve in CURVES.items()
        if all(
            f"{side}_{_MIDDLES.get(part, part.removeprefix('own_'))}" in known
            for part in curve.keypoints
            for side in SIDES
        )
    ]


def joint_angles(
    tracks: xr.Dataset,
    events: pd.DataFrame,
    scene: Scene,
    *,
    names: Collection[str] = tuple(CURVES),
) -> xr.Dataset:
    """Return the sagittal joint angles of one person at every frame.

    Parameters
    ----------
    tracks, events, scene
        Clean tracks of one person, their events, and how they are seen.
    names
        Which angles of `CURVES`.

    Returns
    -------
    xarray.Dataset
        One variable on (time, side) per angle of `CURVES` that the keypoints
        allow, in degrees; NaN where a point was not measured. Empty when the
        person is not seen from the side or took fewer than two steps.

    """
    try:
        recording = _seen_from_the_side(tracks, events, scene)
    except NotEnoughDataError:
        return xr.Dataset()
    curves = {}
    for name in (one for one in possible_angles(recording) if one in names):
        values = np.stack([_value(recording, name, side) for side in SIDES], axis=1)
        curves[name] = (
            ("time", "side"),
            values,
            {"long_name": CURVES[name].label, "units": "deg"},
        )
    return xr.Dataset(curves, coords={"time": recording.time_s, "side": list(SIDES)})


def _raw_angle(recording: Recording, name: str, side: str) -> Signal:
    return recording.once(
        ("angle", name, side), lambda: _read_angle(recording, name, side)
    )


def _read_angle(recording: Recording, name: str, side: str) -> Signal:
    return recording.signal(*_reading(recording, name, side))


def _reading(
    recording: Recording, name: str, side: str
) -> tuple[Callable[..., Floats], list[str]]:
    """Return what gives the angle, and the keypoints of which it does."""
    curve = CURVES[name]
    direction = recording.scene.direction
    groups = [_keypoints(recording, part, side) for part in curve.keypoints]
    return (
        _on_groups(curve.function, [len(group) for group in groups], direction),
        [keypoint for group in groups for keypoint in group],
    )


def _value(recording: Recording, name: str, side: str) -> Floats:
    """Return the angle without its errors, which take longer to find than itself."""
    if name not in FOOT_CURVES:
        function, keypoints = _reading(recording, name, side)
        return function(*(recording.points_px[point] for point in keypoints))
    try:
        return angle(recording, name, side).value
    except NotEnoughDataError:
        return np.full(recording.time_s.shape, np.nan)


def _on_groups(
    function: Callable[..., Floats], sizes: list[int], direction: int
) -> Callable[..., Floats]:
    """Return `function` of the points in groups, each group by its middle."""
    ends = np.cumsum(sizes).tolist()

    def grouped(*points: Floats) -> Floats:
        middles = [
            mean_point(*points[end - size : end])
            for size, end in zip(sizes, ends, strict=True)
        ]
        return function(*middles, direction=direction)

    return grouped


def _keypoints(recording: Recording, part: str, side: str) -> tuple[str, ...]:
    if part in _MIDDLES:
        return recording.both(_MIDDLES[part])
    return (part.replace("own", side, 1),)


def _seen_from_the_side(
    tracks: xr.Dataset, events: pd.DataFrame, scene: Scene
) -> Recording:
    if not scene.is_side_view or not scene.direction:
        raise NotEnoughDataError("Sagittal angles need a view from the side.")
    return Recording.of(tracks, events, scene)
