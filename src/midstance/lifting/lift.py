"""What one camera saw, in three dimensions."""

from typing import Literal

import numpy as np
import xarray as xr

from midstance.errors import ConfigError, NotEnoughDataError, SchemaError
from midstance.kernels.geometry.bones import mid_hip
from midstance.kernels.geometry.remap import to_skeleton
from midstance.kernels.geometry.rotations import about_z
from midstance.kernels.signals.resample import resample
from midstance.kernels.types import Array
from midstance.lifting.fit import fit_to_view
from midstance.lifting.network import LifterNetwork, load_lifter_network
from midstance.lifting.network_input import (
    MIRRORED_MOVEMENT,
    RATE_HZ,
    USUAL_FOCAL,
    NetworkInput,
    make_network_input,
)
from midstance.schema.one_person import of_person
from midstance.schema.skeletons import RUNNING_18, mirrored
from midstance.schema.tracks import FILLED, MISSING, SEEN, make_tracks

LONGEST_GAP_S = 0.2
"""A keypoint that was not seen for longer is not lifted."""
FEWEST_POINTS = 6
"""Keypoints in sight that a frame needs."""

_N = len(RUNNING_18.keypoints)
_MIRROR = [RUNNING_18.keypoints.index(mirrored(n)) for n in RUNNING_18.keypoints]
_FLIP_IMAGE = np.array([-1.0, 1.0, 1.0], dtype=np.float32)
TO_LEVEL = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])
"""From right, down, ahead of a camera that is held level to right, ahead, up."""


def lift(
    tracks: xr.Dataset,
    *,
    height_m: float,
    focal_px: float | None = None,
    axes: Literal["person", "camera"] = "person",
    network: LifterNetwork | None = None,
) -> xr.Dataset:
    """Return the joints of everybody in 3D, relative to the middle of the hips.

    Parameters
    ----------
    tracks
        In px, seen by one camera that is held level.
    height_m
        Body height; sets the size of everybody in `tracks`.
    focal_px
        Focal length of the camera. ``None``: 0.87 of the longer side of the
        image.
    axes
        ``"person"``: x forward, y left, z up, forward being where each person
        faces on average; the coordinate ``heading_deg`` along ``individual`` says
        how far that was turned from the image. ``"camera"``: x to the right of
        the image, y away from the camera, z up.
    network
        ``None``: the one that comes with the package.

    Returns
    -------
    xarray.Dataset
        Tracks in m of the 18 points of the running skeleton at the times of
        `tracks`, with a variable ``uncertainty`` (m): the distance from the truth
        that the network expects, as it was on synthetic people. A keypoint that
        was out of sight for up to `LONGEST_GAP_S` is filled (and so marked in
        ``observed``); for longer, it is NaN. Somebody who is never seen well
        enough is NaN throughout.

    Raises
    ------
    ConfigError
        If the height or the focal length is not positive.
    SchemaError
        If the tracks are not in px or do not say how large the image is.

    References
    ----------
    .. [1] Pavllo et al., "3D human pose estimation in video with temporal
       convolutions and semi-supervised training", CVPR 2019. Here the image is
       first turned towards the person (`midstance.lifting.network_input`), the
       confidence of the keypoints is read as well, and the answer is fitted to what
       was seen (`midstance.lifting.fit`).

    """
    if not 0.5 < height_m < 2.6:
        raise ConfigError(f"height_m must lie between 0.5 and 2.6, got {height_m:g}.")
    if focal_px is not None and not focal_px > 0:
        raise ConfigError(f"focal_px must be above 0, got {focal_px:g}.")
    if axes not in ("person", "camera"):
        raise ConfigError(f"axes must be 'person' or 'camera', got {axes!r}.")
    centre, focal = _camera(tracks, focal_px)
    network = network or load_lifter_network()
    time_s = tracks["time"].to_numpy()
    people = [str(name) for name in tracks["individual"].to_numpy()]
    lifted = [
        _lift_one(of_person(tracks, name), centre, focal, network) for name in people
    ]
    headings = [heading_of(one.points) if axes == "person" else 0.0 for one in lifted]
    points = [
        height_m * one.points @ about_z(-heading).T
        for one, heading in zip(lifted, headings, strict=True)
    ]
    result = make_tracks(
        np.stack(points, axis=-1).transpose(0, 2, 1, 3),
        np.stack([one.confidence for one in lifted], axis=-1),
        time_s,
        keypoints=RUNNING_18.keypoints,
        individuals=people,
        space_unit="m",
        attrs={
            **{k: v for k, v in tracks.attrs.items() if k not in ("fps", "skeleton")},
            "skeleton": RUNNING_18.name,
            "lifted_with_height_m": height_m,
            "lifted_with_focal_px": focal,
        },
    )
    doubt = height_m * np.stack([one.expected_error for one in lifted], axis=-1)
    filled = np.stack([one.filled for one in lifted], axis=-1)
    there = np.isfinite(result["position"].to_numpy()).all(axis=1)
    dims = result["confidence"].dims
    observed = np.where(there, np.where(filled, FILLED, SEEN), MISSING).astype(np.int8)
    return result.assign_coords(
        heading_deg=("individual", [float(np.rad2deg(turn)) for turn in headings])
    ).assign(
        observed=(dims, observed, result["observed"].attrs),
        uncertainty=(dims, np.where(there, doubt, np.nan), {"unit": "m"}),
    )


