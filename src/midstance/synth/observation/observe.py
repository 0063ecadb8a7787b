"""What a camera and a pose network make of motion in space."""

from collections.abc import Callable

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from midstance.errors import SchemaError
from midstance.kernels.geometry.cameras import Camera
from midstance.kernels.types import Array
from midstance.schema.skeletons import mirrored
from midstance.schema.tracks import DIMS, make_tracks
from midstance.synth.motion.runner import SyntheticRun
from midstance.synth.observation.noise import (
    REFERENCE_BODY_PX,
    Key,
    NetworkError,
    Noise,
    draw_jitter,
    other_error,
)

Phase = Callable[[Array], Array]
"""Time (s) to stride count: whole at left contacts, half at right ones."""

_LEG = ("hip", "knee", "ankle", "heel", "foot_index")
_TRUSTED_PART = 0.06
"""An error of this part of the body height halves the confidence."""
_BODY_PER_HIP_HEIGHT = 1 / 0.53


def observe(
    tracks_m: xr.Dataset,
    camera: Camera,
    *,
    noise: Noise | None = None,
    phase: Phase | None = None,
    seed: int = 0,
) -> xr.Dataset:
    """Return the keypoints (px) that a camera sees.

    Parameters
    ----------
    tracks_m
        Tracks in m, world x forward, y left, z up.
    camera
        Stands still in the same world.
    noise
        ``None``: exact.
    phase
        Stride phase for the biases of a network, such as
        ``made.motion.schedule.phase()`` of a synthetic run; needed only when
        `noise` has a network.
    seed
        Seed of the noise.

    Returns
    -------
    xarray.Dataset
        Tracks in px with the size of the image in the attrs. A keypoint that
        is lost, or outside the image, is NaN. Confidence falls with the
        distance from the truth; exchanged legs are as confident as others.

    Raises
    ------
    SchemaError
        If the tracks are not in m, or `phase` is missing.

    """
    unit = tracks_m["position"].attrs.get("space_unit")
    if unit != "m" or tracks_m.sizes["space"] != 3:
        raise SchemaError(
            f"A camera needs tracks in m with x, y and z, got unit {unit!r} and "
            f"{tracks_m.sizes['space']} axes."
        )
    noise = noise or Noise()
    rng = np.random.default_rng(seed)
    time = tracks_m["time"].to_numpy()
    names = [str(name) for name in tracks_m["keypoint"].to_numpy()]
    points = tracks_m["position"].transpose(*DIMS).to_numpy()
    points, moment = _jittered(points, time, noise, rng)
    seen = [
        _person(points[..., i], moment, names, camera, noise, phase, rng)
        for i in range(points.shape[-1])
    ]
    return make_tracks(
        np.stack([pixels for pixels, _ in seen], axis=-1).transpose(0, 2, 1, 3),
        np.stack([confidence for _, confidence in seen], axis=-1),
        time,
        keypoints=names,
        individuals=[str(name) for name in tracks_m["individual"].to_numpy()],
        attrs={
            **{k: v for k, v in tracks_m.attrs.items() if k == "skeleton"},
            "source_software": "midstance synth",
            "image_width_px": camera.width_px,
            "image_height_px": camera.height_px,
        },
    )


def film(
    made: SyntheticRun, camera: Camera, *, noise: Noise | None = None, seed: int = 0
) -> xr.Dataset:
    """Return what a camera sees of a synthetic run; see `observe`."""
    phase = made.motion.schedule.phase()
    return observe(made.tracks, camera, noise=noise, phase=phase, seed=seed)


def facing(camera: Camera) -> int:
    """Return where a runner at the origin faces: +1 right edge, -1 left, 0 neither."""
    ahead = np.array([[0.0, 0.0, 0.9], [0.3, 0.0, 0.9]])
    across = camera.rotation @ np.array([1.0, 0.0, 0.0])
    x = camera.project(ahead)[:, 0]
    looks_along = abs(across[2]) > 0.9
    return 0 if looks_along else int(np.sign(x[1] - x[0]))


def _jittered(
    points: Array, time: Array, noise: Noise, rng: np.random.Generator
) -> tuple[Array, Array]:
    if noise.clock_jitter_s == 0.0 or len(time) < 3:
        return points, time
    shift = noise.clock_jitter_s * rng.standard_normal(len(time))
    moment = np.clip(time + shift, time[0], time[-1])
    return CubicSpline(time, points)(moment), moment


