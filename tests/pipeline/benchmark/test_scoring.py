from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from midstance.pipeline.benchmark.clips import Condition, film_clip
from midstance.pipeline.benchmark.scoring import (
    COLUMNS,
    QUANTITIES,
    agreement,
    compare,
    figures,
    tabulate,
)


@pytest.fixture(scope="module")
def trial(trial_of):
    return trial_of()


@pytest.fixture(scope="module")
def clip(trial):
    return film_clip(trial, Condition("left", 60.0, "exact"))


LEFT = Condition("left", 60.0, "exact")


def late(trial, contact_s=0.0, toe_off_s=0.0, **parts):
    events = trial.events()
    is_contact = events["event"] == "initial_contact"
    moved = events["time_s"] + np.where(is_contact, contact_s, toe_off_s)
    return events.assign(
        individual="person-1", time_s=moved, uncertainty_s=0.01, **parts
    )


def test_true_events_have_no_errors(trial, clip):
    rows = compare(late(trial), trial, clip, LEFT)
    assert tuple(rows.columns) == COLUMNS
    assert set(rows["what"]) == set(QUANTITIES)
    np.testing.assert_allclose(rows["found_s"], rows["true_s"], atol=1e-9)
    assert (rows["person"] == "ann").all()
    assert (rows["speed_m_s"] == 3.0).all()


def test_who_passes_lands_two_to_four_times(trial):
    passing = replace(LEFT, passes_at_s=3.0)
    rows = compare(late(trial), trial, film_clip(trial, passing), passing)
    n_contacts = (rows["what"] == "initial_contact").sum()
    assert 2 <= n_contacts <= 4
    np.testing.assert_allclose(rows["found_s"], rows["true_s"], atol=1e-9)


def test_durations_gain_what_their_ends_are_late(trial, clip):
    rows = compare(late(trial, 0.004, 0.014), trial, clip, LEFT)
    off_ms = 1e3 * (rows["found_s"] - rows["true_s"]).groupby(rows["what"]).median()
    assert off_ms["initial_contact"] == pytest.approx(4.0)
    assert off_ms["toe_off"] == pytest.approx(14.0)
    assert off_ms["contact_time"] == pytest.approx(10.0)
    assert off_ms["flight_time"] == pytest.approx(-10.0)
    assert off_ms["left_right_contact"] == pytest.approx(0.0, abs=1e-6)
    stated = rows.groupby("what")["uncertainty_s"].median()
    assert stated["contact_time"] == pytest.approx(0.01 * np.sqrt(2))


def test_a_contact_lasts_as_long_as_the_plate_says(trial, clip):
    rows = compare(late(trial), trial, clip, LEFT)
    lasts = rows.loc[rows["what"] == "contact_time", "true_s"]
    known = trial.stances["end_s"] - trial.stances["start_s"]
    assert lasts.median() == pytest.approx(known.median(), abs=3e-3)
    flights = rows.loc[rows["what"] == "flight_time", "true_s"]
    assert flights.median() == pytest.approx(0.5 * 60 / 85 - known.median(), abs=0.03)


def test_the_deviation_of_a_left_right_difference_is_that_of_single_legs(trial, clip):
    parts = {"person_uncertainty_s": 0.008, "leg_uncertainty_s": 0.006}
    rows = compare(late(trial, **parts), trial, clip, LEFT)
    stated = rows.set_index("what").loc["left_right_contact", "uncertainty_s"]
    # Four events, each with the error of its leg; nothing is left to chance here.
    assert stated == pytest.approx(2 * 0.006, rel=0.1)


def test_a_missed_event_is_counted_and_has_no_time(trial, clip):
    found = late(trial)
    third = found.index[(found["event"] == "toe_off") & (found["side"] == "left")][2]
    rows = compare(found.drop(index=third), trial, clip, LEFT)
    own = rows[(rows["what"] == "toe_off") & (rows["side"] == "left")]
    assert own["found_s"].isna().sum() == 1
    line = figures(own)
    assert line["found"] == pytest.approx(1 - 1 / len(own))


