import numpy as np
import pytest
import xarray as xr

from midstance.errors import NotEnoughDataError, SchemaError
from midstance.events.motion import each_person, read_motion
from midstance.kernels.geometry.cameras import rear_camera
from midstance.schema.events import times_s
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run
from midstance.synth.observation.observe import film


@pytest.mark.parametrize("forward", [1, -1])
def test_the_direction_is_that_of_the_run(forward, gait):
    assert read_motion(gait(forward=forward)[0], "person-1").direction == forward


def test_without_feet_the_direction_is_still_seen(gait):
    tracks = gait(forward=-1)[0]
    legs = [f"{s}_{k}" for s in ("left", "right") for k in ("hip", "knee", "ankle")]
    assert read_motion(tracks.sel(keypoint=legs), "person-1").direction == -1


def test_from_behind_there_is_no_direction(gait):
    tracks = gait()[0].copy(deep=True)
    tracks["position"].loc[{"space": "x"}] = 300.0
    assert read_motion(tracks, "person-1").direction == 0


@pytest.mark.parametrize("speed_m_s", [1.3, 3.0])
def test_from_behind_a_foot_is_ahead_near_its_contact(speed_m_s):
    made = run(RunnerSettings(speed_m_s=speed_m_s), duration_s=5.0, rate_hz=50.0)
    motion = read_motion(film(made, rear_camera()), "person-1")
    contacts = times_s(made.events, "left", "initial_contact")
    ahead = motion.times_at("left", 0.0)
    off_s = np.abs(ahead[:, None] - contacts).min(axis=1)
    assert off_s[1:-1].max() < 0.1 * motion.period_s


def test_the_stride_time_is_the_true_one(gait):
    motion = read_motion(gait(noise_px=3.0)[0], "person-1")
    assert motion.period_s == pytest.approx(0.72, abs=0.003)


def test_the_phase_turns_once_from_contact_to_contact(gait):
    tracks, truth = gait()
    motion = read_motion(tracks, "person-1")
    at = np.interp(
        times_s(truth, "left", "initial_contact")[1:-1],
        motion.time_s,
        motion.phase_of("left"),
    )
    np.testing.assert_allclose(np.diff(at), 2 * np.pi, atol=0.05)


def test_the_average_stride_of_a_noisy_runner_is_that_of_a_clean_one(gait):
    clean = read_motion(gait(duration_s=20.0)[0], "person-1").mean_leg("left")
    noisy = read_motion(gait(duration_s=20.0, noise_px=5.0)[0], "person-1")
    error = noisy.mean_leg("left").foot_forward - clean.foot_forward
    assert np.sqrt(np.mean(error**2)) < 0.2 * 5.0 / 240.0


def test_a_stretch_of_standing_still_has_no_strides(gait):
    tracks = gait(duration_s=12.0)[0].copy(deep=True)
    late = tracks["time"] > 6.0
    tracks["position"] = tracks["position"].where(~late, tracks["position"][360])
    motion = read_motion(tracks, "person-1")
    assert motion.times_at("left", 0.0).max() < 6.5
    assert len(motion.times_at("left", 0.0)) >= 7


def test_metres_with_a_height_axis_are_read_too(gait):
    tracks, _ = gait()
    plain = read_motion(tracks, "person-1")
    flat = tracks["position"]
    world = tracks.drop_vars("position")
    deep = np.stack(
        [
            flat.sel(space="x") / 250,
            0 * flat.sel(space="x"),
            -flat.sel(space="y") / 250,
        ],
        axis=1,
    )
    world = (
        tracks.drop_dims("space")
        .assign(
            position=(
                ("time", "space", "keypoint", "individual"),
                deep,
                {"space_unit": "m"},
            )
        )
        .assign_coords(space=list("xyz"))
    )
    solid = read_motion(world, "person-1")
    np.testing.assert_allclose(
        solid.up["left", "ankle"], plain.up["left", "ankle"], atol=1e-9
    )


def test_a_skeleton_without_knees_is_refused(gait):
    tracks = gait()[0].drop_sel(keypoint=["left_knee"])
    with pytest.raises(SchemaError, match="left_knee"):
        read_motion(tracks, "person-1")


def test_one_unseen_ankle_in_a_crowd_does_not_stop_the_others(gait):
    tracks = gait()[0]
    other = tracks.copy(deep=True).assign_coords(individual=["person-2"])
    other["position"].loc[{"keypoint": "left_ankle"}] = np.nan
    both = xr.concat([tracks, other], dim="individual")
    seen = []
    each_person(both, lambda motion: seen.append(motion.individual) or [])
    assert seen == ["person-1"]
    with pytest.raises(NotEnoughDataError):
        each_person(other, lambda motion: [])


def test_feet_that_are_hardly_lifted_are_read_from_behind():
    """By a long lens walkers lift theirs by 0.05 leg lengths and no more."""
    made = run(RunnerSettings(speed_m_s=0.8, knee_swing_peak_deg=42.0), duration_s=6.0)
    tracks = film(made, rear_camera(distance_m=12.0))
    motion = read_motion(tracks, "person-1")
    assert motion is not None
    assert motion.period_s == pytest.approx(made.gait.stride_s, rel=0.03)


def test_the_edges_are_where_somebody_begins_and_ends_to_run(gait):
    tracks = gait(duration_s=6.0)[0].copy(deep=True)
    seen = (tracks["time"] > 1.0) & (tracks["time"] < 5.0)
    tracks["position"] = tracks["position"].where(seen)
    motion = read_motion(tracks, "person-1")
    away_s = motion.from_edge_s(np.array([1.3, 3.0, 4.9]))
    assert away_s == pytest.approx([0.3, 2.0, 0.1], abs=0.05)
