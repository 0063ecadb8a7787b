import json
import logging
from pathlib import Path

import pytest

from midstance.pipeline.runs.log import RunLog, in_words


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_every_event_is_a_line_of_json_and_stages_have_their_time(tmp_path):
    log = RunLog()
    log.keep_in(tmp_path / "run.jsonl")
    log.begin("poses")
    log.event("frames", n_frames=12, places=(1.5, None), kind=ValueError)
    log.begin("tracks")
    log.close()
    events = [line["event"] for line in lines(tmp_path / "run.jsonl")]
    assert events == ["frames", "stage", "stage", "end"]
    first, *_, last = lines(tmp_path / "run.jsonl")
    assert first["places"] == [1.5, None]
    assert first["kind"] == "<class 'ValueError'>"
    assert list(last["stages"]) == ["poses", "tracks"] == list(log.stages)
    assert last["level"] == "info"


def test_a_stage_that_comes_twice_counts_together():
    log = RunLog()
    for stage in ("a", "b", "a"):
        log.begin(stage)
    log.end()
    assert list(log.stages) == ["a", "b"]


def test_how_it_failed_and_in_which_stage_is_the_last_line(tmp_path):
    log = RunLog()
    log.keep_in(tmp_path / "run.jsonl")
    log.begin("poses")
    log.close(ValueError("no frame"))
    last = lines(tmp_path / "run.jsonl")[-1]
    assert (last["event"], last["level"], last["stage"]) == ("failed", "error", "poses")
    assert (last["kind"], last["text"]) == ("ValueError", "no frame")


def test_the_home_folder_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "anna"))
    log = RunLog()
    log.keep_in(tmp_path / "run.jsonl")
    log.event("a", path=Path.home() / "run.mp4", inside={"b": [f"{Path.home()}/c"]})
    log.close(ValueError(f"No video at {Path.home()}/run.mp4; give one."))
    assert "anna" not in (tmp_path / "run.jsonl").read_text("utf-8")
    first, last = lines(tmp_path / "run.jsonl")
    assert (first["path"], first["inside"]) == ("~/run.mp4", {"b": ["~/c"]})
    assert last["text"] == "No video at ~/run.mp4; give one."


def test_a_full_disk_costs_lines_and_nothing_else(full_disk):
    (full_disk / "fill").write_bytes(bytes(60_000))
    log = RunLog()
    log.keep_in(full_disk / "run.jsonl")
    for _ in range(50):
        log.event("a", text="b" * 1000)
    log.begin("poses")
    log.close()
    assert list(log.stages) == ["poses"]


def test_events_go_to_the_loggers_of_python_too(caplog):
    with caplog.at_level(logging.INFO, logger="midstance"):
        log = RunLog()
        log.event("note", level=logging.WARNING, text="Turn the video.")
        log.event("begin")
    assert [(one.levelname, one.message) for one in caplog.records] == [
        ("WARNING", "note: text Turn the video."),
        ("INFO", "begin"),
    ]


@pytest.mark.parametrize(
    ("stages", "text"),
    [({}, "It took 0.0 s."), ({"a": 0.01}, "It took 0.0 s."), ({"a": 2}, "a 2.0 s.")],
)
def test_what_took_no_time_is_not_said(stages, text):
    assert in_words(stages).endswith(text)


def test_nothing_is_printed_for_who_asked_for_no_log(monkeypatch, capsys):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    RunLog().event("note", level=logging.WARNING, text="Turn the video.")
    assert capsys.readouterr().err == ""
