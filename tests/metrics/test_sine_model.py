from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import cumulative_trapezoid
from tests.metrics.conftest import (
    Sticks,
    recording_of,
    stick_run,
)

from midstance.errors import NotEnoughDataError
from midstance.metrics.sine_model import (
    GRAVITY_M_S2,
    Timing,
    estimated,
    leg_m,
    leg_shortening_m,
    peak_force_bw,
    sinking_m,
)

RUNNING = Timing(0.25, 0.1)


def test_force_of_a_half_sine_carries_the_body_over_the_step():
    """Its mean over contact and flight must be one body weight."""
    impulse = peak_force_bw(RUNNING) * 2 / np.pi * RUNNING.contact_s
    assert impulse == pytest.approx(RUNNING.contact_s + RUNNING.flight_s)


def test_sinking_is_what_the_half_sine_makes_of_the_fall():
    """Integrate force less weight twice from take-off speed down and up again."""
    time_s = np.linspace(0, RUNNING.contact_s, 20001)
    force = peak_force_bw(RUNNING) * np.sin(np.pi * time_s / RUNNING.contact_s)
    gain = cumulative_trapezoid(force - 1.0, time_s, initial=0) * GRAVITY_M_S2
    speed = gain - GRAVITY_M_S2 * RUNNING.flight_s / 2
    way = cumulative_trapezoid(speed, time_s, initial=0)
    assert sinking_m(RUNNING) == pytest.approx(-way.min(), rel=1e-3)


def test_a_leg_shortens_by_the_sinking_when_there_is_no_way():
    shortening = leg_shortening_m(RUNNING, 0.93, 0.0)
    assert shortening == pytest.approx(sinking_m(RUNNING))


def test_a_way_longer_than_two_legs_has_no_answer():
    assert np.isnan(leg_shortening_m(Timing(1.0, 0.1), 0.9, 2.0))


def test_leg_length_needs_the_height(side_run):
    assert leg_m(side_run.scene) == pytest.approx(0.53 * 1.75)
    with pytest.raises(NotEnoughDataError, match="height of the body"):
        leg_m(replace(side_run.scene, height_m=np.nan))


def test_walking_has_no_flight_and_no_estimate():
    walk = stick_run("left", Sticks(duty=0.6))
    with pytest.raises(NotEnoughDataError, match="flight"):
        estimated(recording_of(walk), peak_force_bw)


def test_the_error_of_the_model_is_shared_by_all_steps(side_run):
    rows = estimated(recording_of(side_run), peak_force_bw)
    share = rows["shared_uncertainty"] / rows["value"]
    assert share.to_numpy() == pytest.approx(0.07)
