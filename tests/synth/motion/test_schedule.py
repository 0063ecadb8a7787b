import numpy as np
import pytest

from midstance.schema.events import times_s
from midstance.synth.motion.gait import RunnerSettings, resolve_gait
from midstance.synth.motion.schedule import make_schedule


def schedule_of(duration_s=20.0, seed=0, **settings):
    gait = resolve_gait(RunnerSettings(**settings))
    return gait, make_schedule(gait, duration_s, np.random.default_rng(seed))


def test_even_steps_have_the_exact_cadence_and_duty_factor():
    _, schedule = schedule_of(variability=0.0, cadence_spm=180.0, duty_factor=0.3)
    assert np.diff(schedule.contact_s) == pytest.approx(1 / 3, abs=1e-12)
    assert schedule.off_s - schedule.contact_s == pytest.approx(0.2, abs=1e-12)


def test_the_schedule_reaches_beyond_both_ends():
    _, schedule = schedule_of(duration_s=5.0)
    assert schedule.contact_s[4] < 0.0
    assert schedule.contact_s[-4] > 5.0


def test_start_phase_is_the_part_of_the_left_stride_that_is_over():
    gait, schedule = schedule_of(variability=0.0, start_phase=0.25)
    left = schedule.contact_s[schedule.of_side("left")]
    assert left[left > 0][0] == pytest.approx(0.75 * gait.stride_s)


def test_asymmetry_shifts_the_right_contact_and_shares_out_the_contact_time():
    gait, schedule = schedule_of(
        variability=0.0, step_asymmetry=0.03, contact_asymmetry=0.05
    )
    left, right = (schedule.of_side(side) for side in ("left", "right"))
    step = (schedule.contact_s[right] - schedule.contact_s[left]) / gait.stride_s
    assert step == pytest.approx(0.53)
    held = (schedule.off_s - schedule.contact_s) / gait.stride_s
    assert held[right] == pytest.approx(1.05 * gait.duty_factor)
    assert held[left] == pytest.approx(0.95 * gait.duty_factor)


def test_strides_vary_as_much_as_asked():
    gait, schedule = schedule_of(duration_s=900.0, variability=1.0)
    strides = np.diff(schedule.contact_s[schedule.of_side("left")])
    assert np.std(strides) / np.mean(strides) == pytest.approx(0.015, rel=0.15)
    assert np.mean(strides) == pytest.approx(gait.stride_s, rel=0.002)


def test_a_runner_never_has_both_feet_on_the_ground():
    _, schedule = schedule_of(
        duration_s=200.0, variability=3.0, speed_m_s=2.5, duty_factor=0.46
    )
    assert (schedule.off_s[:-1] < schedule.contact_s[1:]).all()


def test_phase_counts_strides_at_the_contacts():
    _, schedule = schedule_of()
    phase = schedule.phase()
    assert phase(schedule.contact_s[:4]) == pytest.approx([0.0, 0.5, 1.0, 1.5])
    assert (np.diff(phase(np.linspace(0.0, 20.0, 500))) > 0).all()


def test_events_are_the_exact_truth_within_the_span():
    _, schedule = schedule_of()
    events = schedule.events("anna", 1.0, 3.0)
    assert events["time_s"].between(1.0, 3.0).all()
    assert set(events["source"]) == {"truth"}
    assert (events["uncertainty_s"] == 0.0).all()
    found = times_s(events, "right", "toe_off")
    every = schedule.off_s[schedule.of_side("right")]
    assert found == pytest.approx(every[(every >= 1.0) & (every <= 3.0)])
