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


def with_parts(run, person_s, leg_s):
    parts = {"person_uncertainty_s": person_s, "leg_uncertainty_s": leg_s}
    return run._replace(events=run.events.assign(**parts))


@pytest.mark.parametrize(
    ("metric", "mean_ms", "factor"),
    [
        ("contact_time", 238.0, 1.0),
        ("step_time", 350.0, 2**0.5),
        ("flight_time", 112, 1),
    ],
)
def test_of_an_asymmetry_only_what_is_a_legs_own_is_uncertain(metric, mean_ms, factor):
    run = stick_run("left", Sticks(event_sd_s=0.01))
    of_the_person = rows_of(f"{metric}_asymmetry", with_parts(run, 0.01, 0.0))
    assert of_the_person["uncertainty"].item() == pytest.approx(0.0, abs=1e-6)
    of_a_leg = rows_of(f"{metric}_asymmetry", with_parts(run, 0.0, 0.01))
    # Either foot's duration is wrong by two events, and both feet are compared; of
    # steps, the same two events are wrong in both, the other way round.
    truth = factor * 100.0 * 10.0 * 2.0 / mean_ms
    assert of_a_leg["uncertainty"].item() == pytest.approx(truth, rel=0.01)


def test_where_nobody_says_a_quarter_of_the_variance_is_each_legs_own():
    rows = rows_of("contact_time_asymmetry", stick_run("left", Sticks(event_sd_s=0.01)))
    random_ms = 10.0 * MEDIAN_TO_MEAN / np.sqrt(11)
    own_ms = 10.0 * np.sqrt(0.5)
    truth = 100.0 * np.sqrt(2) * np.hypot(random_ms, own_ms) / 238.0
    assert rows["uncertainty"].item() == pytest.approx(truth, rel=0.05)
