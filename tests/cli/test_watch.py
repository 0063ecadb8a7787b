import json

import pandas as pd
import pytest
from typer.testing import CliRunner

import midstance as ms
from midstance.cli.main import app


@pytest.fixture
def folder(tmp_path):
    ms.example().save(tmp_path / "out")
    return tmp_path / "out"


def test_the_watch_stands_beside_the_clip(folder, tmp_path):
    rows = [f"2026-11-30T10:00:{second:02d}Z,167\n" for second in range(8)]
    (tmp_path / "run.csv").write_text("time,cadence\n" + "".join(rows))
    words = ["watch", str(folder), str(tmp_path / "run.csv")]
    words += ["--starts", "2026-11-30T10:00:00Z"]
    said = CliRunner().invoke(app, words)
    assert said.exit_code == 0, said.output
    assert "cadence" in said.stdout
    table = pd.read_csv(folder / "watch.csv").set_index("metric")
    assert table.loc["cadence", "watch"] == 167
    answered = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert answered["metrics"][0]["metric"] == "cadence"


def test_a_file_that_is_none_is_status_2(folder, tmp_path):
    (tmp_path / "run.fit").write_bytes(b"no")
    said = CliRunner().invoke(app, ["watch", str(folder), str(tmp_path / "run.fit")])
    assert said.exit_code == 2
    assert "is not a CSV file of a watch" in said.stderr