def test_the_other_threshold_is_another_truth(trial, clip):
    rows = compare(late(trial), trial, clip, LEFT, threshold_n=20)
    own = rows[rows["what"] == "toe_off"]
    np.testing.assert_allclose(own["found_s"] - own["true_s"], -0.01)


def test_events_outside_of_the_windows_do_not_count(trial, clip):
    short = replace(trial, windows_s=np.array([[2.0, 3.0]]))
    rows = compare(late(trial), short, clip, LEFT)
    own = rows[rows["what"].isin(["initial_contact", "toe_off"])]
    assert own["true_s"].between(1.97, 3.03).all()
    assert 3 <= len(own) <= 8


def rows_of(true_s, found_s, person, what="contact_time", sd_s=0.01):
    n = len(true_s)
    return pd.DataFrame(
        {
            "person": person,
            "trial": [f"t{number}" for number in range(n)],
            "view": "left",
            "rate_hz": 60.0,
            "noise": "exact",
            "side": "left",
            "what": what,
            "true_s": true_s,
            "found_s": found_s,
            "uncertainty_s": sd_s,
        }
    )


def test_the_figures_are_what_they_say():
    true_s = np.full(4, 0.25)
    found_s = true_s + np.array([0.010, 0.014, -0.002, 0.002])
    line = figures(rows_of(true_s, found_s, ["a", "a", "b", "b"], sd_s=0.011))
    assert line["people"] == 2
    assert line["bias_ms"] == pytest.approx(6.0)
    assert line["between_ms"] == pytest.approx(12 / np.sqrt(2))
    assert line["within_ms"] == pytest.approx(np.sqrt(16 / 2))
    assert line["rmse_ms"] == pytest.approx(np.sqrt((100 + 196 + 4 + 4) / 4))
    half = 1.96 * np.std([10, 14, -2, 2], ddof=1)
    assert (line["from_ms"], line["to_ms"]) == pytest.approx((6 - half, 6 + half))
    assert (line["in_1"], line["in_2"]) == pytest.approx((0.75, 1.0))


def test_every_person_counts_alike_in_the_shares():
    true_s = np.zeros(11)
    found_s = np.array([0.0] * 10 + [0.5])
    line = figures(rows_of(true_s, found_s, ["a"] * 10 + ["b"]))
    assert line["in_1"] == pytest.approx(0.5)


def test_a_difference_that_is_surely_the_other_way_round_is_counted():
    true_s, found_s = np.array([0.01, 0.01, -0.01]), np.array([-0.03, 0.03, 0.005])
    line = figures(rows_of(true_s, found_s, ["a", "b", "c"], "left_right_contact"))
    assert line["wrong_sign"] == pytest.approx(1 / 3)


def test_agreement_is_one_without_errors_and_falls_with_a_bias():
    true_s = np.array([0.20, 0.22, 0.24, 0.30])
    assert agreement(rows_of(true_s, true_s, list("abcd"))) == pytest.approx(1.0)
    biased = agreement(rows_of(true_s, true_s + 0.03, list("abcd")))
    # Variance between 18.67e-4, of the bias 4.5e-4 (both for two columns).
    variance = np.var(true_s, ddof=1)
    assert biased == pytest.approx(variance / (variance + 0.03**2 / 2))
    assert np.isnan(agreement(rows_of(true_s[:2], true_s[:2], list("ab"))))


def test_the_table_has_a_line_per_group_and_kind_of_number(trial, clip):
    rows = compare(late(trial, 0.004), trial, clip, LEFT)
    table = tabulate(rows, ["gait", "noise"])
    assert table["what"].tolist() == list(rows["what"].unique())
    contact = table.set_index("what").loc["initial_contact"]
    assert contact["bias_ms"] == pytest.approx(4.0)
    assert contact["gait"] == "run"


def test_nobody_found_is_nobody_scored(trial, clip):
    rows = compare(late(trial).iloc[:0], trial, clip, LEFT)
    assert rows["found_s"].isna().all()
    assert "left_right_contact" not in set(rows["what"])
