import pytest
import xarray as xr

from midstance.bouts.clock import find_clock_doubts
from midstance.bouts.locomotion import find_bouts
from midstance.config import Config, Plugin
from midstance.errors import ConfigError
from midstance.kernels.geometry.cameras import side_camera
from midstance.pipeline.analyze import analyze_tracks
from midstance.pipeline.steps import (
    clean,
    clean_by_the_clock,
    find_events,
    find_scenes,
    measure,
)
from midstance.schema.video import VideoInfo
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.observation.noise import Noise
from midstance.synth.observation.observe import film as film_run

CLIP = VideoInfo("run.mp4", 1280, 720, 60.0, 6.0, 360)


@pytest.fixture(scope="module")
def raw(film):
    return film(rate_hz=60.0, noise_px=2.0, duration_s=4.0)


@pytest.fixture(scope="module")
def analysis(raw):
    config = Config().updated(subject={"height_m": 1.75, "speed_m_s": 3.0})
    return analyze_tracks(raw, config, video=CLIP)


def test_cleaned_tracks_are_not_cleaned_again(raw):
    once = clean(raw)
    xr.testing.assert_identical(clean(once), once)


def smoothing(**params):
    return Config(cleaning=(Plugin(name="lowpass", params=params),))


def test_tracks_cleaned_otherwise_are_refused_and_not_taken_as_they_are(raw):
    once = clean(raw, smoothing(cutoff_hz=6.0))
    assert once.attrs["processing"] == "lowpass(cutoff_hz=6.0)"
    xr.testing.assert_identical(clean(once, smoothing(cutoff_hz=6.0)), once)
    xr.testing.assert_identical(clean(once), once)
    reason = (
        r"cleaned before by lowpass\(cutoff_hz=6.0\), and the settings ask for "
        r"lowpass\(cutoff_hz=9.0\); give the raw tracks"
    )
    with pytest.raises(ConfigError, match=reason):
        clean(once, smoothing(cutoff_hz=9.0))
    with pytest.raises(ConfigError, match="ask for no step"):
        clean(once, Config(cleaning=()))


def test_a_setting_at_its_usual_value_is_no_other_cleaning(raw):
    once = clean(raw, smoothing())
    xr.testing.assert_identical(clean(once, smoothing(harmonics=6.0)), once)


def test_an_unknown_parameter_is_named(raw):
    config = Config(cleaning=(Plugin(name="lowpass", params={"cutoff": 6}),))
    with pytest.raises(ConfigError, match=r"'lowpass' has no parameter 'cutoff'"):
        clean(raw, config)


def test_the_steps_one_by_one_give_the_same_numbers(raw, analysis):
    tracks = clean(raw, analysis.config)
    events = find_events(tracks, analysis.config)
    scenes = find_scenes(tracks, analysis.config)
    measures, _ = measure(tracks, events, scenes, analysis.config)
    assert measures.equals(analysis.measures)


def test_a_clock_that_exchanged_legs_hide_is_found_once_they_are_put_right():
    made = run(RunnerSettings(cadence_spm=168.0), duration_s=6.0, rate_hz=30.0)
    noise = Noise(white_px=2.0, swap_rate_hz=2.0, swap_s=0.08)
    seen = film_run(made, side_camera("left"), noise=noise, seed=1)
    fast = seen.assign_coords(time=seen["time"] / 1.5)
    assert find_clock_doubts(fast, find_bouts(fast)) == []
    tracks, (doubt,), bouts = clean_by_the_clock(fast, Config())
    assert doubt.factor == pytest.approx(1 / 1.5, rel=0.15)
    assert tracks.sizes == fast.sizes
    assert bouts.equals(find_bouts(tracks))
    assert clean_by_the_clock(seen, Config())[1] == []
