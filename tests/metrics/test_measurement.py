from dataclasses import replace

import numpy as np
import pytest

from midstance.metrics import measurement
from midstance.metrics.base import ROW_COLUMNS
from midstance.metrics.gait import Event, Stance
from midstance.metrics.measurement import Length, Measurement
from midstance.metrics.recording import Recording, Signal

TIME_S = np.arange(0.0, 3.0, 1 / 60)


def signal_of(values, noise=0.0, shared=0.0):
    full = np.full(TIME_S.shape, 1.0)
    return Signal(TIME_S, values, noise * full, shared * full)


def test_at_an_event_its_uncertainty_counts_by_the_rate_of_change():
    ramp = signal_of(50.0 * TIME_S, noise=0.3, shared=0.4)
    value, random, shared = measurement.at(ramp, Event(1.234, 0.01))
    assert value == pytest.approx(61.7)
    assert random == pytest.approx(np.sqrt(0.09 + 0.125))
    assert shared == pytest.approx(np.sqrt(0.16 + 0.125))


def test_a_peak_inside_the_window_does_not_depend_on_the_events():
    wave = signal_of(10 * np.cos(5 * (TIME_S - 1.0)), noise=0.5)
    top = measurement.largest(wave, Event(0.7, 0.05), Event(1.4, 0.05))
    assert top == pytest.approx((10.0, 0.5, 0.0), abs=1e-3)


def test_a_peak_at_the_edge_depends_on_the_event_there():
    ramp = signal_of(50.0 * TIME_S)
    top = measurement.largest(ramp, Event(1.0, 0.0), Event(2.0, 0.01))
    assert top == pytest.approx((100.0, np.sqrt(0.125), np.sqrt(0.125)))


def test_smallest_is_the_largest_of_the_negative():
    wave = signal_of(10 * np.cos(5 * (TIME_S - 1.0)))
    low = measurement.smallest(wave, Event(1.2, 0.0), Event(2.0, 0.0))
    assert low.value == pytest.approx(-10.0, abs=1e-3)


def test_span_takes_slow_drift_off():
    wave = signal_of(4 * np.cos(2 * np.pi * TIME_S / 0.35) + 30.0 * TIME_S, noise=1.0)
    value, random, _ = measurement.span(
        wave, Event(1.0, 0.0), Event(1.35, 0.0), period_s=0.7
    )
    assert value == pytest.approx(8.0, abs=0.01)
    assert random == pytest.approx(np.sqrt(2 + 1 / 8))


def test_span_at_the_end_of_a_recording_looks_back_for_the_drift():
    wave = signal_of(4 * np.cos(2 * np.pi * TIME_S / 0.35) + 30.0 * TIME_S)
    last = measurement.span(wave, Event(2.6, 0.0), Event(2.95, 0.0), period_s=0.7)
    assert last.value == pytest.approx(8.0, abs=0.01)


def test_noise_averages_out_over_a_window_and_the_shared_part_does_not():
    level = signal_of(0 * TIME_S + 5.0, noise=1.0, shared=0.7)
    value, random, shared = measurement.average(level, Event(1.0, 0.0), Event(1.8, 0.0))
    assert (value, random, shared) == pytest.approx((5.0, 1 / 3, 0.7))


@pytest.mark.parametrize(
    "read",
    [
        lambda s: measurement.at(s, Event(1.0, 0.0)),
        lambda s: measurement.largest(s, Event(0.8, 0.0), Event(1.5, 0.0)),
        lambda s: measurement.average(s, Event(0.8, 0.0), Event(1.5, 0.0)),
        lambda s: measurement.span(s, Event(0.8, 0.0), Event(1.5, 0.0), period_s=0.7),
    ],
)
def test_what_lies_in_a_gap_is_not_read(read):
    holed = signal_of(np.where(np.abs(TIME_S - 1.0) < 0.03, np.nan, TIME_S))
    assert np.isnan(read(holed).value)


def test_a_scale_adds_an_error_in_proportion():
    in_cm = measurement.in_unit(Measurement(50.0, 1.0, 0.0), Length(0.2, 0.1))
    assert in_cm == pytest.approx((10.0, 0.2, 1.0))


