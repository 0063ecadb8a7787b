import numpy as np
import pytest
from tests.metrics.conftest import (
    Sticks,
    reason_of,
    rows_of,
    stick_run,
    values_of,
)


def test_stride_time_is_contact_to_next_contact_of_the_same_foot():
    run = stick_run("left", Sticks(stride_s=0.68, right_phase=0.45))
    assert values_of("stride_time", run) == pytest.approx(680.0)


def test_one_foot_alone_is_enough(side_run):
    events = side_run.events[side_run.events["side"] == "left"]
    one_footed = side_run._replace(events=events)
    assert values_of("stride_time", one_footed) == pytest.approx(700.0)


def test_unequal_steps_are_told_apart_by_the_foot_that_opens_them():
    run = stick_run("left", Sticks(stride_s=0.7, right_phase=0.45))
    assert values_of("step_time", run, "left") == pytest.approx(315.0)
    assert values_of("step_time", run, "right") == pytest.approx(385.0)


def test_uncertainty_is_that_of_both_contacts():
    rows = rows_of("step_time", stick_run("left", Sticks(event_sd_s=0.006)))
    # A quarter of the variance is that of both feet, and cancels.
    assert rows["uncertainty"].to_numpy() == pytest.approx(6.0 * np.sqrt(2 * 0.75))
    shared = 6.0 * np.sqrt(2 * 0.25)
    assert rows["shared_uncertainty"].to_numpy() == pytest.approx(shared)


def test_contact_time_is_contact_to_toe_off():
    run = stick_run("left", Sticks(stride_s=0.7, duty=0.4))
    assert values_of("contact_time", run) == pytest.approx(280.0)


def test_a_missed_toe_off_costs_its_stance_and_no_other():
    run = stick_run("left")
    is_off = run.events["event"] == "toe_off"
    gone = run.events.drop(run.events.index[is_off][3])
    before = rows_of("contact_time", run)
    after = rows_of("contact_time", run._replace(events=gone))
    assert len(after) == len(before) - 1
    assert after["value"].to_numpy() == pytest.approx(238.0)


def test_half_of_the_events_variance_is_shared_by_all_strides():
    rows = rows_of("contact_time", stick_run("left", Sticks(event_sd_s=0.01)))
    assert rows["uncertainty"].to_numpy() == pytest.approx(10.0 * np.sqrt(2))
    assert rows["shared_uncertainty"].to_numpy() == pytest.approx(10.0)


def test_swing_time_is_what_is_left_of_the_stride_after_the_contact():
    run = stick_run("left", Sticks(stride_s=0.7, duty=0.4))
    assert values_of("swing_time", run) == pytest.approx(420.0)


@pytest.mark.parametrize("duty", [0.25, 0.34, 0.62])
def test_duty_factor_is_contact_by_stride(duty):
    run = stick_run("left", Sticks(duty=duty))
    assert values_of("duty_factor", run) == pytest.approx(100 * duty)


@pytest.mark.parametrize(("duty", "truth_ms"), [(0.34, 112.0), (0.49, 7.0)])
def test_flight_time_is_what_the_stride_leaves_between_two_contacts(duty, truth_ms):
    run = stick_run("left", Sticks(stride_s=0.7, duty=duty))
    assert values_of("flight_time", run) == pytest.approx(truth_ms, abs=1e-6)


def test_walking_has_no_flight():
    run = stick_run("left", Sticks(stride_s=1.1, duty=0.6))
    reason = reason_of("flight_time", run)
    assert reason == "Only running has it, and this is walking."


@pytest.mark.parametrize(("duty", "truth_ms"), [(0.6, 110.0), (0.66, 176.0)])
def test_double_support_time_is_how_far_contact_exceeds_half_a_stride(duty, truth_ms):
    run = stick_run("left", Sticks(stride_s=1.1, duty=duty))
    for side in ("left", "right"):
        found = values_of("double_support_time", run, side)
        assert found == pytest.approx(truth_ms, abs=1e-6)


def test_running_has_no_double_support():
    run = stick_run("left", Sticks(duty=0.34))
    reason = reason_of("double_support_time", run)
    assert reason == "Only walking has it, and this is running."
