import numpy as np
import pytest
from tests.metrics.conftest import (
    Sticks,
    reason_of,
    rows_of,
    stick_run,
    values_of,
)

from midstance.errors import NotEnoughDataError


def jittery(**settings):
    return stick_run("left", Sticks(duration_s=30.0, **settings))


def truth_percent(run):
    contacts = run.events.query("side == 'left' and event == 'initial_contact'")
    lasts_s = np.diff(contacts["time_s"])
    return 100.0 * np.std(lasts_s, ddof=1) / lasts_s.mean()


def test_it_is_the_scatter_of_the_strides_by_their_mean():
    run = jittery(jitter_s=0.01)
    values = values_of("stride_time_variability", run, "left")
    assert values == pytest.approx(truth_percent(run))


def test_what_unsure_contacts_make_is_taken_off():
    run = jittery(jitter_s=0.01)
    rng = np.random.default_rng(0)
    late_s = rng.normal(0, 0.006, len(run.events))
    time_s = run.events["time_s"] + late_s
    events = run.events.assign(time_s=time_s, uncertainty_s=0.006)
    rows = rows_of("stride_time_variability", run._replace(events=events))
    row = rows[rows["side"] == "left"].iloc[0]
    assert row["value"] == pytest.approx(truth_percent(run), abs=2 * row["uncertainty"])


def test_scatter_within_the_contacts_uncertainty_is_no_finding():
    run = jittery(jitter_s=0.002, event_sd_s=0.01)
    with pytest.raises(NotEnoughDataError, match="higher frame rate"):
        rows_of("stride_time_variability", run)


def test_nine_strides_are_too_few():
    short = stick_run("left", Sticks(duration_s=6.5))
    assert "10 complete strides" in reason_of("stride_time_variability", short)
