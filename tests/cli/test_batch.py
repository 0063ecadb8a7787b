import pandas as pd
import pytest
from typer.testing import CliRunner

from midstance.batch.base import Outcome
from midstance.cli.main import app


def call(*arguments):
    return CliRunner().invoke(app, ["batch", *map(str, arguments)])


@pytest.fixture
def videos(tmp_path):
    folder = tmp_path / "videos"
    folder.mkdir()
    for name in ("anna.mp4", "ben.mp4"):
        (folder / name).write_text("not a video", "utf-8")
    return folder


@pytest.fixture
def told(monkeypatch):
    """Let the local engine report what a test wants."""
    statuses = {}

    def outcomes(self, jobs, *, watch=None):
        for job in jobs:
            if statuses[job.name] == "done":
                job.folder.mkdir(parents=True)
                (job.folder / "summary.csv").write_text("metric\ncadence\n", "utf-8")
            yield Outcome(job.name, statuses[job.name], "", 3.0)

    monkeypatch.setattr("midstance.batch.local.Local.outcomes", outcomes)
    return statuses


@pytest.mark.parametrize(
    ("anna", "ben", "status"),
    [
        ("done", "done", 0),
        ("done", "failed", 2),
        ("failed", "crashed", 1),
    ],
)
def test_the_status_says_the_worst_outcome(videos, tmp_path, told, anna, ben, status):
    told.update(anna=anna, ben=ben)
    result = call(videos, "-o", tmp_path / "out")
    assert result.exit_code == status, result.output
    assert f"{ben:<8}ben" in result.stdout
    table = pd.read_csv(tmp_path / "out" / "batch.csv")
    assert table["status"].tolist() == [anna, ben]


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--engine", "cloud", "'cloud' is not one of"),
        ("--preset", "marathon", "Unknown preset"),
        ("--workers", "0", "greater than or equal to 1"),
        ("--subjects", "nowhere.csv", "nowhere.csv is not a table of subjects"),
    ],
)
def test_wrong_options_are_refused_before_any_work(
    videos, tmp_path, option, value, message
):
    result = call(videos, "-o", tmp_path / "out", option, value)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "out").exists()
