import pytest
from tests.metrics.conftest import Sticks, stick_run, values_of


def test_it_is_contact_to_next_contact_of_the_same_foot():
    run = stick_run("left", Sticks(stride_s=0.68, right_phase=0.45))
    assert values_of("stride_time", run) == pytest.approx(680.0)


def test_one_foot_alone_is_enough(side_run):
    events = side_run.events[side_run.events["side"] == "left"]
    one_footed = side_run._replace(events=events)
    assert values_of("stride_time", one_footed) == pytest.approx(700.0)
