from importlib import resources

import numpy as np
import pytest

from midstance.config import Config
from midstance.pipeline.analyze import analyze_tracks
from midstance.report.player.parts import FILM
from midstance.report.write import PAGE
from midstance.schema.tracks import load_tracks
from midstance.schema.video import VideoInfo
from midstance.video.reader import open_video
from midstance.web.sharing import hidden as module
from midstance.web.sharing.hidden import write_hidden, write_hidden_film

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


def test_no_face_survives_on_any_frame(analysis, truth, tmp_path, monkeypatch):
    film = tmp_path / "film.mp4"
    assert write_hidden_film(analysis, VIDEO, film)
    pairs = list(zip(heads(VIDEO, truth), heads(film, truth), strict=True))
    assert len(pairs) == truth.sizes["time"]
    assert max(likeness(*pair) for pair in pairs) < 0.3
    plain = tmp_path / "plain.mp4"
    monkeypatch.setattr(module, "hide_faces", lambda image, *_: image)
    write_hidden_film(analysis, VIDEO, plain)
    pairs = zip(heads(VIDEO, truth), heads(plain, truth), strict=True)
    assert min(likeness(*pair) for pair in pairs) > 0.6


def test_the_rest_of_the_picture_stays(analysis, truth, tmp_path):
    film = tmp_path / "film.mp4"
    write_hidden_film(analysis, VIDEO, film)
    with open_video(VIDEO, end_s=END_S) as known, open_video(film) as hidden:
        first, other = next(iter(known)).image, next(iter(hidden)).image
    feet = slice(500, 700)
    apart = np.abs(first[feet].astype(int) - other[feet].astype(int))
    assert apart.mean() < 4


def test_the_report_has_the_film_without_faces_and_nothing_of_the_other(
    analysis, tmp_path
):
    results, shared = tmp_path / "results", tmp_path / "shared"
    analysis.save(results)
    told = []
    write_hidden(results, VIDEO, shared, told.append)
    assert told == [1.0]
    assert sorted(path.name for path in shared.iterdir()) == sorted([PAGE, FILM])
    text = (shared / PAGE).read_text("utf-8")
    assert f'src="{FILM}"' in text
    assert "data:video" not in text
