"""Rows about who is in the image: nobody, half a person, a poster, ten, crossings."""

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import numpy as np
from fault_rows import Row, command
from fault_rows_runs import demo
from numpy.typing import NDArray

import midstance as ms
from midstance.config import Config
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.pipeline.analyze import analyze
from midstance.schema.tracks import make_tracks, save_tracks
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.observation.noise import Noise
from midstance.synth.observation.observe import observe
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter

N_FRAMES, RATE_HZ, WIDTH_PX, HEIGHT_PX = 90, 30.0, 1280, 720
Points = NDArray[np.float64]


def rows() -> Iterator[Row]:
    """Yield the rows about people."""
    nobody = "2: Nobody was found in run.mp4; the whole body must be …; left nothing"
    yield Row("people", "nobody", nobody, partial(_filmed, change=_grey))
    no_gait = "0: done; 0 events, 0 measures of gait"
    still = "a poster: one frame all the time"
    yield Row("people", still, f"{no_gait}…", partial(_filmed, change=_still))
    half = "the upper half of a person"
    yield Row("people", half, no_gait, partial(_filmed, change=_upper))
    yield Row("people", "ten beside one another", "10 found, 0 exchanged", _ten)
    yield Row("people", "two who cross", "2 found, 0 exchanged", _crossing)
    given = "two, one of whom leaves and returns after a second"
    yield Row("people", given, "2 found, 0 exchanged", _returning)
    none = "2: Nobody was found in run.mp4; …"
    yield Row("people", "poses of nobody", none, _no_poses)


def _grey(images: list[NDArray[np.uint8]]) -> list[NDArray[np.uint8]]:
    return [np.full_like(image, 128) for image in images]


def _still(images: list[NDArray[np.uint8]]) -> list[NDArray[np.uint8]]:
    return [images[0]] * len(images)


def _upper(images: list[NDArray[np.uint8]]) -> list[NDArray[np.uint8]]:
    return [image[: image.shape[0] // 2] for image in images]


def _filmed(folder: Path, change: object) -> str:
    """Return what comes of a second of the clip that ships, changed."""
    assert callable(change)
    with open_video(demo() / "run.mp4") as video:
        images = change([frame.image for frame in video])
    height, width = images[0].shape[:2]
    with VideoWriter(folder / "run.mp4", width, height, 60.0) as writer:
        for image in images:
            writer.write(np.ascontiguousarray(image))
    out = folder / "out"
    call = ("analyze", folder / "run.mp4", "-o", out, "--no-report")
    came = command(*call, folder=folder)
    if not out.exists():
        return f"{came}; left nothing"
    found = ms.load(out)
    n = len(found.measures)
    return f"{came}; {len(found.events)} events, {n} measures of gait"


@cache
def _runner() -> Points:
    """Return a runner on the spot, shape (n_frames, 2, n_keypoints), about 250 px."""
    made = run(RunnerSettings(), duration_s=N_FRAMES / RATE_HZ + 0.2, rate_hz=RATE_HZ)
    camera = orbit_camera(90, body_px=250, width_px=WIDTH_PX, height_px=HEIGHT_PX)
    tracks = observe(made.tracks, camera, noise=Noise(white_px=1.0))
    place = tracks.isel(individual=0, time=slice(N_FRAMES))["position"]
    points: Points = place.transpose("time", "space", "keypoint").to_numpy()
    return points - [[[WIDTH_PX / 2], [0.0]]]


@cache
def _names() -> list[str]:
    made = run(RunnerSettings(), duration_s=0.5, rate_hz=RATE_HZ)
    return [str(name) for name in made.tracks["keypoint"].to_numpy()]


def _moved(x_px: Points, start: int = 0) -> Points:
    """Return the runner at a place for each frame, from another frame on."""
    return np.roll(_runner(), start, axis=0) + np.stack([x_px, 0 * x_px], 1)[..., None]


def _ten(folder: Path) -> str:
    places = np.linspace(70, WIDTH_PX - 70, 10)
    people = [_moved(np.full(N_FRAMES, x), 7 * k) for k, x in enumerate(places)]
    return _linked(folder, people)


def _crossing(folder: Path) -> str:
    there = np.linspace(150, WIDTH_PX - 150, N_FRAMES)
    return _linked(folder, [_moved(there), _moved(there[::-1], 11)])


def _returning(folder: Path) -> str:
    first = _moved(np.full(N_FRAMES, 300.0))
    second = _moved(np.full(N_FRAMES, 900.0), 11)
    second[30:60] = np.nan
    return _linked(folder, [first, second])


def _linked(folder: Path, people: list[Points]) -> str:
    """Return who is found, and in how many frames somebody has another one's name."""
    random = np.random.default_rng(0)
    shuffled = np.stack(people, axis=-1)
    for frame in shuffled:
        frame[:] = frame[..., random.permutation(len(people))]
    _write(folder, shuffled)
    pose = {"name": "canned", "params": {"tracks": str(folder / "tracks.nc")}}
    config = Config(pose=pose, people="all")
    raw = analyze(folder / "run.mp4", config=config).raw_tracks
    hips = [_names().index(name) for name in ("left_hip", "right_hip")]
    place = raw["position"].sel(keypoint=["left_hip", "right_hip"]).mean("keypoint")
    found = place.sel(space="x").transpose("time", "individual").to_numpy()
    true = np.stack([one[:, 0, hips].mean(axis=1) for one in people], axis=1)
    apart = np.abs(found[:, :, None] - true[:, None])
    n_exchanged, whose = 0, set()
    for column in range(found.shape[1]):
        seen = np.flatnonzero(np.isfinite(found[:, column]))
        near = np.nanargmin(np.nan_to_num(apart[seen, column], nan=1e9), axis=1)
        own = int(np.bincount(near).argmax())
        # Where two stand at one place, either is near.
        is_other = apart[seen, column, own] > 20
        n_exchanged += int(is_other.sum())
        whose.add(own)
    n_found = found.shape[1]
    twice = "" if len(whose) == n_found else f", {n_found - len(whose)} twice"
    return f"{n_found} found, {n_exchanged} exchanged{twice}"


def _no_poses(folder: Path) -> str:
    _write(folder, np.full((N_FRAMES, 2, len(_names()), 1), np.nan))
    pose = ("--pose", "canned", "--pose-param", f"tracks={folder / 'tracks.nc'}")
    call = ("analyze", folder / "run.mp4", "-o", folder / "out", *pose)
    return command(*call, folder=folder)


def _write(folder: Path, position: Points) -> None:
    n_frames, _, _, n_people = position.shape
    seen = np.isfinite(position[:, 0])
    tracks = make_tracks(
        position,
        np.where(seen, 0.9, np.nan),
        np.arange(n_frames) / RATE_HZ,
        keypoints=_names(),
        individuals=[f"one-{k}" for k in range(n_people)],
        attrs={"image_width_px": WIDTH_PX, "image_height_px": HEIGHT_PX},
    )
    save_tracks(tracks, folder / "tracks.nc")
    with VideoWriter(folder / "run.mp4", WIDTH_PX, HEIGHT_PX, RATE_HZ) as video:
        for index in range(n_frames):
            image = np.full((HEIGHT_PX, WIDTH_PX, 3), 100 + index // 2, np.uint8)
            image[::40, ::40] = 2 * index
            video.write(image)
