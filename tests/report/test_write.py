import base64
import dataclasses
import json

import numpy as np
import pytest

from midstance.errors import VideoError
from midstance.report.player import parts as player
from midstance.report.player.parts import Film, film_content, known_film
from midstance.report.write import draw_overlay, write_report
from midstance.schema.events import make_events
from midstance.schema.tracks import make_tracks
from midstance.video.reader import open_video, probe
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


def data_of(page):
    text = page.read_text("utf-8")
    start = text.index('class="recording">') + len('class="recording">')
    return json.loads(text[start : text.index("</script>", start)])


def test_the_page_holds_the_recording_and_images_of_events(short, film, tmp_path):
    page = write_report(short, film, tmp_path / "out")
    assert page == tmp_path / "out" / "report.html"
    text = page.read_text("utf-8")
    assert "Left initial contact" in text
    assert "data:image/jpeg;base64," in text
    assert [path.name for path in page.parent.iterdir()] == ["report.html"]
    content = film_content(known_film(page), page.parent)
    (tmp_path / "again.mp4").write_bytes(content)
    with open_video(tmp_path / "again.mp4") as again:
        assert len(list(again)) == 10


def test_a_linked_recording_lies_beside_the_page(short, film, tmp_path):
    page = write_report(short, film, tmp_path / "out", film="link")
    assert known_film(page) == Film("player.mp4")
    assert probe(page.with_name("player.mp4")).width_px == 720
    write_report(short, film, tmp_path / "out", film="embed")
    assert not page.with_name("player.mp4").exists()


def test_a_page_without_a_recording_has_no_player(short, film, tmp_path):
    page = write_report(short, film, tmp_path / "out", film="none")
    assert "<video" not in page.read_text("utf-8")
    assert "data-player" not in page.read_text("utf-8")


def test_a_large_recording_stays_beside_the_page(short, film, tmp_path, monkeypatch):
    monkeypatch.setattr(player, "LARGEST_EMBEDDED_BYTES", 3)
    page = write_report(short, film, tmp_path / "out")
    assert known_film(page) == Film("player.mp4")
    assert "keep both together" in page.read_text("utf-8")


def test_only_the_analyzed_part_is_in_the_report(short, film, tmp_path):
    config = short.config.updated(clip={"start_s": 0.45})
    late = dataclasses.replace(
        short, config=config, tracks=short.tracks.sel(time=slice(0.45, None))
    )
    page = write_report(late, film, tmp_path, film="link")
    with open_video(tmp_path / "player.mp4") as part:
        assert len(list(part)) == 5
    times_s = np.frombuffer(base64.b64decode(data_of(page)["times_s"]))
    assert times_s == pytest.approx([0.5, 0.6, 0.7, 0.8, 0.9])


def test_the_overlay_has_every_frame(short, film, tmp_path):
    stages = []
    path = draw_overlay(
        short, film, tmp_path / "out", progress=lambda *done: stages.append(done)
    )
    assert path == tmp_path / "out" / "overlay.mp4"
    with open_video(path) as overlay:
        assert len(list(overlay)) == 10
    assert [n_done for _, n_done, _ in stages] == list(range(1, 11))


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
