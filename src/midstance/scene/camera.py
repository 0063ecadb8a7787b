"""How the camera moved while it filmed."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.config import Config
from midstance.formats.pose_log import TimedPoses
from midstance.kernels.images.camera_motion import camera_path, is_moving
from midstance.scene.surface import not_followed
from midstance.schema.notes import Note
from midstance.schema.tracks import with_camera


def follow_camera(
    raw: xr.Dataset, poses: Sequence[TimedPoses], config: Config
) -> tuple[xr.Dataset, list[Note]]:
    """Return `raw` with the path of a moving camera, and what to say about it.

    Parameters
    ----------
    raw
        Tracks of the video.
    poses
        The poses they come from, each with the step of the camera before it.
    config
        Says whether the camera is to be followed.

    """
    unknown = np.full((3, 3), np.nan)
    looks = [pose.camera_step for _, pose in poses]
    steps = np.stack([unknown if look is None else look for look in looks])
    time_s = raw["time"].to_numpy()
    # What lies on either side of a cut is no motion, but another place.
    starts = _shot_starts(raw)
    steps[starts] = np.nan
    size_px = raw.attrs["image_width_px"], raw.attrs["image_height_px"]
    asked = config.clip.camera
    if asked != "moving" and not is_moving(steps, time_s, *size_px):
        return raw, []
    if asked == "still":
        return not_followed(raw), [
            Note(
                "camera_moves",
                "The camera seems to move, and everything was measured as if it stood "
                "still.",
                remedy="moving_camera",
            )
        ]
    path = np.concatenate(
        [camera_path(part, *size_px) for part in np.split(steps, starts[1:])]
    )
    lost = np.isnan(path).any(axis=(1, 2))
    if not lost.any():
        return with_camera(raw, path), _on_motion(path) if asked == "auto" else []
    last_s = float(time_s[lost.argmax() - 1])
    if asked == "auto":
        return not_followed(raw), [_on_loss(last_s)]
    note = Note(
        "camera_lost",
        f"The camera could not be followed after {last_s:.2f} s, so nothing was "
        "measured from there on; more of what stands still must be in the picture.",
        start_s=last_s,
        end_s=float(time_s[-1]),
        facts={"last_s": last_s},
    )
    return with_camera(raw, path), [note]


def _on_motion(path: NDArray[np.float64]) -> list[Note]:
    if (path == np.eye(3)).all():
        return []
    text = "The camera moves; its motion was followed and taken out."
    return [Note("camera_followed", text, severity="note")]


def _on_loss(last_s: float) -> Note:
    return Note(
        "camera_lost",
        f"The camera moves and could not be followed after {last_s:.2f} s, so "
        "everything was measured as if it stood still: what depends on where somebody "
        "is, such as speed and step length, may be wrong; more of what stands still "
        "must be in the picture.",
        facts={"last_s": last_s},
    )


def _shot_starts(raw: xr.Dataset) -> NDArray[np.intp]:
    """Return the first frame of each shot."""
    if "shot" not in raw.coords:
        return np.zeros(1, dtype=np.intp)
    return np.flatnonzero(np.diff(raw["shot"].to_numpy(), prepend=-1))
