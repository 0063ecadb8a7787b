import numpy as np
import pytest

from midstance.schema.poses import FramePoses
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import individuals
from midstance.tracking.body import make_bodies, partners_of, trunk_of
from midstance.tracking.link import MIRROR_IMAGES, link
from midstance.tracking.phantoms.mirrors import without_mirror_images

TRUNK, PARTNERS = trunk_of(BLAZEPOSE_33), partners_of(BLAZEPOSE_33)


def seen(film, **settings):
    raw = film(noise_px=3.0, duration_s=4.5, **settings).reindex(
        keypoint=list(BLAZEPOSE_33.keypoints)
    )
    middle = raw["position"].mean("keypoint")
    xy = raw["position"].fillna(middle).isel(individual=0)
    return raw["time"].to_numpy(), xy.transpose("time", "keypoint", "space").to_numpy()


def image_of(xy, *, flip, size=0.8, errors_px=4.0):
    """The body in a mirror beside (-1) or behind (1) it, as a network sees it."""
    other = size * xy[:, PARTNERS] * [flip, 1]
    shift = [xy[..., 0].max() + 100 - other[..., 0].min(), 60]
    return other + shift + np.random.default_rng(1).normal(0, errors_px, xy.shape)


def frames_of(time_s, *people):
    frames = []
    for k, at_s in enumerate(time_s):
        xy = np.stack([one[k] for one in people]).astype(np.float32)
        frames.append((at_s, FramePoses(xy, np.full(xy.shape[:2], 0.9, np.float32))))
    return frames


def people_of(time_s, *people):
    bodies = make_bodies(frames_of(time_s, *people), BLAZEPOSE_33)
    return {k: [frame[k] for frame in bodies] for k in range(len(people))}


@pytest.mark.parametrize("flip", [-1, 1])
def test_a_mirror_image_is_nobody(film, flip):
    time_s, xy = seen(film)
    tracks = link(frames_of(time_s, image_of(xy, flip=flip), xy), BLAZEPOSE_33.name)
    assert individuals(tracks) == ["person-1"]
    assert tracks.attrs[MIRROR_IMAGES] == 1
    kept = tracks["position"].isel(individual=0).transpose("time", "keypoint", "space")
    assert np.abs(kept.to_numpy() - xy).max() < 0.01


@pytest.mark.parametrize("late", [0, 3, 12])
@pytest.mark.parametrize("flip", [-1, 1])
def test_two_who_run_at_nearly_one_cadence_are_two(film, late, flip):
    time_s, xy = seen(film, cadence_spm=166.0)
    _, other = seen(film, cadence_spm=172.0, speed_m_s=3.4, seed=4)
    other = np.roll(other, late, axis=0) * [flip, 1] + [2000, 0]
    if flip == -1:
        other = other[:, PARTNERS]
    people = people_of(time_s, xy, other)
    assert list(without_mirror_images(people, TRUNK, PARTNERS)) == [0, 1]


def test_two_who_stand_are_two(film):
    time_s, xy = seen(film)
    still = np.repeat(xy[:1], len(xy), axis=0)
    people = people_of(time_s, still, still[:, PARTNERS] * [-1, 1] + [3000, 0])
    assert list(without_mirror_images(people, TRUNK, PARTNERS)) == [0, 1]


def test_nobody_is_nobody():
    assert without_mirror_images({}, TRUNK, PARTNERS) == {}
