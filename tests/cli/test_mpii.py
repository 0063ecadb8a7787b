import json

import cv2
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.formats.datasets.labelled_people import LabelledImage, LabelledPerson
from midstance.formats.datasets.mpii import read_mpii
from midstance.formats.datasets.mpii_json import write_mpii_json
from midstance.formats.datasets.yolo_pose import read_yolo_pose


def call(*arguments):
    return CliRunner().invoke(app, ["mpii", *map(str, arguments)])


@pytest.fixture
def made(tmp_path):
    """Ten pictures of 60 x 50 px; in the first a joint is outside."""
    rng = np.random.default_rng(0)
    images = []
    for k in range(10):
        xy = rng.uniform(5, 45, (16, 2))
        xy[0] = (-4, 5) if k == 0 else xy[0]
        none = np.full(4, np.nan)
        one = LabelledPerson(xy, np.ones(16, bool), 1.0, none[:2], none)
        activity = ("walk", "run")[k % 2]
        images.append(LabelledImage(f"{k}.jpg", (one,), activity=activity))
        cv2.imwrite(str(tmp_path / f"{k}.jpg"), np.full((50, 60, 3), 90, np.uint8))
    write_mpii_json(images, tmp_path / "in.json")
    return tmp_path


def test_stats_name_people_joints_and_activities(made):
    result = call("stats", made / "in.json")
    assert result.exit_code == 0
    lines = [line.split() for line in result.output.splitlines()]
    assert ["pictures", "10"] in lines
    assert ["right_ankle", "1.0", "1.0"] in lines
    assert ["walk", "5", "5"] in [line[-3:] for line in lines]


def test_clean_counts_draws_and_writes(made):
    result = call("clean", made / "in.json", "--pictures", made, "-o", made / "out")
    assert result.exit_code == 0, result.output
    assert "10 of 10 pictures left" in result.output
    counts = pd.read_csv(made / "out" / "changes.csv").set_index("rule")
    assert counts.loc["joint below zero", "n"] == 1
    assert (made / "out" / "changes.jpg").is_file()
    images = read_mpii(made / "out" / "annotations.json")
    assert np.isnan(images[0].people[0].xy_px[0]).all()
    assert images[0].size_px == (60, 50)


def test_nothing_left_says_what_to_do(made):
    rows = json.loads((made / "in.json").read_text("utf-8"))
    for row in rows:
        row.pop("activity")
    (made / "idle.json").write_text(json.dumps(rows), "utf-8")
    result = call("clean", made / "idle.json", "--pictures", made, "-o", made / "out")
    assert result.exit_code == 2
    assert "--keep-without-activity" in result.stderr


def test_split_writes_a_set_for_yolo(made):
    result = call("split", made / "in.json", "--pictures", made, "-o", made / "y")
    assert result.exit_code == 0, result.output
    assert "train 6, val 4 pictures" in result.output
    names = [
        {one.name for one in read_yolo_pose(made / "y", side)}
        for side in ("train", "val")
    ]
    assert not names[0] & names[1]
    assert len(names[0] | names[1]) == 10


def test_generate_draws_what_it_is_told(tmp_path):
    size = ("--width", 80, "--height", 64, "--per-video", 1)
    result = call(
        "generate", "-o", tmp_path, "--videos", 1, "--activity", "press", *size
    )
    assert result.exit_code == 0, result.output
    assert "1 pictures in" in result.output
    assert read_mpii(tmp_path / "annotations.json")[0].activity == "press"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("stats", "no.json"), "No MPII annotations at no.json"),
        (("generate", "-o", "x", "--activity", "swim"), "activities must be some of"),
    ],
)
def test_wrong_input_is_one_sentence(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_folder_without_the_pictures_is_named(made, tmp_path):
    (tmp_path / "other").mkdir()
    result = call(
        "clean", made / "in.json", "--pictures", tmp_path / "other", "-o", made / "out"
    )
    assert result.exit_code == 2
    assert "None of the annotated pictures is in" in result.stderr
