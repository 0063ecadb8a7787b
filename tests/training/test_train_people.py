import json
from dataclasses import replace

import numpy as np
import pytest
import train_people as recipe

from midstance.events.strides.people import HAS_FEET, PeopleReader
from midstance.events.strides.votes import N_DESCRIBED
from midstance.events.strides.waves import N_SERIES

N_PEOPLE, N_CLIPS = 6, 8


@pytest.fixture(scope="module")
def rows():
    """Rows of people whose events are a line of two inputs and a habit."""
    rng = np.random.default_rng(5)
    n = N_PEOPLE * N_CLIPS * 2
    described = rng.normal(size=(n, N_DESCRIBED))
    person = np.repeat(np.arange(N_PEOPLE), N_CLIPS * 2)
    side = np.tile([0, 1], n // 2)
    habit_s = 0.004 * rng.normal(size=(N_PEOPLE, 2))[person]
    own_s = 0.002 * rng.normal(size=(N_PEOPLE, 2, 2))[person, side]
    after_s = np.array([0.02, 0.26]) + habit_s + own_s
    after_s = after_s + 0.01 * described[:, [0, 1]]
    described[:, -4:] = np.tile(after_s - [0.0, 0.01], 2)
    described[:, [N_SERIES, recipe.PERIOD]] = 0.7 + 0.02 * rng.normal(size=(n, 1))
    described[:, recipe.STANCE_SPEED] = rng.uniform(3.0, 4.0, n)
    described[:, N_SERIES + 3 : N_SERIES + 5] = np.log(0.01)
    described[:, HAS_FEET] = 1.0
    both = after_s[:, :, None] + np.array([[0.0, -0.004], [0.0, 0.009]])
    return {
        "described": described,
        "after_s": both,
        "person": np.array([f"p{number}" for number in person]),
        "trial": np.array([f"p{number}_a" for number in person]),
        "filmed": np.full(n, "left"),
        "clip": np.repeat(np.arange(n // 2), 2),
        "gait": np.full(n, "run"),
        "period_s": described[:, N_SERIES],
        "lasts_s": np.full(n, 8.0),
    }


def test_the_line_is_found_and_every_person_counts_alike(rows):
    settings = replace(recipe.Settings(), ridge=1e-3, later_s=0.0, larger=0.0)
    line = recipe.learn_line(rows, settings)
    found = line.read(rows["described"])
    np.testing.assert_allclose(found, recipe.targets(rows), atol=0.003)
    first = np.flatnonzero(rows["person"] == "p0")
    every = np.arange(len(rows["person"]))
    often = recipe.of(rows, np.concatenate([every, first, first, first]))
    scale = recipe.prepare(rows, settings)[1:]
    again = recipe.prepare(often, settings)[0]
    # The sums of the person who comes often are the same, scales apart.
    for name, one in recipe.prepare(rows, settings)[0].items():
        np.testing.assert_allclose(one.weight, again[name].weight)
        np.testing.assert_allclose(one.times, again[name].times)
    assert scale[1].shape == (N_DESCRIBED, N_DESCRIBED)


def test_whoever_is_left_out_is_read_worse_than_who_is_known(rows):
    settings = recipe.Settings()
    out = recipe.leave_people_out(rows, settings) - recipe.targets(rows)
    known = recipe.learn_line(rows, settings).read(rows["described"])
    inside = known - recipe.targets(rows)
    assert np.sqrt(np.mean(out**2)) > 1.2 * np.sqrt(np.mean(inside**2))


def test_the_stated_spread_is_that_of_people_left_out_and_their_legs(rows):
    error = np.zeros((len(rows["person"]), 4))
    rng = np.random.default_rng(0)
    n_people = len(set(rows["person"]))
    person = np.array([int(name[1:]) for name in rows["person"]])
    both_s = 0.006 * rng.normal(size=n_people)[person]
    error += (both_s + 0.003 * rng.normal(size=len(person)))[:, None]
    settings = replace(recipe.Settings(), margin=1.2)
    found = recipe.spread_of(rows, recipe.targets(rows) + error, settings)
    total = found["variance"] @ np.array([1.0, (0.24 / 0.25) ** 4, 1e-4, 1e-4, 0.0875])
    np.testing.assert_allclose(total, 1.44 * np.mean(error[:, 0] ** 2), rtol=0.15)
    pairs = error[:, 0].reshape(-1, 2)
    share = 2 * np.mean(pairs[:, 0] * pairs[:, 1]) / np.mean((pairs**2).sum(axis=1))
    np.testing.assert_allclose(found["alike"], share, rtol=1e-6)


def test_a_joint_may_be_late_without_the_reader_believing_it(rows):
    pulled = replace(recipe.Settings(), ridge=1e-6, later_s=0.0, larger=3.0)
    free = replace(pulled, larger=0.0)
    slopes = [
        recipe.learn_line(rows, settings).slope[1, 1] for settings in (free, pulled)
    ]
    assert abs(slopes[1]) < 0.5 * abs(slopes[0])


def test_moving_a_joint_later_is_what_the_pull_expects():
    rng = np.random.default_rng(2)
    settings = replace(recipe.Settings(), later_s=1e-4, larger=0.0)
    series = rng.normal(size=(1, N_SERIES))
    described = np.zeros((1, N_DESCRIBED))
    described[:, :N_SERIES] = series
    pull = recipe.unlike_joints(described, np.array([0.7]), settings)
    own = series[0, :13]
    waves = own[1:7] + 1j * own[7:13]
    late = waves * np.exp(-2j * np.pi * np.arange(1, 7) * 1e-4 / 0.7)
    step = np.concatenate([[0.0], (late - waves).real, (late - waves).imag])
    np.testing.assert_allclose(pull[:13, :13], np.outer(step, step), atol=1e-7)


def test_rows_that_were_misread_teach_nobody(rows, tmp_path):
    wrong = dict(rows)
    wrong["described"] = rows["described"].copy()
    wrong["described"][:5, -4:] += 0.3
    np.savez(tmp_path / "rows.npz", **wrong)
    assert len(recipe.read_rows(str(tmp_path / "rows.npz"))["person"]) == (
        len(rows["person"]) - 5
    )


def test_a_walker_whose_contact_is_not_known_still_teaches_the_toe_off(rows):
    half = dict(rows)
    half["after_s"] = rows["after_s"].copy()
    half["after_s"][::2, 0] = np.nan
    half["gait"] = np.full(len(rows["person"]), "walk")
    line = recipe.learn_line(half, recipe.Settings())
    assert np.isfinite(line.slope).all()
    arrays = recipe.learn(half, recipe.Settings(), "side")
    assert all(np.isfinite(part).all() for part in arrays.values())


def test_training_writes_readers_that_the_package_reads(rows, tmp_path):
    np.savez(tmp_path / "rows.npz", **rows)
    settings = replace(recipe.Settings(), side=str(tmp_path / "rows.npz"))
    scores = recipe.train(settings, tmp_path / "people.npz")
    with np.load(tmp_path / "people.npz") as saved:
        reader = PeopleReader.of(dict(saved), "run_side")
        about = json.loads(str(saved["about"]))
    assert about["data"]["run_side"]["people"] == [f"p{k}" for k in range(N_PEOPLE)]
    assert len(about["data"]["run_side"]["sha256"]) == 64
    assert about["commit"]
    assert about["scores"] == scores
    said = reader.read(rows["described"][0])
    np.testing.assert_allclose(said.after_s, rows["after_s"][0, :, 0], atol=0.01)
    assert said.trust == 1.0
    np.testing.assert_allclose(reader.usual[0], [0.0, 0.01], atol=1e-6)
