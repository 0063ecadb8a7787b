import numpy as np
import pytest
from tests.metrics.conftest import (
    PHASES,
    rows_of,
    stick_run,
    values_of,
)


@pytest.mark.parametrize("view", ["left", "right"])
def test_dorsiflexion_contact_is_the_sole_against_the_shank(view):
    run = stick_run(view)
    s = run.sticks
    truth_deg = float(s.sole_deg(0.0) - s.thigh_deg(0.0) + s.knee_deg(0.0))
    assert values_of("dorsiflexion_contact", run) == pytest.approx(truth_deg, abs=0.05)


def test_dorsiflexion_peak_is_the_largest_dorsiflexion_of_the_stance(side_run):
    s = side_run.sticks
    phase = PHASES[s.duty >= PHASES]
    truth_deg = np.max(s.sole_deg(phase) - s.thigh_deg(phase) + s.knee_deg(phase))
    values = values_of("dorsiflexion_peak", side_run)
    assert values[np.isfinite(values)] == pytest.approx(truth_deg, abs=0.05)


def test_plantarflexion_peak_is_the_largest_plantarflexion_around_toe_off(side_run):
    s = side_run.sticks
    phase = PHASES[(0.5 * s.duty <= PHASES) & (s.duty + 0.1 >= PHASES)]
    truth_deg = np.max(-s.sole_deg(phase) + s.thigh_deg(phase) - s.knee_deg(phase))
    values = values_of("plantarflexion_peak", side_run)
    assert values[np.isfinite(values)] == pytest.approx(truth_deg, abs=0.05)


def test_toes_that_may_bend_are_an_error_that_all_strides_share(side_run):
    shared = rows_of("plantarflexion_peak", side_run).dropna()["shared_uncertainty"]
    assert 3.0 < shared.min() < shared.max() < 8.01
    assert np.ptp(shared) < 0.1
