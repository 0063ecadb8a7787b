from dataclasses import replace

import numpy as np
import people_rows as recipe
import pytest

from midstance.errors import NotEnoughDataError
from midstance.events.strides.votes import N_DESCRIBED
from midstance.formats.motion.plate_trial import PlateTrial, write_plate_trial
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run

N_SERIES_ERROR = 9


def trial_of(person, speed_m_s, surface="treadmill", duration_s=14.0):
    settings = RunnerSettings(speed_m_s=speed_m_s, surface=surface)
    made = run(settings, duration_s=duration_s, rate_hz=100.0, seed=len(person))
    truth = made.events[["side", "event"]].assign(
        time_50_n_s=made.events["time_s"],
        time_20_n_s=made.events["time_s"]
        + np.where(made.events["event"] == "toe_off", 0.008, -0.004),
    )
    about = {"surface": surface, "belt_speed_m_s": speed_m_s}
    window = np.array([[0.0, duration_s]])
    return PlateTrial(f"{person}_a", person, made.tracks, truth, window, about=about)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("trials")
    for person, speed_m_s in (("ann", 3.0), ("bob", 3.4)):
        write_plate_trial(trial_of(person, speed_m_s), where / f"{person}_a.npz")
    return where


@pytest.fixture(scope="module")
def settings(folder):
    return replace(recipe.Settings(), trials=str(folder), n_clips=2)


@pytest.fixture(scope="module")
def rows(settings):
    return recipe.collect(settings)


def test_every_leg_of_every_clip_is_a_row(rows):
    assert 12 <= len(rows["person"]) <= 16  # two legs, sides, clips and people
    assert rows["described"].shape == (len(rows["person"]), N_DESCRIBED)
    assert set(rows["person"]) == {"ann", "bob"}
    assert set(rows["filmed"]) == {"left", "right"}
    assert {"near", "clip", "rate_hz", "period_s"} <= set(rows)


def test_the_truth_lies_where_the_votes_of_synthetic_people_do(rows):
    votes = rows["described"][:, -4:].reshape(-1, 2, 2).mean(axis=1)
    off_s = votes - rows["after_s"][:, :, 0]
    assert np.median(np.abs(off_s)) < 0.015
    later = rows["after_s"][..., 1] - rows["after_s"][..., 0]
    np.testing.assert_allclose(
        later, np.tile([-0.004, 0.008], (len(later), 1)), atol=2e-4
    )


def test_the_same_settings_give_the_same_rows_on_two_processes(settings, rows):
    again = recipe.collect(replace(settings, n_processes=2))
    np.testing.assert_allclose(again["described"], rows["described"])


def test_from_the_front_nobody_has_feet(settings):
    seen = recipe.collect(replace(settings, view="front", n_clips=4))
    assert len(seen["person"]) > 0
    series = seen["described"][:, : recipe.N_DESCRIBED]
    has_feet = series[:, 275]
    assert (has_feet == 0).all()


def test_who_crosses_is_seen_for_a_second_or_two_and_lands_as_on_the_belt(settings):
    crossing = recipe.collect(replace(settings, view="crossing"))
    assert set(crossing["view"]) == {"crossing"}
    assert crossing["lasts_s"].max() < 3.0
    assert np.isfinite(crossing["after_s"]).all(axis=(1, 2)).mean() > 0.7
    votes = crossing["described"][:, -4:].reshape(-1, 2, 2).mean(axis=1)
    assert np.nanmedian(np.abs(votes - crossing["after_s"][:, :, 0])) < 0.025


def test_a_crossing_without_a_true_contact_gives_no_row(tmp_path):
    trial = trial_of("eve", 3.0)
    nothing = replace(trial, truth=trial.truth.iloc[:0])
    write_plate_trial(nothing, tmp_path / "eve_a.npz")
    clip = recipe.Clip(tmp_path / "eve_a.npz", "left", 0, recipe.Settings())
    assert recipe.rows_of(clip) == []
    lonely = replace(recipe.Settings(), trials=str(tmp_path), n_clips=1)
    with pytest.raises(NotEnoughDataError, match="shows a gait"):
        recipe.collect(lonely)


def test_a_hidden_leg_is_the_far_one_and_gone_a_third_of_the_time(folder):
    trial = recipe.opened(folder / "ann_a.npz")[0]
    raw = recipe.film_person(recipe.legs_of(trial.world))
    seen = recipe.with_hidden_leg(raw, "right", np.random.default_rng(0))
    lost = np.isnan(seen["position"].sel(space="x", individual="person-1"))
    share = lost.mean("time").to_series()
    assert share["left_ankle"] == pytest.approx(0.3, abs=0.03)
    assert share["right_ankle"] == share["left_hip"] == 0.0


def test_lost_feet_are_drawn_to_the_other_one(folder):
    trial = recipe.opened(folder / "ann_a.npz")[0]
    raw = recipe.film_person(recipe.legs_of(trial.world))
    rng = np.random.default_rng(1)
    moved = [recipe.with_lost_feet(raw, trial, "right", rng) for _ in range(4)]
    far = max(
        float(np.abs(one["position"] - raw["position"]).sel(keypoint="left_heel").max())
        for one in moved
    )
    assert far > 5.0
    hips = moved[0]["position"].sel(keypoint="left_hip")
    np.testing.assert_allclose(hips, raw["position"].sel(keypoint="left_hip"))
    assert moved[0]["position"].dims == raw["position"].dims
