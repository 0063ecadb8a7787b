"""A small made-up analysis: known contacts, known numbers, no network."""

import copy

import numpy as np
import pandas as pd
import pytest

from midstance.config import Config
from midstance.metrics.cycles import find_cycles
from midstance.schema.analysis import Analysis
from midstance.schema.bouts import make_bouts
from midstance.schema.events import make_events
from midstance.schema.measures import COLUMNS, make_missing
from midstance.schema.scene import Floor, Scene
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import make_tracks
from midstance.schema.video import VideoInfo

RATE_HZ = 60.0
STRIDE_S, CONTACT_S = 0.70, 0.24
LAST_S = 8.0


def runner_events(name="person-1", uncertainty_s=0.009):
    """Contacts of a steady runner, the right foot half a stride later."""
    rows = []
    for side, offset_s in (("left", 0.2), ("right", 0.55)):
        for start_s in np.arange(offset_s, LAST_S - STRIDE_S, STRIDE_S):
            for event, time_s in (
                ("initial_contact", start_s),
                ("toe_off", start_s + CONTACT_S),
            ):
                rows.append((name, side, event, time_s, uncertainty_s, "consensus"))
    return make_events(rows)


def runner_position():
    """Joints (n_times, 2, 33) of a side view from the left: feet on small loops."""
    time_s = np.arange(0.0, LAST_S, 1 / RATE_HZ)
    names = list(BLAZEPOSE_33.keypoints)
    position = np.full((time_s.size, 2, len(names)), 0.0)
    heights = {
        "nose": 120, "shoulder": 190, "elbow": 260, "wrist": 300, "hip": 340,
        "knee": 450, "ankle": 560, "heel": 575, "foot_index": 580,
    }  # fmt: skip
    for i, name in enumerate(names):
        part = name.removeprefix("left_").removeprefix("right_")
        shift_s = 0.0 if "left" in name else STRIDE_S / 2
        phase = 2 * np.pi * (time_s - 0.2 - shift_s) / STRIDE_S
        reach = {"knee": 35, "ankle": 90, "heel": 90, "foot_index": 90}.get(part, 3)
        position[:, 0, i] = 360 - reach * np.cos(phase)
        position[:, 1, i] = heights.get(part, 120) - 0.25 * reach * (
            1 + np.sin(phase - 2.0)
        )
        position[:, 0, i] += {"foot_index": -35, "heel": 10}.get(part, 0)
    return time_s, position


def runner_tracks(individuals=("person-1",)):
    time_s, position = runner_position()
    stacked = np.stack([position] * len(individuals), axis=-1) if individuals else (
        np.empty((*position.shape, 0))
    )  # fmt: skip
    confidence = np.full((time_s.size, position.shape[2], len(individuals)), 0.9)
    return make_tracks(
        stacked,
        confidence,
        time_s,
        keypoints=BLAZEPOSE_33.keypoints,
        individuals=individuals,
        attrs={"skeleton": "blazepose-33"},
    )


def measure_rows(metric, unit, values, *, name="person-1", uncertainty=0.01):
    """Rows of one metric; `values` maps a side to its strides' values."""
    return [
        {
            "metric": metric,
            "individual": name,
            "side": side,
            "time_s": 0.7 * i,
            "value": value,
            "uncertainty": uncertainty,
            "unit": unit,
        }
        for side, numbers in values.items()
        for i, value in enumerate(numbers)
    ]


def runner_measures(name="person-1"):
    rng = np.random.default_rng(4)
    both = {"both": 171 + rng.normal(0, 1.2, 20)}
    contact = {"left": 240 + rng.normal(0, 6, 10), "right": [250, np.nan, 252]}
    knee = {"left": 41 + rng.normal(0, 1, 10), "right": 43 + rng.normal(0, 1, 10)}
    rows = [
        *measure_rows("cadence", "steps/min", both, name=name, uncertainty=3.0),
        *measure_rows("contact_time", "ms", contact, name=name, uncertainty=12.0),
        *measure_rows("knee_flexion_peak", "deg", knee, name=name, uncertainty=4.0),
    ]
    return pd.DataFrame(rows).reindex(columns=list(COLUMNS))


def runner_analysis(name="person-1", **changes):
    tracks = changes.pop("tracks", runner_tracks((name,)))
    fields = {
        "video": VideoInfo("run.mp4", 720, 1280, RATE_HZ, LAST_S, 480, codec="h264"),
        "config": Config(),
        "raw_tracks": tracks,
        "tracks": tracks,
        "scenes": {
            name: Scene(
                view="left",
                direction=-1,
                surface="treadmill",
                m_per_px=0.0035,
                scale_source="body height 1.78 m",
                height_m=1.78,
                floor=Floor(0.0, 585.0, 2.0),
            )
        },
        "bouts": make_bouts([(name, 0.0, LAST_S, "running", "left", 0.98)]),
        "events": runner_events(name),
        "measures": runner_measures(name),
        "missing": make_missing(
            [("step_width", name, "Needs a view from the rear; this one is left.")]
        ),
        "provenance": {
            "midstance": "0.1.0",
            "analyzed_at": "2026-01-02T03:04:05+00:00",
        },
    }
    known = {**fields, **changes}
    cycles = find_cycles(known["tracks"], known["events"], known["scenes"])
    return Analysis(**{"cycles": cycles, **known})


@pytest.fixture(scope="session")
def make_analysis():
    """Build an `Analysis` of one steady runner; keywords change its fields."""
    return runner_analysis


@pytest.fixture(scope="session")
def _analyzed_once():
    return runner_analysis()


@pytest.fixture
def analysis(_analyzed_once):
    return copy.deepcopy(_analyzed_once)


@pytest.fixture
def make_contacts():
    return runner_events
