"""Landmarks of MediaPipe's pose networks, as programs keep them in JSON.

MediaPipe writes no files; what people keep are its results as JSON: a list with one
result a frame, of the Tasks API (``poseLandmarks`` or ``landmarks``, a list of people)
or of the older solution (``pose_landmarks`` with ``landmark``, one person).
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from midstance.errors import FormatError, MissingSettingError
from midstance.files import read_text, reading
from midstance.formats.base import Holds, PoseFrames, PosesFormat, Told, formats
from midstance.schema.poses import FramePoses, nobody

SKELETON = "blazepose-33"
N_KEYPOINTS = 33

_KIND = "a JSON file of MediaPipe's pose landmarks"
_FRAMES = ("frames", "results", "data")
_ON_IMAGE = ("pose_landmarks", "poseLandmarks", "landmarks", "normalized_landmarks")
_IN_WORLD = ("pose_world_landmarks", "poseWorldLandmarks", "worldLandmarks")
_TIMES = {"timestamp_ms": 1e-3, "timestampMs": 1e-3, "time_s": 1.0, "time": 1.0}


@formats.register("mediapipe")
class MediaPipe(PosesFormat):
    """Everybody in each frame, with metres about the hip where they are kept."""

    label = "Landmarks of MediaPipe as JSON"
    extensions = (".json", ".jsonl")
    holds = Holds(axes=(2,), people=True, confidence=True, clock="none", starts=True)
    needs = ("rate_hz", "image_size_px")

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether it speaks of landmarks with x and y."""
        if path.is_dir():
            return False
        text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        marks = any(f'"{name}"'.encode() in text for name in _ON_IMAGE)
        is_bare = text.startswith(b"[") and b'"visibility"' in text
        return text[:1] in (b"[", b"{") and (marks or is_bare) and b'"x"' in text

    def read(self, path: Path, told: Told) -> PoseFrames:
        """Return who is in each frame; see `read_mediapipe_json`."""
        if told.image_size_px is None:
            raise MissingSettingError(
                f"The landmarks of {path} are shares of the picture, and pixels were "
                "expected; give the size of the video (width and height in px).",
                "image_size",
            )
        poses, times_s = read_mediapipe_json(path, told.image_size_px)
        if times_s is None:
            rate_hz = told.required_rate_hz(path)
            times_s = [index / rate_hz for index in range(len(poses))]
        names = ("image_width_px", "image_height_px")
        attrs: dict[str, Any] = {"source_software": "MediaPipe"}
        attrs |= dict(zip(names, told.image_size_px, strict=True))
        return PoseFrames(poses, SKELETON, times_s, attrs)


def read_mediapipe_json(
    path: Path, image_size_px: tuple[int, int]
) -> tuple[list[FramePoses], list[float] | None]:
    """Return the people of every frame, and its time where all say it.

    Parameters
    ----------
    path
        A list of results, an object that holds one under ``frames``, ``results`` or
        ``data``, or a result a line. A result is what MediaPipe gives as JSON, or the
        bare 33 landmarks; a frame without any is one with nobody.
    image_size_px
        Width and height of the video.

    Returns
    -------
    poses
        Confidence is ``visibility``, or 1 where it is not kept. World landmarks are
        metres about the middle of the hips.
    times_s
        From ``timestamp_ms``, ``time_s`` or ``time``; None where a frame lacks it.

    Raises
    ------
    FormatError
        If it is something else, is damaged, or has not 33 landmarks a person.

    """
    frames = _frames(path)
    with reading(path, _KIND):
        poses = [_poses(frame, image_size_px, path) for frame in frames]
        times = [_time_s(frame) for frame in frames]
    known = [time_s for time_s in times if time_s is not None]
    if len(known) < len(times):
        return poses, None
    if (np.diff(known) <= 0).any():
        raise FormatError(f"The times of {path} must rise from frame to frame.")
    return poses, known


def _frames(path: Path) -> list[Any]:
    text = read_text(path, _KIND)
    with reading(path, _KIND):
        try:
            said = json.loads(text)
        except json.JSONDecodeError:
            said = [json.loads(line) for line in text.splitlines() if line.strip()]
        if isinstance(said, Mapping):
            said = next((said[name] for name in _FRAMES if name in said), [said])
    if not isinstance(said, list) or not said:
        raise FormatError(f"{path} is not {_KIND}: it holds no list of frames.")
    return said


def _time_s(frame: object) -> float | None:
    if not isinstance(frame, Mapping):
        return None
    name = next((name for name in _TIMES if name in frame), None)
    return None if name is None else float(frame[name]) * _TIMES[name]


def _poses(frame: object, size_px: tuple[int, int], path: Path) -> FramePoses:
    people = _people(frame, _ON_IMAGE, path)
    if people is None or not len(people):
        return nobody(N_KEYPOINTS)
    world = _people(frame, _IN_WORLD, path) if isinstance(frame, Mapping) else None
    is_seen = np.asarray(np.isfinite(people[..., :2]).all(axis=-1))
    xy_px = np.where(is_seen[..., None], people[..., :2] * np.array(size_px), np.nan)
    if world is not None and len(world) != len(people):
        world = None
    return FramePoses(
        xy_px.astype(np.float32),
        np.where(is_seen, people[..., 3].clip(0, 1), 0.0).astype(np.float32),
        xyz_m=None if world is None else world[..., :3].astype(np.float32),
    )


def _people(
    frame: object, names: Sequence[str], path: Path
) -> NDArray[np.float64] | None:
    """Return x, y, z and visibility, shape (n_people, 33, 4); None: not kept."""
    held: Any = frame
    if isinstance(frame, Mapping):
        held = next((frame[name] for name in names if name in frame), None)
    if isinstance(held, Mapping):
        held = held.get("landmark", held.get("landmarks"))
    if not held:
        return None
    is_one_person = isinstance(held[0], Mapping) and "x" in held[0]
    people = [held] if is_one_person else [_landmarks(one) for one in held]
    if {len(person) for person in people} != {N_KEYPOINTS}:
        raise FormatError(
            f"{path} should hold {N_KEYPOINTS} landmarks a person, got "
            f"{sorted({len(person) for person in people})}."
        )
    return np.array([[_values(point) for point in person] for person in people], float)


def _landmarks(person: Any) -> Sequence[Mapping[str, Any]]:  # noqa: ANN401 -- any JSON
    if isinstance(person, Mapping):
        return list(person.get("landmark", person.get("landmarks", [])))
    return list(person)


def _values(point: Mapping[str, Any]) -> tuple[float, float, float, float]:
    return (
        float(point["x"]),
        float(point["y"]),
        float(point.get("z", 0.0)),
        float(point.get("visibility", 1.0)),
    )
