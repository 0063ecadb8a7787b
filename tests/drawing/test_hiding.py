from dataclasses import replace

import cv2
import numpy as np
import pytest

from midstance.config import Config
from midstance.drawing import hiding as module
from midstance.drawing.hiding import hidden_frames, shown_frames
from midstance.drawing.stills import draw_stills
from midstance.errors import WeightsError
from midstance.pipeline.analyze import analyze_tracks
from midstance.report.write import draw_overlay, make_film
from midstance.schema.tracks import load_tracks, make_tracks
from midstance.schema.video import VideoInfo
from midstance.synth.rendering.clip import ClipSettings, render_clip
from midstance.synth.rendering.scene import SceneSettings
from midstance.video.reader import Frame, open_video
from midstance.video.writer import VideoWriter

RATE_HZ, N_FRAMES = 30.0, 12
WIDTH_PX, HEIGHT_PX = 640, 360


def n_faces(images):
    """How many images a face detector of others finds a face in."""
    place = cv2.data.haarcascades + "haarcascade_frontalface_default.xml"
    detector, found = cv2.CascadeClassifier(place), 0
    for image in images:
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        larger = cv2.resize(grey, None, fx=2, fy=2)
        found += len(detector.detectMultiScale(larger, 1.1, 3, minSize=(40, 40))) > 0
    return found


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """A rendered runner who comes towards the camera, and the folder of the truth."""
    path = tmp_path_factory.mktemp("front") / "front.mp4"
    scene = SceneSettings(view="front", width_px=WIDTH_PX, height_px=HEIGHT_PX)
    settings = ClipSettings(
        scene=scene, duration_s=N_FRAMES / RATE_HZ, rate_hz=RATE_HZ, seed=2
    )
    render_clip(settings, path, path.parent)
    return path


def analysis_of(video, *, is_mirrored=False, **clip):
    """What a network sees of the runner that is some px off, faces to be hidden."""
    tracks = load_tracks(video.parent / "tracks.nc")
    off = np.random.default_rng(5).normal(0, 2, tracks["position"].shape)
    attrs = tracks["position"].attrs
    seen = tracks["position"] + off
    if is_mirrored:
        seen = seen.where(seen["space"] != "x", WIDTH_PX - 1 - seen)
    tracks = tracks.assign(position=seen.assign_attrs(attrs))
    config = Config(metrics=("cadence",), hide_faces=True).updated(clip=clip)
    first_s = (config.clip.start_s or 0.0) / config.clip.slow_motion
    tracks = tracks.sel(time=tracks["time"] >= first_s)
    info = VideoInfo("front.mp4", WIDTH_PX, HEIGHT_PX, RATE_HZ, 0.4, N_FRAMES)
    return analyze_tracks(tracks, config, video=info)


@pytest.fixture(scope="module")
def analysis(video):
    return analysis_of(video)


def frames_of(*shades, size=(120, 160)):
    for index, shade in enumerate(shades):
        image = np.full((*size, 3), shade, np.uint8)
        image[40:60, 70:90] = np.random.default_rng(index).integers(0, 255, (20, 20, 3))
        yield Frame(index, index / 16, image)


@pytest.fixture
def nobody_tracked():
    """An analysis in which nobody was ever found."""
    names = ["nose", "left_shoulder", "right_shoulder", "left_hip", "right_hip"]
    raw = make_tracks(
        np.full((3, 2, 5, 1), np.nan),
        np.zeros((3, 5, 1)),
        np.array([0.0, 0.1, 0.2]),
        keypoints=names,
        individuals=["person-1"],
        attrs={"image_width_px": 160, "image_height_px": 120},
    )

    class Empty:
        raw_tracks = raw
        config = Config(hide_faces=True)

    return Empty()


def looks_that_see(monkeypatch, *seen):
    """Let each look find what is told, in order; then nothing."""
    told = iter(seen)

    def look(_):
        return np.array(next(told, []), float).reshape(-1, 3)

    monkeypatch.setattr(module, "head_finder", lambda: look)


def n_colours(image):
    return len(np.unique(image[40:60, 70:90].reshape(-1, 3), axis=0))


