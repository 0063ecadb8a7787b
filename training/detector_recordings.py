"""Recordings of synthetic people by pose networks of many kinds of error."""

import numpy as np
import pandas as pd
import xarray as xr

from midstance.errors import ConfigError
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.pipeline.steps import clean
from midstance.schema.events import SIDES, times_s
from midstance.synth.motion.gait import RunnerSettings, resolve_gait
from midstance.synth.motion.runner import run
from midstance.synth.observation.noise import (
    AxisError,
    Key,
    NetworkError,
    Noise,
    PointError,
    draw_network_error,
)
from midstance.synth.observation.observe import film

FOOT = ("ankle", "heel", "foot_index")
FOOT_WAVES_PX = {"near": 5.0, "far": 16.0}
"""Largest error that repeats with the stride and is alike at all joints of a foot,
for a person 500 px tall."""
WAVE_SIZES = np.array([0.0, *np.repeat([1.0, 1.0, 0.7, 0.5], 2)]) / np.sqrt(2.74)
"""Of its mean, and of cosine and sine of each harmonic; of size 1 together."""


def draw_runner(rng: np.random.Generator) -> RunnerSettings:
    """Draw somebody who runs, or walks three times in ten."""
    low, high = [(0.7, 2.0), (1.9, 4.8), (4.5, 9.5)][rng.choice(3, p=[0.3, 0.48, 0.22])]
    speed = rng.uniform(low, high)
    usual = resolve_gait(RunnerSettings(speed_m_s=speed))
    duty_spread = 0.03 if speed < 1.9 else 0.10
    return RunnerSettings(
        speed_m_s=speed,
        height_m=rng.uniform(1.45, 2.0),
        cadence_spm=usual.cadence_spm * rng.normal(1, 0.06),
        duty_factor=usual.duty_factor * rng.normal(1, duty_spread),
        strike_angle_deg=usual.strike_angle_deg + rng.normal(0, 6),
        overstride_m=usual.overstride_m * rng.normal(1, 0.15),
        trunk_lean_deg=usual.trunk_lean_deg + rng.normal(0, 4),
        knee_stance_peak_deg=usual.knee_stance_peak_deg + rng.normal(0, 4),
        knee_swing_peak_deg=usual.knee_swing_peak_deg + rng.normal(0, 8),
        knee_off_rate_deg_s=float(
            np.clip(usual.knee_off_rate_deg_s + rng.normal(20, 120), -250, 450)
        ),
        thigh_swing_peak_deg=usual.thigh_swing_peak_deg + rng.normal(0, 4),
        retraction=float(np.clip(rng.normal(0.2, 0.6), -1.5, 1.5)),
        leg_ratio=rng.uniform(0.93, 1.07),
        foot_ratio=rng.uniform(0.9, 1.1),
        step_asymmetry=rng.normal(0, 0.01),
        contact_asymmetry=rng.normal(0, 0.02),
        variability=rng.uniform(0.3, 1.6),
        start_phase=rng.uniform(0, 0.999),
        surface="overground" if rng.uniform() < 0.3 else "treadmill",
    )


def draw_noise(rng: np.random.Generator) -> Noise:
    """Draw what goes wrong: nothing, white noise, or a pose network."""
    kind = rng.choice(["none", "white", "network"], p=[0.1, 0.2, 0.7])
    if kind == "none":
        return Noise()
    drops = {"drop_rate_hz": rng.uniform(0, 1.0), "drop_s": rng.uniform(0.05, 0.2)}
    if kind == "white":
        return Noise(white_px=rng.uniform(0.5, 6.0), **drops)
    return Noise(network=draw_error(rng), **drops)


def draw_error(rng: np.random.Generator) -> NetworkError:
    """Draw the errors of a pose network, part of them alike at all joints of a foot.

    How large those that repeat with the stride are, and the rest, changes from film
    to film.
    """
    usual = draw_network_error(int(rng.integers(2**31)))
    waves, rest, memory = rng.uniform([0.0, 0.3, 0.0], [1.4, 1.4, 0.4])
    feet = {
        distance: rng.uniform(0, most_px) * WAVE_SIZES * rng.normal(size=(2, 9))
        for distance, most_px in FOOT_WAVES_PX.items()
    }
    error: dict[Key, PointError] = {}
    for (distance, joint), axes in usual.items():
        shared = feet[distance] * (rng.uniform(0.8, 1.3) if joint in FOOT else 0.0)
        forward, down = (
            AxisError(
                tuple((waves * np.array(axis.fourier_px) + extra).tolist()),
                rest * axis.jitter_px,
                memory,
            )
            for axis, extra in zip(axes, shared, strict=True)
        )
        error[distance, joint] = forward, down
    return error


