import pandas as pd
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.pipeline.steps import clean, find_events
from midstance.schema.events import save_events
from midstance.schema.tracks import save_tracks


def test_an_event_moved_by_hand_moves_the_numbers(film, tmp_path):
    raw = film(rate_hz=60.0, duration_s=4.0)
    events = find_events(clean(raw))
    save_tracks(raw, tmp_path / "t.nc")

    def step_times_ms(table):
        save_events(table, tmp_path / "e.csv")
        arguments = [str(tmp_path / name) for name in ("t.nc", "e.csv")]
        out = tmp_path / "m.csv"
        result = CliRunner().invoke(app, ["measure", *arguments, "-o", str(out)])
        assert result.exit_code == 0, result.output
        measures = pd.read_csv(out)
        return measures.query("metric == 'step_time'")["value"].to_numpy()

    before = step_times_ms(events)
    moved = events.copy()
    contact = moved.index[moved["event"] == "initial_contact"][2]
    moved.loc[contact, "time_s"] += 0.02
    after = step_times_ms(moved)
    changes = abs(after - before)
    assert (changes > 1).sum() == 2
    assert changes.max() < 21


def test_missing_events_file_is_status_2(film, tmp_path):
    save_tracks(film(duration_s=2.0), tmp_path / "t.nc")
    arguments = [str(tmp_path / "t.nc"), str(tmp_path / "none.csv")]
    result = CliRunner().invoke(
        app, ["measure", *arguments, "-o", str(tmp_path / "m.csv")]
    )
    assert result.exit_code == 2
    assert "No events file" in result.stderr
