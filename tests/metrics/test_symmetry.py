import numpy as np
import pandas as pd
import pytest
from tests.metrics.conftest import Sticks, rows_of, stick_run, values_of

from midstance.errors import NotEnoughDataError
from midstance.metrics.symmetry import symmetry
from midstance.schema.measures import MEDIAN_TO_MEAN, SUMMARY_COLUMNS


def summary_of(left, right, unit="ms"):
    rows = [
        ("m", "anna", side, value, 1.0, 0.0, 5, unit)
        for side, value in (("left", left), ("right", right))
    ]
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))


def test_difference_is_left_minus_right_and_asymmetry_its_size():
    row = symmetry(summary_of(90.0, 110.0)).iloc[0]
    assert row["difference"] == pytest.approx(-20.0)
    assert row["asymmetry_percent"] == pytest.approx(20.0)
    assert row["uncertainty"] == pytest.approx(np.sqrt(2))


def test_angles_have_no_percentage():
    row = symmetry(summary_of(1.0, 2.0, unit="deg")).iloc[0]
    assert np.isnan(row["asymmetry_percent"])


def test_one_sided_metrics_are_left_out():
    assert symmetry(summary_of(1.0, 2.0).iloc[:1]).empty


def test_asymmetry_of_steps_is_found():
    run = stick_run("left", Sticks(stride_s=0.7, right_phase=0.45))
    truth = 100.0 * (385.0 - 315.0) / 350.0
    assert values_of("step_time_asymmetry", run) == pytest.approx([truth])


def test_one_foot_alone_has_no_asymmetry(side_run):
    events = side_run.events[side_run.events["side"] == "left"]
    with pytest.raises(NotEnoughDataError, match="left and of the right"):
        rows_of("contact_time_asymmetry", side_run._replace(events=events))


def test_an_event_rule_that_is_late_for_both_feet_makes_no_asymmetry():
    rows = rows_of("contact_time_asymmetry", stick_run("left", Sticks(event_sd_s=0.01)))
    random_ms = 10.0 * MEDIAN_TO_MEAN / np.sqrt(11)
    truth = 100.0 * np.sqrt(2) * random_ms / 238.0
    assert rows["uncertainty"].item() == pytest.approx(truth, rel=0.05)