def lose_feet(
    tracks: xr.Dataset, events: pd.DataFrame, rng: np.random.Generator
) -> xr.Dataset:
    """Return tracks of a network that loses a foot which swings fast.

    Soon after toe-off, in some strides or in all, the points of that foot are drawn
    to the other one, a little or the whole way.
    """
    time_s, exact = tracks["time"].to_numpy(), tracks["position"]
    position = exact.copy()
    for side, other in (SIDES, SIDES[::-1]):
        often, usual = rng.uniform(0, 1), rng.uniform(0, 0.3)
        begins_s, lasts_s = rng.uniform(0.0, 0.12), rng.uniform(0.04, 0.2)
        pull = np.zeros(len(time_s))
        for leaves_s in times_s(events, side, "toe_off"):
            strength = min(rng.exponential(usual), 1.0) * (rng.uniform() < often)
            middle_s = leaves_s + begins_s + lasts_s / 2 + 0.02 * rng.normal()
            pull += strength * np.exp(-((2 * (time_s - middle_s) / lasts_s) ** 2))
        share = xr.DataArray(np.minimum(pull, 1.0), dims="time")
        for joint in FOOT:
            own = exact.sel(keypoint=f"{side}_{joint}", drop=True)
            wrong = exact.sel(keypoint=f"{other}_{joint}", drop=True)
            lost = own + share * (wrong - own)
            position.loc[{"keypoint": f"{side}_{joint}"}] = lost.transpose(*own.dims)
    return tracks.assign(position=position.assign_attrs(exact.attrs))


def record(
    rng: np.random.Generator, seed: int, duration_s: float
) -> tuple[xr.Dataset, pd.DataFrame] | None:
    """Return clean tracks and the true events of a drawn runner.

    None for settings that no leg can follow, or somebody out of the image.
    """
    try:
        settings = draw_runner(rng)
    except ConfigError:
        return None
    rate_hz = float(rng.uniform(25, 120))
    noise, has_feet = draw_noise(rng), rng.uniform() < 0.8
    distance_m = rng.uniform(3.0, 9.0)
    path_m = settings.speed_m_s * duration_s
    crosses = settings.surface == "overground"
    camera = orbit_camera(
        float(rng.choice([-90.0, 90.0]) + rng.normal(0, 8)),
        distance_m=distance_m,
        camera_height_m=rng.uniform(0.5, 1.6),
        target_m=(path_m / 2 if crosses else 0.0, 0.0, 0.9),
        body_px=500.0,
        width_px=int(1.6 * 500.0 / 1.75 * distance_m),
        height_px=1400,
    )
    try:
        made = run(settings, duration_s=duration_s, rate_hz=rate_hz, seed=seed)
    except ConfigError:
        return None
    start = camera.project(np.array([[0.0, 0.0, 0.9]]))
    if noise.network is not None and not np.isfinite(start).all():
        return None  # From behind the camera, nobody can say which leg is nearer.
    tracks = film(made, camera, noise=noise, seed=seed)
    if noise.network is not None and rng.uniform() < 0.5:
        tracks = lose_feet(tracks, made.events, rng)
    if not has_feet:
        names = tracks["keypoint"].to_numpy().tolist()
        feet = ("_heel", "_foot_index")
        tracks = tracks.sel(keypoint=[k for k in names if not k.endswith(feet)])
    hips = tracks["position"].sel(keypoint=["left_hip", "right_hip"])
    inside = np.flatnonzero(hips.notnull().all(("space", "keypoint")).to_numpy())
    if inside.size < rate_hz:
        return None
    return clean(tracks.isel(time=slice(inside[0], inside[-1] + 1))), made.events
