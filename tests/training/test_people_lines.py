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
    line = recipe.learn_line(rows, settings)[0]
    found = line.read(rows["described"])
    np.testing.assert_allclose(found, recipe.targets(rows), atol=0.003)
    first = np.flatnonzero(rows["person"] == "p0")
    every = np.arange(len(rows["person"]))
    often = recipe.of(rows, np.concatenate([every, first, first, first]))
    scale = recipe.prepare(rows, settings)[1:]
    again = recipe.prepare(often, settings)[0]
    # The sums of the person who comes often are the same, scales apart: of the inputs,
    # and by these of how sure a row is.
    for name, one in recipe.prepare(rows, settings)[0].items():
        np.testing.assert_allclose(one.weight, again[name].weight)
        np.testing.assert_allclose(one.times, again[name].times, rtol=0.02)
    assert scale[1].shape == (N_DESCRIBED, N_DESCRIBED)


def test_whoever_is_left_out_is_read_worse_than_who_is_known(rows):
    settings = recipe.Settings()
    out = recipe.leave_people_out(rows, settings) - recipe.targets(rows)
    known = recipe.learn_line(rows, settings)[0].read(rows["described"])
    inside = known - recipe.targets(rows)
    assert np.sqrt(np.mean(out**2)) > 1.2 * np.sqrt(np.mean(inside**2))


def test_a_joint_may_be_late_without_the_reader_believing_it(rows):
    pulled = replace(recipe.Settings(), ridge=1e-6, later_s=0.0, larger=3.0)
    free = replace(pulled, larger=0.0)
    slopes = [
        recipe.learn_line(rows, settings)[0].slope[1, 1] for settings in (free, pulled)
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
    line = recipe.learn_line(half, recipe.Settings())[0]
    assert np.isfinite(line.slope).all()


def test_the_squared_errors_are_blamed_on_their_causes():
    rng = np.random.default_rng(3)
    cause = np.column_stack([np.ones(4000), rng.uniform(0, 4, 4000)])
    off = np.sqrt(cause @ [1e-5, 3e-5]) * rng.normal(size=4000)
    parts = recipe.variance_parts(cause, off, np.full(4000, 1 / 4000))
    np.testing.assert_allclose(parts, [1e-5, 3e-5], rtol=0.2)
    off[::1000] *= 30  # somebody misread now and then hardly counts where all is sure
    again = recipe.variance_parts(cause, off, np.full(4000, 1 / 4000))
    plain = np.mean(off**2) / np.mean(cause @ parts)
    assert np.mean(cause @ again) / np.mean(cause @ parts) < plain


def test_strides_unlike_all_others_teach_less(rows):
    values = recipe.scaled(rows["described"], *recipe.scale_of(rows["described"]))
    strange = np.arange(len(values)) % 4 == 0
    values[strange] *= 2.0
    rng = np.random.default_rng(4)
    size = np.where(strange, 0.012, 0.004)
    off_s = size[:, None] * rng.normal(size=(len(values), 4))
    sure = recipe.sureness(values, off_s, rows)
    assert sure.mean() == pytest.approx(1.0)
    assert sure[strange].max() < 0.5 * sure[~strange].min()


def test_networks_drawn_anew_weigh_half(rows):
    kinds = np.where(np.arange(len(rows["person"])) % 2, "network", "white")
    alike = {**rows, "kind": kinds}
    settings = recipe.Settings()
    half = recipe.learn_line(alike, settings)[0]
    whole = recipe.learn_line(alike, replace(settings, drawn=1.0))[0]
    without = recipe.learn_line(alike, replace(settings, drawn=1e-9))[0]
    away = [np.abs(one.slope - without.slope).max() for one in (half, whole)]
    assert 0 < away[0] < away[1]


def test_drawn_networks_and_uneven_people_are_told_by_their_kind():
    kinds = np.array(["network", "network, uneven", "measured", "measured, uneven"])
    rows = {"kind": kinds}
    assert recipe.is_drawn(rows).tolist() == [True, True, False, False]
    assert recipe.is_uneven(rows).tolist() == [False, True, False, True]


def test_clips_of_a_further_file_weigh_less(rows):
    further = np.arange(len(rows["person"])) % 2 == 0
    some = {**rows, "is_further": further}
    some["after_s"] = rows["after_s"] + 0.02 * further[:, None, None]
    settings = recipe.Settings()
    mean_s = [
        recipe.learn_line(some, replace(settings, further=weight))[0].offset[0]
        for weight in (1e-9, 0.3, 1.0)
    ]
    assert mean_s[0] < mean_s[1] < mean_s[2]
