import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.sets.exercises import exercise_pose
from midstance.synth.sets.manner import (
    HANDS,
    Manner,
    bump,
    draw_manner,
    kept_arms,
    there_and_back,
)


def test_a_side_that_does_not_exist_is_refused():
    with pytest.raises(ConfigError, match="leads must be 'left' or 'right'"):
        Manner(leads="both")


def test_people_differ_and_one_seed_gives_one_person():
    first, again, other = (
        draw_manner(np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert first == again != other


def test_there_and_back_is_whole_in_the_middle_and_a_bump_ends_at_its_sides():
    part = np.array([0.0, 0.5, 1.0])
    assert there_and_back(part) == pytest.approx([0.0, 1.0, 0.0])
    assert bump(part, 0.5, 0.25) == pytest.approx([0.0, 1.0, 0.0])


def test_hands_go_where_they_are_below_and_arms_that_hang_stay_upright():
    down = np.array([0.0, 1.0])
    stays = kept_arms(Manner(hands="hanging"), down, 40 * down)["left"]
    assert np.rad2deg(stays.forward) == pytest.approx([0.0, 40.0])
    goes = kept_arms(Manner(hands="hanging", hands_below="crossed"), down, 0.0)
    assert np.rad2deg(goes["right"].bent) == pytest.approx([HANDS["hanging"][2], 110.0])
    with pytest.raises(ConfigError, match="hands_below must be one of"):
        Manner(hands_below="in the pockets")


def test_knees_go_where_the_feet_point():
    body, apart = make_body(1.75), []
    for turned_out_deg in (0.0, 45.0):
        manner = Manner(width=1.8, turned_out_deg=turned_out_deg)
        pose = exercise_pose("squat", body, 0.5, manner=manner)
        knees, ankles = (
            pose[f"left_{part}"][0, 1] - pose[f"right_{part}"][0, 1]
            for part in ("knee", "ankle")
        )
        apart.append(knees / ankles)
    assert apart[0] < 0.9 < 1.05 < apart[1]
