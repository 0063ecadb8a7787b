import pytest
from tests.metrics.conftest import Sticks, reason_of, stick_run, values_of


@pytest.mark.parametrize(("duty", "truth_ms"), [(0.6, 110.0), (0.66, 176.0)])
def test_it_is_how_far_contact_exceeds_half_a_stride(duty, truth_ms):
    run = stick_run("left", Sticks(stride_s=1.1, duty=duty))
    for side in ("left", "right"):
        found = values_of("double_support_time", run, side)
        assert found == pytest.approx(truth_ms, abs=1e-6)


def test_running_has_none():
    run = stick_run("left", Sticks(duty=0.34))
    reason = reason_of("double_support_time", run)
    assert reason == "Only walking has it, and this is running."
