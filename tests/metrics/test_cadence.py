import numpy as np
import pytest
from tests.metrics.conftest import Sticks, rows_of, stick_run, values_of


@pytest.mark.parametrize("right_phase", [0.5, 0.44])
def test_both_feet_are_counted_even_when_steps_differ(right_phase):
    run = stick_run("left", Sticks(stride_s=0.7, right_phase=right_phase))
    assert values_of("cadence", run) == pytest.approx(120.0 / 0.7)


def test_one_foot_alone_still_gives_the_steps_of_both(side_run):
    events = side_run.events[side_run.events["side"] == "right"]
    one_footed = side_run._replace(events=events)
    assert values_of("cadence", one_footed) == pytest.approx(120.0 / 0.7)


def test_a_missed_contact_does_not_slow_the_runner(side_run):
    gone = side_run.events.drop(side_run.events.index[[8, 20]])
    assert values_of("cadence", side_run._replace(events=gone)) == pytest.approx(
        120.0 / 0.7
    )


def test_one_contact_less_moves_the_cadence_by_less_than_its_uncertainty():
    run = stick_run("left", Sticks(duration_s=12.0, event_sd_s=0.008))
    late_s = np.random.default_rng(4).normal(0.0, 0.008, len(run.events))
    events = run.events.assign(time_s=run.events["time_s"] + late_s)
    whole = rows_of("cadence", run._replace(events=events))
    for gone in events.index[events["event"] == "initial_contact"]:
        rows = rows_of("cadence", run._replace(events=events.drop(gone)))
        moved = rows["value"].median() - whole["value"].median()
        assert abs(moved) < whole["uncertainty"].median()


def test_stated_uncertainty_is_what_noisy_contacts_scatter():
    rng = np.random.default_rng(1)
    run = stick_run("left", Sticks(duration_s=12.0, event_sd_s=0.01))
    z = []
    for _ in range(40):
        late_s = rng.normal(0.0, 0.01, len(run.events))
        events = run.events.assign(time_s=run.events["time_s"] + late_s)
        rows = rows_of("cadence", run._replace(events=events))
        middle = rows.iloc[len(rows) // 2]
        z.append((middle["value"] - 120.0 / 0.7) / middle["uncertainty"])
    assert 0.7 < np.std(z) < 1.3
