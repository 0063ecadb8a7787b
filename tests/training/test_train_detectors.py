import importlib.util
import json
import sys
from dataclasses import replace
from pathlib import Path

import detector_examples
import detector_forest
import detector_recordings
import numpy as np
import pytest
import xarray as xr

from midstance.errors import NotEnoughDataError
from midstance.events.frames.frame_features import CHANNELS, STEPS_PER_STRIDE
from midstance.events.frames.learned import unpack
from midstance.schema.events import load_events, save_events
from midstance.schema.tracks import load_tracks, save_tracks
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run

RECIPE = Path(__file__).parents[2] / "training" / "train_detectors.py"


@pytest.fixture(scope="module")
def recipe():
    spec = importlib.util.spec_from_file_location("train_detectors", RECIPE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["train_detectors"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def examples(recipe):
    return detector_examples.collect(
        replace(recipe.Settings(), n_runners=8, duration_s=4.0), []
    )


def runs(example):
    contacts, toe_offs = example.true_s
    after = toe_offs[toe_offs > contacts[0]]
    return after[0] - contacts[0] < 0.5 * example.period_s


def test_no_runner_is_on_both_sides_of_a_split(recipe, examples):
    parts = [{e.runner for e in part} for part in detector_examples.split(examples)]
    assert sum(map(len, parts)) == len(set.union(*parts))


def test_targets_peak_at_the_true_events(recipe):
    time_s = np.arange(0, 3, 0.01)
    target = detector_examples.label(
        time_s, (np.array([0.5, 1.3]), np.array([0.8, 1.6])), 0.8
    )
    assert target[:, 1].argmax() in (50, 130)
    assert target[80, 2] == pytest.approx(1.0)
    known = target.any(axis=1)
    assert known[60:150].all()
    assert not known[:40].any()
    assert not known[175:].any()
    np.testing.assert_allclose(target[known].sum(axis=1), 1.0, atol=0.01)


def test_windows_have_the_frame_itself_in_the_middle(recipe):
    values = np.random.default_rng(0).normal(size=(50, len(CHANNELS)))
    n_places = len(detector_forest.PLACES)
    middle = detector_forest.WINDOW.index(0) * n_places
    inputs = detector_forest.windows(values)
    np.testing.assert_array_equal(
        inputs[:, middle : middle + n_places], values[:, :n_places]
    )


def test_a_late_cue_is_late_by_what_was_drawn(recipe, examples, monkeypatch):
    still = dict.fromkeys(detector_examples.CUES_MS, (0.0, 0.0, 0.0))
    monkeypatch.setattr(detector_examples, "SCALE_SPREAD", 0.0)
    monkeypatch.setattr(detector_examples, "PLACE_SPREAD", 0.0)
    monkeypatch.setattr(detector_examples, "CUES_MS", still)
    monkeypatch.setattr(detector_examples, "PEOPLE_LEAVE_LATER_MS", 0.0)
    example = next(e for e in examples if runs(e))
    same = detector_examples.distort(example, slice(None), np.random.default_rng(0))
    np.testing.assert_allclose(same, example.frames.values, atol=1e-9)
    monkeypatch.setattr(
        detector_examples, "CUES_MS", still | {"pelvis_y": (20.0, 0.0, 0.0)}
    )
    late = detector_examples.distort(example, slice(None), np.random.default_rng(0))
    pelvis = detector_forest.PLACES.index("pelvis_y")
    assert (np.delete(late == same, pelvis, axis=1)).all()
    bounce = example.frames.values[:, pelvis]
    for time in example.true_s[1][1:-1]:
        now = np.interp(time, example.frames.time_s, late[:, pelvis])
        before = np.interp(time - 0.02, example.frames.time_s, bounce)
        assert now == pytest.approx(before, abs=2e-3)


def test_missing_joints_stay_zero_when_pieces_are_changed(recipe, examples):
    batch, target = recipe.draw_batch(
        examples, replace(recipe.Settings(), batch=16), np.random.default_rng(0)
    )
    missing = np.repeat(batch[..., len(detector_forest.PLACES) :], 2, axis=2) > 0
    assert (batch[..., : missing.shape[2]][missing] == 0).all()
    assert target.max() <= 1.0


def test_doubt_holds_its_share_of_the_errors_it_was_made_from(recipe):
    rng = np.random.default_rng(1)
    peak = rng.uniform(0.3, 0.9, 3000)
    error = rng.normal(size=3000) * (1.1 - peak) * 0.03
    own = {"error_s": error, "error": error, "peak": peak}
    own |= {"hit": np.ones(9), "right": np.ones(9)}
    found = dict.fromkeys(("initial_contact", "toe_off"), own)
    table = recipe.scores(found, recipe.calibrate(found))
    assert table["ic_in_1sd"] == pytest.approx(0.68, abs=0.03)
    assert table["ic_in_2sd"] == pytest.approx(0.95, abs=0.03)


@pytest.fixture(scope="module")
def curated(tmp_path_factory):
    """Return the folder of an analysis with events set by hand for two seconds."""
    folder = tmp_path_factory.mktemp("curated")
    made = run(RunnerSettings(), duration_s=4.0, rate_hz=60.0)
    save_tracks(made.tracks.sel(space=["x", "z"]), folder / "tracks.nc")
    events = made.events.assign(source="consensus")
    events.loc[events["time_s"].between(1.0, 3.0), "source"] = "manual"
    save_events(events, folder / "events.csv")
    return folder


def test_only_what_a_person_set_is_learned_from_an_analysis(recipe, curated):
    left, right = detector_examples.read_curated(
        [detector_examples.named_folder(str(curated))], 7
    )
    assert left.runner == right.runner == 7
    for one in (left, right):
        known = one.frames.time_s[one.target.any(axis=1)]
        assert known.min() > 0.9
        assert known.max() < 3.1


def test_nothing_is_said_around_an_event_that_was_left_out(recipe):
    time_s = np.arange(0, 4, 0.01)
    contacts, toe_offs = np.array([0.5, 1.3, 2.9]), np.array([0.8, 1.6, 2.4, 3.2])
    target = detector_examples.label(time_s, (contacts, toe_offs), 0.8)
    known = target.any(axis=1)
    assert known[50:160].all()
    assert not known[170:235].any()  # the contact at 2.1 s
    assert known[240:320].all()


def test_a_folder_without_events_set_by_hand_is_refused(recipe, curated, tmp_path):
    save_tracks(load_tracks(curated / "tracks.nc"), tmp_path / "tracks.nc")
    events = load_events(curated / "events.csv").assign(source="consensus")
    save_events(events, tmp_path / "events.csv")
    with pytest.raises(NotEnoughDataError, match="has 0 events set by hand"):
        detector_examples.read_curated([("somebody", tmp_path)], 7)


def test_folders_of_one_runner_stay_together_and_unlike_ones_apart(recipe, curated):
    texts = [f"anna={curated}", str(curated), f"anna={curated}"]
    found = detector_examples.read_curated(
        [detector_examples.named_folder(text) for text in texts], 14
    )
    assert [example.runner for example in found] == [14, 14, 15, 15, 14, 14]


def test_curated_analyses_are_drawn_as_often_as_asked(recipe, examples, curated):
    both = examples + detector_examples.read_curated([("anna", curated)], 14)
    chance = detector_examples.chances(both, 0.25)
    assert chance.sum() == pytest.approx(1.0)
    assert chance[-2:].sum() == pytest.approx(0.25)
    assert detector_examples.chances(examples, 0.25).sum() == pytest.approx(1.0)


def test_cues_of_real_people_stay_when_they_are(recipe, curated, monkeypatch):
    monkeypatch.setattr(detector_examples, "SCALE_SPREAD", 0.0)
    monkeypatch.setattr(detector_examples, "PLACE_SPREAD", 0.0)
    example, _ = detector_examples.read_curated([("anna", curated)], 0)
    same = detector_examples.distort(example, slice(None), np.random.default_rng(0))
    np.testing.assert_allclose(same, example.frames.values, atol=1e-9)


def test_a_lost_foot_goes_some_way_to_the_other_one_after_toe_off(recipe):
    made = run(RunnerSettings(), duration_s=4.0, rate_hz=60.0)
    lost = detector_recordings.lose_feet(
        made.tracks, made.events, np.random.default_rng(2)
    )
    own, other = (
        made.tracks["position"].sel(keypoint=f"{side}_ankle", drop=True)
        for side in ("left", "right")
    )
    away = lost["position"].sel(keypoint="left_ankle", drop=True) - own
    share = float((away * (other - own)).sum() / ((other - own) ** 2).sum())
    assert 0 < share < 0.5
    assert lost["position"].attrs == made.tracks["position"].attrs
    xr.testing.assert_equal(
        lost["position"].sel(keypoint="left_knee"),
        made.tracks["position"].sel(keypoint="left_knee"),
    )


def test_a_short_training_writes_a_network_and_keeps_all_three(
    recipe, curated, tmp_path
):
    pytest.importorskip("torch")
    pytest.importorskip("sklearn")
    settings = replace(
        recipe.Settings(),
        n_runners=21,
        duration_s=3.0,
        n_steps=40,
        batch=4,
        n_search=600,
        n_forest=600,
        trees=(3,),
        depths=(4,),
    )
    table = recipe.train(settings, tmp_path / "new.npz", [("anna", curated)], tmp_path)
    assert set(table) == {"mlp", "tcn", "forest"}
    assert (tmp_path / "forest.joblib").is_file()
    with np.load(tmp_path / "new.npz") as saved:
        arrays = dict(saved)
    about = json.loads(str(arrays["about"]))
    assert about["kind"] in ("mlp", "tcn")
    assert {"settings", "commit", "data_sha256", "scores"} <= set(about)
    network, _ = unpack(arrays, about["dilations"])
    probability = network.read(np.zeros((STEPS_PER_STRIDE, len(CHANNELS))))
    assert probability.shape == (STEPS_PER_STRIDE, 3)
