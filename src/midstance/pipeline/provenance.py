"""Where numbers come from: the video, the program and the weights that made them."""

import hashlib
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from midstance.config import Config
from midstance.pose.base import PoseBackend
from midstance.schema.video import VideoInfo
from midstance.weights.added import hashes_of


def provenance_of(path: Path, config: Config, backend: PoseBackend) -> dict[str, Any]:
    """Return what it takes to make the same numbers again."""
    from importlib.metadata import version

    return {
        "midstance": version("midstance"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "pose": config.pose.name,
        "weights_sha256": hashes_of(backend.files()),
        "video_sha256": video_sha256(path),
        "analyzed_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def video_sha256(path: Path) -> str:
    """Return what tells a video file from any other; empty for a folder of images."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def source_of(video: VideoInfo) -> dict[str, Any]:
    """Return what tracks say of the video that they were read from."""
    return {
        "source_file": video.name,
        "image_width_px": video.width_px,
        "image_height_px": video.height_px,
    }
