import numpy as np
import pytest

from midstance.cleaning.sides.laid_over import find_laid_over
from midstance.cleaning.swap_repair import SwapRepair
from midstance.schema.events import SIDES
from midstance.schema.tracks import FILLED, SEEN

ANKLE = 1


def legs(n=120, noise=0.01, limp=0.0):
    """Knee and ankle of two legs over four strides, and the phase of the stride."""
    phase = 2 * np.pi * np.arange(n) / 30
    rng = np.random.default_rng(0)

    def leg(turn, swing):
        ankle = [swing * np.cos(turn), 0.9 - 0.25 * (1 + np.sin(turn))]
        knee = [0.25 * np.cos(turn - 0.4), 0.45 + 0.05 * np.sin(turn)]
        path = np.stack([np.stack(knee, 1), np.stack(ankle, 1)], axis=1)
        return path + noise * rng.normal(size=path.shape)

    return phase, leg(phase, 0.5 - limp), leg(phase + np.pi, 0.5 + limp)


def passing(phase):
    """Frames in which the right leg swings past the left one."""
    return np.abs(phase % (2 * np.pi) - 1.5 * np.pi) < 0.25


def test_an_ankle_laid_on_the_other_leg_is_found_and_put_back():
    phase, left, right = legs()
    true, where = right.copy(), passing(phase)
    right[where, ANKLE] = left[where, ANKLE] + 0.03
    laid = find_laid_over(phase, left, right)
    assert np.array_equal(laid.flags[1, :, ANKLE], where)
    assert laid.flags.sum() == where.sum()
    off = np.linalg.norm(laid.places[1, where, ANKLE] - true[where, ANKLE], axis=1)
    assert off.max() < 0.08


@pytest.mark.parametrize("share", [0.45, 0.6, 0.8])
def test_an_ankle_between_both_legs_is_found_and_put_back(share):
    phase, left, right = legs()
    true, where = right.copy(), np.abs(phase - 5.4 * np.pi) < 0.25
    way = left[where, ANKLE] - right[where, ANKLE]
    right[where, ANKLE] += share * way
    laid = find_laid_over(phase, left, right)
    assert np.array_equal(laid.flags[1, :, ANKLE], where)
    assert laid.flags.sum() == where.sum()
    off = np.linalg.norm(laid.places[1, where, ANKLE] - true[where, ANKLE], axis=1)
    assert off.max() < 0.08


@pytest.mark.parametrize("both", [True, False])
def test_a_shorter_stride_is_left_alone(both):
    phase, left, right = legs(n=300)
    where = np.abs(phase - 9 * np.pi) < np.pi
    for leg in (left, right) if both else (left,):
        leg[where, :, 0] *= 0.55
    assert not find_laid_over(phase, left, right).flags.any()


def test_legs_in_their_places_stay_there():
    phase, left, right = legs()
    assert not find_laid_over(phase, left, right).flags.any()


def test_who_goes_unevenly_is_left_alone():
    phase, left, right = legs(limp=0.25)
    where = passing(phase)
    right[where, ANKLE] = left[where, ANKLE] + 0.03
    assert not find_laid_over(phase, left, right).flags.any()


@pytest.mark.parametrize("noise_px", [2.0, 5.0])
def test_in_tracks_such_joints_count_as_filled(film, noise_px):
    raw = film(noise_px=noise_px, duration_s=4.0)
    clean = raw.copy(deep=True)
    near, far = (raw["position"].sel(keypoint=f"{side}_ankle") for side in SIDES)
    apart = np.abs((near - far).sel(space="x").to_numpy()[:, 0])
    lifted = (near - far).sel(space="y").to_numpy()[:, 0]
    where = (apart < 40) & (lifted > 60)
    assert where.sum() >= 4
    laid = {"keypoint": "right_ankle", "time": raw["time"][where]}
    raw["position"].loc[laid] = near[where].to_numpy() + 4.0
    repaired = SwapRepair().apply(raw)
    flags = repaired["observed"].sel(keypoint="right_ankle").to_numpy()[:, 0]
    assert (flags[where] == FILLED).mean() > 0.8
    assert (flags[~where] == SEEN).all()
    filled = flags == FILLED
    off = (repaired - clean)["position"].sel(keypoint="right_ankle")[filled]
    assert np.linalg.norm(off.to_numpy()[..., 0], axis=1).mean() < 30
