import numpy as np
import pytest

from midstance.schema.poses import FramePoses
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import individuals
from midstance.tracking.body import make_bodies, trunk_of
from midstance.tracking.link import link
from midstance.tracking.phantoms.ghosts import without_ghosts

TRUNK = trunk_of(BLAZEPOSE_33)


def seen(film, **settings):
    tracks = film(duration_s=2.0, noise_px=1.0, **settings)
    xy = tracks["position"].isel(individual=0).transpose("time", "keypoint", "space")
    return tracks["time"].to_numpy(), xy.to_numpy()


def head_to_toe(xy):
    """A skeleton on the same body, the head on the feet."""
    middle = (xy.min(axis=1, keepdims=True) + xy.max(axis=1, keepdims=True)) / 2
    noise = np.random.default_rng(0).normal(0, 3, xy.shape)
    return 2 * middle - xy + noise


def frames_of(time_s, *people, confidence=(0.9, 0.6)):
    frames = []
    for k, at_s in enumerate(time_s):
        xy = np.stack([one[k] for one in people]).astype(np.float32)
        sure = np.repeat(confidence[: len(people)], xy.shape[1])
        sure = sure.reshape(xy.shape[:2]).astype(np.float32)
        frames.append((at_s, FramePoses(xy, sure)))
    return frames


def test_a_skeleton_head_to_toe_on_somebody_is_nobody(film):
    time_s, xy = seen(film)
    tracks = link(frames_of(time_s, xy, head_to_toe(xy)), BLAZEPOSE_33.name)
    assert individuals(tracks) == ["person-1"]
    kept = tracks["position"].isel(individual=0).transpose("time", "keypoint", "space")
    assert np.abs(kept.to_numpy() - xy).max() < 0.01


def test_it_is_the_same_whoever_comes_first(film):
    time_s, xy = seen(film)
    frames = frames_of(time_s, head_to_toe(xy), xy, confidence=(0.6, 0.9))
    tracks = link(frames, BLAZEPOSE_33.name)
    kept = tracks["position"].isel(individual=0).transpose("time", "keypoint", "space")
    assert individuals(tracks) == ["person-1"]
    assert np.abs(kept.to_numpy() - xy).max() < 0.01


@pytest.mark.parametrize("beside_torsos", [0.5, 1.0, 2.0])
def test_two_who_run_close_together_are_two(film, beside_torsos):
    time_s, xy = seen(film)
    torso_px = np.median(np.linalg.norm(xy[:, TRUNK[0]] - xy[:, TRUNK[2]], axis=1))
    other = np.roll(xy, 7, axis=0) + torso_px * np.array([beside_torsos, 0.1])
    bodies = make_bodies(frames_of(time_s, xy, other), BLAZEPOSE_33)
    people = {k: [frame[k] for frame in bodies] for k in (0, 1)}
    assert list(without_ghosts(people, TRUNK)) == [0, 1]


def test_two_skeletons_that_coincide_are_one(film):
    time_s, xy = seen(film)
    other = xy + np.random.default_rng(1).normal(0, 4, xy.shape)
    bodies = make_bodies(frames_of(time_s, xy, other), BLAZEPOSE_33)
    people = {"first": [frame[0] for frame in bodies]}
    people["second"] = [frame[1] for frame in bodies][5:]
    assert list(without_ghosts(people, TRUNK)) == ["first"]


def test_who_stands_on_the_head_beside_somebody_or_for_a_moment_is_real(film):
    time_s, xy = seen(film)
    far = head_to_toe(xy) + np.array([2 * np.ptp(xy[..., 0]), 0.0])
    moment = far.copy()
    moment[:10] = head_to_toe(xy)[:10]
    for other in (far, moment):
        bodies = make_bodies(frames_of(time_s, xy, other), BLAZEPOSE_33)
        people = {k: [frame[k] for frame in bodies] for k in (0, 1)}
        assert list(without_ghosts(people, TRUNK)) == [0, 1]


def test_nobody_is_nobody():
    assert without_ghosts({}, TRUNK) == {}
