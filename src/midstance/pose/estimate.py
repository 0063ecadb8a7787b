"""Every frame of a video through a pose network, interruptible at any time."""

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from midstance.formats.packed_poses import PackedPoses, TimedPoses
from midstance.formats.pose_log import PoseLog, load_pose_log, save_pose_log
from midstance.kernels.images.appearance import JOINTS, describe_clothes
from midstance.kernels.images.camera_motion import CameraMotion
from midstance.kernels.progress import Progress
from midstance.pose.base import FramePoses, PoseBackend
from midstance.pose.looks import Looks, Seen, Small, step_of
from midstance.pose.pieces import LEAD_S, PIECE_S, Relay, part_of
from midstance.schema.poses import Memory
from midstance.schema.skeletons import get_skeleton
from midstance.video.cuts.changes import ImageChange, made_small
from midstance.video.prefetch import prefetch
from midstance.video.reader import Frame, VideoReader
from midstance.weights.added import hash_of, hashes_of

Look = Callable[[PackedPoses], None]

_SAVE_EVERY_S = 30.0
_N_AHEAD = 2
"""How many frames wait between decoding, network and what follows: enough that
none of them stands still, few because frames are large."""

_CLOTHES_S = 0.1
"""How often it is looked at what somebody wears who is alone in the image, in fixed
parts of the clock; of several, who may be taken for one another, in every frame."""

_LIBRARIES = ("av", "opencv-python-headless", "numpy", "ai-edge-litert")

_MARGIN = 0.12
"""How far hair, hands and shoes reach beyond the keypoints, in heights of them."""


def estimate_poses(
    video: VideoReader,
    backend: PoseBackend,
    *,
    camera: CameraMotion | None = None,
    log: Path | None = None,
    key: str = "",
    progress: Progress | None = None,
    look: Look | None = None,
    looks_hz: float = inf,
) -> PackedPoses:
    """Return time (s) and people of every frame of `video`.

    Parameters
    ----------
    video
        An open video.
    backend
        The pose network; it is told how many frames per second come.
    camera
        Looks on every frame how the camera moved; None: nobody looks.
    log
        File that keeps the poses (``.npz``), written every 30 s and at the end,
        also when the work is interrupted. What it already holds is not computed
        again, and what comes after it is the same to the bit as without the
        interruption: the memory of everything that follows people, camera and
        frames is kept with the poses. A network without a memory begins anew, and so
        does everybody when the frames have other times than those of the log.
    key
        Under what the log is valid; see `log_key`.
    progress
        Called with the stage, the number of frames done, and of all (None when
        not known).
    look
        Called with all poses so far, after each that is new.
    looks_hz
        How many frames of a second are looked at, at least, where the camera takes
        more; in the others people are between where they were seen, see
        `midstance.pose.looks`. Infinite: every frame is.

    """
    step = step_of(video.real_rate_hz, backend.looks_at_hz(looks_hz))
    backend = backend.at_rate(video.real_rate_hz / step)
    known = load_pose_log(log, key=key) if log else PoseLog()
    if known.memory is None and not known.is_whole:
        known = PoseLog()
    unmoved = camera.memory() if camera else {}
    with suppress(_OtherFramesError):
        return _poses_after(
            *(known, video, backend, step, camera, log, key, progress, look)
        )
    if camera:
        camera.recall(unmoved)
    return _poses_after(
        *(PoseLog(), video, backend, step, camera, log, key, progress, look)
    )


class _OtherFramesError(Exception):
    """The log is of other frames than those that come."""


def _poses_after(
    known: PoseLog,
    video: VideoReader,
    backend: PoseBackend,
    step: int,
    camera: CameraMotion | None,
    log: Path | None,
    key: str,
    progress: Progress | None,
    look: Look | None,
) -> PackedPoses:
    """Return the poses that are known and those after them, and keep all of them."""
    poses, saved = PackedPoses(known.poses), _Saved(log, key, len(known.poses))
    done = (len(poses), known.memory)
    try:
        further = _further_poses(video, backend, step, camera, known, progress)
        with closing(further):
            for timed, memory in further:
                poses.append(timed)
                if look:
                    look(poses)
                # One assignment, which no interruption can cut in two: what is saved
                # is never one frame ahead of what is remembered.
                done = (len(poses), memory)
                if saved.is_due():
                    saved.save(poses, *done)
    except BaseException:
        saved.save(poses, *done)
        raise
    saved.save(poses, *done, is_whole=True)
    return poses


