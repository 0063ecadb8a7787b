import pytest
from tests.metrics.conftest import Sticks, stick_run, values_of


@pytest.mark.parametrize("duty", [0.25, 0.34, 0.62])
def test_it_is_contact_by_stride(duty):
    run = stick_run("left", Sticks(duty=duty))
    assert values_of("duty_factor", run) == pytest.approx(100 * duty)
