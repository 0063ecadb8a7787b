import numpy as np
import pytest

from midstance.kernels.geometry.remap import to_skeleton
from midstance.schema.skeletons import (
    BLAZEPOSE_33,
    COCO_17,
    H36M_17,
    MIDDLES,
    RUNNING_18,
    SKELETONS,
)
from midstance.schema.tracks import make_tracks, path_of


def tracks_of(skeleton, n_space=2):
    rng = np.random.default_rng(0)
    n = len(skeleton.keypoints)
    return make_tracks(
        rng.random((3, n_space, n, 2)),
        rng.random((3, n, 2)),
        np.arange(3.0),
        keypoints=skeleton.keypoints,
        individuals=("a", "b"),
    )


@pytest.mark.parametrize("n_space", [2, 3])
def test_shared_keypoints_stay_where_they_are(n_space):
    tracks = tracks_of(BLAZEPOSE_33, n_space)
    ours = to_skeleton(tracks, RUNNING_18)
    same = ours.sel(keypoint="left_heel", individual="b")
    assert same.equals(tracks.sel(keypoint="left_heel", individual="b"))


def test_the_neck_is_midway_between_the_shoulders():
    tracks = tracks_of(BLAZEPOSE_33)
    neck = path_of(to_skeleton(tracks, RUNNING_18), "neck")
    shoulders = [path_of(tracks, f"{side}_shoulder") for side in ("left", "right")]
    assert neck == pytest.approx(np.mean(shoulders, axis=0))


def test_what_a_skeleton_does_not_know_is_nan():
    ours = to_skeleton(tracks_of(COCO_17), RUNNING_18)
    assert np.isnan(path_of(ours, "left_heel")).all()
    assert np.isfinite(path_of(ours, "head")).all()


def test_a_middle_with_a_missing_part_is_nan():
    tracks = tracks_of(COCO_17)
    tracks["position"].loc[{"keypoint": "left_hip", "time": 1.0}] = np.nan
    pelvis = path_of(to_skeleton(tracks, H36M_17), "pelvis")
    assert np.isnan(pelvis).all(axis=1).tolist() == [False, True, False]


def test_middles_mirror_onto_themselves():
    known = {name for skeleton in SKELETONS.values() for name in skeleton.keypoints}
    for parts in MIDDLES.values():
        assert set(parts) <= known
        swapped = {
            p.replace("left", "?").replace("right", "left").replace("?", "right")
            for p in parts
        }
        assert swapped == set(parts)


@pytest.mark.parametrize("source", SKELETONS.values(), ids=lambda s: s.name)
@pytest.mark.parametrize("target", SKELETONS.values(), ids=lambda s: s.name)
def test_between_any_two_skeletons_shared_names_stay_and_others_are_made_or_nan(
    source, target
):
    tracks = tracks_of(source).isel(individual=[0])
    ours = to_skeleton(tracks, target)
    assert tuple(ours["keypoint"].to_numpy()) == target.keypoints
    for name in target.keypoints:
        parts = [name] if name in source.keypoints else MIDDLES.get(name, ())
        path = path_of(ours, name)
        if parts and set(parts) <= set(source.keypoints):
            middle = np.mean([path_of(tracks, part) for part in parts], axis=0)
            assert path == pytest.approx(middle)
        else:
            assert np.isnan(path).all()


# What each skeleton can say about every other: number of keypoints that are not NaN.
@pytest.mark.parametrize(
    ("source", "target", "n_known"),
    [
        ("coco-17", "body-25", 19),
        ("blazepose-33", "body-25", 23),
        ("body-25", "running-18", 18),
        ("halpe-26", "blazepose-33", 21),
        ("mpii-16", "mpi-15", 15),
        ("mpi-15", "mpii-16", 16),
        ("mpii-16", "coco-17", 12),
        ("coco-17", "h36m-17", 16),
        ("halpe-26", "h36m-17", 17),
    ],
)
def test_so_many_keypoints_survive(source, target, n_known):
    tracks = tracks_of(SKELETONS[source])
    ours = to_skeleton(tracks, SKELETONS[target])["position"]
    known = np.isfinite(ours).all(("time", "space", "individual"))
    assert int(known.sum()) == n_known
