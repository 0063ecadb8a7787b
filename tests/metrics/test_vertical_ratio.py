import pytest
from tests.metrics.conftest import values_of


def test_it_is_oscillation_by_step_length(side_run):
    truth = 100.0 * 0.08 / (3.0 * 0.35)
    assert values_of("vertical_ratio", side_run) == pytest.approx(truth, rel=1e-3)
