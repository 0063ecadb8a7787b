import pytest
from tests.metrics.conftest import Sticks, stick_run, values_of


@pytest.mark.parametrize(
    ("duty", "truth_ms"), [(0.34, 112.0), (0.5, 0.0), (0.6, -70.0)]
)
def test_it_is_negative_when_both_feet_are_on_the_ground(duty, truth_ms):
    run = stick_run("left", Sticks(stride_s=0.7, duty=duty))
    assert values_of("flight_time", run) == pytest.approx(truth_ms, abs=1e-6)
