import numpy as np
import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.formats.datasets.pose_samples import (
    PoseSamples,
    read_pose_samples,
    write_pose_samples,
)


def call(*arguments):
    return CliRunner().invoke(app, ["poses", *map(str, arguments)])


@pytest.fixture
def samples(tmp_path):
    points = np.random.default_rng(0).normal(size=(3, 33, 3))
    names, classes = ("a.jpg", "b.jpg", "a.jpg"), ("up", "up", "down")
    write_pose_samples(PoseSamples(names, classes, points), tmp_path / "samples.csv")
    return tmp_path / "samples.csv"


def listed(tmp_path, text):
    (tmp_path / "list.csv").write_text(text, "utf-8")
    return tmp_path / "list.csv"


def test_listed_samples_are_taken_out_by_name_and_class(samples, tmp_path):
    result = call("prune", samples, listed(tmp_path, "name,class\na.jpg,up\n"))
    assert result.exit_code == 0
    assert "1 of 3 samples taken out" in result.output
    kept = read_pose_samples(samples)
    assert list(zip(kept.names, kept.classes, strict=True)) == [
        ("b.jpg", "up"),
        ("a.jpg", "down"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("file,class\n", "must have the columns name and class"),
        ("name,class\na.jpg,up\nb.jpg,up\na.jpg,down\n", "lists every sample"),
    ],
)
def test_other_lists_are_refused_and_change_nothing(samples, tmp_path, text, message):
    result = call("prune", samples, listed(tmp_path, text))
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(read_pose_samples(samples)) == 3


def test_a_folder_without_classes_is_one_sentence(tmp_path):
    result = call("bootstrap", tmp_path, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "a folder of pictures" in result.stderr
