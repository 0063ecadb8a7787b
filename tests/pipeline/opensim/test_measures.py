import numpy as np
import pandas as pd
import pytest

from midstance.pipeline.opensim.measures import ERROR_DEG, stride_measures
from midstance.schema.events import make_events
from midstance.schema.measures import COLUMNS

TIME_S = np.arange(0, 2.0001, 0.01)


@pytest.fixture
def angles():
    curve = 40 - 30 * np.cos(2 * np.pi * TIME_S)
    names = [f"{joint}_{letter}" for joint in ERROR_DEG for letter in "lr"]
    return pd.DataFrame(dict.fromkeys(names, curve), index=TIME_S)


EVENTS = make_events(
    ("anna", "left", kind, time_s, 0.01, "test")
    for kind, time_s in (
        ("initial_contact", 0.0),
        ("toe_off", 0.25),
        ("initial_contact", 1.0),
        ("toe_off", 1.25),
        ("initial_contact", 2.0),
    )
)


def test_every_stride_gives_its_numbers(angles):
    found = stride_measures(angles, EVENTS, "anna")
    assert tuple(found.columns) == COLUMNS
    knee = found[found["metric"].str.startswith("opensim_knee_angle")]
    values = knee.groupby("metric")["value"].agg(list)
    assert values["opensim_knee_angle_at_contact"] == pytest.approx([10, 10])
    assert values["opensim_knee_angle_largest_in_stance"] == pytest.approx([40, 40])
    assert values["opensim_knee_angle_largest_in_swing"] == pytest.approx([70, 70])
    assert values["opensim_knee_angle_range"] == pytest.approx([60, 60])
    assert set(knee["side"]) == {"left"}


def test_a_constant_error_is_shared_and_leaves_the_range(angles):
    found = stride_measures(angles, EVENTS, "anna").set_index("metric")
    hip = found.loc["opensim_hip_flexion_at_contact"].iloc[0]
    swing = found.loc["opensim_hip_flexion_range"].iloc[0]
    assert hip["uncertainty"] == ERROR_DEG["hip_flexion"].whole
    assert hip["shared_uncertainty"] > swing["uncertainty"]


def test_a_gap_costs_its_stride_and_no_other(angles):
    angles.loc[0.5:0.6, "knee_angle_l"] = np.nan
    found = stride_measures(angles, EVENTS, "anna").set_index("metric")
    assert found.loc[["opensim_knee_angle_range"], "time_s"].tolist() == [1.0]
    assert len(found.loc["opensim_ankle_angle_range"]) == 2


def test_others_events_are_not_looked_at(angles):
    assert stride_measures(angles, EVENTS, "ben").empty
