import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from midstance.schema.tracks import path_of

SCRIPT = Path(__file__).parents[2] / "validation" / "plate_trials.py"
PLATES = {"left": (2,), "right": (4, 1)}
"""Which plates a foot meets, in this order."""


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("plate_trials", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def walk(reference_data):
    return reference_data / "c3d" / "overground_walk_plates.c3d"


def first_loads_s(path):
    """Return when 20 N first press on each of the four plates; NaN: never."""
    content = path.read_bytes()
    n_points, n_analog, first, last = np.frombuffer(content, "<u2", 4, 2).tolist()
    start = 512 * (int(np.frombuffer(content, "<u2", 1, 16)[0]) - 1)
    n_frames, width = last - first + 1, 4 * n_points + n_analog
    values = np.frombuffer(content, "<f4", n_frames * width, start)
    analog = values.reshape(n_frames, width)[:, 4 * n_points :]
    down = -analog.reshape(n_frames * 20, -1)[:, 2:24:6]
    loaded = down > 20.0
    return np.where(loaded.any(axis=0), loaded.argmax(axis=0) / 2000.0, np.nan)


def test_labelled_contacts_are_where_the_plates_are_loaded(script, walk):
    events = script.load_c3d_trial(walk).events
    loads_s = first_loads_s(walk)
    contacts = events[events["event"] == "initial_contact"]
    for side, plates in PLATES.items():
        own = contacts.loc[contacts["side"] == side, "time_s"].to_numpy()
        for time_s, plate in zip(own, plates, strict=False):
            assert time_s == pytest.approx(loads_s[plate - 1], abs=0.0075)


def test_a_foot_stands_between_its_labelled_events(script, walk):
    trial = script.load_c3d_trial(walk)
    assert trial.events["event"].value_counts().tolist() == [4, 4]
    time_s = trial.world["time"].to_numpy()
    for side in ("left", "right"):
        heel = path_of(trial.world, f"{side}_heel")
        speed_m_s = np.gradient(heel[:, 0], time_s)
        own = trial.events[trial.events["side"] == side]
        landed = own.loc[own["event"] == "initial_contact", "time_s"].to_numpy()
        for moment in landed:
            still = (time_s > moment + 0.1) & (time_s < moment + 0.25)
            assert (np.abs(speed_m_s[still]) < 0.2).all()
    hips = path_of(trial.world, "left_hip")
    assert hips[-1, 0] - hips[0, 0] > 1.5  # x is forward
    # y is to the left
    assert (hips[:, 1] > path_of(trial.world, "right_hip")[:, 1]).all()
