from dataclasses import replace

import numpy as np
import pytest

from midstance.schema.skeletons import get_skeleton
from midstance.tracking.body import alike, make_bodies, middle_torso_px

SKELETON = get_skeleton("blazepose-33")


def only(scene, **settings):
    [[found]], _ = scene.bodies([scene.frame(scene.body(200, **settings))])
    return found


def test_place_and_size_are_those_of_the_trunk(scene):
    found = only(scene, y_px=310.0, torso_px=80.0)
    assert found.centre_px == pytest.approx([200, 310], abs=1e-3)
    assert found.torso_px == pytest.approx(80)
    assert middle_torso_px([found]) == pytest.approx(80)


def test_a_trunk_bent_towards_the_camera_keeps_a_size(scene):
    shape = scene.body(200).astype(np.float32)
    for side in ("left", "right"):
        shape[SKELETON.keypoints.index(f"{side}_hip")] = shape[
            SKELETON.keypoints.index(f"{side}_shoulder")
        ]
    [[found]], _ = scene.bodies([scene.frame(shape)])
    assert found.torso_px > 50


def test_of_a_missing_pair_the_other_one_counts(scene):
    shape = scene.body(200).astype(np.float32)
    shape[SKELETON.keypoints.index("left_hip")] = np.nan
    [[found]], _ = scene.bodies([scene.frame(shape)])
    assert found.centre_px == pytest.approx([195, 300], abs=1e-3)


def test_the_build_knows_facing_but_not_place_and_size(scene):
    first, larger = only(scene), only(scene, y_px=400.0, torso_px=150.0)
    turned = only(scene, facing=-1.0)
    assert first.build == pytest.approx(larger.build, abs=1e-5)
    assert np.abs(first.build - turned.build).max() == pytest.approx(0.6, abs=1e-5)


def test_unsure_keypoints_count_less(scene):
    found = only(scene)
    expected = found.xy_px.copy()
    expected[:10] += 300
    unsure = replace(found, weight=np.where(np.arange(33) < 10, 0.05, 1.0))
    assert alike(found.xy_px, found, 50.0) == pytest.approx(1.0)
    assert alike(expected, found, 50.0) == pytest.approx(23 / 33, abs=0.01)
    assert alike(expected, unsure, 50.0) > 0.95


def test_nothing_is_alike_where_no_keypoint_is_known(scene):
    found = only(scene)
    assert alike(np.full((33, 2), np.nan), found, 50.0) == 0.0


def test_the_motion_of_a_followed_camera_is_taken_out(scene):
    # The camera pans 40 px a frame to the right, the person stands still.
    step = np.array([[1.0, 0, 40], [0, 1, 0], [0, 0, 1]])
    poses = scene.timed(
        [
            replace(scene.frame(scene.body(900 - 40 * k)), camera_step=step)
            for k in range(20)
        ]
    )
    steadied = make_bodies(poses, SKELETON, size_px=(1280, 720))
    places = [bodies[0].centre_px[0] for bodies in steadied]
    assert places == pytest.approx([900] * 20, abs=1e-2)
    as_filmed = make_bodies(poses, SKELETON)
    assert as_filmed[-1][0].centre_px[0] == pytest.approx(900 - 40 * 19)
