"""A camera that does not exist: 3D tracks as a video network would see them.

A pinhole camera 4 m beside the runner, level with the hips, in which the runner is
500 px tall. Three kinds of keypoint error:

``none``
    Exact.
``px3``
    White noise of 3 px, independent in every frame.
``blazepose``
    What BlazePose did on one recording of a treadmill runner, against another
    network: per joint, axis and near or far leg an error that repeats with the
    stride (mean and four harmonics) and a remainder that lasts a few frames
    (first-order autoregressive). Read from ``noise/blazepose_side_view.json`` of
    the reference data. The far leg there was partly hidden by a console: an upper
    guess.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.signal import lfilter

from midstance.schema.events import SIDES, times_s
from midstance.schema.tracks import make_tracks

WIDTH_PX, HEIGHT_PX = 1280, 720
DISTANCE_M = 4.0
BODY_PX = 500.0
HIP_SHARE = 0.53
"""Height of the hip joints / stature."""
SMALLEST_SD_PX = 4.0
MODEL_HZ = 30.0
NOISES = ("none", "px3", "blazepose")
LEGS = ("hip", "knee", "ankle", "heel", "foot_index")

Array = NDArray[np.float64]


def shoot(
    world: xr.Dataset,
    events: pd.DataFrame,
    *,
    rate_hz: float,
    noise: str = "none",
    view: str = "right",
    seed: int = 0,
    far_hidden: float = 0.0,
    data: Path | None = None,
) -> xr.Dataset:
    """Return the tracks (px) that a camera beside the runner gives.

    Parameters
    ----------
    world
        Tracks of one person in metres, x forward, y left, z up, at any rate.
    events
        Their true events: they set the phase of the noise that repeats.
    rate_hz
        Frames per second of the camera.
    noise
        One of `NOISES`.
    view
        ``right``: the camera stands on the runner's right, who runs to the right
        of the picture; ``left``: the other way round; ``rear``: behind a
        treadmill.
    seed
        Of the noise, and of where between two frames the recording begins.
    far_hidden
        Share of the time for which the knee and foot of the far leg are missing,
        in stretches of 0.1 to 0.4 s.
    data
        Folder of the reference data; needed for ``blazepose``.

    Returns
    -------
    xarray.Dataset
        Only frames in which both legs are in the picture. From a runner who
        passes, those are the few strides in front of the camera.

    """
    rng = np.random.default_rng([seed, round(rate_hz), NOISES.index(noise)])
    source_s = world["time"].to_numpy()
    begin_s = source_s[0] + rng.uniform(0, 1 / rate_hz)
    time_s = np.arange(begin_s, source_s[-1], 1 / rate_hz)
    names = [str(name) for name in world["keypoint"].to_numpy()]
    solid = world["position"].isel(individual=0).transpose("time", "keypoint", "space")
    points = CubicSpline(source_s, solid.to_numpy())(time_s)
    flat = _project(points, names, view)
    legs = [names.index(f"{side}_{name}") for side in SIDES for name in LEGS]
    inside = (flat[:, legs, 0] > 0) & (flat[:, legs, 0] < WIDTH_PX)
    kept = np.flatnonzero(inside.all(axis=1))
    kept = np.arange(kept[0], kept[-1] + 1)
    flat, time_s = flat[kept], time_s[kept]
    if noise == "px3":
        flat = flat + 3.0 * rng.normal(size=flat.shape)
    elif noise == "blazepose":
        if data is None:
            raise ValueError("blazepose noise needs the folder of the reference data")
        model = json.loads((data / "noise" / "blazepose_side_view.json").read_text())
        flat = flat + _blazepose_error(model, names, time_s, events, view, rng)
    if far_hidden:
        hidden = _hidden(time_s, far_hidden, rng)
        far = "left" if view == "right" else "right"
        lost = [names.index(f"{far}_{name}") for name in LEGS[1:]]
        flat[np.ix_(hidden, lost)] = np.nan
    position = flat.transpose(0, 2, 1)[..., None]
    return make_tracks(
        position,
        np.where(np.isfinite(position).all(axis=1), 1.0, np.nan),
        time_s,
        keypoints=names,
        attrs={"image_width_px": WIDTH_PX, "image_height_px": HEIGHT_PX},
    )


def _project(points: Array, names: list[str], view: str) -> Array:
    """Return (n_times, n_keypoints, 2) px of (n_times, n_keypoints, 3) m."""
    hips = points[:, [names.index("left_hip"), names.index("right_hip")]].mean(axis=1)
    centre = np.median(hips, axis=0)
    stature_m = centre[2] / HIP_SHARE
    focal_px = BODY_PX * DISTANCE_M / stature_m
    if view == "rear":
        depth_m = DISTANCE_M + points[..., 0] - centre[0]
        x = WIDTH_PX / 2 - focal_px * (points[..., 1] - centre[1]) / depth_m
        y = HEIGHT_PX / 2 - focal_px * (points[..., 2] - centre[2]) / depth_m
        return np.stack([x, y], axis=-1)
    toward = 1.0 if view == "right" else -1.0
    # y points left: the right side is nearer to a camera on the right.
    depth_m = DISTANCE_M + toward * (points[..., 1] - centre[1])
    x = WIDTH_PX / 2 + toward * focal_px * (points[..., 0] - centre[0]) / depth_m
    y = HEIGHT_PX / 2 - focal_px * (points[..., 2] - centre[2]) / depth_m
    return np.stack([x, y], axis=-1)


def _blazepose_error(
    model: dict[str, dict[str, dict[str, list[float]]]],
    names: list[str],
    time_s: Array,
    events: pd.DataFrame,
    view: str,
    rng: np.random.Generator,
) -> Array:
    rate_hz = 1 / float(np.median(np.diff(time_s)))
    error = np.zeros((len(time_s), len(names), 2))
    turns = {side: 2 * np.pi * share_of_stride(events, side, time_s) for side in SIDES}
    for index, name in enumerate(names):
        side, _, joint = name.partition("_")
        near = "near" if side == view or view == "rear" else "far"
        for axis, letter in enumerate("xy"):
            known = model.get(f"sm0/{near}/{joint}", {}).get(letter)
            sd, rho = (known["sd"], known["rho"]) if known else (SMALLEST_SD_PX, 0.3)
            sd, rho = max(SMALLEST_SD_PX, sd), min(0.9, max(0.05, rho))
            error[:, index, axis] = _lasting_noise(
                rng, len(time_s), sd, rho ** (MODEL_HZ / rate_hz)
            )
            if known:
                mean, *waves = known["co"]
                repeats = mean + sum(
                    waves[2 * h - 2] * np.cos(h * turns[side])
                    + waves[2 * h - 1] * np.sin(h * turns[side])
                    for h in (1, 2, 3, 4)
                )
                mirror = -1.0 if letter == "x" and view == "left" else 1.0
                error[:, index, axis] += mirror * repeats
    return error


def share_of_stride(events: pd.DataFrame, side: str, time_s: Array) -> Array:
    """Return the share of the stride since the last true contact of `side`."""
    contacts = times_s(events, side, "initial_contact")
    stride_s = float(np.median(np.diff(contacts))) if len(contacts) > 1 else 0.7
    more = stride_s * np.arange(1, 5)
    contacts = np.concatenate([contacts[0] - more[::-1], contacts, contacts[-1] + more])
    return np.interp(time_s, contacts, np.arange(len(contacts))) % 1.0


def _lasting_noise(
    rng: np.random.Generator, n_times: int, sd: float, rho: float
) -> Array:
    """First-order autoregressive noise, stationary from its first sample."""
    white = rng.normal(size=n_times) * np.sqrt(1 - rho**2)
    first = rho * rng.normal()
    return sd * lfilter([1.0], [1.0, -rho], white, zi=[first])[0]


def _hidden(time_s: Array, share: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Stretches of 0.1 to 0.4 s that add up to `share` of the time, about."""
    hidden = np.zeros(len(time_s), dtype=bool)
    while hidden.mean() < share:
        start_s = rng.uniform(time_s[0] - 0.2, time_s[-1])
        end_s = start_s + rng.uniform(0.1, 0.4)
        hidden |= (time_s >= start_s) & (time_s < end_s)
    return hidden