def log_key(
    path: Path, backend: PoseBackend, clip: dict[str, Any], looks_hz: float = inf
) -> str:
    """Return a text that changes with everything that the poses depend on.

    These are what the video shows, the network, its settings and weights, the
    clip, how many frames of a second are looked at, the pieces of a long video, and
    the versions of midstance and of what decodes and computes.
    """
    kind = type(backend)
    settings: dict[str, Any] = dataclasses.asdict(backend)  # type: ignore[call-overload]
    facts = [
        *(hash_of(path), f"{kind.__module__}.{kind.__qualname__}", settings),
        *(hashes_of(backend.files()), clip, _versions(backend.needs.library)),
        *((PIECE_S, LEAD_S) if backend.can_begin_anywhere else ()),
        str(looks_hz),
    ]
    text = json.dumps(facts, sort_keys=True, default=_text)
    return hashlib.sha256(text.encode()).hexdigest()


def _versions(library: str) -> dict[str, str]:
    """Return what is installed of everything that can change a pose."""
    names = ["midstance", *_LIBRARIES, library]
    found = {}
    for name in filter(None, names):
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _text(value: object) -> str:
    if isinstance(value, np.ndarray):
        content = hashlib.sha256(value.tobytes()).hexdigest()
        return f"{value.dtype} {value.shape} {content}"
    return str(value)


class _Saved:
    """What the log holds, and when it is to be written again."""

    def __init__(self, log: Path | None, key: str, n_frames: int) -> None:
        self._log, self._key = log, key
        self._n_frames, self._at_s = n_frames, time.monotonic()
        self._is_whole = False

    def is_due(self) -> bool:
        """Return whether much would be lost by now."""
        return self._log is not None and time.monotonic() - self._at_s > _SAVE_EVERY_S

    def save(
        self,
        poses: PackedPoses,
        n_frames: int,
        memory: Memory | None,
        *,
        is_whole: bool = False,
    ) -> None:
        """Write the first `n_frames` of `poses`, unless the log holds them."""
        is_new = n_frames > self._n_frames or is_whole
        if self._log is None or not is_new or not n_frames:
            return
        save_pose_log(
            poses,
            self._log,
            key=self._key,
            memory=memory,
            is_whole=is_whole,
            n_frames=n_frames,
        )
        self._n_frames, self._at_s = n_frames, time.monotonic()


def _further_poses(
    video: VideoReader,
    backend: PoseBackend,
    step: int,
    camera: CameraMotion | None,
    known: PoseLog,
    progress: Progress | None,
) -> Generator[tuple[TimedPoses, Memory | None], None, None]:
    """Yield the poses that are not known yet, with what is remembered after each.

    A thread decodes, one runs the network, and this one looks at what was found.
    """
    joints, changes = _joints(backend.skeleton), ImageChange()
    can_relieve = backend.can_begin_anywhere
    change_relay = Relay(changes, is_relieved=can_relieve)
    camera_relay = Relay(camera, is_relieved=can_relieve) if camera else None
    if known.memory is not None:
        change_relay.recall(part_of(known.memory, "change"))
        if camera_relay:
            camera_relay.recall(part_of(known.memory, "camera"))
    n_done, before_s = 0, -inf
    with closing(prefetch(_found(video, backend, step, known), _N_AHEAD)) as found:
        for n_done, (frame, small, seen, memory) in enumerate(found, 1):
            if seen is not None:
                poses, relief = seen
                if poses.n_people != 1 or _is_new_part(before_s, frame.time_s):
                    poses = _dressed(poses, frame.image, joints)
                look = partial(changes.look, frame.time_s, small)
                change, _ = change_relay.look(frame.time_s, look)
                moved = None
                if camera and camera_relay:
                    moved, _ = camera_relay.look(
                        frame.time_s,
                        partial(_camera_step, camera, frame, poses),
                        partial(_camera_step, camera, frame, relief),
                    )
                poses = dataclasses.replace(
                    poses,
                    image_new=change.new,
                    image_change=change.most,
                    image_mixed=change.mixed,
                    camera_step=moved,
                )
                parts = {"session": memory, "change": change_relay.memory()}
                if camera_relay:
                    parts["camera"] = camera_relay.memory()
                yield (frame.time_s, poses), _joined(parts)
            before_s = frame.time_s
            if progress:
                progress("Finding people", n_done, video.n_frames_expected or None)
    if n_done < len(known.poses):
        raise _OtherFramesError


