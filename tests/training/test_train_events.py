import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from midstance.events.strides.features import NAMES, OWN

RECIPE = Path(__file__).parents[2] / "training" / "train_events.py"


@pytest.fixture(scope="module")
def recipe():
    spec = importlib.util.spec_from_file_location("train_events", RECIPE)
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["train_events"] = module
    spec.loader.exec_module(module)
    return module


def test_a_short_training_writes_a_network_that_reads_features(recipe, tmp_path):
    settings = replace(
        recipe.Settings(),
        n_runners=18,
        n_films=1,
        n_steps=60,
        n_networks=2,
        held_out=0.25,
    )
    scores = recipe.train(settings, tmp_path / "timing.npz")
    assert scores["side_n"] > 0
    assert scores["behind_n"] > 0
    with np.load(tmp_path / "timing.npz") as saved:
        assert tuple(saved["names"].tolist()) == NAMES
        assert saved["side_layer_0"].shape == (2, 2 * len(NAMES), settings.n_hidden)
        assert "commit" in str(saved["about"])


def test_gradients_are_those_of_the_loss(recipe):
    rng = np.random.default_rng(0)
    weights = recipe.start_network(5, 4, rng)
    inputs, targets = rng.normal(size=(7, 5)), rng.normal(size=(7, 2))
    _, slopes = recipe.gradients(weights, inputs, targets)
    for layer, slope in zip(range(6), slopes, strict=True):
        place = (0,) * weights[layer].ndim
        moved = [w.copy() for w in weights]
        moved[layer][place] += 1e-6
        after, _ = recipe.gradients(moved, inputs, targets)
        moved[layer][place] -= 2e-6
        before, _ = recipe.gradients(moved, inputs, targets)
        assert slope[place] == pytest.approx((after - before) / 2e-6, rel=1e-4)


def test_a_shifted_turn_moves_every_time_counted_from_it(recipe, monkeypatch):
    monkeypatch.setattr(recipe, "CUE_SHIFTS_S", dict.fromkeys(recipe.CUE_SHIFTS_S, 0.0))
    monkeypatch.setattr(recipe, "CUE_MEANS_S", {})
    monkeypatch.setattr(recipe, "STRAIGHT_SHIFT_S", 0.0)
    monkeypatch.setattr(recipe, "LABEL_SHIFTS_S", (0.0, 0.0))
    features, labels = np.zeros((50, len(NAMES))), np.zeros((50, 2))
    shifted, moved = recipe.shift_cues(features, labels, np.random.default_rng(0))
    own = shifted[:, OWN.index("pelvis_fall")]
    other = shifted[:, len(OWN) + OWN.index("pelvis_fall")]
    np.testing.assert_allclose(moved[:, 0], own)
    np.testing.assert_allclose(moved[:, 1], own)
    np.testing.assert_allclose(shifted[:, -1], own - other, atol=1e-12)
    assert np.std(own) == pytest.approx(recipe.TURN_SHIFT_S, rel=0.3)


def test_missing_features_become_flags(recipe):
    features = np.full((1, len(NAMES)), np.nan)
    features[0, 0] = 3.0
    inputs = recipe.encode(features, np.ones(len(NAMES)), np.full(len(NAMES), 2.0))
    assert inputs[0, 0] == 1.0
    assert inputs[0, len(NAMES) :].tolist() == [0.0, *[1.0] * (len(NAMES) - 1)]


def test_a_line_through_the_inputs_takes_up_what_is_linear(recipe, monkeypatch):
    monkeypatch.setattr(recipe, "shift_cues", lambda f, la, _: (f, la))
    rng = np.random.default_rng(0)
    features = rng.normal(size=(400, len(NAMES)))
    labels = features[:, :2] * 0.1 + 0.4
    scaling = np.zeros(len(NAMES)), np.ones(len(NAMES))
    line = recipe.fit_line(features, labels, scaling, seed=0)
    assert line[0, 0] == pytest.approx(0.1, abs=0.005)
    assert line[-1] == pytest.approx([0.4, 0.4], abs=0.02)
