import numpy as np
import pytest

from midstance.metrics import uncertainty

TIME_S = np.arange(600) / 60
PHASE = TIME_S / 0.7 % 1.0


@pytest.mark.parametrize("sd", [0.5, 3.0])
def test_noise_is_found_under_a_signal_that_repeats_and_drifts(sd):
    rng = np.random.default_rng(0)
    motion = 20 * np.cos(2 * np.pi * PHASE) + 4 * np.sin(6 * np.pi * PHASE)
    noisy = motion + 3 * TIME_S + rng.normal(0, sd, TIME_S.size)
    assert uncertainty.unrepeated_sd(noisy, PHASE) == pytest.approx(sd, rel=0.1)


def test_a_few_outliers_do_not_count_as_noise():
    rng = np.random.default_rng(0)
    noisy = rng.normal(0, 1.0, TIME_S.size)
    noisy[::50] += 100.0
    assert uncertainty.unrepeated_sd(noisy, PHASE) == pytest.approx(1.0, rel=0.15)


def test_too_short_a_recording_has_unknown_noise():
    assert np.isnan(uncertainty.unrepeated_sd(TIME_S[:20], PHASE[:20]))
    nothing = np.full(TIME_S.shape, np.nan)
    assert np.isnan(uncertainty.unrepeated_sd(nothing, PHASE))


def test_noise_of_points_is_told_from_steps_that_differ():
    rng = np.random.default_rng(0)
    wander = np.cumsum(rng.normal(0, 2.0, (TIME_S.size, 2)), axis=0)
    hip = wander + rng.normal(0, 1.5, wander.shape)
    knee = wander + np.array([0.0, 100.0]) + rng.normal(0, 1.5, wander.shape)
    noise = uncertainty.point_noise(
        {"hip": hip, "knee": knee}, [("hip", "knee"), ("knee", "tail")], PHASE
    )
    assert noise == pytest.approx({"hip": 1.5, "knee": 1.5}, rel=0.12)


def test_propagated_noise_is_what_many_trials_scatter():
    def angle(first, second):
        return np.degrees(np.arctan2(*(second - first).T))

    rng = np.random.default_rng(0)
    points = [np.array([[0.0, 0.0]]), np.array([[60.0, 80.0]])]
    sds = [np.array([1.0]), np.array([2.0])]
    stated = uncertainty.propagated(angle, points, sds)
    trials = [
        angle(
            *(p + rng.normal(0, sd, p.shape) for p, sd in zip(points, sds, strict=True))
        )
        for _ in range(4000)
    ]
    assert np.std(trials) == pytest.approx(stated[0], rel=0.04)


def test_noise_of_a_point_not_seen_is_unknown():
    point = np.array([[1.0, 2.0], [np.nan, np.nan]])
    sd = uncertainty.propagated(lambda p: p[:, 0], [point], [np.ones(2)])
    assert sd == pytest.approx([1.0, np.nan], nan_ok=True)


def test_a_gap_is_as_long_as_from_measured_to_measured_frame():
    marked = np.array([True, False, True, True, False])
    lasts_s = uncertainty.run_length_s(marked, np.array([0.0, 1.0, 2.0, 4.0, 7.0]))
    assert lasts_s.tolist() == [np.inf, 0.0, 6.0, 6.0, 0.0]
