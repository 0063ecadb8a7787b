import numpy as np
import pytest

from midstance.formats.motion.plate_trial import read_plate_trial
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.pipeline.benchmark.clips import Condition, film_clip, m_per_px
from midstance.scene.belt import find_belt
from midstance.scene.scale import find_scale
from midstance.scene.scene import find_scene
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run
from midstance.synth.observation.noise import Noise, draw_network_error
from midstance.synth.observation.observe import film as see

CAMERA = {
    view: orbit_camera(azimuth) for view, azimuth in [("left", 90), ("rear", 180)]
}
PX_PER_M = CAMERA["left"].px_per_m((0.0, 0.0, 0.9))


@pytest.fixture(scope="module")
def made():
    return run(RunnerSettings(speed_m_s=3.0), duration_s=4.0, rate_hz=60.0)


@pytest.mark.parametrize("speed_m_s", [1.4, 3.0, 6.0])
@pytest.mark.parametrize("noise_px", [0.0, 3.0])
def test_the_belt_runs_as_fast_as_the_runner_was_told(speed_m_s, noise_px):
    one = run(RunnerSettings(speed_m_s=speed_m_s), duration_s=4.0, rate_hz=60.0)
    tracks = see(one, CAMERA["left"], noise=Noise(white_px=noise_px))
    belt = find_belt(tracks, one.events, view="left")
    assert belt.px_s == pytest.approx(speed_m_s * PX_PER_M, rel=0.035)
    assert 0.03 < belt.relative_sd < 0.07


@pytest.mark.parametrize("name", ["rbds001_2.5", "rbds012_3.5", "rbds024_4.5"])
def test_the_belt_under_real_people_is_read_within_two_percent(reference_data, name):
    trial = read_plate_trial(reference_data / "runners-on-plates" / f"{name}.npz")
    condition = Condition("right", 60.0, "exact")
    tracks = film_clip(trial, condition)
    person = str(tracks["individual"].values[0])
    events = trial.events(50).assign(individual=person)
    seen_s = tracks["time"].to_numpy()
    events = events[events["time_s"].between(seen_s[0], seen_s[-1])]
    belt = find_belt(tracks, events, view="right")
    px_per_m = belt.px_s / trial.speed_m_s
    assert px_per_m == pytest.approx(1 / m_per_px(trial, condition), rel=0.02)


@pytest.mark.parametrize("seed", range(4))
def test_habits_of_a_network_are_within_two_of_the_uncertainty(made, seed):
    noise = Noise(network=draw_network_error(seed))
    tracks = see(made, CAMERA["left"], noise=noise, seed=seed)
    belt = find_belt(tracks, made.events, view="left")
    error = belt.px_s / (3.0 * PX_PER_M) - 1
    assert abs(error) < 2 * belt.relative_sd


def test_a_mirrored_picture_shows_the_same_belt(made):
    tracks = see(made, CAMERA["left"])
    swap = {"left": "right", "right": "left"}
    mirrored = tracks.copy(deep=True)
    mirrored["position"].loc[{"space": "x"}] *= -1
    names = [str(name) for name in tracks.keypoint.values]
    other = [
        "_".join([swap[side], *rest]) if (side := name.split("_")[0]) in swap else name
        for name, rest in ((name, name.split("_")[1:]) for name in names)
    ]
    mirrored = mirrored.assign_coords(keypoint=other)
    events = made.events.assign(side=made.events["side"].map(swap))
    one = find_belt(tracks, made.events, view="left")
    assert find_belt(mirrored, events, view="right") == pytest.approx(one)


def test_feet_without_heels_and_toes_are_less_certain(made):
    tracks = see(made, CAMERA["left"])
    ankles = [n for n in tracks.keypoint.values if "heel" not in n and "index" not in n]
    belt = find_belt(tracks.sel(keypoint=ankles), made.events, view="left")
    assert belt.px_s == pytest.approx(3.0 * PX_PER_M, rel=0.05)
    assert belt.relative_sd > find_belt(tracks, made.events, view="left").relative_sd


def test_from_behind_no_belt_is_seen_moving(made):
    tracks = see(made, CAMERA["rear"])
    assert find_belt(tracks, made.events, view="rear") is None


def test_two_contacts_are_too_few(made):
    events = made.events[made.events["time_s"] < made.events["time_s"].min() + 0.9]
    assert find_belt(see(made, CAMERA["left"]), events, view="left") is None


def test_feet_that_run_the_other_way_give_no_belt(made):
    assert find_belt(see(made, CAMERA["left"]), made.events, view="right") is None


def test_the_speed_gives_the_scale_where_the_height_is_not_known(made):
    tracks = see(made, CAMERA["left"])
    scene = find_scene(tracks, "left", speed_m_s=3.0, events=made.events)
    assert scene.m_per_px == pytest.approx(1 / PX_PER_M, rel=0.04)
    assert scene.scale_source == "belt speed 3.00 m/s"
    both = find_scene(tracks, "left", speed_m_s=3.0, height_m=1.75, events=made.events)
    assert both.scale_source == "body height 1.75 m"


def test_overground_the_speed_is_no_scale(made):
    tracks = see(made, CAMERA["left"])
    scene = find_scene(
        tracks, "left", surface="overground", speed_m_s=3.0, events=made.events
    )
    assert np.isnan(scene.m_per_px)


def test_without_events_the_belt_says_nothing(made):
    tracks = see(made, CAMERA["left"])
    m_per_px, _, source = find_scale(tracks, view="left", height_m=None, belt_m_s=3.0)
    assert np.isnan(m_per_px)
    assert source == ""
