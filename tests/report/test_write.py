import dataclasses

import numpy as np
import pytest

from midstance.errors import VideoError
from midstance.report.write import write_report
from midstance.schema.events import make_events
from midstance.schema.tracks import make_tracks
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter


@pytest.fixture
def film(tmp_path):
    """One second of 720 x 1280 px at 10 frames/s."""
    path = tmp_path / "run.mp4"
    with VideoWriter(path, 720, 1280, 10.0) as writer:
        for shade in range(0, 200, 20):
            writer.write(np.full((1280, 720, 3), shade, np.uint8))
    return path


@pytest.fixture
def short(analysis):
    """The analysis of the first second."""
    tracks = analysis.tracks.sel(time=slice(0, 0.95)).isel(time=slice(0, None, 6))
    events = analysis.events[analysis.events["time_s"] < 0.9]
    return dataclasses.replace(analysis, tracks=tracks, events=events)


def test_page_overlay_and_pictures_come_from_one_pass(short, film, tmp_path):
    stages = []
    page = write_report(
        short, film, tmp_path / "out", progress=lambda *done: stages.append(done)
    )
    assert page == tmp_path / "out" / "report.html"
    text = page.read_text("utf-8")
    assert "Left initial contact" in text
    assert "data:video/mp4;base64," in text
    assert "data:image/jpeg;base64," in text
    with open_video(tmp_path / "out" / "overlay.mp4") as overlay:
        assert len(list(overlay)) == 10
    assert [n_done for _, n_done, _ in stages] == list(range(1, 11))


def test_only_the_analyzed_part_is_in_the_report(short, film, tmp_path):
    config = short.config.updated(clip={"start_s": 0.45})
    late = dataclasses.replace(
        short, config=config, tracks=short.tracks.sel(time=slice(0.45, None))
    )
    write_report(late, film, tmp_path)
    with open_video(tmp_path / "overlay.mp4") as overlay:
        assert len(list(overlay)) == 5
    assert 'data-start-s="0.5000"' in (tmp_path / "report.html").read_text("utf-8")


def test_a_clip_without_anybody_still_has_its_report(short, film, tmp_path):
    time_s = short.tracks["time"].to_numpy()
    empty = make_tracks(
        np.empty((time_s.size, 2, 1, 0)),
        np.empty((time_s.size, 1, 0)),
        time_s,
        keypoints=["nose"],
        individuals=[],
    )
    nobody = dataclasses.replace(short, tracks=empty, events=make_events([]), scenes={})
    page = write_report(nobody, film, tmp_path / "out")
    assert "Nobody was found" in page.read_text("utf-8")


def test_a_video_that_is_gone_leaves_no_half_report(short, tmp_path):
    with pytest.raises(VideoError, match=r"No video at .*gone\.mp4"):
        write_report(short, tmp_path / "gone.mp4", tmp_path / "out")
    assert not (tmp_path / "out" / "report.html").exists()
