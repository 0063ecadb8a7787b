import numpy as np
import pytest

from midstance.errors import ConfigError, SchemaError
from midstance.kernels.geometry.bones import mid_hip
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.kernels.geometry.pose_errors import position_error
from midstance.kernels.geometry.remap import to_skeleton
from midstance.lifting.lift import lift
from midstance.schema.skeletons import BLAZEPOSE_33, COCO_17, RUNNING_18, mirrored
from midstance.schema.tracks import FILLED, MISSING, SEEN, make_tracks
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run
from midstance.synth.observation.observe import observe

NAMES = RUNNING_18.keypoints
MIRROR = [NAMES.index(mirrored(name)) for name in NAMES]


def upright():
    """A body (parts of its height) in front of a camera that it has its back to.

    Axes right, down, ahead: the left side is on the left of the picture.
    """
    points = np.zeros((18, 3))
    heights = {"head": -0.4, "shoulder": -0.3, "knee": 0.25, "ankle": 0.5}
    for index, name in enumerate(NAMES):
        side, _, joint = name.partition("_")
        points[index, 0] = {"left": -0.1, "right": 0.1}.get(side, 0.0)
        points[index, 1] = heights.get(joint or name, 0.0)
        points[index, 2] = 0.1 if joint == "foot_index" else 0.0
    return points


class Always:
    """A network that gives the same answer whatever it sees."""

    lengths = None
    n_in = 54

    def __init__(self, points, expected=0.02):
        self.points, self.expected = points, expected

    def __call__(self, features):
        # The answer to a mirror image is the mirror image of the answer.
        by_point = features.reshape(-1, 18, 3)
        hips = [NAMES.index(f"{s}_hip") for s in ("left", "right")]
        is_mirror = by_point[:, hips[0], 0].mean() > by_point[:, hips[1], 0].mean()
        points = self.points[MIRROR] * [-1, 1, 1] if is_mirror else self.points
        doubt = np.full(18, np.log(self.expected))
        return np.tile(np.concatenate([points.ravel(), doubt]), (len(features), 1))


def seen(n_times=60, rate_hz=30.0, gap=(), never=(), keypoints=NAMES):
    """Pixels of somebody whose trunk is in the middle of the picture."""
    pixels = np.full((n_times, 2, 18, 1), np.nan)
    pixels[..., 0] = (400 * upright()[:, :2] + [960, 600]).T
    rows = [NAMES.index(name) for name in keypoints]
    pixels = pixels[:, :, rows]
    for name in never:
        pixels[:, :, list(keypoints).index(name)] = np.nan
    for name, frames in gap:
        pixels[frames, :, list(keypoints).index(name)] = np.nan
    return make_tracks(
        pixels,
        np.where(np.isnan(pixels[:, 0]), np.nan, 0.9),
        np.arange(n_times) / rate_hz,
        keypoints=keypoints,
        attrs={"image_width_px": 1920, "image_height_px": 1080},
    )


def place(tracks, name):
    return tracks["position"].sel(keypoint=name).isel(individual=0).to_numpy()


@pytest.fixture
def network():
    return Always(upright())


def test_axes_of_the_camera_are_right_away_and_up(network):
    lifted = lift(seen(), height_m=1.8, axes="camera", network=network)
    assert place(lifted, "head")[30] == pytest.approx([0.0, 0.0, 0.72], abs=1e-3)
    assert place(lifted, "left_foot_index")[30, 1] == pytest.approx(0.18, abs=1e-3)
    assert place(lifted, "right_hip")[30, 0] == pytest.approx(0.18, abs=1e-3)


def test_axes_of_the_person_are_forward_left_and_up(network):
    lifted = lift(seen(), height_m=1.8, network=network)
    assert lifted["heading_deg"].to_numpy() == pytest.approx([90.0])
    assert place(lifted, "left_hip")[30] == pytest.approx([0.0, 0.18, 0.0], abs=1e-3)
    assert place(lifted, "left_foot_index")[30, 0] == pytest.approx(0.18, abs=1e-3)


def test_height_sets_the_size(network):
    one, two = (lift(seen(), height_m=h, network=network) for h in (1.0, 2.0))
    assert two["position"].to_numpy() == pytest.approx(2 * one["position"].to_numpy())
    assert two["uncertainty"].to_numpy() == pytest.approx(0.04, rel=1e-5)


@pytest.mark.parametrize("rate_hz", [25.0, 60.0, 170.0])
def test_times_stay_those_of_the_tracks(network, rate_hz):
    tracks = seen(rate_hz=rate_hz)
    lifted = lift(tracks, height_m=1.8, network=network)
    assert np.array_equal(lifted["time"], tracks["time"])
    assert np.isfinite(lifted["position"]).all()
    assert lifted["position"].attrs["space_unit"] == "m"


