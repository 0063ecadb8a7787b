"""A runner of sticks: every angle and every event is known in closed form."""

from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from midstance.metrics.base import measure, metrics
from midstance.metrics.recording import Recording
from midstance.schema.events import make_events
from midstance.schema.scene import Floor, Scene
from midstance.schema.skeletons import mirrored
from midstance.schema.tracks import make_tracks

PX_PER_M = 250.0
DIRECTION = {"left": -1, "right": 1, "rear": 0, "front": 0}
OUTWARD = {"left": 1.0, "right": -1.0}
"""World y points to the runner's left."""


@dataclass(frozen=True)
class Sticks:
    """How the runner moves; phase 0 is initial contact of that side."""

    stride_s: float = 0.7
    duty: float = 0.34
    right_phase: float = 0.5
    oscillation_m: float = 0.08
    lean_deg: float = 8.0
    flat_line_deg: float = -6.0
    """Pitch of the line from heel to toe keypoint on a flat foot."""
    floor_deg: float = 0.0
    speed_m_s: float = 0.0
    """0 stays in the picture."""
    duration_s: float = 8.0
    rate_hz: float = 120.0
    event_sd_s: float = 0.0
    jitter_s: float = 0.0
    """By how much whole strides come early or late."""
    thigh_m: float = 0.44
    shank_m: float = 0.43

    def thigh_deg(self, phase):
        return 8.0 + 28.0 * np.cos(2 * np.pi * (phase - 0.92))

    def knee_deg(self, phase):
        swing = 30.0 * np.cos(2 * np.pi * (phase - 0.66))
        return 50.0 + swing + 18.0 * np.cos(4 * np.pi * (phase - 0.17))

    def sole_deg(self, phase):
        """Toes up before and at contact, flat from 5 to 20 % of the stride."""
        late = (np.asarray(phase) % 1.0 - 0.125 + 0.5) % 1.0 - 0.5
        beyond = np.maximum(np.abs(late) - 0.075, 0.0)
        return np.where(late < 0, 90.0, -60.0) * np.sin(np.pi * beyond / 0.425) ** 2

    def drop_deg(self, phase):
        """Pelvis, left stance: right side low, from -1 to 5 deg."""
        return 2.0 + 3.0 * np.cos(2 * np.pi * (phase - 0.15))

    def height_m(self, phase):
        half = self.oscillation_m / 2
        return 0.95 - half * np.cos(4 * np.pi * (phase - 0.16))


class StickRun(NamedTuple):
    tracks: xr.Dataset
    events: pd.DataFrame
    scene: Scene
    sticks: Sticks


@cache
def stick_run(view: str = "left", sticks: Sticks | None = None) -> StickRun:
    """Return the tracks, events and scene of a runner of sticks."""
    s = sticks or Sticks()
    time_s = np.arange(round(s.duration_s * s.rate_hz)) / s.rate_hz + 0.003
    points = body_m(s, time_s)
    names = list(points)
    world = np.stack([points[name] for name in names], axis=1)
    tracks = make_tracks(
        project_px(world, view)[..., None].transpose(0, 2, 1, 3),
        np.ones((time_s.size, len(names), 1)),
        time_s,
        keypoints=names,
        attrs={"keypoint_bias": 0.0},
    )
    direction = DIRECTION[view]
    slope = -np.tan(np.radians(s.floor_deg)) * direction
    scene = Scene(
        view=view,
        direction=direction,
        surface="overground" if s.speed_m_s else "treadmill",
        m_per_px=1 / PX_PER_M,
        m_per_px_uncertainty=0.0,
        height_m=1.75,
        mass_kg=70.0,
        speed_m_s=3.0,
        floor=Floor(slope, 700.0),
    )
    return StickRun(tracks, stick_events(s), scene, s)


def stick_events(s: Sticks) -> pd.DataFrame:
    rows = []
    for side, phase in (("left", 0.0), ("right", s.right_phase)):
        for number in range(-1, int(s.duration_s / s.stride_s) + 1):
            late_s = s.jitter_s * np.sqrt(2) * np.sin(2.4 * number + phase)
            start_s = (number + phase) * s.stride_s + late_s
            for kind, when_s in (
                ("initial_contact", start_s),
                ("toe_off", start_s + s.duty * s.stride_s),
            ):
                if 0.02 < when_s < s.duration_s - 0.02:
                    rows.append(("person-1", side, kind, when_s, s.event_sd_s, "truth"))
    return make_events(rows)


def phase_of(s: Sticks, side: str, time_s):
    return time_s / s.stride_s - (s.right_phase if side == "right" else 0.0)


