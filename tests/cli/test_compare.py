import pytest
from typer.testing import CliRunner

import midstance as ms
from midstance.cli.main import app


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return ms.example().save(tmp_path_factory.mktemp("example"))


def call(*arguments):
    return CliRunner().invoke(app, ["compare", *map(str, arguments)])


def test_a_comparison_is_printed_and_written(folder, tmp_path):
    result = call(folder, folder, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "Cadence" in result.stdout
    assert result.stdout.rstrip().endswith("compare.html")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"compare.html", "compare.csv", "compare.json"}


def test_one_folder_is_refused_in_a_sentence(folder, tmp_path):
    result = call(folder, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "Two recordings or more are needed, got 1." in result.stderr
