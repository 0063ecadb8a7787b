"""Keypoints that a person put right, and what their neighbours in time do then."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import xarray as xr

from midstance.config import PlacedPoint
from midstance.kernels.images.camera_motion import moved
from midstance.kernels.types import Array
from midstance.schema.tracks import SEEN, camera_of, individuals

_REACH_S = 0.04
"""Over this a correction falls to half: about as far as smoothing at 6 Hz reaches."""
_SAME_S = 1e-3


def place_points(
    tracks: xr.Dataset, points: Sequence[PlacedPoint], *, slow_motion: float = 1.0
) -> xr.Dataset:
    """Return cleaned `tracks` that go through the points that a person set.

    A network that is wrong on one frame is so on those beside it, and smoothing has
    spread it over them. So a correction fades over the time that smoothing reaches
    (0.04 s to half, a Matern kernel of order 3/2), and between two points that were
    set it is interpolated. A frame without a position gets one only where it was set.

    Parameters
    ----------
    tracks
        Cleaned tracks in px, of the first image when the camera moved.
    points
        On the frames as they were filmed. Those of people, keypoints and frames that
        are not in `tracks` change nothing.
    slow_motion
        Factor between the clock of the file and that of the tracks.

    Returns
    -------
    xarray.Dataset
        A point that was set is ``observed`` as seen, with a confidence of 1.

    """
    names, keypoints = individuals(tracks), tracks["keypoint"].to_numpy().tolist()
    time_s = np.asarray(tracks["time"].to_numpy(), dtype=float)
    if not points or not time_s.size:
        return tracks
    wanted: defaultdict[tuple[int, int], dict[int, Array]] = defaultdict(dict)
    path = camera_of(tracks)
    for point in points:
        frame = int(np.argmin(np.abs(time_s - point.time_s / slow_motion)))
        is_there = abs(time_s[frame] * slow_motion - point.time_s) < _SAME_S
        if point.individual in names and point.keypoint in keypoints and is_there:
            place = np.array([point.x_px, point.y_px])
            if path is not None:
                place = moved(place[None, None], path[frame : frame + 1])[0, 0]
            column = keypoints.index(point.keypoint), names.index(point.individual)
            wanted[column][frame] = place
    order = ("time", "space", "keypoint", "individual")
    position = tracks["position"].transpose(*order).to_numpy().copy()
    confidence = tracks["confidence"].transpose("time", *order[2:]).to_numpy().copy()
    observed = tracks["observed"].transpose("time", *order[2:]).to_numpy().copy()
    for (keypoint, person), places in wanted.items():
        frames = np.array(sorted(places))
        curve = position[:, :2, keypoint, person]
        position[:, :2, keypoint, person] = _through(
            curve, time_s, frames, np.stack([places[i] for i in frames.tolist()])
        )
        confidence[frames, keypoint, person] = 1.0
        observed[frames, keypoint, person] = SEEN
    others = [d for d in order if d != "space"]
    return tracks.assign(
        position=(order, position, tracks["position"].attrs),
        confidence=(others, confidence, tracks["confidence"].attrs),
        observed=(others, observed, tracks["observed"].attrs),
    )


def _through(curve: Array, time_s: Array, frames: Array, places: Array) -> Array:
    """Return `curve` (n_times, 2) bent so that it goes through places on frames."""
    known = np.isfinite(curve[frames]).all(axis=1)
    bent = curve.copy()
    if known.any():
        at_s = time_s[frames[known]]
        missing = places[known] - curve[frames[known]]
        weights = np.linalg.solve(_kernel(at_s, at_s), missing)
        bent = bent + _kernel(time_s, at_s) @ weights
    bent[frames] = places
    return bent


def _kernel(first_s: Array, second_s: Array) -> Array:
    """Return the Matern kernel of order 3/2: 1 at the same time, 1/2 at the reach."""
    apart = 1.678 * np.abs(first_s[:, None] - second_s[None, :]) / _REACH_S
    return np.asarray((1 + apart) * np.exp(-apart))
