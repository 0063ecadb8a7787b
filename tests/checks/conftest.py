"""A runner without fault, as the rules see one, and ways to spoil them."""

import dataclasses

import pytest

from midstance.bouts.locomotion import find_bouts
from midstance.checks.base import Case
from midstance.config import Config
from midstance.pipeline.steps import clean, find_events, find_scenes, measure
from midstance.schema.bouts import make_bouts
from midstance.schema.events import make_events


@pytest.fixture(scope="session")
def case_of():
    """Make a case of raw tracks."""

    def make(raw, **subject):
        config = Config().updated(subject=subject)
        tracks = clean(raw, config)
        bouts, events = find_bouts(tracks), find_events(tracks, config)
        scenes = find_scenes(tracks, config, events)
        measures, _ = measure(tracks, events, scenes, config)
        return Case("person-1", tracks, bouts, events, measures, scenes["person-1"])

    return make


@pytest.fixture(scope="session")
def sound(film, case_of):
    """A runner without fault, at 3 m/s."""
    raw = film(
        rate_hz=60.0, noise_px=1.0, cadence_spm=168.0, speed_m_s=3.0, variability=0.0
    )
    return case_of(raw, height_m=1.75, speed_m_s=3.0)


@pytest.fixture(scope="session")
def with_events():
    """Replace the events of a case: rows of side, event and time."""

    def make(case, rows, activity="running"):
        table = make_events(("person-1", *row, 0.01, "test") for row in rows)
        end_s = float(case.tracks["time"][-1])
        bouts = make_bouts([("person-1", 0.0, end_s, activity, "left", 0.9)])
        return dataclasses.replace(case, events=table, bouts=bouts)

    return make


@pytest.fixture(scope="session")
def steps():
    """Rows of events: steps of `step_s`, each foot down for a share of a step."""

    def make(step_s, *, share=0.7, n_steps=12, start_s=0.3):
        rows = []
        for step in range(n_steps):
            side = ("left", "right")[step % 2]
            contact_s = start_s + step * step_s
            rows.append((side, "initial_contact", contact_s))
            rows.append((side, "toe_off", contact_s + share * step_s))
        return sorted(rows, key=lambda row: row[2])

    return make
