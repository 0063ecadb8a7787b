import tomllib

import collect_norms as recipe
import numpy as np
import pandas as pd
import pytest

from midstance.formats.motion.plate_trial import PlateTrial
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run


def rows_of(values, metric="contact_time"):
    return pd.DataFrame(
        [
            {"metric": metric, "person": person, "value": value}
            | {"speed_m_s": 2.5, "height_m": 1.8}
            for person, value in values
        ]
    )


def test_a_person_is_one_value_however_many_legs_were_filmed():
    rows = rows_of([("ann", 250.0), ("ann", 270.0), ("bob", 300.0), ("bob", 300.0)])
    norms = tomllib.loads("\n".join(recipe.lines(rows, 2.5)))
    assert norms["n"] == 2
    assert norms["speed_m_s"] == 2.5
    assert norms["height_m"] == 1.8
    assert norms["family"] == "plates"
    assert norms["metrics"]["contact_time"] == {"mean": 280.0, "sd": 28.3}


def test_what_not_everybody_shows_or_what_was_learned_from_them_is_left_out():
    rows = pd.concat(
        [
            rows_of([("ann", 250.0), ("bob", 300.0)]),
            rows_of([("ann", 5.0)], "speed"),
            rows_of([("ann", 2.4), ("bob", 2.6)], "peak_force"),
        ]
    )
    norms = tomllib.loads("\n".join(recipe.lines(rows, 2.5)))
    assert set(norms["metrics"]) == {"contact_time"}


@pytest.fixture(scope="module")
def runner():
    """A synthetic runner on a treadmill, as a plate trial."""
    settings = RunnerSettings(speed_m_s=3.0, surface="treadmill")
    made = run(settings, duration_s=10.0, rate_hz=100.0)
    times = made.events["time_s"]
    truth = made.events[["side", "event"]].assign(time_50_n_s=times, time_20_n_s=times)
    about = {"surface": "treadmill", "belt_speed_m_s": 3.0, "height_m": 1.75}
    window = np.array([[0.0, 10.0]])
    return PlateTrial("ann_a", "ann", made.tracks, truth, window, about=about)


def test_the_near_leg_of_somebody_filmed_is_measured(runner):
    seen = recipe.seen_from(runner, "left", recipe.Settings())
    rows, curves = seen.numbers, seen.curves
    assert set(curves["side"]) == {"left"}
    knee = curves[curves["angle"] == "knee_flexion"]
    assert knee["value"].max() == pytest.approx(95, abs=25)
    assert set(rows["side"]) == {"left", "both"}
    assert {"contact_time", "knee_flexion_stance"} <= set(rows["metric"])
    assert (rows["person"] == "ann").all()


def test_how_people_differ_in_a_change_of_speed_is_a_spread_per_m_s():
    rows = pd.DataFrame(
        [
            {"metric": "contact_time", "person": person, "speed_m_s": speed}
            | {"height_m": 1.8, "value": 300.0 - slope * speed}
            for person, slope in (("ann", 30.0), ("bob", 40.0), ("cid", 50.0))
            for speed in (2.5, 3.5, 4.5)
        ]
    )
    told = tomllib.loads("\n".join(recipe.slope_lines(rows)))
    assert told["n"] == 3
    assert told["per_m_s"]["contact_time"] == pytest.approx(10.0)


def test_a_curve_that_not_everybody_shows_whole_is_left_out():
    rows = pd.DataFrame(
        [
            {"angle": angle, "percent": percent, "person": person, "value": value}
            for person, value in (("ann", 10.0), ("bob", 14.0))
            for percent in (0.0, 50.0, 100.0)
            for angle in ("knee_flexion", "dorsiflexion")
            if (angle, person, percent) != ("dorsiflexion", "bob", 50.0)
        ]
    )
    table = recipe.curve_table(rows)
    assert table.columns.tolist() == ["knee_flexion_mean", "knee_flexion_sd"]
    assert table.loc[50, "knee_flexion_mean"] == 12.0
    assert table.loc[50, "knee_flexion_sd"] == 2.83
