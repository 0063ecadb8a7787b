import dataclasses

import numpy as np
import pandas as pd
import pytest
import train_loads as recipe

from midstance.metrics.learned.cycle import N_SERIES
from midstance.metrics.learned.force import N_OF_LEG, N_POINTS
from midstance.metrics.learned.linear import reader_of, shipped

PEOPLE = ("ann", "bob", "cleo", "dan")


def trial_of(person, speed_m_s, duration_s=16.0):
    """A synthetic runner over a plate that feels a half sine in every stance."""
    from midstance.formats.motion.plate_trial import PlateTrial
    from midstance.synth.motion.gait import RunnerSettings
    from midstance.synth.motion.runner import run

    settings = RunnerSettings(speed_m_s=speed_m_s, surface="treadmill")
    made = run(settings, duration_s=duration_s, rate_hz=100.0, seed=len(person))
    events = made.events
    truth = events[["side", "event"]].assign(
        time_50_n_s=events["time_s"], time_20_n_s=events["time_s"]
    )
    time_s = np.arange(0.0, duration_s, 1 / 300)
    force = np.zeros((time_s.size, 1, 3))
    rows = []
    for side in ("left", "right"):
        own = events[events["side"] == side]
        starts = own.loc[own["event"] == "initial_contact", "time_s"].to_numpy()
        for end in own.loc[own["event"] == "toe_off", "time_s"]:
            before = starts[starts < end]
            if before.size:
                rows.append((side, 0, before[-1], end))
                share = (time_s - before[-1]) / (end - before[-1])
                inside = (share > 0) & (share < 1)
                force[inside, 0, 2] += 1500 * np.sin(np.pi * share[inside])
                force[inside, 0, 0] -= 200 * np.sin(2 * np.pi * share[inside])
    about = {
        "surface": "treadmill",
        "belt_speed_m_s": speed_m_s,
        "mass_kg": 70.0,
        "strike_left": "rearfoot",
        "strike_right": "midfoot",
    }
    stances = pd.DataFrame(rows, columns=["side", "plate", "start_s", "end_s"])
    window = np.array([[0.0, duration_s]])
    return PlateTrial(
        *(f"{person}_a", person, made.tracks, truth, window, stances),
        force_time_s=time_s,
        force_n=force,
        about=about,
    )


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    from midstance.formats.motion.plate_trial import write_plate_trial

    folder = tmp_path_factory.mktemp("trials")
    for number, person in enumerate(PEOPLE[:1]):
        write_plate_trial(trial_of(person, 3.0 + number / 5), folder / f"{person}.npz")
    settings = dataclasses.replace(recipe.Settings(), trials=str(folder), n_clips=1)
    monkey = pytest.MonkeyPatch()
    monkey.setattr(recipe, "TESTS", ("exact", "3 px"))
    try:
        return recipe.collect(settings)
    finally:
        monkey.undo()


def test_every_leg_of_every_clip_is_a_row_with_its_force(rows):
    assert set(rows["kind"]) == {"exact", "3 px", "train"}
    assert set(rows["side"]) == {"left", "right"}
    peak_bw = 1500 / (70 * 9.81)
    np.testing.assert_allclose(rows["force"].max(axis=1), peak_bw, rtol=0.03)
    assert rows["force"].shape[1] == N_POINTS
    assert (rows["strike"] == "rearfoot").tolist() == (rows["side"] == "left").tolist()


def test_a_foot_brakes_and_pushes_by_the_area_of_the_force_along(rows):
    known = 200 / (70 * 9.81) * rows["contact_s"] / np.pi
    np.testing.assert_allclose(rows["along"][:, 0], known, rtol=0.06)
    np.testing.assert_allclose(rows["along"][:, 1], known, rtol=0.06)


@pytest.fixture(scope="module")
def many(rows):
    """Rows of several people whose force is a line of the first feature."""
    rng = np.random.default_rng(0)
    copies = []
    for person in PEOPLE:
        for kind in ("train", "train", "exact"):
            copy = {name: held.copy() for name, held in rows.items()}
            copy["features"] += rng.normal(0, 0.02, copy["features"].shape)
            copy["features"][:, -3:] = rows["features"][:, -3:]
            arch = np.sin(np.pi * np.linspace(0, 1, N_POINTS))
            height = 2.4 + 10 * copy["features"][:, 1] - 10 * rows["features"][:, 1]
            copy["force"] = height[:, None] * arch
            copy["along"] = height[:, None] * np.array([0.01, 0.02])
            copy["person"] = np.full(len(height), person)
            copy["kind"] = np.full(len(height), kind)
            copies.append(copy)
    return {name: np.concatenate([one[name] for one in copies]) for name in rows}


@pytest.fixture
def settings():
    still = {"contact_sd_s": 0.0, "toe_off_sd_s": 0.0, "shaken_s": 0.0}
    return dataclasses.replace(recipe.Settings(), n_copies=1, **still)


def test_people_who_were_left_out_are_read(many, settings):
    judged, found, timed = recipe.force_errors(many, settings)
    assert set(judged["person"]) == set(PEOPLE)
    assert set(judged["kind"]) == {"exact"}
    spread = judged["force"].max(axis=1).std()
    off = found.max(axis=1) - judged["force"].max(axis=1)
    assert off.std() < 0.9 * spread
    np.testing.assert_allclose(found, timed)


def test_errors_of_events_change_the_force_and_not_its_shape(many, settings):
    moved = dataclasses.replace(settings, toe_off_sd_s=0.01)
    _, found, timed = recipe.force_errors(many, moved)
    ratio = found / timed
    np.testing.assert_allclose(ratio, ratio[:, :1] * np.ones(N_POINTS))
    assert ratio.std() > 0.01


def test_the_other_leg_has_no_say_in_the_force(many, settings):
    changed = {name: held.copy() for name, held in many.items()}
    changed["features"][:, N_OF_LEG:N_SERIES] += 1.0
    model = recipe.learn_force(many, settings)
    curves = [
        recipe.read_force(model, recipe.judged_cycles(rows, settings))
        for rows in (many, changed)
    ]
    np.testing.assert_array_equal(*curves)


def test_impulses_along_the_way_are_learned(many, settings):
    model = recipe.learn_along(many, settings)
    cycles = recipe.judged_cycles(many, settings)
    read = recipe.read_along(model, cycles)
    for column in (0, 1):
        assert np.corrcoef(read[:, column], many["along"][:, column])[0, 1] > 0.8


def test_the_strike_is_learned(many, settings):
    model = recipe.learn_strike(many, settings)
    cycles = recipe.judged_cycles(many, settings)
    chance = recipe.read_strike(model, cycles)[:, 0]
    is_rear = many["strike"] == "rearfoot"
    assert chance[is_rear].mean() > chance[~is_rear].mean() + 0.3


def test_the_files_hold_what_the_package_reads(many, settings, tmp_path):
    scores = recipe.train(settings, tmp_path, _cached(many, tmp_path / "rows.npz"))
    assert 0 < scores["force_rmse_bw"] < 1
    for name in ("force", "strike"):
        with np.load(tmp_path / f"{name}.npz") as held:
            assert set(held.files) == set(shipped(name))
            for prefix in {"force": [""], "strike": ["stride_", "foot_"]}[name]:
                features = held[f"{prefix}centre"].size
                read = reader_of(dict(held), prefix).read(np.zeros(features))
                assert read.ndim == 1


def _cached(rows, path):
    np.savez(path, **rows)
    return path