def _found(
    video: VideoReader, backend: PoseBackend, step: int, known: PoseLog
) -> Iterator[tuple[Frame, Small, Seen | None, Memory | None]]:
    """Yield every frame, the people in it, and what the session remembers then.

    Each comes with itself made small. The people are told as they are seen, and as
    whoever looks at the next piece sees them; None for the frames that are known.
    """
    with (
        backend.session() as session,
        # A network that waits for one of its threads wastes the others.
        closing(prefetch(_with_small(video), _N_AHEAD, is_urgent=False)) as frames,
    ):
        relay = Relay(session, is_relieved=backend.can_begin_anywhere)
        looks = Looks(relay, session, rate_hz=video.real_rate_hz, step=step)
        if known.memory is not None:
            looks.recall(part_of(known.memory, "session"))
        for number, (frame, small) in enumerate(frames):
            if number < len(known.poses):
                if frame.time_s != known.poses[number][0]:
                    raise _OtherFramesError
                looks.known(frame, small)
                yield frame, small, None, None
                continue
            if known.is_whole:
                raise _OtherFramesError
            for one in looks.take(frame, small):
                yield one.frame, one.small, one.seen, one.memory
        for one in looks.end():
            yield one.frame, one.small, one.seen, one.memory


def _with_small(video: VideoReader) -> Iterator[tuple[Frame, Small]]:
    """Yield every frame, and itself made small.

    By the thread that has just decoded it: for any other the whole image would have to
    come from memory once more.
    """
    for frame in video:
        yield frame, made_small(frame.image)


def _joined(parts: dict[str, Memory | None]) -> Memory | None:
    """Return the memories of several as one; None when one of them has none."""
    joined: dict[str, NDArray[Any]] = {}
    for owner, memory in parts.items():
        if memory is None:
            return None
        joined |= {f"{owner}/{name}": values for name, values in memory.items()}
    return joined


def _joints(skeleton: str) -> list[int]:
    """Return where the joints are that tell shirt and shorts; empty: not all are."""
    keypoints = get_skeleton(skeleton).keypoints
    has_all = set(JOINTS) <= set(keypoints)
    return [keypoints.index(name) for name in JOINTS] if has_all else []


def _is_new_part(before_s: float, time_s: float) -> bool:
    """Return whether a part of the clock begins between two frames."""
    # A little on top: times that are multiples of the part stay beyond its border.
    return (before_s + 1e-6) // _CLOTHES_S != (time_s + 1e-6) // _CLOTHES_S


def _dressed(
    poses: FramePoses, image: NDArray[np.uint8], joints: list[int]
) -> FramePoses:
    """Return `poses` with what the people wear."""
    if not joints:
        return poses
    return dataclasses.replace(
        poses, appearance=describe_clothes(image, poses.xy_px[:, joints])
    )


def _camera_step(
    camera: CameraMotion, frame: Frame, poses: FramePoses
) -> NDArray[np.float64]:
    """Return how the camera moved before a frame; NaN where nobody looks."""
    boxes = boxes_px(poses) if camera.is_due(frame.time_s) else np.empty((0, 4))
    return camera.look(frame.time_s, frame.image, boxes)


def boxes_px(poses: FramePoses) -> NDArray[np.float64]:
    """Return the boxes around everybody, hair and shoes included."""
    seen = [xy[np.isfinite(xy).all(axis=1)] for xy in poses.xy_px]
    boxes = []
    for xy in seen:
        if len(xy):
            low, high = xy.min(axis=0), xy.max(axis=0)
            margin = _MARGIN * (high[1] - low[1])
            boxes.append([*(low - margin), *(high + margin)])
    return np.array(boxes, dtype=float).reshape(-1, 4)
