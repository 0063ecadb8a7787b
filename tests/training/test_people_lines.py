from dataclasses import replace

import numpy as np
import people_lines as recipe
import pytest

from midstance.events.strides.votes import N_DESCRIBED
from midstance.events.strides.waves import N_SERIES


@pytest.fixture(scope="module")
def rows(rows_of_people):
    return rows_of_people


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


def test_a_walker_whose_contact_is_not_known_still_teaches_the_toe_off(rows):
    half = dict(rows)
    half["after_s"] = rows["after_s"].copy()
    half["after_s"][::2, 0] = np.nan
    half["gait"] = np.full(len(rows["person"]), "walk")
    line = recipe.learn_line(half, recipe.Settings())
    assert np.isfinite(line.slope).all()
