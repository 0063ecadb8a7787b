import pytest
from tests.metrics.conftest import Sticks, stick_run, values_of


def test_it_is_what_is_left_of_the_stride_after_the_contact():
    run = stick_run("left", Sticks(stride_s=0.7, duty=0.4))
    assert values_of("swing_time", run) == pytest.approx(420.0)
