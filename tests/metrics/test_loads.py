from dataclasses import replace

import numpy as np
import pytest
from tests.metrics.conftest import (
    Sticks,
    recording_of,
    rows_of,
    stick_run,
    values_of,
)

from midstance.metrics.sine_model import (
    Timing,
    leg_shortening_m,
    peak_force_bw,
    sinking_m,
)


def test_a_runner_peaks_between_two_and_three_body_weights(side_run):
    rows = rows_of("peak_force", side_run)
    assert rows["side"].tolist() == ["left", "right"]
    assert rows["value"].between(2.0, 3.0).all()
    assert rows["uncertainty"].between(0.03, 0.3).all()


def test_a_time_on_the_ground_that_is_less_sure_makes_the_force_less_sure():
    sure = rows_of("peak_force", stick_run("left", Sticks()))
    unsure = rows_of("peak_force", stick_run("left", Sticks(event_sd_s=0.02)))
    np.testing.assert_allclose(unsure["value"], sure["value"])
    assert (unsure["uncertainty"] > 1.1 * sure["uncertainty"]).all()


def test_the_ground_carries_the_weight_over_a_step(side_run):
    rows = rows_of("vertical_impulse", side_run)
    step_s = recording_of(side_run).gait.usual_stride_s / 2
    # What comes below 50 N, before and after the stance, is not in it.
    np.testing.assert_allclose(rows["value"] / step_s, 0.968, atol=0.05)
    assert (rows["uncertainty"] < 0.03 * rows["value"]).all()


def test_the_half_sine_follows_from_contact_and_flight(side_run):
    truth = np.pi / 2 * (0.112 / 0.238 + 1)
    assert values_of("peak_force_sine", side_run) == pytest.approx(truth)


def test_a_late_toe_off_makes_contact_longer_and_flight_shorter():
    rows = rows_of("peak_force_sine", stick_run("left", Sticks(event_sd_s=0.01)))
    late = np.pi / 2 * ((0.112 - 0.01) / (0.238 + 0.01) + 1)
    by_events = abs(late - rows["value"].iloc[0])
    random = np.sqrt(rows["uncertainty"] ** 2 - rows["shared_uncertainty"] ** 2)
    assert random.to_numpy() == pytest.approx(by_events, rel=1e-6)


def test_vertical_stiffness_is_force_by_sinking_and_grows_with_the_mass(side_run):
    timing = Timing(0.238, 0.112)
    truth = peak_force_bw(timing) * 70.0 * 9.81 / sinking_m(timing) / 1000.0
    assert values_of("vertical_stiffness", side_run) == pytest.approx(truth)
    heavier = side_run._replace(scene=replace(side_run.scene, mass_kg=77.0))
    assert values_of("vertical_stiffness", heavier) == pytest.approx(1.1 * truth)


def test_vertical_stiffness_is_of_the_size_that_runners_have(side_run):
    assert 15.0 < values_of("vertical_stiffness", side_run)[0] < 50.0


def test_leg_stiffness_is_force_by_shortening_of_the_leg(side_run):
    timing = Timing(0.238, 0.112)
    shortening_m = leg_shortening_m(timing, 0.53 * 1.75, 3.0)
    truth = peak_force_bw(timing) * 70.0 * 9.81 / shortening_m / 1000.0
    assert values_of("leg_stiffness", side_run) == pytest.approx(truth)


def test_the_leg_is_softer_than_the_whole_body(side_run):
    leg = values_of("leg_stiffness", side_run)
    assert (leg < values_of("vertical_stiffness", side_run)).all()
