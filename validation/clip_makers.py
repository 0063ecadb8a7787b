"""Clips as people really film them, made so that everything about them is known.

Most are tracks: a synthetic runner, a person over force plates or somebody of sticks
before a virtual camera, with the keypoint errors of a pose network (`from_tracks`).
Where the image itself matters, as at a cut, a rendered runner goes through the real
network (`from_images`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from exercise_figures import Body, Filming, standing
from exercise_figures import film as film_sticks
from numpy.typing import NDArray

from midstance.config import Config
from midstance.formats.motion.plate_trial import PlateTrial
from midstance.kernels.geometry.cameras import Camera, orbit_camera
from midstance.pipeline.analyze import analyze, analyze_tracks
from midstance.schema.analysis import Analysis
from midstance.schema.events import SIDES
from midstance.schema.tracks import make_tracks
from midstance.schema.video import VideoInfo
from midstance.synth.motion.runner import RunnerSettings, SyntheticRun, run
from midstance.synth.observation import people
from midstance.synth.observation.noise import Noise, draw_network_error
from midstance.synth.observation.observe import film
from midstance.synth.rendering.clip import ClipSettings, render_clip
from midstance.synth.rendering.scene import SceneSettings
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter

Images = list[NDArray[np.uint8]]
Span = tuple[float, float, float]
"""Start and end (s) on the clock of the clip, and how many times slower than life."""

WIDE_PX = 100_000
"""Of a camera whose image has no edge."""


@dataclass(frozen=True)
class Truth:
    """What is known of a clip.

    Parameters
    ----------
    doing
        ``running``, ``walking`` or ``nothing`` (no gait).
    values
        True value by metric, in its unit, on the clock of life.
    spread
        Standard deviation of single strides around it.
    clock
        Stretches that are shown slower or faster than life.

    """

    doing: str = "running"
    values: Mapping[str, float] = field(default_factory=dict)
    spread: Mapping[str, float] = field(default_factory=dict)
    clock: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Clip:
    """One clip.

    Parameters
    ----------
    name
        What it shows.
    analysis
        Returns what is said of it.
    truth
        What is right.
    refusals
        Notes, rules or metrics whose reason may say why nothing is measured; empty:
        it must be measured.
    people
        How many persons there are; 0: it does not matter.

    """

    name: str
    analysis: Callable[[], Analysis]
    truth: Truth
    refusals: tuple[str, ...] = ()
    people: int = 0


def from_tracks(raw: xr.Dataset, **changes: Any) -> Analysis:  # noqa: ANN401
    """Return the analysis of raw tracks (px) with some settings changed."""
    time_s = raw["time"].to_numpy()
    rate_hz = float(1 / np.median(np.diff(time_s)))
    size = [
        int(raw.attrs.get(f"image_{side}_px", 1280)) for side in ("width", "height")
    ]
    info = VideoInfo("clip.mp4", *size, rate_hz, float(time_s[-1]), time_s.size)
    return analyze_tracks(raw, Config().updated(**changes), video=info)


def from_images(path: Path, **changes: Any) -> Analysis:  # noqa: ANN401
    """Return the analysis of a video with some settings changed."""
    return analyze(path, config=Config().updated(**changes))


@cache
def runner(
    settings: RunnerSettings | None = None,
    duration_s: float = 6.0,
    rate_hz: float = 30.0,
    seed: int = 0,
) -> SyntheticRun:
    """Return a synthetic run, made once."""
    return run(settings, duration_s=duration_s, rate_hz=rate_hz, seed=seed)


def shoot(
    made: SyntheticRun, azimuth_deg: float = 90.0, seed: int = 0, **camera: float
) -> xr.Dataset:
    """Return what the pose network makes of a run before a camera."""
    noise = Noise(network=draw_network_error(seed))
    return film(made, orbit_camera(azimuth_deg, **camera), noise=noise, seed=seed)


def shoot_without_edge(made: SyntheticRun, camera: Camera, seed: int = 0) -> xr.Dataset:
    """Return the same where points outside the image are guessed, as networks do."""
    wide = Camera(camera.position_m, camera.rotation, camera.focal_px, WIDE_PX, WIDE_PX)
    noise = Noise(network=draw_network_error(seed))
    seen = film(made, wide, noise=noise, seed=seed)
    shift = np.array([WIDE_PX - camera.width_px, WIDE_PX - camera.height_px]) / 2
    moved = seen["position"] - xr.DataArray(shift, dims="space")
    size = {"image_width_px": camera.width_px, "image_height_px": camera.height_px}
    moved = moved.assign_attrs(seen["position"].attrs)
    return seen.assign(position=moved).assign_attrs(size)


def in_the_image(tracks: xr.Dataset, n_outside: int = 1) -> xr.Dataset:
    """Return the tracks while somebody is inside the image.

    Parameters
    ----------
    tracks
        From `shoot_without_edge`.
    n_outside
        How many of six landmarks of the legs may lie outside.

    """
    legs = [f"{side}_{part}" for side in SIDES for part in ("hip", "knee", "ankle")]
    x = tracks["position"].sel(space="x", keypoint=legs).isel(individual=0)
    inside = (x > 0) & (x < tracks.attrs["image_width_px"])
    frames = np.flatnonzero(inside.sum("keypoint").to_numpy() >= 6 - n_outside)
    own = tracks.isel(time=slice(int(frames[0]), int(frames[-1]) + 1))
    return own.assign_coords(time=own["time"] - own["time"][0])


def slowed(tracks: xr.Dataset, factor: float) -> xr.Dataset:
    """Return tracks on a clock that goes `factor` times slower."""
    return tracks.assign_coords(time=tracks["time"] * factor)


def ramped(
    tracks: xr.Dataset, factor: float, edges_s: tuple[float, float], rate_hz: float
) -> tuple[xr.Dataset, Span]:
    """Return life, slow motion, life as a phone shows it, and where it is slow.

    Parameters
    ----------
    tracks
        Of a rate that is `factor` times `rate_hz` or more.
    factor
        How much slower.
    edges_s
        Of the slow part, in life.
    rate_hz
        Frames per second as shown.

    """
    life_s = tracks["time"].to_numpy()
    first_s, last_s = edges_s
    moments = np.concatenate(
        [
            np.arange(0.0, first_s, 1 / rate_hz),
            np.arange(first_s, last_s, 1 / rate_hz / factor),
            np.arange(last_s, life_s[-1], 1 / rate_hz),
        ]
    )
    frames = np.searchsorted(life_s, moments - 1e-9)
    shown = tracks.isel(time=frames).assign_coords(
        time=np.arange(moments.size) / rate_hz
    )
    return shown, (first_s, first_s + factor * (last_s - first_s), factor)


def times_of(made: SyntheticRun) -> tuple[dict[str, float], dict[str, float]]:
    """Return the true times of a run by metric, and how much single ones differ."""
    values, spread = times_of_events(made.events)
    speed = made.gait.speed_m_s
    values |= {"speed": speed, "step_length": speed * values["step_time"] / 1000}
    return values, spread


def times_of_events(events: pd.DataFrame) -> tuple[dict[str, float], dict[str, float]]:
    """Return cadence, step, stride, contact and flight time that events imply.

    The cadence of a few strides differs from that of all by some part of the
    variability of strides.
    """
    ordered = events.sort_values("time_s")
    contacts = ordered[ordered["event"] == "initial_contact"]
    steps = np.diff(contacts["time_s"]) * 1000
    down = []
    for side in SIDES:
        own = ordered[ordered["side"] == side]
        kinds, at_s = own["event"].to_numpy(), own["time_s"].to_numpy()
        is_stance = (kinds[:-1] == "initial_contact") & (kinds[1:] == "toe_off")
        down += (np.diff(at_s)[is_stance] * 1000).tolist()
    step, contact = float(np.mean(steps)), float(np.mean(down))
    strides = np.diff(contacts["time_s"].to_numpy()[::2]) * 1000
    stride_sd = float(np.std(strides))
    values = {
        "cadence": 60_000 / step,
        "step_time": step,
        "stride_time": 2 * step,
        "contact_time": contact,
        "flight_time": step - contact,
    }
    own_spread = {
        "cadence": 60_000 / step * stride_sd / (2 * step),
        "step_time": float(np.std(steps)),
        "stride_time": stride_sd,
        "contact_time": float(np.std(down)),
        "flight_time": float(np.hypot(np.std(steps), np.std(down))),
    }
    return values, own_spread


def of_run(made: SyntheticRun, clock: tuple[Span, ...] = ()) -> Truth:
    """Return the truth of a run."""
    doing = "running" if made.gait.is_running else "walking"
    return Truth(doing, *times_of(made), clock)


def shoot_walker(trial: PlateTrial, view: str, seed: int) -> xr.Dataset:
    """Return somebody who walks over plates, by a long lens from afar."""
    noise = Noise(network=draw_network_error(seed))
    filming = people.Filming(
        view, rate_hz=30.0, distance_m=12.0, body_px=400.0, noise=noise
    )
    return people.film_person(people.add_shoulders(trial.world), filming, seed=seed)


def of_walker(trial: PlateTrial) -> Truth:
    """Return the truth of somebody over plates: what the laboratory marked."""
    values, spread = {}, {}
    stances = trial.stances
    if len(stances):
        lasts = (stances["end_s"] - stances["start_s"]).to_numpy(dtype=float) * 1000
        values["contact_time"] = float(lasts.mean())
        spread["contact_time"] = max(float(lasts.std()), 30.0)
    marked = trial.marked[trial.marked["event"] == "initial_contact"]
    at_s = np.sort(marked["time_s"].to_numpy(dtype=float))
    if at_s.size >= 3:
        step_s = np.diff(at_s)
        values["cadence"] = 60 / float(np.mean(step_s))
        spread["cadence"] = values["cadence"] * float(step_s.std() / step_s.mean())
    return Truth("walking", values, spread)


def knees_up(turn: float) -> Body:
    """Return somebody who runs on the spot, thighs level in turn, `turn` 0 to 1."""
    left = max(0.0, np.sin(2 * np.pi * turn))
    right = max(0.0, -np.sin(2 * np.pi * turn))
    return standing(
        thighs=(-85 * left, -85 * right),
        shanks=(15 * left, 15 * right),
        arms=(170, 90),
    )


def shoot_sticks(
    pose: Callable[[float], Body],
    course: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    azimuth_deg: float,
    duration_s: float = 8.0,
) -> xr.Dataset:
    """Return somebody of sticks before a camera."""
    filming = Filming(azimuth_deg=azimuth_deg, body_px=400.0, jitter=0.005)
    return film_sticks(pose, course, duration_s, filming)


def without(tracks: xr.Dataset, keypoints: Sequence[str]) -> xr.Dataset:
    """Return tracks in which some keypoints are never seen."""
    hidden = tracks["keypoint"].isin(list(keypoints))
    return tracks.assign(
        position=tracks["position"].where(~hidden),
        confidence=tracks["confidence"].where(~hidden),
    )


def everywhere(tracks: xr.Dataset, factors: NDArray[np.float64]) -> xr.Dataset:
    """Return tracks whose clock goes by `factors`, one a frame: a change of pace."""
    step_s = np.diff(tracks["time"].to_numpy(), prepend=0.0)
    return make_tracks(
        tracks["position"]
        .transpose("time", "space", "keypoint", "individual")
        .to_numpy(),
        tracks["confidence"].transpose("time", "keypoint", "individual").to_numpy(),
        np.cumsum(step_s * factors),
        keypoints=[str(name) for name in tracks["keypoint"].to_numpy()],
        attrs=dict(tracks.attrs),
    )


def render(folder: Path, name: str, clip: ClipSettings) -> tuple[Images, SyntheticRun]:
    """Return the images of a rendered runner, and the run."""
    path = folder / f"{name}.mp4"
    render_clip(clip, path)
    with open_video(path) as frames:
        images = [frame.image.copy() for frame in frames]
    made = runner(clip.runners[0], clip.duration_s, clip.rate_hz, clip.seed)
    return images, made


def write(
    folder: Path, name: str, images: Sequence[NDArray[np.uint8]], rate_hz: float
) -> Path:
    """Write images as a video and return its path."""
    path = folder / f"{name}.mp4"
    height, width, _ = images[0].shape
    with VideoWriter(path, width, height, rate_hz, crf=18) as writer:
        for image in images:
            writer.write(np.ascontiguousarray(image))
    return path


def dissolved(before: Images, after: Images, n_frames: int) -> Images:
    """Return two shots, the first fading into the second over some frames."""
    shares = (np.arange(n_frames) + 1) / (n_frames + 1)
    mixed = [
        np.asarray((1 - share) * a + share * b, dtype=np.uint8)
        for share, a, b in zip(
            shares, before[-n_frames:], after[:n_frames], strict=True
        )
    ]
    return [*before[:-n_frames], *mixed, *after[n_frames:]]


def followed(images: Images, centre_px: NDArray[np.float64], width_px: int) -> Images:
    """Return what a camera sees that follows: a window around somebody."""
    cut = []
    for image, middle in zip(images, centre_px.tolist(), strict=True):
        first = round(min(max(middle - width_px / 2, 0), image.shape[1] - width_px))
        cut.append(image[:, first : first + width_px])
    return cut


SMALL = SceneSettings(width_px=640, height_px=480)
WIDE = SceneSettings(place="overground", width_px=1600, height_px=360, distance_m=9.0)
