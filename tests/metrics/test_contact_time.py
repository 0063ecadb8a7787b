import numpy as np
import pytest
from tests.metrics.conftest import Sticks, rows_of, stick_run, values_of


def test_it_is_contact_to_toe_off():
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