def _person(
    points: Array,
    time: Array,
    names: list[str],
    camera: Camera,
    noise: Noise,
    phase: Phase | None,
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """Return pixels (n_times, n_keypoints, 2) and confidence of one person."""
    exact = camera.project(points.transpose(0, 2, 1))
    error = noise.white_px * rng.standard_normal(exact.shape)
    body = _body_px(points, names, camera)
    if noise.network is not None:
        if phase is None:
            raise SchemaError(
                "The errors of a network follow the stride; give its phase, such "
                "as made.motion.schedule.phase() of a synthetic run."
            )
        near = _near_sides(points, names, camera)
        direction = facing(camera) or 1
        for index, name in enumerate(names):
            forward, down = _network_error(
                name, near, noise.network, phase, time, body / REFERENCE_BODY_PX, rng
            )
            error[:, index] += np.stack([direction * forward, down], axis=-1)
    off = np.linalg.norm(error, axis=-1) / (_TRUSTED_PART * body)
    confidence = 1.0 / (1.0 + off**2)
    pixels = exact + error
    if noise.swap_rate_hz > 0:
        swapped = _episodes(rng, time, noise.swap_rate_hz, noise.swap_s)
        pixels, confidence = _exchanged(pixels, confidence, names, swapped)
    if noise.drop_rate_hz > 0:
        for index in range(len(names)):
            lost = _episodes(rng, time, noise.drop_rate_hz, noise.drop_s)
            pixels[lost, index] = np.nan
    inside = (pixels >= 0) & (pixels <= [camera.width_px, camera.height_px])
    pixels = np.where(inside.all(axis=-1, keepdims=True), pixels, np.nan)
    return pixels, np.where(np.isfinite(pixels[..., 0]), confidence, np.nan)


def _body_px(points: Array, names: list[str], camera: Camera) -> float:
    """Return how tall the person is in the image (px)."""
    both = [names.index(name) for name in ("left_hip", "right_hip")]
    hips = np.nanmean(points[:, :, both], axis=(0, 2))
    return camera.px_per_m(hips) * float(hips[2]) * _BODY_PER_HIP_HEIGHT


def _near_sides(points: Array, names: list[str], camera: Camera) -> set[str]:
    """Return the sides turned to the camera; both when it looks along the way."""
    if facing(camera) == 0:
        return {"left", "right"}
    ahead = camera.rotation[2]
    depth = {
        side: float(np.nanmean(points[:, :, names.index(f"{side}_hip")] @ ahead))
        for side in ("left", "right")
    }
    return {min(depth, key=lambda side: depth[side])}


def _network_error(
    name: str,
    near: set[str],
    network: NetworkError,
    phase: Phase,
    time: Array,
    scale: float,
    rng: np.random.Generator,
) -> tuple[Array, Array]:
    """Return the error of one keypoint forward and down (px), (n_times,)."""
    side, _, joint = name.partition("_")
    key: Key = ("near" if side in near else "far", joint)
    own = np.asarray(phase(time)) - (0.5 if side == "right" else 0.0)
    forward, down = (
        axis.bias_px(own) * scale + draw_jitter(rng, time, axis, scale)
        for axis in network.get(key, other_error())
    )
    return forward, down


def _episodes(
    rng: np.random.Generator, time: Array, rate_hz: float, mean_s: float
) -> NDArray[np.bool_]:
    """Return which frames lie in episodes that come by chance."""
    n_episodes = rng.poisson(rate_hz * (time[-1] - time[0] + mean_s))
    start = rng.uniform(time[0] - mean_s, time[-1], n_episodes)
    end = start + rng.exponential(mean_s, n_episodes)
    inside = (time[:, None] >= start) & (time[:, None] < end)
    return np.asarray(inside.any(axis=1))


def _exchanged(
    pixels: Array, confidence: Array, names: list[str], when: NDArray[np.bool_]
) -> tuple[Array, Array]:
    legs = [i for i, name in enumerate(names) if name.partition("_")[2] in _LEG]
    others = [names.index(mirrored(names[i])) for i in legs]
    frames = np.flatnonzero(when)[:, None]
    pixels, confidence = pixels.copy(), confidence.copy()
    pixels[frames, legs] = pixels[frames, others]
    confidence[frames, legs] = confidence[frames, others]
    return pixels, confidence