def body_m(s: Sticks, time_s) -> dict[str, np.ndarray]:
    """Return every keypoint in metres, world axes, shape (n_times, 3)."""
    points = {}
    left = phase_of(s, "left", time_s)
    forward = s.speed_m_s * time_s
    sway = 0.01 * np.cos(2 * np.pi * (left - 0.17))
    hips = np.stack([forward, sway, s.height_m(left)], axis=1)
    lean = np.radians(s.lean_deg)
    chest = hips + 0.5 * np.array([np.sin(lean), 0.0, np.cos(lean)])
    head = chest + np.array([0.05, 0.0, 0.22])
    for side, out in OUTWARD.items():
        phase = phase_of(s, side, time_s)
        across = np.array([0.0, out, 0.0])
        tilt = 0.09 * out * np.tan(np.radians(s.drop_deg(left)))
        hip = hips + 0.09 * across + tilt[:, None] * np.array([0, 0, 1.0])
        thigh = s.thigh_deg(phase)
        shank = thigh - s.knee_deg(phase)
        sole = s.sole_deg(phase) + s.floor_deg
        knee = hip + s.thigh_m * _down(thigh) - 0.02 * across
        ankle = knee + s.shank_m * _down(shank) - 0.03 * across
        line = sole + s.flat_line_deg
        heel = ankle + _turned(-0.05, -0.06, line) + 0.005 * across
        shoulder = chest + 0.18 * across
        arm = -20.0 - 25.0 * np.cos(2 * np.pi * phase)
        elbow = shoulder + 0.3 * _down(arm) + 0.03 * across
        wrist = elbow + 0.25 * _down(arm + 90.0) - 0.1 * across
        points |= {
            f"{side}_shoulder": shoulder,
            f"{side}_elbow": elbow,
            f"{side}_wrist": wrist,
            f"{side}_hip": hip,
            f"{side}_knee": knee,
            f"{side}_ankle": ankle,
            f"{side}_heel": heel,
            f"{side}_foot_index": heel + _turned(0.2, 0.0, line),
            f"{side}_ear": head + 0.07 * across,
        }
    points["nose"] = head + np.array([0.1, 0.0, 0.0])
    return points


def project_px(world, view: str):
    """Return what a far camera sees, shape (..., 2)."""
    across = {
        "left": -world[..., 0],
        "right": world[..., 0],
        "rear": -world[..., 1],
        "front": world[..., 1],
    }[view]
    x = 640.0 + PX_PER_M * across
    return np.stack([x, 700.0 - PX_PER_M * world[..., 2]], axis=-1)


def mirrored_run(run: StickRun) -> StickRun:
    """Return the run as a mirror shows it."""
    keypoints = run.tracks["keypoint"].to_numpy().tolist()
    position = run.tracks["position"].copy(deep=True)
    position.loc[{"space": "x"}] = 1280.0 - position.sel(space="x")
    tracks = run.tracks.assign(position=position).assign_coords(
        keypoint=[mirrored(name) for name in keypoints]
    )
    events = run.events.assign(side=run.events["side"].map(mirrored))
    scene = replace(
        run.scene,
        view=mirrored(run.scene.view),
        direction=-run.scene.direction,
        floor=replace(run.scene.floor, slope=-run.scene.floor.slope),
    )
    return StickRun(tracks, events, scene, run.sticks)


def _down(forward_deg):
    angle = np.radians(forward_deg)
    return np.stack([np.sin(angle), np.zeros_like(angle), -np.cos(angle)], axis=1)


def _turned(x, z, up_deg):
    angle = np.radians(up_deg)
    return np.stack(
        [
            x * np.cos(angle) - z * np.sin(angle),
            np.zeros_like(angle),
            x * np.sin(angle) + z * np.cos(angle),
        ],
        axis=1,
    )


@pytest.fixture(scope="session")
def side_run() -> StickRun:
    """Eight seconds on a treadmill, seen from the left."""
    return stick_run("left")


@pytest.fixture(scope="session")
def rear_run() -> StickRun:
    """Eight seconds on a treadmill, seen from behind."""
    return stick_run("rear")


PHASES = np.linspace(0.0, 1.0, 4001)


def recording_of(run: StickRun) -> Recording:
    """Return what a metric reads."""
    return Recording.of(run.tracks, run.events, run.scene)


def rows_of(name: str, run: StickRun) -> pd.DataFrame:
    """Return the rows of one metric."""
    return metrics.get(name).compute(recording_of(run))


def reason_of(name: str, run: StickRun) -> str:
    """Return why a metric has no number for this run."""
    _, missing = measure(run.tracks, run.events, {"person-1": run.scene}, [name])
    return missing["reason"].item()


def values_of(name: str, run: StickRun, side: str | None = None) -> np.ndarray:
    """Return the numbers of one metric, of one side or of all."""
    rows = rows_of(name, run)
    assert rows["value"].notna().any()
    chosen = rows if side is None else rows[rows["side"] == side]
    return chosen["value"].to_numpy()
