import pytest
from tests.metrics.conftest import Sticks, reason_of, stick_run, values_of


@pytest.mark.parametrize(("duty", "truth_ms"), [(0.34, 112.0), (0.49, 7.0)])
def test_it_is_what_the_stride_leaves_between_two_contacts(duty, truth_ms):
    run = stick_run("left", Sticks(stride_s=0.7, duty=duty))
    assert values_of("flight_time", run) == pytest.approx(truth_ms, abs=1e-6)


def test_walking_has_none():
    run = stick_run("left", Sticks(stride_s=1.1, duty=0.6))
    reason = reason_of("flight_time", run)
    assert reason == "Only running has it, and this is walking."
