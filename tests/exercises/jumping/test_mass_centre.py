import numpy as np
import pytest

from midstance.exercises.jumping.mass_centre import SEGMENTS, centre_of_mass
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.sets.exercises import exercise_pose

BODY = make_body(1.75)


def paths_of(name, phase):
    points = landmarks(exercise_pose(name, BODY, phase), BODY.scale)
    return {one: points[:, k] for k, one in enumerate(BLAZEPOSE_33.keypoints)}


def test_the_segments_are_a_whole_body():
    assert sum(share for share, *_ in SEGMENTS.values()) == pytest.approx(1.0)


def test_who_stands_has_it_at_more_than_half_of_the_height():
    where = centre_of_mass(paths_of("stand", [0.0]))[0]
    assert where[2] / BODY.height_m == pytest.approx(0.57, abs=0.03)  # Winter 2009
    assert where[1] == pytest.approx(0.0, abs=0.01)


def test_it_rises_more_than_the_hips_of_who_draws_up_the_legs():
    paths = paths_of("jump", [0.4, 0.5])
    risen_m = np.diff(centre_of_mass(paths)[:, 2])
    assert risen_m > 1.08 * np.diff(paths["left_hip"][:, 2])


def test_one_side_stands_for_the_other_and_too_little_for_none():
    paths = paths_of("squat", [0.0, 0.5])
    whole = centre_of_mass(paths)
    hidden = {
        k: np.full_like(v, np.nan) if k == "left_wrist" else v for k, v in paths.items()
    }
    assert centre_of_mass(hidden) == pytest.approx(whole, abs=0.02)
    legless = {k: v for k, v in paths.items() if "knee" not in k}
    assert np.isnan(centre_of_mass(legless)).all()
    assert centre_of_mass({}).shape == (0, 2)
