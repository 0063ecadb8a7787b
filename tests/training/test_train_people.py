import json
from dataclasses import replace

import numpy as np
import pytest
import train_people as recipe

from midstance.events.strides.people import PeopleReader


@pytest.fixture(scope="module")
def rows(rows_of_people):
    return rows_of_people


def test_the_stated_spread_is_that_of_people_left_out_and_their_legs(rows):
    error = np.zeros((len(rows["person"]), 4))
    rng = np.random.default_rng(0)
    n_people = len(set(rows["person"]))
    person = np.array([int(name[1:]) for name in rows["person"]])
    both_s = 0.006 * rng.normal(size=n_people)[person]
    error += (both_s + 0.003 * rng.normal(size=len(person)))[:, None]
    settings = replace(recipe.Settings(), margin=1.2)
    found = recipe.spread_of(rows, recipe.targets(rows) + error, settings)
    values = recipe.scaled(rows["described"], *recipe.scale_of(rows["described"]))
    truth = recipe.targets(rows)
    weight = recipe.per_person(rows["person"])
    strange, directions = recipe.strangeness_left_out(values, weight, rows["person"])
    np.testing.assert_array_equal(directions, found["directions"])
    cause = recipe.causes(strange, truth[:, :2] + error[:, :2], recipe.n_strides(rows))
    sd_s = np.sqrt(cause @ found["variance"][0, 0])
    share = np.mean(np.abs(error[:, 0]) < sd_s / settings.margin)
    assert share == pytest.approx(0.6827, abs=0.02)
    pairs = error[:, 0].reshape(-1, 2)
    share = 2 * np.mean(pairs[:, 0] * pairs[:, 1]) / np.mean((pairs**2).sum(axis=1))
    np.testing.assert_allclose(found["alike"], share, rtol=1e-6)


def test_nobody_says_themselves_how_strange_they_are():
    rng = np.random.default_rng(2)
    values = 0.1 * rng.normal(size=(60, 40))
    person = np.repeat(["one", "two", "three"], 20)
    # Everybody differs in all directions but one, and the third person in that, too.
    n_usual = recipe.N_DIRECTIONS - 1
    values[:, :n_usual] += 3.0 * rng.normal(size=(60, n_usual))
    values[person == "three", 30] += 5.0 * rng.normal(size=20)
    strange, directions = recipe.strangeness_left_out(values, np.ones(60), person)
    own = person == "three"
    assert np.median(strange[own]) > 10 * np.median(strange[~own])
    with_them = recipe.strangeness(values, directions)
    assert np.median(strange[own]) > 3 * np.median(with_them[own])


def test_rows_that_were_misread_teach_nobody(rows, tmp_path):
    wrong = dict(rows)
    wrong["described"] = rows["described"].copy()
    wrong["described"][:5, -4:] += 0.3
    np.savez(tmp_path / "rows.npz", **wrong)
    for feet in (False, True):
        left = recipe.read_rows(str(tmp_path / "rows.npz"), feet=feet)
        assert len(left["person"]) == len(rows["person"]) - 5


def test_a_reader_is_whole_when_some_contacts_are_not_known(rows):
    half = dict(rows)
    half["after_s"] = rows["after_s"].copy()
    half["after_s"][::2, 0] = np.nan
    half["gait"] = np.full(len(rows["person"]), "walk")
    arrays = recipe.learn(half, recipe.Settings(), "side")
    assert all(np.isfinite(part).all() for part in arrays.values())


def test_clips_of_few_strides_have_a_reader_of_their_own(rows, tmp_path):
    lasts_s = np.where(np.arange(len(rows["person"])) % 8 < 2, 1.5, 8.0)
    np.savez(tmp_path / "side.npz", **{**rows, "lasts_s": lasts_s})
    np.savez(tmp_path / "crossing.npz", **{**rows, "lasts_s": np.full(96, 1.0)})
    paths = (str(tmp_path / "side.npz"), str(tmp_path / "crossing.npz"))
    short = recipe.read_short_rows(*paths)
    assert len(short["person"]) == 96 + 24
    assert short["lasts_s"].max() == 1.5
    settings = replace(recipe.Settings(), side=paths[0], crossing=paths[1])
    scores = recipe.train(settings, tmp_path / "people.npz")
    with np.load(tmp_path / "people.npz") as saved:
        one, other = (
            PeopleReader.of(dict(saved), name)
            for name in ("run_side", "run_side_short")
        )
    assert not np.allclose(one.slope, other.slope)
    assert "run_side_short_contact_50_n_rmse_ms" in scores


def test_readers_of_few_strides_have_a_margin_of_their_own():
    settings = recipe.Settings()
    assert recipe.settings_for("run_side", settings) is settings
    short = recipe.settings_for("run_side_short", settings)
    assert short.margin == settings.short_margin < settings.margin


def test_half_of_the_weight_lies_under_the_median():
    values, weight = np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0])
    assert recipe.quantile(values, weight, 0.25) == pytest.approx(1.0)
    assert recipe.quantile(values, weight, 0.75) == pytest.approx(2.0)
    assert recipe.quantile(values, weight, 1.0) == pytest.approx(3.0)


def test_training_writes_readers_that_the_package_reads(rows, tmp_path):
    np.savez(tmp_path / "rows.npz", **rows)
    settings = replace(recipe.Settings(), side=str(tmp_path / "rows.npz"))
    scores = recipe.train(settings, tmp_path / "people.npz")
    with np.load(tmp_path / "people.npz") as saved:
        reader = PeopleReader.of(dict(saved), "run_side")
        about = json.loads(str(saved["about"]))
    assert about["data"]["run_side"]["people"] == [f"p{k}" for k in range(6)]
    assert len(about["data"]["run_side"]["sha256"]) == 64
    assert about["commit"]
    assert about["scores"] == scores
    said = reader.read(rows["described"][0])
    np.testing.assert_allclose(said.after_s, rows["after_s"][0, :, 0], atol=0.01)
    assert said.trust == 1.0
    np.testing.assert_allclose(reader.usual[0], [0.0, 0.01], atol=1e-6)


def test_several_files_are_read_as_one_and_their_clips_stay_apart(rows, tmp_path):
    paths = [str(tmp_path / name) for name in ("one.npz", "two.npz")]
    for path in paths:
        np.savez(path, **rows)
    both = recipe.read_rows(",".join(paths))
    assert len(both["person"]) == 2 * len(rows["person"])
    assert both["is_further"].sum() == len(rows["person"])
    assert len(recipe.both_legs(both)) == 2 * len(recipe.both_legs(rows))
    assert (both["clip"][: len(rows["person"])] == rows["clip"]).all()


def test_people_made_uneven_do_not_count_for_the_stated_spread(rows):
    n = len(rows["person"])
    error = 0.004 * np.random.default_rng(4).normal(size=(n, 4))
    kind = np.where(np.arange(n) % 4 < 2, "white", "white, uneven")
    error[kind == "white, uneven"] *= 10.0
    named = {**rows, "kind": kind}
    truth = recipe.targets(rows)
    with_them, without = (
        recipe.spread_of(one, truth + error, recipe.Settings())["variance"].max()
        for one in (rows, named)
    )
    assert without < 0.3 * with_them
