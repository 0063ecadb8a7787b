"""Where numbers come from: the video, the program and the weights that made them."""

import platform
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from midstance.config import Config, without_home
from midstance.pose.base import PoseBackend
from midstance.schema.video import VIDEO_PATH, VideoInfo
from midstance.weights.added import hash_of, hashes_of

_LIBRARIES = (
    *("av", "numpy", "opencv-python-headless", "scipy", "xarray", "pandas"),
    *("h5netcdf", "h5py", "matplotlib", "ai-edge-litert"),
)
"""What decodes, computes, draws and writes."""


def provenance_of(path: Path, config: Config, backend: PoseBackend) -> dict[str, Any]:
    """Return what it takes to make the same numbers again.

    Neither who did it nor when: the same video, settings and versions give the same
    files, byte for byte. The time stands in the log of the run.
    """
    return {
        "midstance": version("midstance"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "pose": config.pose.name,
        "weights_sha256": hashes_of(backend.files()),
        "video_sha256": video_sha256(path),
        "libraries": _versions(backend.needs.library),
        "video_size_bytes": video_size_bytes(path),
        VIDEO_PATH: without_home(str(path.resolve())),
    }


def video_sha256(path: Path) -> str:
    """Return what tells a video from any other, or a folder of images; else empty."""
    return hash_of(path) if path.exists() else ""


def video_size_bytes(path: Path) -> int:
    """Return how large a video is, or the files of a folder of images together."""
    files = path.iterdir() if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def _versions(library: str) -> dict[str, str]:
    found = {}
    for name in filter(None, [*_LIBRARIES, library]):
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def source_of(video: VideoInfo) -> dict[str, Any]:
    """Return what tracks say of the video that they were read from."""
    return {
        "source_file": video.name,
        "image_width_px": video.width_px,
        "image_height_px": video.height_px,
    }
