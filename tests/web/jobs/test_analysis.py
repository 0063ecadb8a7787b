import pandas as pd
import pytest

from midstance.config import Config
from midstance.errors import FormatError, MidstanceError, VideoError
from midstance.web.jobs import analysis
from midstance.web.jobs.analysis import analyze_recording, check_video, numbers_of
from midstance.web.store.upload import Number


def test_a_problem_calls_the_video_by_its_shown_name(bring):
    recording = bring("my run.mp4", b"not a video")
    with pytest.raises(MidstanceError, match=r"my run\.mp4 cannot be opened") as caught:
        analyze_recording(recording, lambda _: None)
    assert recording.video.name not in str(caught.value)
    assert not recording.results.exists()


def test_frames_that_are_too_large_are_refused(clip, monkeypatch):
    check_video(clip, Config())
    monkeypatch.setattr(analysis, "MOST_PIXELS", 1000)
    with pytest.raises(VideoError, match="frames of 96 x 64 pixels"):
        check_video(clip, Config())


def test_a_video_that_is_too_long_is_refused(clip, monkeypatch):
    monkeypatch.setattr(analysis, "MOST_S", 2.0)
    with pytest.raises(VideoError, match="hours long"):
        check_video(clip, Config())


def test_an_analysis_says_how_far_it_is_and_what_it_found(
    bring, demo_clip, monkeypatch, analyzed
):
    def analyze_into(folder, video, config, *, film, name, progress, numbers):
        assert film == "link"
        assert name == "run.mp4"
        progress("Finding people", 5, 10)
        progress("Finding people", 6, None)
        numbers(analyzed.summary().head(1), False)
        return analyzed

    monkeypatch.setattr("midstance.pipeline.folder.analyze_into", analyze_into)
    monkeypatch.setattr(analysis, "_TELL_EVERY_S", -1)
    said = []
    analyze_recording(bring("run.mp4", demo_clip), said.append)
    assert said[0] == ("progress", "Opening the video", 0.0)
    assert said[1:3] == [
        ("progress", "Finding people", 0.5),
        ("progress", "Finding people", 0.0),
    ]
    kind, first, is_whole = said[3]
    assert (kind, len(first), is_whole) == ("first", 1, False)
    kind, rows = said[-1]
    assert kind == "numbers"
    assert ("cadence", "person-1", "both") in [row[:3] for row in rows]


def test_a_missing_number_is_none():
    table = pd.DataFrame(
        {
            "metric": ["cadence"],
            "individual": ["person-1"],
            "side": ["both"],
            "value": [float("nan")],
            "uncertainty": [1.0],
            "unit": ["steps/min"],
        }
    )
    expected = Number("cadence", "person-1", "both", None, 1.0, "steps/min")
    assert numbers_of(table) == [expected]


def test_results_by_another_version_are_said(bring, demo_clip, monkeypatch):
    def refuse(*_, **__):
        raise FormatError("It is of another version.")

    monkeypatch.setattr("midstance.pipeline.folder.analyze_into", refuse)
    with pytest.raises(FormatError, match="another version"):
        analyze_recording(bring("run.mp4", demo_clip), lambda _: None)
