import json

import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.schema.events import load_events
from midstance.schema.tracks import save_tracks


@pytest.fixture
def tracks_file(film, tmp_path):
    path = tmp_path / "tracks.nc"
    save_tracks(film(rate_hz=60.0, duration_s=4.0), path)
    return path


def test_a_table_of_both_kinds_of_events_is_written(tracks_file, tmp_path):
    out = tmp_path / "events.csv"
    result = CliRunner().invoke(app, ["events", str(tracks_file), "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert set(load_events(out)["event"]) == {"initial_contact", "toe_off"}
    assert "initial contact" in result.output


def test_an_unknown_detector_is_status_2_and_writes_nothing(tracks_file, tmp_path):
    out = tmp_path / "events.csv"
    result = CliRunner().invoke(
        app, ["events", str(tracks_file), "-o", str(out), "--detector", "guess"]
    )
    assert result.exit_code == 2
    assert "choose from" in result.stderr
    assert not out.exists()


def test_a_file_that_holds_no_tracks_is_status_2(tmp_path):
    (tmp_path / "a.nc").write_text("no", "utf-8")
    result = CliRunner().invoke(
        app, ["events", str(tmp_path / "a.nc"), "-o", str(tmp_path / "e.csv")]
    )
    assert result.exit_code == 2
    assert "is not a netCDF file" in result.stderr


def test_programs_get_the_events_and_the_error_as_json(tracks_file, tmp_path):
    out = tmp_path / "events.csv"
    words = ["events", str(tracks_file), "-o", str(out), "--json"]
    said = json.loads(CliRunner().invoke(app, words).stdout)
    assert said["file"] == str(out)
    assert len(said["events"]) == len(load_events(out))
    failed = CliRunner().invoke(app, [*words, "--detector", "guess"])
    assert failed.exit_code == 2
    assert "choose from" in json.loads(failed.stdout)["error"]
