import numpy as np
import pytest

from midstance.metrics.angles import pitch_deg
from midstance.metrics.foot_shape import misshapen, toe_bend_deg

ANKLE, HEEL, TOE = np.array([[30.0, -40.0], [0.0, 0.0], [100.0, 5.0]])


def turned(point, angle_deg):
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.stack([c * point[0] - s * point[1], s * point[0] + c * point[1]], axis=-1)


@pytest.fixture
def foot():
    """Ankle, heel and toe of a foot that turns all the way round and travels."""
    angle_deg = np.linspace(0.0, 700.0, 90)
    place = np.stack([3.0 * angle_deg, -angle_deg], axis=-1)
    return [turned(point, angle_deg) + place for point in (ANKLE, HEEL, TOE)]


def test_a_rigid_foot_keeps_its_shape_however_it_turns(foot):
    assert not misshapen(*foot).any()


@pytest.mark.parametrize("mirror", [1.0, -1.0])
def test_a_toe_elsewhere_is_found_in_its_frames_only(foot, mirror):
    ankle, heel, toe = (point * [mirror, 1.0] for point in foot)
    toe[10:13] = heel[10:13] + 0.4 * (toe[10:13] - heel[10:13])
    toe[50] = heel[50] + turned(toe[50] - heel[50], 50.0)
    expected = np.isin(np.arange(90), [10, 11, 12, 50])
    assert (misshapen(ankle, heel, toe) == expected).all()


def test_what_is_not_seen_is_not_misshapen(foot):
    ankle, heel, toe = foot
    toe[20:30] = np.nan
    assert not misshapen(ankle, heel, toe).any()
    assert not misshapen(ankle, heel, np.full_like(toe, np.nan)).any()


def test_a_foot_that_always_trembles_is_not_thrown_out_for_it(foot):
    ankle, heel, toe = foot
    toe += np.random.default_rng(0).normal(0.0, 25.0, toe.shape)
    assert misshapen(ankle, heel, toe, n_sigmas=0.0).sum() > 3
    assert not misshapen(ankle, heel, toe).any()


@pytest.mark.parametrize("rise_deg", [0.0, 5.0, 15.0, 25.0])
def test_bend_and_line_add_up_to_the_heel_while_the_toes_lie_flat(rise_deg):
    heel = turned(np.array([-7.0, 0.0]), rise_deg)  # about the ball
    line = pitch_deg(heel, np.array([3.0, 0.0]), 1)
    assert line - toe_bend_deg(line) == pytest.approx(-rise_deg)


def test_a_shoe_bends_its_toes_only_so_far():
    assert toe_bend_deg(np.array([-40.0, -90.0, -120.0])).tolist() == [8.0] * 3
    assert np.isnan(toe_bend_deg(np.array([np.nan]))).all()
