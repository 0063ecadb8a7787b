"""A recording as data for the player, which draws it live over the video."""

import base64
import json
from math import isfinite
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.drawing.person import DrawnPerson, Mark, make_people
from midstance.kernels.types import Array
from midstance.metrics.curves import CURVES, joint_angles
from midstance.schema.analysis import Analysis
from midstance.schema.events import of_individual
from midstance.schema.scene import Scene
from midstance.schema.tracks import camera_of

ANGLES = ("knee_flexion", "hip_flexion", "dorsiflexion", "elbow_flexion", "trunk_lean")
"""The angles that the player shows at the joints, see `midstance.metrics.curves`."""
_NOWHERE = -32768
_MOST = 32767
_FINEST_PER_PX = 8
_PER_DEG = 10


def recording_data(analysis: Analysis) -> dict[str, Any]:
    """Return everything the player draws, as plain data for JSON.

    Parameters
    ----------
    analysis
        What was found.

    Returns
    -------
    dict
        ``times_s``: base64 of 64-bit floats, the time of each frame. ``pace``: how
        much slower than life the video runs. ``width_px``, ``height_px``.
        ``keypoints``, and ``edges`` as two of their numbers and a side. ``per_px``:
        steps of a coordinate in a px. ``camera``: base64 of 32-bit floats (n_times, 9)
        that take a place of the first image to each frame; None: it stood still.

        ``people``: each with ``name``, ``far_side``; ``points``: base64 of 16-bit
        integers (n_times, n_keypoints, 2) on each frame, -32768 where nothing is
        known; ``filled``: base64 of bytes, 1 where a point was filled in; ``floor``:
        two points of the first image or None; ``stances`` by side; ``events``;
        ``angles`` by name: ``label`` and for each side base64 of 16-bit tenths of a
        degree. All numbers are little-endian, all times on the clock of the tracks.

    """
    tracks, video = analysis.tracks, analysis.video
    people = make_people(tracks, analysis.events, analysis.scenes, 1.0)
    used = _used(people)
    per_px = _per_px(max(video.width_px, video.height_px))
    return {
        "name": video.name,
        "pace": analysis.config.clip.slow_motion,
        "width_px": video.width_px,
        "height_px": video.height_px,
        "times_s": _base64(tracks["time"].to_numpy().astype("<f8")),
        "keypoints": [people[0].keypoints[i] for i in used] if people else [],
        "edges": _edges(people, used),
        "per_px": per_px,
        "camera": _camera(people, tracks),
        "people": [_person(one, used, per_px, analysis) for one in people],
    }


def as_json(data: dict[str, Any]) -> str:
    """Return data as it can stand in a page: no text in it ends a script."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")


def _used(people: list[DrawnPerson]) -> list[int]:
    """Return the numbers of the keypoints that are drawn, in order."""
    edges = people[0].edges if people else ()
    return sorted({end for start, stop, _ in edges for end in (start, stop)})


def _edges(people: list[DrawnPerson], used: list[int]) -> list[list[Any]]:
    if not people:
        return []
    return [
        [used.index(start), used.index(end), side or "middle"]
        for start, end, side in people[0].edges
    ]


def _per_px(longest_px: int) -> int:
    """Return how finely coordinates fit into 16 bits, with room around the image."""
    return max(1, min(_FINEST_PER_PX, _MOST // max(1, round(1.5 * longest_px))))


def _camera(people: list[DrawnPerson], tracks: xr.Dataset) -> str | None:
    if not people or camera_of(tracks) is None:
        return None
    return _base64(people[0].to_frame.reshape(-1, 9).astype("<f4"))


def _person(
    person: DrawnPerson, used: list[int], per_px: int, analysis: Analysis
) -> dict[str, Any]:
    scene = analysis.scenes.get(person.name, Scene())
    events = of_individual(analysis.events, person.name)
    doubts = {
        (event.side, event.event, event.time_s): event.uncertainty_s
        for event in events.itertuples(index=False)
    }
    return {
        "name": person.name,
        "view": scene.view,
        "far_side": person.far_side,
        "points": _base64(_integers(person.xy_px[:, used], per_px)),
        "filled": _base64(person.is_filled[:, used].astype(np.uint8)),
        "floor": None
        if person.floor is None
        else [[_plain(value) for value in end] for end in person.floor],
        "stances": {
            side: [[round(float(value), 5) for value in ends] for ends in stances]
            for side, stances in person.stances_s.items()
        },
        "events": [_event(mark, doubts) for mark in person.marks],
        "angles": _angles(analysis, person.name, scene),
    }


def _event(mark: Mark, doubts: dict[Any, float]) -> dict[str, Any]:
    return {
        "side": mark.side,
        "event": mark.event,
        "time_s": round(mark.time_s, 5),
        "uncertainty_s": _plain(
            doubts.get((mark.side, mark.event, mark.time_s), float("nan"))
        ),
        "at": [_plain(value) for value in mark.at],
    }


def _angles(analysis: Analysis, name: str, scene: Scene) -> dict[str, Any]:
    own = analysis.tracks.sel(individual=[name])
    events = of_individual(analysis.events, name)
    found = joint_angles(own, events, scene, names=ANGLES)
    return {
        angle: {
            "label": CURVES[angle].label,
            **{
                str(side): _base64(
                    _integers(found[angle].sel(side=side).to_numpy(), _PER_DEG)
                )
                for side in found["side"].to_numpy()
            },
        }
        for angle in ANGLES
        if angle in found
    }


def _integers(values: Array, per_unit: int) -> NDArray[np.int16]:
    """Return numbers in steps of 16 bits; what is unknown or too large is nowhere."""
    steps = np.round(np.asarray(values, float) * per_unit)
    is_known = np.isfinite(steps) & (np.abs(steps) <= _MOST)
    return np.where(is_known, steps, _NOWHERE).astype("<i2")


def _plain(value: float) -> float | None:
    return round(float(value), 5) if isfinite(value) else None


def _base64(values: NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode("ascii")
