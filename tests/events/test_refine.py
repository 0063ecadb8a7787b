import numpy as np
import pytest

from midstance.events.motion import read_motion
from midstance.events.refine import refine_events


def stretched(gait, shift_s, **settings):
    """A runner whose fourth left contact, and all around it, is late."""
    tracks = gait(rate_hz=60.0, **settings)[0]
    time_s = tracks["time"].to_numpy()
    bump = shift_s * np.exp(-(((time_s - 2.26) / 0.12) ** 2))
    clock = time_s - bump
    late = tracks.copy(deep=True)
    values = tracks["position"].to_numpy()
    for index in np.ndindex(values.shape[1:]):
        late["position"].to_numpy()[(slice(None), *index)] = np.interp(
            clock, time_s, values[(slice(None), *index)]
        )
    return late


@pytest.mark.parametrize("shift_s", [-0.015, 0.015])
def test_a_late_contact_is_seen_late(shift_s, gait):
    late = read_motion(stretched(gait, shift_s), "person-1")
    even = read_motion(gait()[0], "person-1")
    leg = even.mean_leg("left")
    shifts, _ = refine_events(
        late.__class__(**{**late.__dict__, "phase_rad": even.phase_rad}),
        leg,
        np.array([0.82, 2.26, 3.70]),
    )
    assert shifts[1] == pytest.approx(shift_s, abs=0.004)
    assert np.abs(shifts[[0, 2]]).max() < 0.003


def test_an_even_runner_has_no_shifts(gait):
    motion = read_motion(gait()[0], "person-1")
    shifts, _ = refine_events(motion, motion.mean_leg("left"), np.arange(0.82, 5, 0.72))
    assert np.abs(shifts).max() < 0.002


def test_noise_makes_it_less_sure_and_more_cautious(gait):
    quiet = read_motion(gait(noise_px=0.5)[0], "person-1")
    loud = read_motion(gait(noise_px=12.0)[0], "person-1")
    times = np.arange(0.82, 5, 0.72)
    _, sure = refine_events(quiet, quiet.mean_leg("left"), times)
    _, unsure = refine_events(loud, loud.mean_leg("left"), times)
    assert unsure.min() > 2 * sure.max()


def test_where_nothing_is_seen_nothing_is_shifted(gait):
    tracks = gait()[0].copy(deep=True)
    blind = (tracks["time"] > 2.0) & (tracks["time"] < 2.5)
    tracks["position"] = tracks["position"].where(~blind)
    motion = read_motion(tracks, "person-1")
    shifts, sds = refine_events(motion, motion.mean_leg("left"), np.array([2.26]))
    assert shifts[0] == 0
    assert sds[0] == pytest.approx(0.008)


def test_each_event_may_be_expected_to_stray_as_far_as_it_does(gait):
    motion = read_motion(gait(noise_px=8.0)[0], "person-1")
    times = np.array([0.82, 2.26, 3.70])
    leg = motion.mean_leg("left")
    both = refine_events(motion, leg, times, jitter_s=np.array([0.002, 0.01, 0.002]))
    for own, near, far in zip(
        both,
        refine_events(motion, leg, times, jitter_s=0.002),
        refine_events(motion, leg, times, jitter_s=0.01),
        strict=True,
    ):
        assert own == pytest.approx([near[0], far[1], near[2]])
