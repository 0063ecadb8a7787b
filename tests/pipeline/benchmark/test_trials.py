from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from midstance.errors import ConfigError, FormatError
from midstance.events.strides.people import people_learned_from
from midstance.pipeline.benchmark.clips import conditions
from midstance.pipeline.benchmark.trials import (
    by_detector,
    by_table,
    known_people,
    score_trials,
    table_of,
)
from midstance.schema.tracks import load_tracks

BOTH = conditions(("left", "right"), (60.0,), ("exact",))


@pytest.fixture(scope="module")
def trials(trial_of):
    return [trial_of(3.0, "ann"), trial_of(3.6, "ben")]


@pytest.fixture(scope="module")
def rows(trials):
    return score_trials(trials, BOTH, by_detector("consensus"))


def test_a_detector_is_scored_on_everybody_from_both_sides(rows):
    assert set(rows["person"]) == {"ann", "ben"}
    assert set(rows["view"]) == {"left", "right"}
    assert rows["found_s"].notna().all()
    error = (rows["found_s"] - rows["true_s"])[rows["what"] == "initial_contact"]
    assert error.abs().max() < 0.03


def test_the_table_joins_both_sides_and_has_a_line_for_each_speed(rows):
    table = table_of(rows)
    assert set(table["seen_from"]) == {"side"}
    assert table["speed_m_s"].unique().tolist() == ["all", "3.0", "3.6"]
    assert (table.loc[table["speed_m_s"] == "all", "people"] == 2).all()
    assert (table.loc[table["speed_m_s"] != "all", "people"] == 1).all()


def test_events_of_another_tool_are_scored_by_clip_or_by_trial(trials, tmp_path):
    trial = trials[0]
    truth = trial.events()
    late = truth.assign(time_s=truth["time_s"] + 0.006)
    columns = ["clip", "side", "event", "time_s"]
    late.assign(clip=trial.name)[columns].to_csv(tmp_path / "a.csv", index=False)
    rows = score_trials([trial], BOTH, by_table(tmp_path / "a.csv"))
    own = rows[rows["what"].isin(["initial_contact", "toe_off"])]
    np.testing.assert_allclose(own["found_s"] - own["true_s"], 0.006)
    assert rows["uncertainty_s"].isna().all() or "left_right_contact" in set(
        rows["what"]
    )
    one = late.assign(clip=BOTH[0].of(trial))
    one[columns].to_csv(tmp_path / "b.csv", index=False)
    rows = score_trials([trial], BOTH, by_table(tmp_path / "b.csv"))
    found = rows.groupby("view")["found_s"].count()
    assert found["left"] > 20
    assert found["right"] == 0


def test_the_clips_are_written_for_other_tools(trials, tmp_path):
    score_trials(trials[:1], BOTH[:1], by_detector("fore_aft"), clips=tmp_path)
    tracks = load_tracks(tmp_path / f"{BOTH[0].of(trials[0])}.nc")
    assert tracks.sizes["keypoint"] == 12  # the legs, and shoulders to tell the view


@pytest.mark.parametrize("content", ["side,event,time_s\nleft,toe_off,1\n", None])
def test_a_table_without_clips_is_refused(content, tmp_path):
    path = tmp_path / "e.csv"
    if content:
        path.write_text(content, "utf-8")
    match = "clip is missing from side, event" if content else "There is no file"
    with pytest.raises(FormatError, match=match):
        by_table(path)


def test_a_clip_may_be_called_like_the_file_of_its_tracks(trials, tmp_path):
    trial, condition = trials[0], BOTH[0]
    own = trial.events().assign(clip=f"clips/{condition.of(trial)}.nc")
    columns = ["clip", "side", "event", "time_s"]
    own[columns].to_csv(tmp_path / "a.csv", index=False)
    rows = score_trials([trial], [condition], by_table(tmp_path / "a.csv"))
    assert rows["found_s"].notna().all()


def test_what_is_not_stated_is_within_nothing(trials, tmp_path):
    trial = trials[0]
    own = trial.events().assign(clip=trial.name)
    columns = ["clip", "side", "event", "time_s"]
    own[columns].to_csv(tmp_path / "a.csv", index=False)
    table = table_of(score_trials([trial], BOTH, by_table(tmp_path / "a.csv")))
    assert table[["stated_ms", "in_1", "in_2"]].isna().all(axis=None)
    assert (table["rmse_ms"] < 1e-6).all()


def test_a_table_of_other_clips_is_refused(trials, tmp_path):
    other = trials[0].events().assign(clip="somebody")
    other.to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(FormatError, match=r"such as 'somebody'.*such as 'ann"):
        score_trials(trials, BOTH, by_table(tmp_path / "a.csv"))


def test_what_is_never_found_has_no_spread(trials):
    table = table_of(score_trials(trials[:1], BOTH[:1], by_detector("fore_aft")))
    toe_off = table.set_index("what").loc["toe_off"]
    assert toe_off["found"] == 0
    assert np.isnan(toe_off["within_ms"])


def test_an_unknown_detector_is_refused():
    with pytest.raises(ConfigError, match="Unknown event detector 'zeno'"):
        by_detector("zeno")


def test_who_cannot_be_seen_is_left_out(trials):
    nobody = trials[0].world["position"] * np.nan
    unseen = replace(trials[0], world=trials[0].world.assign(position=nobody))
    rows = score_trials([unseen], BOTH[:1], by_detector("fore_aft"))
    assert rows.empty


def test_people_that_the_reader_learned_from_are_named(trials):
    known = sorted(people_learned_from())[0]
    assert known_people([*trials, replace(trials[0], person=known)]) == [known]
    assert known_people(trials) == []
    assert pd.Series(sorted(people_learned_from())).is_unique
