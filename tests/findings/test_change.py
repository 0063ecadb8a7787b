import numpy as np
import pandas as pd
import pytest

from midstance.findings.change import SHORTEST_S, change_along


def rows(drift, *, lasts_s=90.0, scatter=0.02, seed=0):
    """Contacts of both feet (250 and 262 ms) that change by `drift` in all."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(0.0, lasts_s, 0.35)
    side = np.where(np.arange(time_s.size) % 2, "left", "right")
    value = np.where(side == "left", 250.0, 262.0)
    value = value * (1 + drift * time_s / lasts_s)
    value = value * (1 + scatter * rng.normal(size=time_s.size))
    return pd.DataFrame({"time_s": time_s, "side": side, "value": value})


@pytest.mark.parametrize("drift", [-0.06, 0.0, 0.04, 0.1])
def test_a_known_change_is_found_within_its_doubt(drift):
    changes = [change_along(rows(drift, seed=seed)) for seed in range(30)]
    off = [
        (change - 100 * drift / (1 + drift / 2)) / doubt for change, doubt in changes
    ]
    assert abs(np.mean(off)) < 0.5
    assert 0.3 < np.std(off) < 1.3


def test_a_short_clip_says_nothing():
    assert change_along(rows(0.1, lasts_s=SHORTEST_S - 5)) is None


def test_few_strides_say_nothing():
    assert change_along(rows(0.1).iloc[:8]) is None


def test_missing_numbers_are_left_out():
    table = rows(0.05)
    table.loc[::3, "value"] = np.nan
    change, doubt = change_along(table)
    assert change == pytest.approx(100 * 0.05 / 1.025, abs=3 * doubt)
