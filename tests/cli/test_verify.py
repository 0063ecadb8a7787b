import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.pipeline.runs.verify import Verdict


@pytest.fixture
def call(monkeypatch):
    def run(*verdicts):
        monkeypatch.setattr(
            "midstance.pipeline.runs.verify.verify_folder",
            lambda *_, **__: list(verdicts),
        )
        return CliRunner().invoke(app, ["verify", "out"])

    return run


def test_equal_files_end_with_0(call):
    found = call(Verdict("a.csv", "equal"), Verdict("b.nc", "same"))
    assert found.exit_code == 0
    assert found.stdout.splitlines() == [
        *("equal    a.csv", "same     b.nc", ""),
        "All 2 files are what the video gives.",
    ]


def test_a_file_that_differs_is_named_and_ends_with_1(call):
    found = call(Verdict("a.csv", "differs", "line 3"), Verdict("b.nc", "equal"))
    assert found.exit_code == 1
    assert "differs  a.csv: line 3" in found.stdout
    assert "1 of 2 files differ." in found.stdout


def test_a_folder_without_results_is_a_wrong_input(tmp_path):
    found = CliRunner().invoke(app, ["verify", str(tmp_path)])
    assert found.exit_code == 2
    assert "holds no analysis" in found.stderr
