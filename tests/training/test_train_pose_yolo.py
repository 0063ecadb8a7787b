import importlib.util
import json
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from midstance.errors import ConfigError, FormatError, WeightsError

RECIPE = Path(__file__).parents[2] / "training" / "train_pose_yolo.py"
DATA = "train: a\nval: a\nkpt_shape: [17, 3]\nnames: {0: person}\n"


@pytest.fixture(scope="module")
def recipe():
    spec = importlib.util.spec_from_file_location("train_pose_yolo", RECIPE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["train_pose_yolo"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def data(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text("0 0.5 0.5 1 1")
    (tmp_path / "data.yaml").write_text(DATA)
    return tmp_path / "data.yaml"


def test_the_recipe_is_the_published_one(recipe):
    chosen = recipe.arguments(recipe.Settings(), is_pretrained=True)
    assert chosen["epochs"] == 25 + 20
    assert chosen["close_mosaic"] == 20
    assert (chosen["batch"], chosen["freeze"], chosen["dropout"]) == (64, 21, 0.1)
    assert [chosen[f"hsv_{letter}"] for letter in "hsv"] == [0.02, 0.7, 0.5]
    assert chosen["cos_lr"] is True


def test_of_an_untrained_network_nothing_is_frozen(recipe):
    assert recipe.arguments(recipe.Settings(), is_pretrained=False)["freeze"] == 0


def test_the_best_epoch_is_the_one_of_the_kept_network(recipe):
    history = pd.DataFrame(
        {
            "epoch": [1, 2, 3],
            "metrics/mAP50-95(B)": [0.1, 0.6, 0.6],
            "metrics/mAP50-95(P)": [0.3, 0.2, 0.1],
            "metrics/mAP50(P)": [0.5, 0.4, 0.3],
            "val/pose_loss": [3.0, 2.0, 1.0],
            "train/pose_loss": [3.1, 2.1, 1.1],
        }
    )
    assert recipe.scores(history) == {
        "best_epoch": 2,
        "map50": 0.4,
        "map50_95": 0.2,
        "pose_loss": 2.0,
        "pose_loss_train": 2.1,
    }


def test_an_epoch_that_was_interrupted_counts_once(recipe, tmp_path):
    (tmp_path / "results.csv").write_text("  epoch, val\n1,5\n2,4\n2,3\n")
    history = recipe.read_history(tmp_path / "results.csv")
    assert history.to_numpy().tolist() == [[1, 5], [2, 3]]


def test_other_labels_have_another_fingerprint(recipe, data):
    said = recipe.read_data(data)
    before = recipe.fingerprint(data, said)
    (data.parent / "a.cache").touch()
    assert recipe.fingerprint(data, said) == before
    (data.parent / "a" / "one.txt").write_text("0 0.5 0.5 1 0.9")
    assert recipe.fingerprint(data, said) != before


def test_the_place_of_the_data_is_written_in_full(recipe, data, tmp_path):
    data.write_text(DATA + "path: .\ndownload: https://example.org/data.zip\n")
    written = recipe.write_data(data, recipe.read_data(data), tmp_path / "out")
    again = recipe.read_data(written)
    assert again["path"] == str(data.parent)
    assert "download" not in again


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("train: a\nval: a\nnames: {0: person}\n", "has no 'kpt_shape'"),
        (DATA.replace("val: a", "val: b"), "pictures of 'val' are in"),
        ("[", "cannot be read as YAML"),
        ("", "has no 'train'"),
    ],
)
def test_a_data_set_that_is_none_for_poses_is_refused(recipe, data, text, message):
    data.write_text(text)
    with pytest.raises(FormatError, match=message):
        recipe.read_data(data)


def test_weights_are_not_downloaded(recipe, data, tmp_path):
    with pytest.raises(WeightsError, match="download it from Ultralytics"):
        recipe.train(recipe.Settings(), data, Path("yolov8n-pose.pt"), tmp_path / "out")


@pytest.mark.yolo
@pytest.mark.filterwarnings("ignore")
def test_two_epochs_on_rendered_people_give_a_network_and_its_scores(
    recipe, rendered_people, tmp_path
):
    from midstance.pose.networks.yolo import Yolo

    settings = replace(
        recipe.Settings(),
        epochs_mosaic=1,
        epochs_whole=1,
        batch=8,
        image_px=128,
        n_workers=0,
    )
    ask = (rendered_people, Path("yolov8n-pose.yaml"), tmp_path)
    report = recipe.train(settings, *ask)
    assert report["n_epochs"] == 2
    assert report["pose_loss"] > 0
    assert 0 <= report["map50_95"] <= report["map50"] <= 1
    assert json.loads((tmp_path / "report.json").read_text()) == report
    assert len(pd.read_csv(tmp_path / "history.csv")) == 2

    import torch

    kept = torch.load(tmp_path / "best.pt", weights_only=False)["midstance"]
    assert kept == report
    with Yolo(weights=tmp_path / "best.pt").session():
        pass

    again = tmp_path / "tuned"
    tuned = recipe.train(
        replace(settings, epochs_mosaic=0), rendered_people, tmp_path / "best.pt", again
    )
    assert tuned["n_epochs"] == 1
    before = torch.load(tmp_path / "best.pt", weights_only=False)["model"]
    after = torch.load(again / "best.pt", weights_only=False)["model"]
    same = [
        bool(torch.equal(one, other))
        for one, other in zip(before.parameters(), after.parameters(), strict=True)
    ]
    n_frozen = sum(
        int(name.split(".")[1]) < settings.n_frozen
        for name, _ in before.named_parameters()
    )
    assert all(same[:n_frozen])
    assert not all(same[n_frozen:])

    assert recipe.train(settings, *ask) == report
    with pytest.raises(ConfigError, match="other settings"):
        recipe.train(replace(settings, batch=4), *ask)
