import cv2
import numpy as np
import pytest

from midstance.drawing.evidence import Wanted, choose_events, crop_around_person
from midstance.drawing.person import make_people
from midstance.schema.events import make_events
from midstance.schema.tracks import make_tracks

TIME_S = np.arange(40) / 20
NOTHING = make_events([])
NAMES = ("left_hip", "left_ankle", "right_hip", "right_ankle")


def person_at(x_px, events=NOTHING, height_px=200.0):
    """Somebody standing at `x_px`, 100 px below the upper edge."""
    position = np.empty((TIME_S.size, 2, 4, 1))
    position[:, 0] = x_px
    position[:, 1, :, 0] = 100 + height_px * np.array([0, 1, 0, 1])
    tracks = make_tracks(
        position, np.ones((TIME_S.size, 4, 1)), TIME_S, keypoints=NAMES
    )
    return make_people(tracks, events, {}, 1.0)


def row(side, event, time_s):
    return ("person-1", side, event, time_s, 0.01, "truth")


def test_the_event_nearest_to_a_frame_is_chosen():
    events = make_events(
        [
            row("left", "toe_off", 0.22),
            row("left", "toe_off", 1.149),
            row("right", "toe_off", 1.53),
        ]
    )
    chosen = choose_events(person_at(50, events), events, TIME_S)
    picked = {
        (one.side, one.event): (one.event_time_s, number)
        for number, wanted in chosen.items()
        for one in wanted
    }
    assert picked == {
        ("left", "toe_off"): (1.149, 23),
        ("right", "toe_off"): (1.53, 31),
    }


def test_all_four_come_from_one_stride_when_there_is_one_with_all():
    stride = [
        row("left", "initial_contact", 1.02),
        row("left", "toe_off", 1.23),
        row("right", "initial_contact", 1.36),
        row("right", "toe_off", 1.61),
    ]
    exact_but_elsewhere = row("left", "toe_off", 0.1)
    events = make_events([exact_but_elsewhere, *stride])
    chosen = choose_events(person_at(50, events), events, TIME_S)
    assert sorted(chosen) == [20, 25, 27, 32]


def test_a_foot_that_is_not_seen_is_no_evidence():
    events = make_events([row("left", "toe_off", 0.2)])
    assert choose_events(person_at(np.nan, events), events, TIME_S) == {}


def test_an_event_beyond_the_frames_is_no_evidence():
    events = make_events([row("left", "toe_off", 9.0)])
    assert choose_events(person_at(50, events), events, TIME_S) == {}


def shown(x_px, height_px=200.0, shape=(720, 1280)):
    """A red dot marks the middle of the person; the evidence and its picture."""
    (person,) = person_at(x_px, height_px=height_px)
    image = np.zeros((*shape, 3), np.uint8)
    middle = (int(x_px), int(100 + height_px / 2))
    cv2.circle(image, middle, 9, (255, 0, 0), cv2.FILLED)
    wanted = Wanted(person, "left", "toe_off", 0.51, 10)
    evidence = crop_around_person(image, wanted, 0.5)
    stored = np.frombuffer(evidence.jpeg, np.uint8)
    return evidence, cv2.imdecode(stored, cv2.IMREAD_COLOR_RGB)


@pytest.mark.parametrize("x_px", [20.0, 640.0, 1270.0])
def test_the_person_is_in_the_picture(x_px):
    _, picture = shown(x_px)
    y_px, _ = np.argwhere(picture[..., 0] > 150).mean(axis=0)
    assert y_px == pytest.approx(picture.shape[0] / 2, rel=0.1)


def test_all_pictures_have_one_shape_and_are_small():
    for x_px, height_px in ((20.0, 200.0), (640.0, 500.0), (1270.0, 90.0)):
        evidence, picture = shown(x_px, height_px)
        height, width = picture.shape[:2]
        assert width / height == pytest.approx(0.75, abs=0.02)
        assert height <= 480
        assert len(evidence.jpeg) < 40_000


def test_a_person_larger_than_the_picture_shows_all_of_it():
    _, picture = shown(100.0, 300.0, shape=(240, 320))
    assert picture.shape[0] == 240


def test_the_time_between_event_and_frame_is_stated():
    evidence, _ = shown(640.0)
    assert (evidence.individual, evidence.side, evidence.event) == (
        "person-1",
        "left",
        "toe_off",
    )
    assert evidence.frame_offset_s == pytest.approx(-0.01)
