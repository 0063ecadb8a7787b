import numpy as np
import pytest

from midstance.kernels.signals import cycles

LEFT = np.arange(6) * 0.7
RIGHT = LEFT + 0.35


def test_usual_stride_is_not_fooled_by_missed_contacts():
    missed = np.delete(LEFT, [1, 2, 4])
    assert cycles.usual_stride_s(missed, RIGHT) == pytest.approx(0.7)


def test_usual_stride_of_one_foot_alone_is_its_median():
    assert cycles.usual_stride_s(LEFT, np.empty(0)) == pytest.approx(0.7)


def test_without_two_contacts_there_is_no_usual_stride():
    assert np.isnan(cycles.usual_stride_s(LEFT[:1], RIGHT[:1]))


def test_strides_do_not_cross_a_missed_contact():
    own = np.delete(LEFT, 2)
    assert cycles.complete_strides(own, RIGHT, 0.7) == [(0, 1), (2, 3), (3, 4)]


def test_a_false_extra_contact_makes_no_short_stride():
    own = np.sort(np.append(LEFT, 1.6))
    assert cycles.complete_strides(own, RIGHT, 0.7) == [(0, 1), (1, 2), (4, 5), (5, 6)]


def test_a_contact_that_the_other_foot_missed_does_not_cost_the_stride():
    pairs = cycles.complete_strides(LEFT, np.delete(RIGHT, 2), 0.7)
    assert len(pairs) == len(LEFT) - 1


def test_steps_need_left_and_right_in_turn():
    times = np.array([0.0, 0.35, 0.70, 1.4, 1.75])
    is_left = np.array([True, False, True, True, False])
    assert cycles.complete_steps(times, is_left, 0.7) == [(0, 1), (1, 2), (3, 4)]


def test_missing_steps_are_counted_by_the_clock_and_the_foot():
    times = np.array([0.0, 0.4, 1.1, 2.1, 2.45])
    is_left = np.array([True, False, False, True, False])
    (chain,) = cycles.step_numbers(times, is_left, 0.7)
    assert chain == [(0, 0), (1, 1), (2, 3), (3, 6), (4, 7)]


@pytest.mark.parametrize(
    ("gap_s", "is_other_foot"),
    [(0.70, True), (0.35, False), (0.10, True), (0.90, False), (3.15, True)],
)
def test_a_gap_of_no_clear_number_of_steps_ends_the_chain(gap_s, is_other_foot):
    times = np.array([0.0, gap_s])
    is_left = np.array([True, not is_other_foot])
    assert cycles.step_numbers(times, is_left, 0.7) == [[(0, 0)], [(1, 0)]]


def test_a_stance_takes_the_first_toe_off_before_the_next_contact():
    toe_offs = np.array([-0.4, 0.25, 0.95, 2.35])
    assert cycles.stances(LEFT, toe_offs, 0.7) == [(0, 1), (1, 2), (3, 3)]


def test_a_stance_as_long_as_a_stride_lacks_its_toe_off():
    assert cycles.stances(np.array([0.0]), np.array([0.69]), 0.7) == []


def test_phase_runs_from_contact_to_contact_and_is_unknown_across_a_gap():
    contacts = np.array([1.0, 1.8, 3.4])
    phase = cycles.share_of_stride(np.array([0.9, 1.0, 1.4, 2.5]), contacts, 0.8)
    assert phase == pytest.approx([np.nan, 0.0, 0.5, np.nan], nan_ok=True)


def test_uneven_frames_of_a_smooth_signal_are_read_between_frames():
    rng = np.random.default_rng(0)
    time_s = np.cumsum(rng.uniform(0.02, 0.045, 200))
    at_s = np.linspace(time_s[3], time_s[-4], 997)
    value, rate = cycles.Curve(time_s, np.sin(6 * time_s)).sample(at_s)
    assert value == pytest.approx(np.sin(6 * at_s), abs=1e-3)
    assert rate == pytest.approx(6 * np.cos(6 * at_s), abs=0.06)


def test_gaps_and_the_outside_are_not_read():
    time_s = np.arange(10.0)
    values = np.where((time_s == 5), np.nan, time_s)
    value, rate = cycles.Curve(time_s, values).sample(
        np.array([-0.1, 2.5, 4.5, 5.0, 9.1])
    )
    assert value == pytest.approx([np.nan, 2.5, np.nan, np.nan, np.nan], nan_ok=True)
    assert np.isfinite(rate).tolist() == np.isfinite(value).tolist()


@pytest.mark.parametrize("n_valid", [2, 3])
def test_a_short_stretch_is_joined_by_straight_lines(n_valid):
    time_s = np.arange(6.0)
    values = np.where(time_s < n_valid, 2 * time_s, np.nan)
    value, rate = cycles.Curve(time_s, values).sample(np.array([0.5]))
    assert (value[0], rate[0]) == (1.0, 2.0)


def test_a_peak_lies_between_frames():
    time_s = np.arange(0, 1, 1 / 30)
    top = cycles.Curve(time_s, np.cos(7 * (time_s - 0.512))).largest(0.3, 0.7)
    assert top.time_s == pytest.approx(0.512, abs=5e-4)
    assert top.value == pytest.approx(1.0, abs=1e-4)
    assert top.rate == 0.0


def test_a_peak_at_the_edge_of_the_window_keeps_its_rate():
    time_s = np.arange(0, 1, 1 / 30)
    top = cycles.Curve(time_s, 3 * time_s).largest(0.2, 0.5)
    assert top == pytest.approx((1.5, 0.5, 3.0))


def test_a_peak_that_may_lie_in_a_gap_is_no_peak():
    time_s = np.arange(0, 1, 1 / 30)
    values = np.where(np.abs(time_s - 0.5) < 0.02, np.nan, time_s)
    assert np.isnan(cycles.Curve(time_s, values).largest(0.3, 0.7)).all()


def test_a_window_is_resampled_from_its_first_to_its_last_moment():
    time_s = np.arange(0, 1, 0.02)
    curve = cycles.Curve(time_s, 5 * time_s).resampled(0.2, 0.8, 4)
    assert curve == pytest.approx([1.0, 2.0, 3.0, 4.0])
