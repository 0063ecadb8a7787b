"""Clips of what is no plain run: wheels, and videos that were played with."""

from collections.abc import Iterator

import numpy as np
import xarray as xr
from clip_makers import Clip, Truth, from_tracks, of_run, runner, shoot

from midstance.kernels.geometry.cameras import orbit_camera
from midstance.schema.events import SIDES
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import make_tracks
from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.motion.runner import RunnerSettings
from midstance.synth.sets.exercises import exercise_pose
from midstance.synth.sets.manner import Manner

RATE_HZ = 30.0
NOISE_PX = 3.0
"""Of each keypoint, of a body 420 px tall."""
VIEWS_DEG = {"side": 90.0, "rear": 180.0, "oblique": 45.0}


def strange_tracks() -> Iterator[Clip]:
    """Yield what needs no images."""
    for turns_hz in (1.0, 1.4):
        for view, azimuth_deg in VIEWS_DEG.items():
            raw = shoot_cyclist(turns_hz, azimuth_deg)
            yield Clip(
                f"cycling, {60 * turns_hz:.0f} turns a minute, {view}",
                lambda raw=raw: from_tracks(raw),
                Truth("nothing"),
            )
    for name, speed_m_s in (("a run", 3.0), ("a walk", 1.4)):
        made = runner(RunnerSettings(speed_m_s=speed_m_s), 6.0, RATE_HZ, 40)
        raw = played_backwards(shoot(made, 90.0, 41))
        yield Clip(
            f"{name}, played backwards",
            lambda raw=raw: from_tracks(raw),
            of_run(made),
            ("backwards",),
        )
    made = runner(RunnerSettings(speed_m_s=3.0), 6.0, RATE_HZ, 42)
    stiff = with_straight_legs(shoot(made, 90.0, 43))
    yield Clip(
        "legs hidden, and guessed straight",
        lambda: from_tracks(stiff),
        of_run(made),
        ("stiff_knee",),
    )


def with_straight_legs(tracks: xr.Dataset) -> xr.Dataset:
    """Return tracks whose knees lie between hip and ankle."""
    position = tracks["position"].copy(deep=True)
    for side in SIDES:
        ends = [f"{side}_hip", f"{side}_ankle"]
        middle = position.sel(keypoint=ends).mean("keypoint")
        position.loc[{"keypoint": f"{side}_knee"}] = middle
    return tracks.assign(position=position)


def shoot_cyclist(turns_hz: float, azimuth_deg: float) -> xr.Dataset:
    """Return somebody on a bicycle that stands, before a camera."""
    time_s = np.arange(0.0, 8.0, 1 / RATE_HZ)
    body = make_body(1.75)
    posture = exercise_pose("cycle", body, turns_hz * time_s, manner=Manner())
    points = landmarks(posture, body.scale)
    middle = points.reshape(-1, 3).mean(axis=0)
    camera = orbit_camera(
        azimuth_deg, target_m=tuple(map(float, middle)), body_px=420.0
    )
    seen = camera.project(points)
    seen = seen + NOISE_PX * np.random.default_rng(0).standard_normal(seen.shape)
    return make_tracks(
        seen.transpose(0, 2, 1)[..., None],
        np.ones((*seen.shape[:2], 1)),
        time_s,
        keypoints=BLAZEPOSE_33.keypoints,
        attrs={"skeleton": "blazepose-33"},
    )


def played_backwards(tracks: xr.Dataset) -> xr.Dataset:
    """Return tracks whose last frame is shown first."""
    turned = tracks.isel(time=slice(None, None, -1))
    return turned.assign_coords(time=tracks["time"].to_numpy())
