import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

torch = pytest.importorskip("torch")

import activity_data  # noqa: E402

from midstance.activity.classifier import load_activity_model  # noqa: E402
from midstance.activity.stacks import make_stack  # noqa: E402
from midstance.errors import FormatError  # noqa: E402
from midstance.synth.sets.activity_images import PictureSettings  # noqa: E402
from midstance.synth.sets.activity_set import (  # noqa: E402
    ANNOTATIONS,
    make_activity_set,
)

RECIPE = Path(__file__).parents[2] / "training" / "train_activity.py"


@pytest.fixture(scope="module")
def recipe():
    spec = importlib.util.spec_from_file_location("train_activity", RECIPE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["train_activity"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    out = tmp_path_factory.mktemp("people")
    pictures = PictureSettings(
        activities=("press", "sit_up"), width_px=80, height_px=64, n_of_video=1
    )
    make_activity_set(pictures, out, n_videos=10)
    return out


@pytest.fixture
def train(recipe, people, tmp_path):
    def run(out="out", **settings):
        usual = {"backbone": "plain", "width_px": 64, "height_px": 48, "batch": 4}
        return recipe.train(
            people / ANNOTATIONS,
            people / "images",
            people / "stacks",
            tmp_path / out,
            replace(recipe.Settings(), **usual | settings),
        )

    return run


def test_a_few_steps_write_a_classifier_and_go_on_where_they_stopped(train, tmp_path):
    train(epochs=1)
    found = train(epochs=2)
    kept = torch.load(tmp_path / "out" / "checkpoint.pt", weights_only=True)
    assert [line["epoch"] for line in kept["history"]] == [1, 2]
    assert kept["settings"]["backbone"] == "plain"
    assert len(kept["data_sha256"]) == 64
    assert kept["commit"]
    table = pd.read_csv(tmp_path / "out" / "confusion.csv", index_col=0)
    assert table.columns.tolist() == ["press", "sit_up"]
    assert table.to_numpy().sum() == 4
    assert found["accuracy"] == pytest.approx(np.trace(table.to_numpy()) / 4)
    assert (tmp_path / "out" / "confusion.png").stat().st_size > 1000
    model = load_activity_model(tmp_path / "out" / "activity.pt")
    assert model.origin["scores"] == found
    assert model.sure == found["sure_from"] > 0
    image = np.full((48, 64, 3), 90, np.uint8)
    stack = make_stack(image, np.full((1, 16, 2), 20.0), width_px=64, height_px=48)
    assert model.predict([stack]).sum() == pytest.approx(1.0)


def test_learning_tells_standing_and_lying_apart(train, tmp_path):
    train(inputs="graph", epochs=10, patience=10, rate=1e-2)
    kept = torch.load(tmp_path / "out" / "checkpoint.pt", weights_only=True)
    losses = [line["loss"] for line in kept["history"]]
    assert losses[0] > 0.4
    assert min(losses) < 0.15


def test_it_stops_when_nothing_gets_better(train, tmp_path):
    train(inputs="graph", epochs=30, patience=2, rate=0.0)
    kept = torch.load(tmp_path / "out" / "checkpoint.pt", weights_only=True)
    assert len(kept["history"]) == 3


def test_other_data_do_not_go_on_with_a_run(train):
    train(epochs=1, inputs="graph")
    with pytest.raises(FormatError, match="was trained on other data"):
        train(epochs=2, inputs="graph", split_seed=3)


def test_an_interrupted_run_comes_to_the_numbers_of_one_that_was_not(train, tmp_path):
    train(epochs=3)
    for epochs in (1, 3):
        train(out="interrupted", epochs=epochs)
    whole, halves = (
        torch.load(tmp_path / out / "checkpoint.pt", weights_only=True)["history"]
        for out in ("out", "interrupted")
    )
    assert halves == whole


@pytest.mark.parametrize(
    "other", [{"inputs": "map"}, {"backbone": "resnet-18"}, {"rate": 1e-4}]
)
def test_other_settings_do_not_go_on_with_a_run(train, other):
    train(epochs=1, inputs="graph")
    with pytest.raises(FormatError, match="choose another folder"):
        train(epochs=2, **{"inputs": "graph"} | other)


def test_picture_map_and_joints_move_together(recipe):
    rng = np.random.default_rng(0)
    people = np.full((1, 16, 2), np.nan)
    people[0, 0] = 50.0, 30.0  # the right ankle
    image = np.zeros((96, 128, 3), np.uint8)
    image[28:33, 48:53] = 255
    stack = make_stack(image, people, width_px=128, height_px=96)
    channels = torch.from_numpy(stack.channels[None]).float().repeat(8, 1, 1, 1) / 255
    joints = torch.from_numpy(stack.joints[None]).repeat(8, 1, 1, 1)
    settings = replace(recipe.Settings(), turn_deg=20.0, zoom=0.2, shift=0.1)
    moved, places = activity_data.augmented(channels, joints, settings, rng)
    sides = set()
    for k in range(8):
        joint = int(places[k, 0, :, 2].argmax())
        sides.add(joint)
        x, y = ((places[k, 0, joint, :2].numpy() + 1) / 2) * [128, 96]
        for channel in (0, 3):
            weight = moved[k, channel].numpy()
            rows, columns = np.indices(weight.shape) + 0.5
            centre = np.array([(columns * weight).sum(), (rows * weight).sum()])
            assert centre / weight.sum() == pytest.approx([x, y], abs=0.8)
    assert sides == {0, 5}  # mirrored, the right ankle is a left one


def test_rare_classes_weigh_more(recipe):
    weight = recipe.class_weights(np.array([0, 0, 0, 1]), 2)
    assert weight.tolist() == pytest.approx([2 / 3, 2.0])


def test_no_batch_holds_a_single_picture(recipe):
    for n in range(2, 20):
        sizes = [len(rows) for rows in recipe.batches(np.arange(n), 4)]
        assert sum(sizes) == n
        assert min(sizes) >= 2


def test_from_the_surest_on_nine_of_ten_answers_are_right(recipe):
    shares = np.column_stack([np.linspace(1.0, 0.5, 21), np.linspace(0.0, 0.5, 21)])
    labels = np.zeros(21, int)
    labels[[10, 14, 15, 16]] = 1
    assert recipe.surest(shares, labels) == pytest.approx(shares[13, 0])
    assert recipe.surest(shares, np.ones(21, int)) == 1.0
