"""What is known about a video file, without decoding it to the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VIDEO_PATH = "video_path"
"""In the provenance: where the video lay when it was analyzed, to find it again."""


@dataclass(frozen=True)
class VideoInfo:
    """Facts of a video, as its container states them.

    Parameters
    ----------
    name
        File name, without its folder.
    width_px, height_px
        Size as shown: rotation metadata already applied.
    rate_hz
        Average frame rate by the container; for display only.
    duration_s
        NaN when the container does not say.
    n_frames
        As the container states it; 0 when it does not.
    rotation_deg
        Clockwise rotation that was applied to the stored images.
    codec
        Name of the codec, ``"images"`` for a folder.
    is_variable_rate
        Whether the time between frames changes.
    filmed_at
        When it was filmed by the camera's clock, as ISO 8601; empty: it does not say.

    """

    name: str
    width_px: int
    height_px: int
    rate_hz: float
    duration_s: float
    n_frames: int
    rotation_deg: int = 0
    codec: str = ""
    is_variable_rate: bool = False
    filmed_at: str = ""


def public(provenance: Mapping[str, Any]) -> dict[str, Any]:
    """Return what whoever gets a report may read: all but where files lie.

    Examples
    --------
    >>> public({"pose": "blazepose", VIDEO_PATH: "/home/anna/run.mp4"})
    {'pose': 'blazepose'}

    """
    return {name: value for name, value in provenance.items() if name != VIDEO_PATH}
