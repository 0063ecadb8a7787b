"""Every frame of a video through a pose network, interruptible at any time."""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from midstance.formats.pose_log import TimedPoses, load_pose_log, save_pose_log
from midstance.pose.base import PoseBackend
from midstance.video.reader import VideoReader

Progress = Callable[[str, float, float | None], None]

_SAVE_EVERY_S = 30.0


def estimate_poses(
    video: VideoReader,
    backend: PoseBackend,
    *,
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
    after_s = poses[-1][0] if poses else -1.0
    try:
        for timed in _further_poses(video, backend, after_s, progress):
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
    settings: dict[str, Any] = asdict(backend)  # type: ignore[call-overload]
    facts = [
        *(path.name, stat.st_size, stat.st_mtime_ns),
        *(type(backend).__name__, settings, clip),
    ]
    text = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _further_poses(
    video: VideoReader, backend: PoseBackend, after_s: float, progress: Progress | None
) -> Iterator[TimedPoses]:
    with backend.session() as estimate:
        for n_done, frame in enumerate(video, 1):
            if frame.time_s > after_s:
                yield frame.time_s, estimate(frame.image)
            if progress:
                progress("Finding people", n_done, video.n_frames_expected or None)
