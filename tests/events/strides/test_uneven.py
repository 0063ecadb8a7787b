import numpy as np
import pytest

from midstance.events.strides.uneven import (
    UNSURE,
    USUAL_S,
    WHOLE,
    split_difference,
)

PERIOD_S = 0.7
READ_S = np.array([[0.0, 0.25], [0.0, 0.25]])


def seen(*, left_off_s=0.0, right_off_s=0.0, both_s=0.0):
    later = np.array([[both_s, both_s + left_off_s], [both_s, both_s + right_off_s]])
    return READ_S + later


def test_legs_that_differ_as_people_do_stay_as_they_were_read():
    later_s, sd_s = split_difference(
        READ_S, seen(left_off_s=0.9 * USUAL_S[1]), PERIOD_S
    )
    assert (later_s == 0).all()
    assert (sd_s == 0).all()


def test_a_large_difference_counts_in_full_and_leaves_the_mean():
    later_s, sd_s = split_difference(READ_S, seen(left_off_s=0.05), PERIOD_S)
    np.testing.assert_allclose(later_s[:, 1], WHOLE * np.array([0.025, -0.025]))
    np.testing.assert_allclose(later_s[:, 0], 0.0)
    assert sd_s[1] == pytest.approx(UNSURE * WHOLE * 0.025)


def test_where_it_is_not_clear_whether_it_counts_the_uncertainty_is_largest():
    at = [1.2 * USUAL_S[1], 1.5 * USUAL_S[1], 2.2 * USUAL_S[1]]
    sds = [split_difference(READ_S, seen(left_off_s=s), PERIOD_S)[1][1] for s in at]
    assert sds[0] < sds[1] > sds[2]


def test_what_the_network_says_of_both_legs_alike_moves_nothing():
    later_s, _ = split_difference(READ_S, seen(both_s=0.08), PERIOD_S)
    np.testing.assert_allclose(later_s, 0.0)


def test_left_and_right_are_treated_alike():
    one, _ = split_difference(READ_S, seen(left_off_s=0.03), PERIOD_S)
    other, _ = split_difference(READ_S, seen(right_off_s=0.03), PERIOD_S)
    np.testing.assert_allclose(one, other[::-1])


def test_a_whole_stride_is_no_difference():
    whole = seen() + np.array([[0.0, PERIOD_S], [0.0, 0.0]])
    later_s, _ = split_difference(READ_S, whole, PERIOD_S)
    np.testing.assert_allclose(later_s, 0.0, atol=1e-12)


def test_what_nobody_saw_moves_nothing():
    later_s, sd_s = split_difference(READ_S, np.full((2, 2), np.nan), PERIOD_S)
    assert (later_s == 0).all()
    assert (sd_s == 0).all()