def test_a_keypoint_that_is_never_seen_stays_nan(network):
    lifted = lift(seen(never=["left_heel"]), height_m=1.8, network=network)
    assert np.isnan(place(lifted, "left_heel")).all()
    assert (lifted["observed"].sel(keypoint="left_heel") == MISSING).all()
    assert np.isfinite(place(lifted, "right_heel")).all()


def test_a_skeleton_without_feet_gets_none(network):
    body = [name for name in COCO_17.keypoints if name in NAMES]
    lifted = lift(seen(keypoints=body), height_m=1.8, network=network)
    assert np.isnan(place(lifted, "left_foot_index")).all()
    assert np.isfinite(place(lifted, "neck")).all()


def test_a_short_gap_is_filled_and_marked(network):
    tracks = seen(gap=[("left_ankle", slice(20, 24))])
    lifted = lift(tracks, height_m=1.8, network=network)
    observed = lifted["observed"].sel(keypoint="left_ankle").isel(individual=0)
    assert (observed[20:24] == FILLED).all()
    assert (observed[:20] == SEEN).all()
    assert np.isfinite(place(lifted, "left_ankle")).all()


def test_a_long_gap_stays_one(network):
    tracks = seen(gap=[("left_ankle", slice(20, 40))])
    ankle = place(lift(tracks, height_m=1.8, network=network), "left_ankle")
    assert np.isnan(ankle[22:38]).all()
    assert np.isfinite(ankle[:20]).all()
    assert np.isfinite(ankle[40:]).all()


def test_nobody_in_sight_is_nan_throughout(network):
    lifted = lift(seen(never=NAMES), height_m=1.8, network=network)
    assert np.isnan(lifted["position"]).all()
    assert np.isnan(lifted["uncertainty"]).all()


def test_people_are_lifted_apart(network):
    import xarray as xr

    one = seen()
    other = seen(never=NAMES).assign_coords(individual=["person-2"])
    both = xr.concat([one, other], "individual", combine_attrs="override")
    lifted = lift(both, height_m=1.8, network=network)
    alone = lift(one, height_m=1.8, network=network)
    assert np.array_equal(
        lifted["position"].isel(individual=0), alone["position"].isel(individual=0)
    )
    assert np.isnan(lifted["position"].isel(individual=1)).all()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"height_m": 178.0}, r"height_m must lie between 0\.5 and 2\.6, got 178"),
        ({"height_m": 1.8, "focal_px": 0.0}, "focal_px must be above 0"),
        ({"height_m": 1.8, "axes": "world"}, "axes must be 'person' or 'camera'"),
    ],
)
def test_wrong_settings_are_refused(network, settings, message):
    with pytest.raises(ConfigError, match=message):
        lift(seen(), network=network, **settings)


def test_tracks_in_metres_are_refused(network):
    tracks = seen()
    tracks["position"].attrs["space_unit"] = "m"
    with pytest.raises(SchemaError, match="2D tracks in px"):
        lift(tracks, height_m=1.8, network=network)


def test_the_size_of_the_picture_is_needed(network):
    tracks = seen()
    del tracks.attrs["image_width_px"]
    with pytest.raises(SchemaError, match="image_width_px"):
        lift(tracks, height_m=1.8, network=network)


@pytest.mark.parametrize("azimuth_deg", [30.0, 90.0, 200.0])
def test_the_shipped_network_lifts_a_runner_it_never_saw(azimuth_deg):
    made = run(
        RunnerSettings(height_m=1.7, speed_m_s=3.3),
        duration_s=3.0,
        rate_hz=60.0,
        seed=5,
    )
    camera = orbit_camera(azimuth_deg, distance_m=5.0)
    lifted = lift(
        observe(made.tracks, camera),
        height_m=1.7,
        focal_px=camera.focal_px,
        axes="camera",
    )
    truth = to_skeleton(made.tracks, RUNNING_18)["position"].isel(individual=0)
    points = truth.transpose("time", "keypoint", "space").to_numpy()
    level = np.array([[1.0, 0, 0], [0, 0, 1.0], [0, -1.0, 0]])
    own = lifted["position"].isel(individual=0).transpose("time", "keypoint", "space")
    right = (points - mid_hip(points)) @ camera.rotation.T @ level.T
    assert position_error(own.to_numpy(), right).mean() < 0.07
    assert made.tracks.sizes["keypoint"] == len(BLAZEPOSE_33.keypoints)
