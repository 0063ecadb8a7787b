import pytest
from tests.metrics.conftest import values_of


def test_it_is_twice_the_amplitude_of_the_upper_arm(side_run):
    assert values_of("arm_swing", side_run) == pytest.approx(50.0, abs=0.01)
