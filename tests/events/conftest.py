"""A runner on paper: a closed-form gait whose contacts are known exactly."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.interpolate import PchipInterpolator

from midstance.schema.events import SIDES, make_events
from midstance.schema.tracks import make_tracks

STRIDE_S, CONTACT_S, SPEED = 0.72, 0.26, 2.8
"""Speed in leg lengths per second."""
KEYPOINTS = tuple(
    f"{side}_{name}"
    for side in SIDES
    for name in ("hip", "knee", "ankle", "heel", "foot_index")
)
Gait = tuple[xr.Dataset, pd.DataFrame]


FOOT, SOLE = 0.24, 0.06
PITCH_AT_CONTACT, PITCH_AT_TOE_OFF = np.radians(10), np.radians(-55)


def planted_ankle(since_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the ankle (n, 2) and the pitch of a foot that turns about its heel,
    stands, and turns about its toe, while the ground takes it backwards.
    """
    pitch = np.interp(
        since_s / CONTACT_S,
        [0, 0.2, 0.45, 1],
        [PITCH_AT_CONTACT, 0, 0, PITCH_AT_TOE_OFF],
    )
    toe = 0.65 * SPEED * CONTACT_S - SPEED * since_s
    ahead = toe - 0.8 * FOOT * np.cos(pitch)
    above = SOLE + FOOT * np.where(pitch > 0, 0.3, -0.8) * np.sin(pitch)
    return np.column_stack([ahead, above]), pitch


def leg_in_time(since_contact_s: np.ndarray) -> dict[str, np.ndarray]:
    """Return (n, 2) forward and up of each keypoint, in leg lengths."""
    since = np.mod(since_contact_s, STRIDE_S)
    is_stance = (since < CONTACT_S)[:, None]
    stance, pitch = planted_ankle(np.minimum(since, CONTACT_S))
    (first, last), _ = planted_ankle(np.array([0, CONTACT_S]))
    lifted, lowered = last + np.array([-0.1, 0.14]), first + np.array([0.03, 0.02])
    knots = [CONTACT_S, CONTACT_S + 0.1, 0.5, STRIDE_S - 0.03, STRIDE_S]
    swing = PchipInterpolator(
        knots,
        [last, lifted, [-0.1, 0.42], lowered, first],
    )
    ankle = np.where(is_stance, stance, swing(np.maximum(since, CONTACT_S)))
    swing_pitch = PchipInterpolator(
        knots, [PITCH_AT_TOE_OFF, *np.radians([-80, -40, 14]), PITCH_AT_CONTACT]
    )
    pitch = np.where(is_stance[:, 0], pitch, swing_pitch(np.maximum(since, CONTACT_S)))
    foot = FOOT * np.column_stack([np.cos(pitch), np.sin(pitch)])
    return {
        "ankle": ankle,
        "heel": ankle - 0.3 * foot - [0, SOLE],
        "foot_index": ankle + 0.8 * foot - [0, SOLE],
    }


def knee_between(hip: np.ndarray, ankle: np.ndarray) -> np.ndarray:
    """Return the knee of a leg of two halves that bends forward."""
    span = ankle - hip
    length = np.minimum(np.hypot(*span.T), 0.9999)
    aside = np.sqrt(0.25 - length**2 / 4)[:, None]
    across = np.column_stack([-span[:, 1], span[:, 0]]) / length[:, None]
    return hip + span / 2 + aside * across


def paper_runner(
    *,
    rate_hz: float = 60.0,
    duration_s: float = 6.0,
    forward: int = 1,
    scale_px: float = 240.0,
    shift_px: tuple[float, float] = (640.0, 600.0),
    keypoints: tuple[str, ...] = KEYPOINTS,
    start_s: float = 0.0,
    noise_px: float = 0.0,
) -> Gait:
    """Return tracks in a side view, and their true events."""
    time_s = start_s + np.arange(round(duration_s * rate_hz)) / rate_hz
    points, rows = {}, []
    for side, delay_s in zip(SIDES, (0.1, 0.1 + STRIDE_S / 2), strict=True):
        leg = leg_in_time(time_s - delay_s)
        step = 2 * np.pi * (time_s - delay_s - CONTACT_S / 2) / (STRIDE_S / 2)
        hip = np.column_stack([0 * time_s, 0.98 - 0.035 * np.cos(step)])
        points[f"{side}_hip"] = hip
        points[f"{side}_knee"] = knee_between(hip, leg["ankle"])
        points |= {f"{side}_{name}": point for name, point in leg.items()}
        strides = np.arange(-1, int((start_s + duration_s) / STRIDE_S) + 2) * STRIDE_S
        for event, later_s in (("initial_contact", 0), ("toe_off", CONTACT_S)):
            times = strides + delay_s + later_s
            inside = times[(times >= time_s[0]) & (times <= time_s[-1])]
            rows += [("person-1", side, event, t, 0.0, "truth") for t in inside]
    stacked = np.stack([points[name] for name in keypoints], axis=-1)
    stacked = stacked * np.array([forward, -1.0])[None, :, None] * scale_px
    stacked = stacked + np.array(shift_px)[None, :, None]
    stacked += noise_px * np.random.default_rng(1).normal(size=stacked.shape)
    tracks = make_tracks(
        stacked[..., None],
        np.ones((len(time_s), len(keypoints), 1)),
        time_s,
        keypoints=keypoints,
    )
    return tracks, make_events(rows)


@pytest.fixture(scope="session")
def gait() -> Callable[..., Gait]:
    """Make tracks and truth of the runner on paper; see `paper_runner`."""
    return paper_runner
