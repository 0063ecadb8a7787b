import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.tracking.choose import boxes_px, choose_people
from midstance.tracking.link import link


@pytest.fixture(scope="module")
def tracks(scene):
    """A tall one on the right, a small one on the left, one who comes late."""
    frames = [
        scene.frame(
            scene.body(900, torso_px=120),
            scene.body(300, torso_px=70),
            *([scene.body(600, torso_px=90)] if k >= 20 else []),
        )
        for k in range(60)
    ]
    return link(scene.timed(frames), "blazepose-33")


def test_without_a_wish_who_is_seen_longest_comes_first(tracks):
    assert choose_people(tracks) == ["person-1"]
    assert choose_people(tracks, people=2) == ["person-1", "person-2"]
    assert choose_people(tracks, people="all") == ["person-1", "person-2", "person-3"]


@pytest.mark.parametrize(
    ("runner", "name"),
    [
        ("left", "person-2"),
        ("right", "person-1"),
        ("nearest", "person-1"),
        ("person-3", "person-3"),
        ("310,330", "person-2"),
        ("540,120,660,560", "person-3"),
        ("600,300@1.5", "person-3"),
    ],
)
def test_a_runner_is_chosen_by_side_size_place_or_name(tracks, runner, name):
    assert choose_people(tracks, runner=runner) == [name]


def test_the_others_follow_the_chosen_one(tracks):
    found = choose_people(tracks, runner="person-3", people="all")
    assert found == ["person-3", "person-1", "person-2"]


def test_who_passes_by_is_no_candidate_for_a_side(scene):
    frames = [
        scene.frame(scene.body(500), *([scene.body(100)] if k < 12 else []))
        for k in range(90)
    ]
    tracks = link(scene.timed(frames), "blazepose-33")
    assert choose_people(tracks, runner="left") == ["person-1"]


@pytest.mark.parametrize("runner", ["5,5", "600,300@0.1", "2000,10,2100,50"])
def test_a_place_where_nobody_is_is_refused(tracks, runner):
    with pytest.raises(ConfigError, match=f"Nobody is ever at {runner}"):
        choose_people(tracks, runner=runner)


@pytest.mark.parametrize("runner", ["person-9", "Usain", "1,2,3", "3,4@x", "3,4@"])
def test_what_is_no_runner_is_refused_with_the_names_there_are(tracks, runner):
    with pytest.raises(ConfigError, match="person-1, person-2, person-3; got"):
        choose_people(tracks, runner=runner)


def test_where_nobody_was_found_nobody_is_chosen(scene):
    tracks = link(scene.timed([scene.frame()] * 5), "blazepose-33")
    assert choose_people(tracks, runner="left") == []


def test_boxes_hold_the_body_with_a_margin(tracks):
    boxes = boxes_px(tracks)
    assert boxes.shape == (60, 3, 4)
    assert np.isnan(boxes[0, 2]).all()
    height = (2.2 + 1) * 70
    assert boxes[0, 1, 3] == pytest.approx(300 + 2.2 * 70 + 0.1 * height, abs=3)
