import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.schema.events import times_s
from midstance.synth.runner import RunnerSettings, run

EVEN = RunnerSettings(speed_m_s=2.5, cadence_spm=160.0, duty_factor=0.36, variability=0)


def test_cadence_and_contact_time_are_as_asked():
    made = run(EVEN, duration_s=6.0)
    contacts = times_s(made.events, "left", "initial_contact")
    offs = times_s(made.events, "left", "toe_off")
    assert np.diff(contacts) == pytest.approx(0.75, abs=1e-9)
    held = offs[offs > contacts[0]][:5] - contacts[:5]
    assert held == pytest.approx(0.36 * 0.75, abs=1e-9)


def test_the_same_run_at_another_frame_rate():
    slow = run(EVEN, duration_s=2.0, rate_hz=30.0, seed=3)
    fast = run(EVEN, duration_s=2.0, rate_hz=120.0, seed=3)
    every_fourth = fast.tracks["position"].values[::4]
    assert slow.tracks["position"].values == pytest.approx(every_fourth, abs=1e-12)
    assert slow.events.equals(fast.events)


def test_a_seed_gives_the_same_run_and_another_seed_another():
    varied = RunnerSettings()
    first, again, other = (run(varied, duration_s=2.0, seed=s) for s in (1, 1, 2))
    assert first.tracks.equals(again.tracks)
    assert not first.events.equals(other.events)


def test_impossible_rate_is_refused():
    with pytest.raises(ConfigError, match="rate_hz must be above 0"):
        run(EVEN, rate_hz=0.0)