def test_units_come_from_the_scene_and_the_leg(side_run):
    scene = replace(side_run.scene, m_per_px=0.004, m_per_px_uncertainty=0.0002)
    recording = Recording.of(side_run.tracks, side_run.events, scene)
    assert measurement.cm(recording) == Length(0.4, pytest.approx(0.05))
    leg = measurement.percent_of_leg(recording)
    assert leg.per_px * 250.0 * 0.87 == pytest.approx(100.0, rel=2e-3)


def test_a_scale_of_unknown_uncertainty_is_sure_to_5_percent(side_run):
    scene = replace(side_run.scene, m_per_px_uncertainty=np.nan)
    recording = Recording.of(side_run.tracks, side_run.events, scene)
    assert measurement.cm(recording).relative_sd == 0.05


def test_part_of_a_stance_lies_between_its_events():
    stance = Stance("left", Event(1.0, 0.01), Event(1.2, 0.03))
    assert measurement.part_of(stance, 0.5)[:2] == pytest.approx(
        (1.1, np.hypot(0.005, 0.015))
    )


@pytest.mark.parametrize(
    ("same_kind", "same_foot", "shared"),
    [(True, True, 0.0), (True, False, 2 * 4.0), (False, False, 2 * (9.0 + 4.0))],
)
def test_what_two_events_have_in_common_cancels(same_kind, same_foot, shared):
    first, last = (Event(t, np.sqrt(14.0), 3.0, 2.0) for t in (1.0, 1.5))
    found = measurement.duration(
        first, last, same_kind=same_kind, same_foot=same_foot, unit_s=1.0
    )
    assert found == pytest.approx((0.5, np.sqrt(2.0), np.sqrt(shared)))


def test_a_table_joins_both_parts_of_the_uncertainty():
    rows = measurement.table([("left", 1.0, Measurement(5.0, 3.0, 4.0))])
    assert tuple(rows.columns) == ROW_COLUMNS
    assert rows.iloc[0].tolist() == ["left", 1.0, 5.0, 5.0, 4.0]


def test_midstance_is_the_middle_third_of_the_stance():
    ramp = signal_of(30.0 * TIME_S, noise=0.3)
    stance = Stance("left", Event(1.0, 0.0), Event(1.3, 0.0))
    value, random, shared = measurement.in_midstance(ramp, stance)
    assert value == pytest.approx(30.0 * 1.15)
    assert random == pytest.approx(0.3 / np.sqrt(2))
    assert shared == 0.0


def test_midstance_of_unsure_events_is_as_unsure_as_they_move_it():
    ramp = signal_of(30.0 * TIME_S)
    stance = Stance("left", Event(1.0, 0.01), Event(1.3, 0.01))
    _, random, shared = measurement.in_midstance(ramp, stance)
    moved_s = 0.01 * np.hypot(2 / 3, 1 / 3)
    assert np.hypot(random, shared) == pytest.approx(30.0 * moved_s)


def test_swing_is_twice_the_amplitude_whatever_the_phase_and_the_drift():
    for phase in (0.0, 1.0, 2.5):
        wave = 3.0 * np.cos(2 * np.pi * TIME_S / 0.7 + phase) + 8.0 * TIME_S
        swing = measurement.swing_width(signal_of(wave), Event(1.0, 0), Event(1.7, 0))
        assert swing.value == pytest.approx(6.0, abs=0.15)


def test_swing_is_as_noisy_as_it_says():
    rng = np.random.default_rng(0)
    wave = 3.0 * np.cos(2 * np.pi * TIME_S / 0.7)
    found = []
    for _ in range(200):
        # Noise as smoothing leaves it: alike for about a tenth of a second.
        noise = np.convolve(rng.normal(0, 1, TIME_S.size + 5), np.ones(6) / 6, "valid")
        noisy = signal_of(wave + noise, noise=6**-0.5)
        found.append(measurement.swing_width(noisy, Event(1.0, 0), Event(1.7, 0)))
    scatter = np.std([swing.value for swing in found])
    assert scatter == pytest.approx(found[0].random, rel=0.3)


def test_a_gap_makes_no_swing():
    holed = signal_of(np.where(np.abs(TIME_S - 1.2) < 0.03, np.nan, TIME_S))
    assert np.isnan(measurement.swing_width(holed, Event(1.0, 0), Event(1.7, 0)).value)
