import json
from dataclasses import replace
from importlib import resources

import av
import numpy as np
import pytest

from midstance.config import Clip, Config
from midstance.drawing import hiding
from midstance.errors import WeightsError
from midstance.pipeline.analyze import analyze_tracks
from midstance.report.page import shows
from midstance.report.player.parts import FILM
from midstance.report.write import PAGE
from midstance.schema.analysis import FACTS
from midstance.schema.tracks import load_tracks
from midstance.schema.video import VideoInfo
from midstance.video.film import write_film
from midstance.video.reader import open_video
from midstance.web.sharing.hidden import write_hidden, write_hidden_video

EXAMPLES = resources.files("midstance") / "examples"
VIDEO = EXAMPLES / "demo.mp4"
HEAD = ("nose", "left_ear", "right_ear", "left_eye", "right_eye", "mouth_left")
END_S = 1.0


@pytest.fixture(scope="module")
def truth():
    """Where everything of the rendered runner is."""
    tracks = load_tracks(EXAMPLES / "demo.tracks.nc")
    return tracks.sel(time=tracks["time"] < END_S)


@pytest.fixture(scope="module")
def analysis(truth):
    """What a bad network sees of it: 4 px off, and at times no head at all."""
    rng = np.random.default_rng(5)
    off = truth.copy(deep=True)
    off["position"] = off["position"] + rng.normal(0, 4, off["position"].shape)
    off["position"].attrs["space_unit"] = "px"
    is_head = np.isin(off["keypoint"], HEAD)
    n = off.sizes["time"]
    gone = (np.arange(n) % 20 < 8)[:, None, None, None] & is_head[None, None, :, None]
    off["position"] = off["position"].where(~gone)
    off["position"].attrs["space_unit"] = "px"
    off["observed"] = off["observed"].where(~gone[:, 0], 0).astype("int8")
    config = Config(metrics=("cadence",)).updated(clip={"end_s": END_S})
    info = VideoInfo("demo.mp4", 1280, 720, 60.0, 8.0, 481)
    return analyze_tracks(off, config, video=info)


def edges(image):
    """What makes a face one: how each pixel differs from those around it."""
    grey = image.astype(float).mean(axis=2)
    across = grey[1:-1, :-2] + grey[1:-1, 2:] + grey[:-2, 1:-1] + grey[2:, 1:-1]
    return (grey[1:-1, 1:-1] - across / 4).ravel()


def likeness(first, other):
    return float(np.corrcoef(edges(first), edges(other))[0, 1])


def heads(film, truth):
    """The true head on every frame, cut out."""
    places = truth["position"].sel(keypoint=list(HEAD)).isel(individual=0)
    centre = places.mean("keypoint").transpose("time", "space").to_numpy()
    with open_video(film, end_s=END_S) as frames:
        for frame, (x, y) in zip(frames, centre, strict=False):
            half = 22
            x, y = round(float(x)), round(float(y))
            yield frame.image[y - half : y + half, x - half : x + half]


@pytest.fixture
def alone(monkeypatch):
    """Without the second look, which takes as long again."""

    def missing():
        raise WeightsError("No weights.")

    monkeypatch.setattr(hiding, "head_finder", missing)


@pytest.mark.usefixtures("alone")
def test_no_face_survives_on_any_frame(analysis, truth, tmp_path):
    film = tmp_path / "film.mp4"
    write_hidden_video(analysis, VIDEO, film)
    pairs = list(zip(heads(VIDEO, truth), heads(film, truth), strict=True))
    assert len(pairs) == truth.sizes["time"]
    assert max(likeness(*pair) for pair in pairs) < 0.3
    plain = tmp_path / "plain.mp4"
    write_film(VIDEO, plain, analysis.config.clip, change=iter)
    pairs = zip(heads(VIDEO, truth), heads(plain, truth), strict=True)
    assert min(likeness(*pair) for pair in pairs) > 0.6


@pytest.mark.usefixtures("alone")
def test_of_the_whole_video_only_what_was_analyzed_is_to_be_seen(analysis, tmp_path):
    film, video = tmp_path / "film.mp4", tmp_path / "video.mp4"
    write_film(VIDEO, video, Clip(end_s=1.2))
    config = analysis.config.updated(clip={"start_s": 0.5, "rotate": 180})
    raw = analysis.raw_tracks
    later = replace(analysis, config=config, raw_tracks=raw.sel(time=raw["time"] > 0.5))
    write_hidden_video(later, video, film)
    feet = np.s_[500:700]
    with open_video(video) as known, open_video(film) as hidden:
        for one, other in zip(known, hidden, strict=True):
            assert other.time_s == pytest.approx(one.time_s, abs=1e-3)
            if 0.52 < one.time_s < 0.98:
                apart = one.image[feet].astype(int) - other.image[feet].astype(int)
                assert np.abs(apart).mean() < 6
            elif not 0.48 < one.time_s < 1.02:
                assert other.image.std() < 2


def test_nothing_of_place_and_camera_is_in_what_leaves(analysis, tmp_path):
    told = {"location": "+47.3769+008.5417/", "make": "Ourphone", "comment": "Anna"}
    video, plain, hidden = (tmp_path / name for name in ("a.mp4", "b.mp4", "c.mp4"))
    with (
        av.open(str(VIDEO)) as source,
        av.open(
            str(video), "w", format="mp4", options={"movflags": "use_metadata_tags"}
        ) as out,
    ):
        out.metadata.update(told)
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None and packet.pts * packet.time_base < END_S:
                packet.stream = stream
                out.mux(packet)
    assert all(text.encode() in video.read_bytes() for text in told.values())
    assert write_film(video, plain)  # copied as it is
    write_hidden_video(analysis, video, hidden)
    for path in (plain, hidden):
        assert not any(text.encode() in path.read_bytes() for text in told.values())


@pytest.mark.usefixtures("alone")
def test_the_report_has_the_film_without_faces_and_nothing_of_the_other(
    analysis, truth, tmp_path
):
    results, shared = tmp_path / "results", tmp_path / "shared"
    analysis.save(results)
    facts = json.loads((results / FACTS).read_text("utf-8"))
    facts["fingerprint"] = "as an earlier version made it"
    (results / FACTS).write_text(json.dumps(facts), "utf-8")
    told = []
    write_hidden(results, VIDEO, shared, told.append)
    assert told == [1.0]
    assert {path.name for path in shared.iterdir()} == {PAGE, FILM}
    assert shows(shared / PAGE, facts["fingerprint"])
    text = (shared / PAGE).read_text("utf-8")
    assert f'src="{FILM}"' in text
    assert "data:video" not in text
    assert "keep both together" not in text
    pairs = zip(heads(VIDEO, truth), heads(shared / FILM, truth), strict=True)
    assert max(likeness(*pair) for pair in pairs) < 0.3
