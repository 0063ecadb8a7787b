import numpy as np
import pandas as pd
import pytest

from midstance.exercises.fatigue import describe_fatigue, trend_over_set


def table(depths, durations):
    return pd.DataFrame({"depth_deg": depths, "duration_s": durations})


def test_a_straight_loss_is_found_without_doubt():
    trend = trend_over_set(np.linspace(100.0, 70.0, 7))
    assert trend.change_pct == pytest.approx(-30.0)
    assert trend.uncertainty_pct == pytest.approx(0.0, abs=1e-6)
    assert trend.is_clear


def test_the_doubt_covers_the_scatter():
    rng = np.random.default_rng(1)
    away = []
    for _ in range(300):
        trend = trend_over_set(np.linspace(100, 85, 8) + rng.normal(0, 3, 8))
        away.append((trend.change_pct + 15) / trend.uncertainty_pct)
    assert np.mean(np.abs(away) < 1) == pytest.approx(0.65, abs=0.1)


def test_gaps_do_not_move_the_line():
    values = np.linspace(100.0, 80.0, 9)
    values[[2, 5]] = np.nan
    assert trend_over_set(values).change_pct == pytest.approx(-20.0)


@pytest.mark.parametrize("values", [[90.0, 80.0, 70.0], [np.nan] * 8, [0.0] * 5])
def test_too_few_or_nothing_has_no_trend(values):
    assert trend_over_set(np.array(values)) is None


def test_what_is_lost_is_a_sentence():
    depths, durations = np.linspace(100, 75, 8), np.linspace(2.0, 3.0, 8)
    said = describe_fatigue(table(depths, durations))
    assert said == (
        "From the first to the last range falls by 25 ± 0 % and repetitions take "
        "50 ± 0 % longer."
    )
    assert describe_fatigue(table(depths[::-1], durations[::-1])) == ""
    assert describe_fatigue(table([100.0] * 8, [2.0] * 8)) == ""
