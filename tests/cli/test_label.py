import dataclasses
import shutil

import numpy as np
import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.config import Config
from midstance.pipeline.analyze import analyze_tracks
from midstance.pipeline.provenance import video_sha256
from midstance.schema.analysis import load
from midstance.schema.events import load_events, save_events
from midstance.schema.video import VideoInfo
from midstance.video.writer import VideoWriter


def call(*arguments):
    return CliRunner().invoke(app, ["label", *map(str, arguments)])


@pytest.fixture(scope="module")
def labelled(film, tmp_path_factory):
    """A folder of results with its video beside it, from which others are copied."""
    folder = tmp_path_factory.mktemp("labelled")
    video = folder / "run.mp4"
    with VideoWriter(video, 96, 64, 30.0) as writer:
        for _ in range(120):
            writer.write(np.full((64, 96, 3), 90, np.uint8))
    found = analyze_tracks(
        film(rate_hz=30.0, noise_px=1.0, duration_s=4.0),
        Config(metrics=("cadence", "contact_time")),
        video=VideoInfo("run.mp4", 96, 64, 30.0, 4.0, 120),
    )
    provenance = {"video_sha256": video_sha256(video)}
    dataclasses.replace(found, provenance=provenance).save(folder / "results")
    return folder


@pytest.fixture
def results(labelled, tmp_path):
    """A folder of results with its video beside it."""
    return shutil.copytree(labelled, tmp_path, dirs_exist_ok=True) / "results"


@pytest.fixture
def ended(monkeypatch):
    """The user ends the page at once; returns the addresses that were opened."""

    def interrupt(app, listener):
        raise KeyboardInterrupt

    opened = []
    monkeypatch.setattr("midstance.web.serving.serve", interrupt)
    monkeypatch.setattr("webbrowser.open", opened.append)
    return opened


def test_the_page_is_opened_and_ends_in_peace(results, ended):
    result = call(results)
    assert result.exit_code == 0, result.output
    (address,) = ended
    assert address.startswith("http://localhost:")
    assert address in result.output
    assert f"What was saved is in {results}" in result.output


def test_no_browser_is_opened_when_none_is_wanted(results, ended):
    assert call(results, "--no-browser").exit_code == 0
    assert ended == []


def test_changes_of_the_table_are_taken_over(results):
    events = load_events(results / "events.csv")
    events.loc[4, "time_s"] += 0.02
    save_events(events, results / "events.csv")
    result = call(results, "--from-table")
    assert result.exit_code == 0, result.output
    assert "1 event was curated by hand: 1 moved." in result.output
    assert "http" not in result.output
    assert load(results).edits["action"].tolist() == ["move"]
    assert "1 moved" in (results / "report.html").read_text("utf-8")
    assert "nothing to do" in call(results, "--from-table").output


def test_changes_of_the_table_are_there_when_the_page_opens(results, ended):
    events = load_events(results / "events.csv")
    save_events(events.drop(index=4), results / "events.csv")
    result = call(results)
    assert "Changes in events.csv were taken over" in result.output
    assert load(results).edits["action"].tolist() == ["delete"]
    assert "1 deleted" in (results / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda folder: (folder / "analysis.json").unlink(), "holds no analysis"),
        (lambda folder: (folder / "analysis.json").write_text("{"), "damaged"),
        (lambda folder: (folder / "events.csv").write_text("a,b\n1,2\n"), "columns"),
        (lambda folder: (folder.parent / "run.mp4").unlink(), "--video"),
    ],
)
def test_what_cannot_be_labelled_is_one_sentence(results, ended, break_it, message):
    break_it(results)
    result = call(results)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert ended == []


def test_another_video_is_refused(results, tmp_path):
    (tmp_path / "other.mp4").write_bytes(b"other")
    result = call(results, "--video", tmp_path / "other.mp4")
    assert result.exit_code == 2
    assert "is not the video that was analyzed" in result.stderr


@pytest.fixture
def curated(results):
    """The folder after one event was taken out of its table."""
    events = load_events(results / "events.csv")
    save_events(events.drop(index=4), results / "events.csv")
    return results


def analyze(video, folder):
    arguments = ["analyze", str(video), "-o", str(folder), "--no-report"]
    return CliRunner().invoke(app, arguments)


def test_another_analysis_is_given_the_edits(curated, monkeypatch):
    asked = {}

    def analyze_again(video, **settings):
        asked.update(settings)
        return load(curated)

    monkeypatch.setattr("midstance.pipeline.folder.analyze", analyze_again)
    result = analyze(curated.parent / "run.mp4", curated)
    assert result.exit_code == 0, result.output
    assert asked["edits"]["action"].tolist() == ["delete"]


def test_edits_are_not_lost_to_the_analysis_of_another_video(curated, tmp_path):
    before = {path.name: path.read_bytes() for path in curated.iterdir()}
    other = tmp_path / "other.mp4"
    other.write_bytes(b"other")
    result = analyze(other, curated)
    assert result.exit_code == 2
    assert "holds events curated by hand (1) for run.mp4" in result.stderr
    assert {path.name: path.read_bytes() for path in curated.iterdir()} == before


def test_the_address_is_said_when_quiet(results, ended):
    said = CliRunner().invoke(app, ["label", str(results), "--no-browser", "--quiet"])
    assert said.exit_code == 0
    assert said.stdout.startswith("http://localhost:")
    assert "Open this page" not in said.stdout
