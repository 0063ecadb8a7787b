import numpy as np
import pytest

from midstance.schema.poses import N_SEEN, FramePoses
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.tracking.link import link
from midstance.tracking.second_look import carry_second_looks

KEYPOINTS = BLAZEPOSE_33.keypoints
RATE_HZ, TRUNK_PX = 30.0, 150.0
N_TIMES = 120


@pytest.fixture(scope="module")
def truth():
    """A runner seen from the side, shape (n_times, n_keypoints, 6)."""
    ran = run(RunnerSettings(speed_m_s=3.0), duration_s=4.0, rate_hz=RATE_HZ)
    position = ran.tracks["position"].isel(individual=0)
    names = [str(name) for name in position["keypoint"].to_numpy()]
    side = position.sel(space=["x", "z"]).transpose("time", "keypoint", "space")
    body = side.to_numpy()[:N_TIMES] * [300.0, -300.0]
    body -= body[:, :, :1].mean(axis=1, keepdims=True) * [1, 0]
    found = np.zeros((len(body), len(KEYPOINTS), N_SEEN))
    found[:, :, :2] = body.mean(axis=1, keepdims=True)
    for place, name in enumerate(KEYPOINTS):
        if name in names:
            found[:, place, :2] = body[:, names.index(name)]
    found[:, :, 2] = 0.9
    return found


def seen_by_a_smaller_network(truth):
    """What errs by the pose: the more the knee is bent, the farther off the foot."""
    knee, ankle, toe = (
        KEYPOINTS.index(f"left_{part}") for part in ("knee", "ankle", "foot_index")
    )
    off = 0.2 * (truth[:, ankle, :2] - truth[:, knee, :2])
    first = truth.copy()
    first[:, toe, :2] += off
    first[:, ankle, :2] += 0.5 * off
    return first


def looks_at(truth, frames):
    second = np.full_like(truth, np.nan)
    second[frames] = truth[frames]
    return second


def error_px(found, truth):
    return np.sqrt(((found - truth)[:, :, :2] ** 2).sum(axis=-1).mean())


def times_s(truth):
    return np.arange(len(truth)) / RATE_HZ


@pytest.mark.parametrize("every", [4, 6])
def test_what_is_seen_now_and_then_is_carried_to_the_other_frames(truth, every):
    first = seen_by_a_smaller_network(truth)
    second = looks_at(truth, slice(None, None, every))
    found = carry_second_looks(first, second, times_s(truth), KEYPOINTS)
    np.testing.assert_array_equal(found[::every], truth[::every])
    assert error_px(found, truth) < 0.35 * error_px(first, truth)


def test_legs_that_the_smaller_network_exchanges_are_put_right(truth):
    first = truth.copy()
    legs = [
        [KEYPOINTS.index(f"{side}_{part}") for side in ("left", "right")]
        for part in ("knee", "ankle", "heel", "foot_index")
    ]
    knees, ankles = legs[0], legs[1]
    bent = truth[:, ankles[0], 1] < np.median(truth[:, ankles[0], 1])
    for pair in legs:
        first[np.ix_(bent, pair)] = truth[np.ix_(bent, pair[::-1])]
    found = carry_second_looks(
        first, looks_at(truth, slice(None, None, 4)), times_s(truth), KEYPOINTS
    )
    apart = np.hypot(*(truth[:, knees[0], :2] - truth[:, knees[1], :2]).T)
    clear = apart > 0.3 * TRUNK_PX
    wrong = np.hypot(*(found - truth)[:, knees[0], :2].T) > 0.5 * apart
    assert wrong[clear].mean() < 0.4 * bent[clear].mean()


@pytest.mark.parametrize("wrong", ["nobody looked", "no body"])
def test_without_a_look_or_a_body_everything_stays(truth, wrong):
    first = seen_by_a_smaller_network(truth)
    frames = [] if wrong == "nobody looked" else slice(None, None, 4)
    names = KEYPOINTS if wrong == "nobody looked" else ["x"] * len(KEYPOINTS)
    second = looks_at(truth, frames)
    found = carry_second_looks(first, second, times_s(truth), names)
    unseen = np.isnan(second[:, 0, 0])
    np.testing.assert_array_equal(found[unseen], first[unseen])


def test_a_pose_unlike_all_that_were_looked_at_is_left_nearly_as_it_was(truth):
    first = seen_by_a_smaller_network(truth)
    lying = first[:, :, [1, 0, *range(2, N_SEEN)]]  # turned by a quarter
    second = np.full_like(lying, np.nan)
    both = np.concatenate([first[:20], lying[:20]])
    right = np.concatenate([truth[:20], second[:20]])
    found = carry_second_looks(both, right, np.arange(40) / RATE_HZ, KEYPOINTS)
    moved = np.abs(found[20:] - both[20:])[..., :2]
    assert moved.max() < 0.1 * np.abs(truth - first)[..., :2].max()


def test_a_gap_stays_a_gap(truth):
    first = seen_by_a_smaller_network(truth)
    first[50:60] = np.nan
    second = looks_at(truth, [0, 10, 20, 90])
    found = carry_second_looks(first, second, times_s(truth), KEYPOINTS)
    assert np.isnan(found[50:60]).all()
    assert np.isfinite(found[:50]).all()


def test_tracks_hold_what_the_larger_network_saw(truth):
    first = seen_by_a_smaller_network(truth).astype("f4")
    poses = []
    for number, seen in enumerate(first):
        look = None
        if number % 4 == 0:
            look = (truth[None, number] + np.array([500, 500, 0, 0, 0, 0])).astype("f4")
        pose = FramePoses(
            *(seen[None, :, :2] + 500, seen[None, :, 2]),
            xyz_m=seen[None, :, 3:],
            second_look=look,
        )
        poses.append((number / RATE_HZ, pose))
    tracks = link(poses, "blazepose-33")
    found = tracks["position"].isel(individual=0).transpose("time", "keypoint", "space")
    off = np.hypot(*np.moveaxis(found.to_numpy() - truth[..., :2] - 500, -1, 0))
    was = np.hypot(*np.moveaxis(first[..., :2] - truth[..., :2], -1, 0))
    assert off[::4].max() < 1e-3
    assert np.sqrt((off**2).mean()) < 0.35 * np.sqrt((was**2).mean())
