import numpy as np
import pytest
import xarray as xr

from midstance.kernels.geometry.bones import mid_hip
from midstance.kernels.geometry.remap import to_skeleton
from midstance.metrics.base import measure
from midstance.metrics.lifted import (
    REAR,
    SIDE,
    is_read_from_3d,
    scene_of,
    view_from,
    with_lifted,
)
from midstance.schema.scene import Scene
from midstance.schema.skeletons import RUNNING_18
from midstance.synth.motion.runner import RunnerSettings, run

OBLIQUE = Scene(view="oblique", direction=1, surface="treadmill")


@pytest.fixture(scope="module")
def runner():
    return run(RunnerSettings(variability=0.0), duration_s=4.0, rate_hz=100.0)


@pytest.fixture(scope="module")
def lifted(runner):
    """The runner as a perfect lifting network would give him."""
    tracks = to_skeleton(runner.tracks, RUNNING_18)
    points = tracks["position"].transpose("time", "individual", "keypoint", "space")
    centred = points - mid_hip(points.to_numpy())
    doubt = xr.full_like(tracks["confidence"], 0.016)
    return tracks.assign(
        position=centred.transpose(*tracks["position"].dims), uncertainty=doubt
    )


def tables(runner, lifted, scene, names):
    scenes = {"person-1": scene}
    found = measure(
        view_from(lifted, SIDE).drop_vars("uncertainty"), runner.events, scenes, names
    )
    return with_lifted(*found, tracks_3d=lifted, events=runner.events, scenes=scenes)


def test_from_the_side_forward_is_to_the_right_and_up_is_up(lifted):
    seen = view_from(lifted, SIDE).isel(individual=0)
    assert seen["position"].attrs["space_unit"] == "px"
    x = seen["position"].sel(keypoint="left_foot_index", space="x")
    assert float((x - seen["position"].sel(keypoint="left_heel", space="x")).mean()) > 0
    assert float(seen["position"].sel(keypoint="head", space="y").max()) < -500
    assert float(seen["uncertainty"].mean()) == pytest.approx(16.0)


def test_from_behind_the_right_side_is_to_the_right(lifted):
    hips = view_from(lifted, REAR)["position"].sel(space="x").isel(individual=0)
    right, left = (
        hips.sel(keypoint=f"{side}_hip").mean() for side in ("right", "left")
    )
    assert float(right - left) > 100


@pytest.mark.parametrize(
    ("name", "view"),
    [("knee_flexion_contact", SIDE), ("trunk_lean", SIDE), ("pelvic_drop", REAR)],
)
def test_an_angle_is_what_the_view_that_shows_it_would_give(runner, lifted, name, view):
    found, missing = tables(runner, lifted, OBLIQUE, [name])
    assert missing.empty
    assert set(found["metric"]) == {name}
    scenes = {"person-1": scene_of(Scene(), view)}
    shown, _ = measure(view_from(lifted, view), runner.events, scenes, [name])
    assert found["value"].to_numpy() == pytest.approx(shown["value"].to_numpy())
    assert (found["uncertainty"] > 0.2).all()


def test_what_the_view_shows_stays_as_it_is(runner, lifted):
    scene = Scene(view="right", direction=1, surface="treadmill")
    found, _ = tables(runner, lifted, scene, ["knee_flexion_contact", "pelvic_drop"])
    assert not is_read_from_3d("knee_flexion_contact", scene)
    assert is_read_from_3d("pelvic_drop", scene)
    knee = found[found["metric"] == "knee_flexion_contact"]
    alone, _ = measure(
        view_from(lifted, SIDE).drop_vars("uncertainty"),
        runner.events,
        {"person-1": scene},
        ["knee_flexion_contact"],
    )
    assert np.array_equal(knee["uncertainty"], alone["uncertainty"])


@pytest.mark.parametrize("name", ["rearfoot_eversion", "step_width", "cadence", "new"])
def test_what_is_no_angle_or_too_fine_is_not_read(name):
    assert not is_read_from_3d(name, OBLIQUE)


def test_what_cannot_be_read_keeps_a_reason(runner, lifted):
    blind = lifted.assign(position=lifted["position"] * np.nan)
    names = ["knee_flexion_contact", "step_width"]
    _, missing = tables(runner, lifted, OBLIQUE, names)
    assert missing["metric"].tolist() == ["step_width"]
    scenes = {"person-1": OBLIQUE}
    _, missing = with_lifted(
        *measure(view_from(lifted, SIDE), runner.events, scenes, names),
        tracks_3d=blind,
        events=runner.events,
        scenes=scenes,
    )
    assert set(missing["metric"]) == set(names)


def test_someone_who_was_not_lifted_keeps_the_reason(runner, lifted):
    other = lifted.assign_coords(individual=["somebody"])
    scenes = {"person-1": OBLIQUE}
    found, missing = with_lifted(
        *measure(view_from(lifted, SIDE), runner.events, scenes, ["trunk_lean"]),
        tracks_3d=other,
        events=runner.events,
        scenes=scenes,
    )
    assert found.empty
    assert "Needs a view" in missing["reason"].iloc[0]
