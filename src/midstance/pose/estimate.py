"""Every frame of a video through a pose network, interruptible at any time."""

import dataclasses
import hashlib
import json
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from midstance.formats.pose_log import TimedPoses, load_pose_log, save_pose_log
from midstance.kernels.images.appearance import JOINTS, describe_clothes
from midstance.kernels.images.camera_motion import CameraMotion
from midstance.kernels.types import Progress
from midstance.pose.base import FramePoses, PoseBackend
from midstance.schema.skeletons import get_skeleton
from midstance.video.changes import ImageChange
from midstance.video.prefetch import prefetch
from midstance.video.reader import Frame, VideoReader
from midstance.weights.added import hashes_of

_SAVE_EVERY_S = 30.0
_N_AHEAD = 2
"""How many frames wait between decoding, network and what follows: enough that
none of them stands still, few because frames are large."""

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
) -> list[TimedPoses]:
    """Return time (s) and people of every frame of `video`.

    Parameters
    ----------
    video
        An open video.
    backend
        The pose network.
    camera
        Looks on every frame how the camera moved; None: nobody looks.
    log
        File that keeps the poses (``.npz``), written every 30 s and at the end,
        also when the work is interrupted. What it already holds is not
        computed again.
    key
        Under what the log is valid; see `log_key`.
    progress
        Called with the stage, the number of frames done, and of all (None when
        not known).

    """
    poses = load_pose_log(log, key=key) if log else []
    n_saved, saved_at = len(poses), time.monotonic()
    try:
        further = _further_poses(video, backend, camera, poses, progress)
        with closing(further):
            for timed in further:
                poses.append(timed)
                if log and time.monotonic() - saved_at > _SAVE_EVERY_S:
                    save_pose_log(poses, log, key=key)
                    n_saved, saved_at = len(poses), time.monotonic()
    finally:
        if log and len(poses) > n_saved:
            save_pose_log(poses, log, key=key)
    return poses


def log_key(path: Path, backend: PoseBackend, clip: dict[str, Any]) -> str:
    """Return a text that changes when the video, the network or the clip does."""
    stat = path.stat()
    settings: dict[str, Any] = dataclasses.asdict(backend)  # type: ignore[call-overload]
    facts = [
        *(path.name, stat.st_size, stat.st_mtime_ns),
        *(type(backend).__name__, settings, hashes_of(backend.files()), clip),
    ]
    text = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _further_poses(
    video: VideoReader,
    backend: PoseBackend,
    camera: CameraMotion | None,
    known: list[TimedPoses],
    progress: Progress | None,
) -> Generator[TimedPoses, None, None]:
    """Yield the poses that are not known yet.

    A thread decodes, one runs the network, and this one looks at what was found.
    """
    last_s, last = known[-1] if known else (-1.0, None)
    joints, changes = _joints(backend.skeleton), ImageChange()
    with closing(prefetch(_found(video, backend, last_s), _N_AHEAD)) as found:
        for n_done, (frame, new) in enumerate(found, 1):
            if new is not None or frame.time_s == last_s:
                change = changes.look(frame.image)
            if new is not None:
                poses = _dressed(new, frame.image, joints)
                poses = dataclasses.replace(
                    poses, image_new=change.new, image_change=change.most
                )
                if camera:
                    step = camera.look(frame.time_s, frame.image, _boxes(poses))
                    poses = dataclasses.replace(poses, camera_step=step)
                yield frame.time_s, poses
            elif camera and last and frame.time_s == last_s:
                camera.look(frame.time_s, frame.image, _boxes(last))
            if progress:
                progress("Finding people", n_done, video.n_frames_expected or None)


def _found(
    video: VideoReader, backend: PoseBackend, after_s: float
) -> Iterator[tuple[Frame, FramePoses | None]]:
    """Yield every frame with the people in it; None for frames up to `after_s`."""
    with (
        backend.session() as estimate,
        # A network that waits for one of its threads wastes the others.
        closing(prefetch(video, _N_AHEAD, is_urgent=False)) as frames,
    ):
        for frame in frames:
            is_new = frame.time_s > after_s
            yield frame, estimate(frame.image) if is_new else None


def _joints(skeleton: str) -> list[int]:
    """Return where the joints are that tell shirt and shorts; empty: not all are."""
    keypoints = get_skeleton(skeleton).keypoints
    has_all = set(JOINTS) <= set(keypoints)
    return [keypoints.index(name) for name in JOINTS] if has_all else []


def _dressed(
    poses: FramePoses, image: NDArray[np.uint8], joints: list[int]
) -> FramePoses:
    """Return `poses` with what the people wear."""
    if not joints:
        return poses
    return dataclasses.replace(
        poses, appearance=describe_clothes(image, poses.xy_px[:, joints])
    )


def _boxes(poses: FramePoses) -> NDArray[np.float64]:
    """Return the boxes around everybody, hair and shoes included."""
    seen = [xy[np.isfinite(xy).all(axis=1)] for xy in poses.xy_px]
    boxes = []
    for xy in seen:
        if len(xy):
            low, high = xy.min(axis=0), xy.max(axis=0)
            margin = _MARGIN * (high[1] - low[1])
            boxes.append([*(low - margin), *(high + margin)])
    return np.array(boxes, dtype=float).reshape(-1, 4)
