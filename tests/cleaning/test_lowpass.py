import numpy as np
import pytest
import xarray as xr

from midstance.cleaning.base import cleaners
from midstance.errors import ConfigError
from midstance.schema.tracks import make_tracks


def tracks(time_s, values):
    position = np.stack([values, values], axis=1)[:, :, None, None]
    return make_tracks(
        position, np.ones((len(time_s), 1, 1)), time_s, keypoints=["left_ankle"]
    )


def smooth(own, **settings):
    return cleaners.build("lowpass", settings).apply(own)


@pytest.mark.parametrize("rate_hz", [25.0, 30.0, 60.0, 240.0])
def test_the_beat_of_a_run_is_kept_at_any_rate(rate_hz):
    time_s = np.arange(int(4 * rate_hz)) / rate_hz
    wave = np.sin(2 * np.pi * 2.8 * time_s)
    after = smooth(tracks(time_s, wave)).position[:, 0, 0, 0].to_numpy()
    assert np.abs(after - wave)[int(rate_hz / 2) : -int(rate_hz / 2)].max() < 0.02


def test_trembling_goes():
    time_s = np.arange(600) / 60
    noise = np.random.default_rng(0).normal(size=600)
    after = smooth(tracks(time_s, noise))
    assert float(after.position.std()) < 0.6


@pytest.mark.parametrize(("rate_hz", "used_hz"), [(10.0, 4.0), (60.0, 8.0)])
def test_a_low_frame_rate_lowers_the_cutoff_and_says_so(rate_hz, used_hz):
    time_s = np.arange(100) / rate_hz
    after = smooth(tracks(time_s, np.sin(time_s)), cutoff_hz=8.0)
    assert after["lowpass_hz"].item() == pytest.approx(used_hz)


@pytest.mark.parametrize(
    ("speed_m_s", "cadence_spm", "used_hz"),
    [(1.2, 100.0, 6.0), (3.0, 160.0, 8.0), (4.0, 190.0, 9.5), (9.0, 260.0, 13.0)],
)
def test_the_cutoff_follows_the_strides(film, speed_m_s, cadence_spm, used_hz):
    tracks = film(rate_hz=60.0, speed_m_s=speed_m_s, cadence_spm=cadence_spm)
    assert smooth(tracks)["lowpass_hz"].item() == pytest.approx(used_hz, abs=0.2)


def test_a_sprinters_foot_is_nearer_to_the_truth_than_with_a_fixed_cutoff(film):
    settings = {"view": "left", "rate_hz": 60.0, "speed_m_s": 9.0}
    truth = film(**settings).position.sel(keypoint="left_ankle")
    noisy = film(**settings, noise_px=3.0)

    def error(**params):
        after = smooth(noisy, **params).position.sel(keypoint="left_ankle")
        return float((after - truth).std())

    assert error() < 0.9 * error(cutoff_hz=7.0)


def test_two_people_have_a_cutoff_each(film):
    fast = film(speed_m_s=9.0, rate_hz=60.0).assign_coords(individual=["fast"])
    slow = film(speed_m_s=3.0, rate_hz=60.0).assign_coords(individual=["slow"])
    both = smooth(xr.concat([fast, slow], dim="individual"))
    for name, alone in (("fast", smooth(fast)), ("slow", smooth(slow))):
        assert np.allclose(both.position.sel(individual=[name]), alone.position)


def test_gaps_stay():
    time_s = np.arange(100) / 30
    values = np.sin(time_s)
    values[40:45] = np.nan
    after = smooth(tracks(time_s, values))
    assert np.isnan(after.position).all("space").sum() == 5


@pytest.mark.parametrize("settings", [{"cutoff_hz": 0}, {"order": 3}])
def test_settings_are_checked(settings):
    with pytest.raises(ConfigError, match=next(iter(settings))):
        cleaners.build("lowpass", settings)
