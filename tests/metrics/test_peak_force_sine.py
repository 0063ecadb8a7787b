import numpy as np
import pytest
from tests.metrics.conftest import (
    Sticks,
    rows_of,
    stick_run,
    values_of,
)


def test_it_follows_from_contact_and_flight(side_run):
    truth = np.pi / 2 * (0.112 / 0.238 + 1)
    assert values_of("peak_force_sine", side_run) == pytest.approx(truth)


def test_a_late_toe_off_makes_contact_longer_and_flight_shorter():
    rows = rows_of("peak_force_sine", stick_run("left", Sticks(event_sd_s=0.01)))
    late = np.pi / 2 * ((0.112 - 0.01) / (0.238 + 0.01) + 1)
    by_events = abs(late - rows["value"].iloc[0])
    random = np.sqrt(rows["uncertainty"] ** 2 - rows["shared_uncertainty"] ** 2)
    assert random.to_numpy() == pytest.approx(by_events, rel=1e-6)
