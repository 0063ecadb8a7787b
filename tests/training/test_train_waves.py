import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from midstance.events.motion import read_motion
from midstance.events.strides.wave_network import WaveNetwork
from midstance.events.strides.waves import (
    N_INPUTS,
    N_SERIES,
    fourier_series,
    read_stride,
)
from midstance.schema.events import SIDES
from midstance.synth.motion.runner import run

torch = pytest.importorskip("torch")

import stride_errors  # noqa: E402

TRAINING = Path(__file__).parents[2] / "training"


@pytest.fixture(scope="module")
def recipe():
    with pytest.MonkeyPatch.context() as patch:
        spec = importlib.util.spec_from_file_location(
            "train_waves", TRAINING / "train_waves.py"
        )
        module = importlib.util.module_from_spec(spec)
        patch.setitem(sys.modules, "train_waves", module)
        spec.loader.exec_module(module)
        yield module
    torch.set_default_device(None)


@pytest.fixture(scope="module")
def motion():
    one = run(duration_s=4.0, rate_hz=120.0)
    return read_motion(one.tracks, "person-1")


def strides_of(recipe, motion, n=64, view="right"):
    both = np.stack([fourier_series(motion.mean_leg(side)) for side in SIDES])
    about = [motion.period_s, stride_errors.VIEWS.index(view), 300]
    return recipe.as_strides(
        {
            "series": np.repeat(both[None].astype(np.complex64), n, axis=0),
            "after_s": np.tile([[0.02, 0.27], [0.02, 0.27]], (n, 1, 1)),
            "about": np.tile(np.array(about), (n, 1)),
            "runner": np.arange(n),
        }
    )


def dice(recipe):
    return stride_errors.Dice(torch.Generator(stride_errors.DEVICE).manual_seed(3))


@pytest.fixture
def undisturbed(recipe, monkeypatch):
    def same(both, turns, period_s, dice):
        course = stride_errors.curves(both)
        return course[:, :, :10].unflatten(2, (5, 2)), course[:, 0, 10]

    def exact(is_far, n_frames, dice):
        n = len(is_far)
        return torch.zeros(n, 2, 5, 2, 64), torch.ones(n, 2), torch.zeros(n)

    monkeypatch.setattr(stride_errors, "different_person", same)
    monkeypatch.setattr(stride_errors, "keypoint_errors", exact)
    monkeypatch.setattr(
        stride_errors.Dice, "normal", lambda self, *shape: torch.zeros(shape)
    )


@pytest.mark.parametrize("view", ["right", "rear"])
def test_without_errors_inputs_are_those_of_an_analysis(
    view, recipe, motion, undisturbed
):
    inputs, after_s = stride_errors.disturbed(
        strides_of(recipe, motion, view=view), dice(recipe)
    )
    read_as = "behind" if view == "rear" else "side"
    legs = [motion.mean_leg(side) for side in SIDES]
    found = [read_stride(*pair, view=read_as, near=0) for pair in (legs, legs[::-1])]
    with_feet = inputs[:, N_SERIES + 2] > 0
    assert 0.5 < with_feet.float().mean() < 0.95
    for values, true_s in zip(inputs[with_feet], after_s[with_feet], strict=True):
        apart = [
            np.abs(values[:N_SERIES].cpu().numpy() - one.inputs[:N_SERIES]).max()
            for one in found
        ]
        assert min(apart) < 1e-3
        start_s = found[int(np.argmin(apart))].start_s
        off_s = true_s.cpu().numpy() + start_s - [0.02, 0.27]
        turns = off_s / motion.period_s
        np.testing.assert_allclose(turns, np.round(turns), atol=1e-3)


def test_errors_are_larger_on_the_far_leg_and_differ(recipe):
    is_far = torch.tensor([[False, True]]).expand(400, 2)
    error, _, errs = stride_errors.keypoint_errors(
        is_far, torch.full((400,), 200.0), dice(recipe)
    )
    assert 0.75 < errs.mean() < 0.95
    size = error.std(dim=(0, 3, 4))
    assert (size[1, 2:] > 1.5 * size[0, 2:]).all()


def test_a_lost_foot_lies_between_its_place_and_the_other_one(recipe):
    legs = torch.zeros(50, 2, 5, 2, 64)
    legs[:, 1] = 1.0
    drawn = stride_errors.lost_feet(
        legs,
        torch.full((50, 2), 0.4),
        torch.full((50,), 0.7),
        torch.ones(50, 2, dtype=torch.bool),
        dice(recipe),
    )
    assert (drawn[:, :, 0] == legs[:, :, 0]).all()
    assert ((drawn >= 0) & (drawn <= 1)).all()
    assert (drawn[:, 0, 2] > 0.05).any()


def test_a_short_training_writes_networks_that_the_package_reads(
    recipe, tmp_path, monkeypatch
):
    monkeypatch.setattr(recipe, "ROUND", 18)
    settings = replace(
        recipe.Settings(),
        n_rounds=1,
        n_steps=30,
        batch=32,
        n_hidden=8,
        n_networks=2,
        held_out=0.34,
    )
    cache, out = tmp_path / "strides.npz", tmp_path / "waves.npz"
    scores = recipe.train(settings, out, cache)
    assert scores["side_n"] > 0
    assert scores["behind_n"] > 0
    with np.load(out) as saved:
        layers = tuple(saved[f"side_layer_{k}"].astype(float) for k in range(6))
        network = WaveNetwork(
            layers,
            *(saved[f"side_{n}"] for n in ("line", "line_offset", "centre", "width")),
        )
        assert "commit" in str(saved["about"])
    after_s, sd_s = network.read(np.zeros(N_INPUTS))
    assert np.isfinite(after_s).all()
    assert (sd_s > 0).all()
    assert recipe.collect(settings, cache).series.shape[1:] == (2, 11, 7)
