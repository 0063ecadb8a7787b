import numpy as np
import pytest

from midstance.errors import ConfigError, SchemaError
from midstance.kernels.geometry.bones import BONE_OF, to_bones
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.kernels.geometry.pose_errors import position_error
from midstance.kernels.geometry.remap import to_skeleton
from midstance.lifting.lift import TO_LEVEL
from midstance.lifting.world import lift_from_pose_network
from midstance.schema.skeletons import RUNNING_18
from midstance.synth.motion.runner import run
from midstance.synth.observation.observe import observe


@pytest.fixture(scope="module")
def made():
    return run(duration_s=1.0, rate_hz=30.0)


def with_world(made, azimuth_deg=90.0, scale=0.9):
    """Tracks in px whose network saw the truth, but of another size."""
    camera = orbit_camera(azimuth_deg)
    tracks = observe(made.tracks, camera)
    world = made.tracks["position"].to_numpy()
    hips = made.tracks["position"].sel(keypoint=["left_hip", "right_hip"])
    world = world - hips.mean("keypoint").expand_dims("keypoint", 2).to_numpy()
    seen = scale * np.einsum("ij,tjkn->tikn", camera.rotation, world)
    dims = ("time", "world_axis", "keypoint", "individual")
    return tracks.assign(world=(dims, seen)).assign_coords(world_axis=list("xyz"))


def points(tracks):
    own = tracks["position"].isel(individual=0)
    return own.transpose("time", "keypoint", "space").to_numpy()


@pytest.mark.parametrize("azimuth_deg", [0.0, 90.0, 215.0])
def test_the_person_faces_x_whatever_the_camera(made, azimuth_deg):
    lifted = lift_from_pose_network(with_world(made, azimuth_deg), height_m=1.75)
    truth = points(to_skeleton(made.tracks, RUNNING_18))
    hips = [RUNNING_18.keypoints.index(f"{s}_hip") for s in ("left", "right")]
    truth = truth - truth[:, hips].mean(axis=1, keepdims=True)
    # The camera looks down by a degree, and is taken for level.
    assert position_error(points(lifted), truth).mean() < 0.05


def test_height_sets_the_length_of_the_legs(made):
    lifted = lift_from_pose_network(with_world(made, scale=0.5), height_m=2.0)
    length = np.linalg.norm(to_bones(points(lifted)), axis=-1)
    leg = length[:, BONE_OF["left_knee"]] + length[:, BONE_OF["left_ankle"]]
    assert np.median(leg) == pytest.approx(0.491 * 2.0)


def test_what_the_network_did_not_give_is_nan(made):
    tracks = with_world(made)
    tracks["world"][5] = np.nan
    lifted = lift_from_pose_network(tracks, height_m=1.75)
    assert np.isnan(points(lifted)[5]).all()
    assert np.isfinite(points(lifted)[4]).all()


def test_tracks_without_3d_landmarks_are_refused(made):
    with pytest.raises(SchemaError, match="no 3D landmarks of the pose network"):
        lift_from_pose_network(made.tracks, height_m=1.75)
    with pytest.raises(ConfigError, match="height_m must be above 0"):
        lift_from_pose_network(with_world(made), height_m=0.0)


def test_level_axes_are_right_handed():
    assert np.linalg.det(TO_LEVEL) == pytest.approx(1.0)