class _Lifted:
    """One person: (n_times, 18, 3) in body heights, and (n_times, 18) about it."""

    def __init__(self, n_times: int) -> None:
        self.points = np.full((n_times, _N, 3), np.nan)
        self.expected_error = np.full((n_times, _N), np.nan)
        self.confidence = np.full((n_times, _N), np.nan)
        self.filled = np.zeros((n_times, _N), dtype=bool)


def _camera(tracks: xr.Dataset, focal_px: float | None) -> tuple[Array, float]:
    """Return the middle of the image and the focal length (px)."""
    unit = tracks["position"].attrs.get("space_unit")
    size = [tracks.attrs.get(f"image_{side}_px") for side in ("width", "height")]
    if unit != "px" or tracks.sizes["space"] != 2:
        raise SchemaError(
            f"Lifting needs 2D tracks in px, got unit {unit!r} and "
            f"{tracks.sizes['space']} axes; give the tracks of a video."
        )
    if None in size:
        raise SchemaError(
            "Lifting needs the size of the picture, and the tracks have no attrs "
            "image_width_px and image_height_px; set them."
        )
    shape = np.array(size, dtype=float)
    return shape / 2, float(focal_px or USUAL_FOCAL * shape.max())


def _lift_one(
    tracks: xr.Dataset, centre: Array, focal: float, network: LifterNetwork
) -> _Lifted:
    time_s = tracks["time"].to_numpy()
    lifted = _Lifted(len(time_s))
    ours = to_skeleton(tracks, RUNNING_18).isel(individual=0)
    pixels = ours["position"].transpose("time", "keypoint", "space").to_numpy()
    confidence = ours["confidence"].transpose("time", "keypoint").to_numpy()
    if len(time_s) < 2:
        return lifted
    grid_s, seen = _look(time_s, (pixels - centre) / focal, confidence)
    if seen is None:
        return lifted
    points, doubt = _answers(network, seen)
    points = fit_to_view(points, seen.rays, lengths=network.lengths)
    points = points @ seen.rotation @ TO_LEVEL.T
    # Which frames and keypoints were in sight, or will be again soon enough.
    there = np.isfinite(pixels).all(axis=-1)
    known = there | np.isfinite(_resampled(time_s, pixels[..., 0], time_s))
    known &= known.sum(axis=1, keepdims=True) >= FEWEST_POINTS
    at_frames = _resampled(grid_s, points.reshape(len(grid_s), -1), time_s)
    lifted.points = np.where(known[..., None], at_frames.reshape(-1, _N, 3), np.nan)
    lifted.expected_error = _resampled(grid_s, doubt, time_s)
    lifted.filled = ~there
    sure = np.where(there, confidence, _resampled(time_s, confidence, time_s))
    lifted.confidence = np.where(known, sure, np.nan)
    return lifted


