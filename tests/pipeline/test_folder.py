import dataclasses
import json
import shutil

import numpy as np
import pytest

from midstance.config import Config
from midstance.errors import NotEnoughDataError, OutputError, VideoError
from midstance.pipeline.folder import _alone_in, analyze_into
from midstance.report.page import shows
from midstance.schema.analysis import load
from midstance.schema.tracks import save_tracks
from midstance.video.writer import VideoWriter


@pytest.fixture
def empty_room(tmp_path):
    """A second of grey."""
    path = tmp_path / "room.mp4"
    with VideoWriter(path, 320, 240, 30.0) as writer:
        for _ in range(30):
            writer.write(np.full((240, 320, 3), 128, np.uint8))
    return path


def test_a_wrong_video_leaves_no_folder(tmp_path):
    with pytest.raises(VideoError, match="No video at"):
        analyze_into(tmp_path / "a" / "out", tmp_path / "none.mp4", Config())
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_video_leaves_what_was_there(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(VideoError):
        analyze_into(tmp_path / "out", tmp_path / "none.mp4", Config())
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["notes.txt"]


@pytest.mark.weights
def test_nobody_in_the_picture_is_said_and_leaves_no_folder(tmp_path, empty_room):
    with pytest.raises(NotEnoughDataError, match=r"Nobody was found in .*room\.mp4"):
        analyze_into(tmp_path / "out", empty_room, Config())
    assert not (tmp_path / "out").exists()


@pytest.fixture
def analyze(analyzed, clip, monkeypatch):
    """Analyze the clip into a folder, with numbers known beforehand."""

    def run(folder, metrics=("cadence",), draw=None):
        def found(*args, **kwargs):
            config = analyzed.config.updated(metrics=metrics)
            return dataclasses.replace(analyzed, config=config)

        monkeypatch.setattr("midstance.pipeline.folder.analyze", found)
        if draw:
            monkeypatch.setattr("midstance.pipeline.folder.write_report", draw)
        return analyze_into(folder, clip, Config())

    return run


class Killed(BaseException):
    """The process ends here."""


def test_numbers_and_report_change_together(analyze, tmp_path):
    first = analyze(tmp_path / "out")
    assert shows(tmp_path / "out" / "report.html", first.fingerprint())

    def kill(*args, **kwargs):
        raise Killed

    with pytest.raises(Killed):
        analyze(tmp_path / "out", metrics=("contact_time",), draw=kill)
    assert load(tmp_path / "out").config.metrics == ("cadence",)
    assert shows(tmp_path / "out" / "report.html", first.fingerprint())


def test_numbers_are_told_early_and_again_before_the_report(
    analyzed, clip, monkeypatch, tmp_path
):
    told = []

    def found(*args, first, **kwargs):
        first(analyzed.summary().head(1))
        return analyzed

    def draw(*args, **kwargs):
        told.append("report")

    monkeypatch.setattr("midstance.pipeline.folder.analyze", found)
    monkeypatch.setattr("midstance.pipeline.folder.write_report", draw)
    analyze_into(
        tmp_path / "out",
        clip,
        Config(),
        numbers=lambda summary, is_whole: told.append((len(summary), is_whole)),
    )
    assert told == [(1, False), (len(analyzed.summary()), True), "report"]


def test_a_report_of_other_numbers_is_known_by_its_fingerprint(analyze, tmp_path):
    first = analyze(tmp_path / "out")
    second = analyze(tmp_path / "other", metrics=("contact_time",))
    assert first.fingerprint() != second.fingerprint()
    assert not shows(tmp_path / "out" / "report.html", second.fingerprint())
    assert not shows(tmp_path / "out" / "none.html", second.fingerprint())


def test_files_of_somebody_else_are_not_overwritten(analyze, tmp_path):
    (tmp_path / "events.csv").write_text("mine", "utf-8")
    with pytest.raises(OutputError, match=r"events\.csv.*move it away"):
        analyze(tmp_path)
    assert (tmp_path / "events.csv").read_text("utf-8") == "mine"
    analyze(tmp_path / "out")
    analyze(tmp_path / "out")


def test_two_runs_do_not_write_into_one_folder(analyze, tmp_path):
    said = pytest.raises(OutputError, match="Another run of midstance is writing")
    with _alone_in(tmp_path / "out", 0.0), said:
        analyze(tmp_path / "out")
    analyze(tmp_path / "out")
    assert not (tmp_path / "out" / ".midstance.lock").exists()


def test_a_full_disk_is_said_in_one_sentence(analyze, full_disk):
    with pytest.raises(OutputError, match="make room"):
        analyze(full_disk / "out")


def test_no_file_of_the_results_names_the_user_or_the_home_folder(
    filmed_in_clip, clip, tmp_path, monkeypatch
):
    home = tmp_path / "anna-of-the-hill"
    home.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, "anna-of-the-hill")
    save_tracks(filmed_in_clip, home / "tracks.nc")
    shutil.copyfile(clip, home / "run.mp4")
    pose = {"name": "canned", "params": {"tracks": home / "tracks.nc"}}
    config = Config(pose=pose)
    assert config.pose.params == {"tracks": "~/tracks.nc"}
    analyze_into(home / "out", home / "run.mp4", config)
    told = {
        path.name
        for path in (home / "out").iterdir()
        if b"anna" in path.read_bytes().lower()
    }
    assert told == set()
    assert load(home / "out").config == config


def test_the_log_of_a_run_says_what_was_done_and_how_long_it_took(
    filmed_in_clip, clip, tmp_path
):
    save_tracks(filmed_in_clip, tmp_path / "tracks.nc")
    pose = {"name": "canned", "params": {"tracks": tmp_path / "tracks.nc"}}
    analyze_into(tmp_path / "out", clip, Config(pose=pose), with_report=False)
    text = (tmp_path / "out" / "run.jsonl").read_text("utf-8")
    first, *between, last = map(json.loads, text.splitlines())
    assert (first["event"], first["video"]) == ("begin", "run.mp4")
    assert last["event"] == "end"
    assert list(last["stages"]) == [
        *("poses", "tracks", "cleaning", "events", "metrics", "results")
    ]
    assert last["seconds"] == pytest.approx(sum(last["stages"].values()), rel=0.3)
    found = next(line for line in between if line["event"] == "found")
    assert found["n_frames"] == 120
    assert "/" not in "".join(line.get("text", "") for line in between)
