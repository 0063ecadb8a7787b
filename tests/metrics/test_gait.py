import numpy as np
import pytest
from tests.metrics.conftest import Sticks, recording_of, stick_run

from midstance.errors import NotEnoughDataError
from midstance.metrics.gait import Event, Gait
from midstance.schema.events import make_events

FRAME_S = 1 / 60


def gait_of(events):
    return Gait.of(events, FRAME_S)


def test_an_event_of_unknown_uncertainty_is_sure_to_half_a_frame():
    rows = [
        ("anna", "left", "initial_contact", t, sd, "manual")
        for t, sd in ((0.0, np.nan), (0.7, 0.004))
    ]
    gait = gait_of(make_events(rows))
    assert gait.contacts["left"] == [Event(0.0, FRAME_S / 2), Event(0.7, 0.004)]


def test_the_parts_of_an_uncertainty_are_read_where_they_are_known():
    rows = [
        ("anna", "left", "initial_contact", 0.0, 0.005, "consensus", 0.003, 0.0),
        ("anna", "left", "initial_contact", 0.7, 0.005, "manual"),
    ]
    known, unknown = gait_of(make_events(rows)).contacts["left"]
    assert known == Event(0.0, 0.005, 0.003, 0.0)
    assert known.random_variance == pytest.approx(0.004**2)
    assert known.shared_variance == pytest.approx(0.003**2)
    assert unknown == Event(0.7, 0.005)
    assert unknown.shared_variance == pytest.approx(0.5 * 0.005**2)
    assert unknown.leg_variance == unknown.person_variance


def test_of_a_single_leg_is_left_what_the_other_one_does_not_share():
    event = Event(1.0, 0.013, 0.012, 0.003).of_the_leg_alone()
    assert event.time_s == 1.0
    assert event.uncertainty_s == pytest.approx(0.005)
    assert event.shared_variance == pytest.approx(0.003**2)
    assert event.random_variance == pytest.approx(0.004**2)


def test_one_contact_of_each_foot_is_no_gait():
    rows = [
        ("anna", side, "initial_contact", t, 0.0, "truth")
        for side, t in (("left", 0.0), ("right", 0.35))
    ]
    with pytest.raises(NotEnoughDataError, match="touch down twice"):
        gait_of(make_events(rows))


def test_steps_strides_and_stances_of_a_whole_recording_are_complete(side_run):
    gait = gait_of(side_run.events)
    n_contacts = len(gait.contacts["left"]) + len(gait.contacts["right"])
    assert gait.usual_stride_s == pytest.approx(0.7)
    assert len(gait.steps()) == n_contacts - 1
    assert len(gait.walks()) == 1
    assert len(gait.strides("left")) == len(gait.contacts["left"]) - 1
    assert all(stride.toe_off for stride in gait.strides("left"))


def test_steps_know_the_toe_off_of_the_foot_that_opens_them(side_run):
    for step in gait_of(side_run.events).steps():
        assert step.toe_off.time_s - step.contact.time_s == pytest.approx(0.238)


def test_a_missed_contact_leaves_out_its_number(side_run):
    contacts = side_run.events.index[side_run.events["event"] == "initial_contact"]
    gait = gait_of(side_run.events.drop(contacts[7]))
    (walk,) = gait.walks()
    numbers = [number for number, _ in walk]
    assert numbers == [n for n in range(len(contacts)) if n != 7]


def test_whole_body_numbers_follow_the_foot_with_more_strides():
    run = stick_run("left")
    is_left = run.events["side"] == "left"
    gait = gait_of(run.events.drop(run.events.index[is_left][:8]))
    assert {stride.side for stride in gait.longest_side()} == {"right"}


@pytest.mark.parametrize(("duty", "walks"), [(0.34, False), (0.49, False), (0.6, True)])
def test_who_has_both_feet_down_walks(duty, walks):
    gait = recording_of(stick_run("left", Sticks(duty=duty))).gait
    assert gait.is_walking() is walks


def test_without_toe_offs_nobody_knows_who_walks():
    run = stick_run("left", Sticks())
    contacts = run.events[run.events["event"] == "initial_contact"]
    assert recording_of(run._replace(events=contacts)).gait.is_walking() is None
