import pytest
from tests.metrics.conftest import values_of


def test_a_forearm_held_at_a_right_angle_is_90_degrees(side_run):
    assert values_of("elbow_flexion", side_run) == pytest.approx(90.0, abs=1e-6)