def test_who_is_not_tracked_is_hidden_from_the_look_before_to_two_looks_after(
    nobody_tracked, monkeypatch
):
    looks_that_see(monkeypatch, [], [(80, 50, 15)], [], [])
    shown = hidden_frames(nobody_tracked, frames_of(*[9] * 18))
    colours = [n_colours(frame.image) for frame in shown]
    # Looks at frames 0, 2, 4, ...: found at 2, so hidden from 0 to before 6.
    assert [colour <= 16 for colour in colours] == [True] * 6 + [False] * 12


def test_every_frame_comes_once_and_in_order(nobody_tracked, monkeypatch):
    looks_that_see(monkeypatch)
    found = list(hidden_frames(nobody_tracked, frames_of(*range(20)), slower=8.0))
    assert [frame.index for frame in found] == list(range(20))
    assert [int(frame.image[0, 0, 0]) for frame in found] == list(range(20))


def test_without_the_detector_those_who_were_tracked_are_hidden(
    analysis, video, monkeypatch
):
    def missing():
        raise WeightsError("No weights.")

    monkeypatch.setattr(module, "head_finder", missing)
    with open_video(video, end_s=0.1) as frames:
        shown = [frame.image for frame in hidden_frames(analysis, frames)]
    with open_video(video, end_s=0.1) as frames:
        assert all((a != b.image).any() for a, b in zip(shown, frames, strict=True))


def test_faces_are_shown_unless_they_are_to_be_hidden(analysis):
    plain = replace(analysis, config=analysis.config.updated(hide_faces=False))
    frames = list(frames_of(1, 2))
    assert list(shown_frames(plain)(frames)) == frames


def around_head(analysis, image):
    """The part of a frame of film or overlay in which the head is."""
    nose = analysis.raw_tracks["position"].sel(keypoint="nose").isel(individual=0)
    x, y = image.shape[1] / WIDTH_PX * nose.median("time").to_numpy()
    half = round(0.1 * image.shape[1])
    return image[max(0, round(y) - half) : round(y) + half, round(x) - half :][
        :, : 2 * half
    ]


def written(video, path, way):
    """The frames as another file, and the settings to read it."""
    if way == "as it is":
        return video, {}
    with open_video(video) as frames:
        images = [frame.image for frame in frames]
    if way == "mirrored":
        images = [np.ascontiguousarray(one[:, ::-1]) for one in images]
    turns = way == "turned"
    images = [np.ascontiguousarray(np.rot90(one)) if turns else one for one in images]
    slower = 4.0 if way.startswith("slowed") else 1.0
    height_px, width_px = images[0].shape[:2]
    with VideoWriter(path, width_px, height_px, RATE_HZ / slower, crf=18) as writer:
        for image in images:
            writer.write(image)
    if turns:
        return path, {"rotate": 90}
    if way == "mirrored":
        return path, {"is_mirrored": True}
    return path, {"slow_motion": slower, "start_s": 0.2}


@pytest.mark.parametrize(
    "way", ["as it is", "turned", "mirrored", "slowed down, from 0.2 s on"]
)
def test_no_face_is_found_in_film_overlay_and_stills(video, tmp_path, way):
    """The detector of others finds the face of the rendered runner, and then none."""
    other, clip = written(video, tmp_path / "clip.mp4", way)
    hidden = analysis_of(video, **clip)
    plain = replace(hidden, config=hidden.config.updated(hide_faces=False))

    def images(one, place):
        place.mkdir()
        make_film(one, other, place, "link")
        draw_overlay(one, other, place)
        for name in ("player.mp4", "overlay.mp4"):
            with open_video(place / name) as frames:
                yield from (around_head(one, f.image) for f in frames if f.index % 2)
        for still in draw_stills(one, other, one.config.clip):
            jpeg = cv2.imdecode(np.frombuffer(still.jpeg, np.uint8), cv2.IMREAD_COLOR)
            yield jpeg[: jpeg.shape[0] // 3, :, ::-1]

    assert n_faces(images(plain, tmp_path / "plain")) >= 0.5 * N_FRAMES
    assert n_faces(images(hidden, tmp_path / "hidden")) == 0
