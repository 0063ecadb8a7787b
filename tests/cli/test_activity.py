import json
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from midstance.cli.main import app


def call(*arguments):
    return CliRunner().invoke(app, ["activity", *map(str, arguments)])


@pytest.fixture
def told(monkeypatch):
    """A classifier that says one thing about every picture."""
    pd = pytest.importorskip("pandas")
    given = {}

    def tell(source, model, out, settings, *, progress):
        given.update(source=source, model=model, settings=settings)
        columns = ["name", "activity", "probability"]
        rows = [
            ("a.jpg", "sit_up", 0.814),
            ("b.jpg", None, float("nan")),
            ("c.jpg", "cannot be read", float("nan")),
        ]
        return pd.DataFrame(rows, columns=columns)

    monkeypatch.setattr("midstance.activity.recognize.recognize_activities", tell)
    monkeypatch.setattr(
        "midstance.activity.classifier.load_activity_model",
        lambda path: SimpleNamespace(name=path.name, sure=0.0),
    )
    return given


def test_what_each_picture_shows_is_said(told, tmp_path):
    result = call(
        tmp_path, "--model", "m.pt", "-o", tmp_path, "--every", "0.5", "--no-draw"
    )
    assert result.exit_code == 0, result.output
    assert "a.jpg  sit up  81%" in result.output
    assert "b.jpg  nobody\n" in result.output
    assert "c.jpg  cannot be read\n" in result.output
    assert told["model"].name == "m.pt"
    assert "This classifier always names an activity" in result.stderr
    assert (told["settings"].every_s, told["settings"].draw) == (0.5, False)


def test_a_program_reads_numbers_rather_than_lines(told, tmp_path):
    result = call(tmp_path, "-o", tmp_path, "--json")
    found = json.loads(result.stdout)
    assert found["file"] == str(tmp_path / "activity.csv")
    first, second, _ = found["activities"]
    assert first == {"name": "a.jpg", "activity": "sit_up", "probability": 0.814}
    assert second == {"name": "b.jpg", "activity": None, "probability": None}


def test_a_source_that_is_not_there_is_one_sentence(tmp_path):
    result = call(tmp_path / "no.jpg", "--model", "m.pt", "-o", tmp_path)
    assert result.exit_code == 2
    assert "Nothing at" in result.stderr


def test_a_classifier_that_is_not_there_is_one_sentence(tmp_path):
    pytest.importorskip("torch")
    result = call(tmp_path, "--model", tmp_path / "m.pt", "-o", tmp_path)
    assert result.exit_code == 2
    assert "train one with training/train_activity.py" in result.stderr


def test_without_a_model_the_one_that_comes_along_is_asked(told, tmp_path):
    assert call(tmp_path, "-o", tmp_path).exit_code == 0
    assert "squat" in told["model"].classes