def network_input_of_tracks(
    tracks: xr.Dataset, *, focal_px: float | None = None
) -> NetworkInput | None:
    """Return what the network sees of one person; None when that is too little.

    Parameters
    ----------
    tracks
        In px, of one person, seen by one camera.
    focal_px
        As for `lift`.

    Raises
    ------
    SchemaError
        As for `lift`.

    """
    centre, focal = _camera(tracks, focal_px)
    ours = to_skeleton(tracks, RUNNING_18).isel(individual=0)
    pixels = ours["position"].transpose("time", "keypoint", "space").to_numpy()
    confidence = ours["confidence"].transpose("time", "keypoint").to_numpy()
    time_s = tracks["time"].to_numpy()
    if len(time_s) < 2:
        return None
    return _look(time_s, (pixels - centre) / focal, confidence)[1]


def _look(
    time_s: Array, rays: Array, confidence: Array
) -> tuple[Array, NetworkInput | None]:
    """Return the times of the network, and what it sees then."""
    n_even = int(np.ceil((time_s[-1] - time_s[0]) * RATE_HZ)) + 1
    grid_s = time_s[0] + np.arange(n_even) / RATE_HZ
    read_s = np.minimum(grid_s, time_s[-1])
    even = _seen_evenly(time_s, rays.reshape(len(time_s), -1), read_s).reshape(
        -1, _N, 2
    )
    trust = _resampled(time_s, confidence, read_s)
    enough = np.isfinite(even).all(axis=-1).sum(axis=1) >= FEWEST_POINTS
    if not enough.any():
        return grid_s, None
    try:
        seen = make_network_input(np.where(enough[:, None, None], even, np.nan), trust)
    except NotEnoughDataError:
        return grid_s, None
    return grid_s, seen


def _seen_evenly(time_s: Array, columns: Array, grid_s: Array) -> Array:
    """Return columns on the network's grid; of dense frames their mean nearby."""
    per_grid = max(1, round(1 / RATE_HZ / float(np.median(np.diff(time_s)))))
    kernel = np.ones(per_grid) / per_grid
    averaged = columns.copy()
    for index, column in enumerate(columns.T):
        if per_grid > 1 and np.isfinite(column).all():
            padded = np.pad(column, (per_grid // 2, (per_grid - 1) // 2), mode="edge")
            averaged[:, index] = np.convolve(padded, kernel, mode="valid")
    return _resampled(time_s, averaged, grid_s)


def _resampled(from_s: Array, columns: Array, to_s: Array) -> Array:
    return np.stack(
        [resample(from_s, c, to_s, longest_gap_s=LONGEST_GAP_S) for c in columns.T],
        axis=-1,
    )


def _answers(network: LifterNetwork, seen: NetworkInput) -> tuple[Array, Array]:
    """Return joints and expected errors (body heights): mean of person and mirror."""
    by_point = seen.features.reshape(-1, _N, 3)
    mirror = (by_point[:, _MIRROR] * _FLIP_IMAGE).reshape(seen.features.shape)
    views = (seen.features, seen.movement), (mirror, seen.movement * MIRRORED_MOVEMENT)
    # Networks trained before the movement was looked at read the pose alone.
    own, other = (
        network(np.concatenate(view, axis=1)[:, : network.n_in]).astype(float)
        for view in views
    )
    joints = own[:, : 3 * _N].reshape(-1, _N, 3)
    turned = other[:, : 3 * _N].reshape(-1, _N, 3)[:, _MIRROR] * [-1, 1, 1]
    doubt = 0.5 * (own[:, 3 * _N :] + other[:, 3 * _N :][:, _MIRROR])
    mean = 0.5 * (joints + turned)
    return mean - mid_hip(mean), np.exp(doubt)


def heading_of(points: Array) -> float:
    """Return where a person faces on average (rad, from x towards y)."""
    left, right = (RUNNING_18.keypoints.index(f"{s}_hip") for s in ("left", "right"))
    across = points[:, left] - points[:, right]
    across = across[np.isfinite(across).all(axis=-1)]
    if not len(across):
        return 0.0
    x, y, _ = across.mean(axis=0)
    return float(np.arctan2(-x, y))
