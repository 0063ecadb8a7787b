"""A clip of the synthetic runner as video, with its exact truth beside it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import ConfigError
from midstance.files import replacing
from midstance.kernels.geometry.cameras import Camera
from midstance.schema.events import save_events, validate_events
from midstance.schema.tracks import make_tracks, save_tracks
from midstance.synth.figure.figure import Figure
from midstance.synth.figure.looks import LOOKS, get_look
from midstance.synth.motion.route import Placement, Route, parallel_routes
from midstance.synth.motion.runner import RunnerSettings, SyntheticRun, run
from midstance.synth.rendering.render import Actor, FrameRenderer
from midstance.synth.rendering.scene import SceneSettings, scene_camera, surroundings
from midstance.video.writer import VideoWriter

FrameProgress = Callable[[int, int], None]
"""Called with the number of frames done and of all frames."""


@dataclass(frozen=True, kw_only=True)
class ClipSettings:
    """A clip to be rendered.

    Parameters
    ----------
    runners
        Who runs; several stand on treadmills side by side or run in lanes. They
        must all be on the surface that the scene shows.
    routes
        Where each runner runs; ``None``: side by side, all the same way. Treadmills
        all look along x.
    looks
        Names from `LOOKS`, one a runner; ``None`` takes them in order.
    scene
        Place, view and size of the image.
    duration_s, rate_hz
        Length of the clip and frames per second.
    seed
        Seed of the differences between strides; the next runner has the next seed.
    shutter_s
        Exposure of a frame; 0 is perfectly sharp. The clip takes `n_exposures`
        times as long to render.
    n_exposures
        Moments averaged to one exposed frame.
    oversampling
        Samples a pixel side.
    crf
        Quality of the video, see `midstance.video.writer.VideoWriter`.

    """

    runners: tuple[RunnerSettings, ...] = (RunnerSettings(),)
    routes: tuple[Route, ...] | None = None
    looks: tuple[str, ...] | None = None
    scene: SceneSettings = field(default_factory=SceneSettings)
    duration_s: float = 8.0
    rate_hz: float = 60.0
    seed: int = 0
    shutter_s: float = 0.0
    n_exposures: int = 4
    oversampling: int = 2
    crf: int = 20

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        if not self.runners:
            raise ConfigError("A clip needs at least one runner, got none.")
        for name in ("looks", "routes"):
            each = getattr(self, name)
            if each is not None and len(each) != len(self.runners):
                raise ConfigError(
                    f"{name} must name one {name[:-1]} a runner "
                    f"({len(self.runners)}), got {len(each)}."
                )
        if self.scene.place == "treadmill" and not all(
            route.is_straight_on for route in self.routes or ()
        ):
            raise ConfigError(
                "A runner on a treadmill cannot turn; leave heading_deg at 0 and "
                "turns_at_s at None, or choose place 'overground'."
            )
        surfaces = {runner.surface for runner in self.runners}
        if surfaces != {self.scene.place}:
            raise ConfigError(
                f"Every runner must be on the surface of the scene "
                f"({self.scene.place}), got {sorted(surfaces)}."
            )
        if self.oversampling < 1 or self.n_exposures < 1:
            raise ConfigError(
                "oversampling and n_exposures must be at least 1, "
                f"got {self.oversampling} and {self.n_exposures}."
            )


@dataclass(frozen=True)
class ClipTruth:
    """What is exactly known about a clip.

    Parameters
    ----------
    tracks
        Keypoints in px as the camera of the clip sees them; NaN outside the
        image. Points hidden by the body are given.
    tracks_3d
        The same in m in the world: x forward, y left, z up.
    events
        Contacts and toe-offs.
    angles
        One row a person and frame: individual, time_s, then angles in degrees.
    camera
        The camera.

    """

    tracks: xr.Dataset
    tracks_3d: xr.Dataset
    events: pd.DataFrame
    angles: pd.DataFrame
    camera: Camera


def render_clip(
    settings: ClipSettings,
    path: Path,
    truth_folder: Path | None = None,
    *,
    progress: FrameProgress | None = None,
) -> ClipTruth:
    """Render a clip and write it as video, its truth beside it.

    Parameters
    ----------
    settings
        What to render.
    path
        Where the video shall be, ``.mp4``.
    truth_folder
        Where ``tracks.nc`` (px), ``tracks3d.nc`` (m), ``events.csv``,
        ``angles.csv`` and ``settings.json`` shall be; ``None`` writes none.
    progress
        Told after every frame.

    Raises
    ------
    ConfigError
        If the settings describe what no runner can do.
    OutputError
        If a folder cannot be written to.

    """
    stage = _Stage(settings)
    truth = stage.truth()
    if truth_folder is not None:
        save_truth(truth, settings, truth_folder)
    scene = settings.scene
    with VideoWriter(
        path, scene.width_px, scene.height_px, settings.rate_hz, crf=settings.crf
    ) as writer:
        for index, time_s in enumerate(stage.time_s):
            writer.write(stage.frame(float(time_s)), float(time_s))
            if progress is not None:
                progress(index + 1, len(stage.time_s))
    return truth


def render_still(settings: ClipSettings, time_s: float) -> NDArray[np.uint8]:
    """Return one image of a clip, RGB, shape (height, width, 3)."""
    return _Stage(settings).frame(time_s)


def clip_truth(settings: ClipSettings) -> ClipTruth:
    """Return the truth of a clip without rendering it."""
    return _Stage(settings).truth()


def save_truth(truth: ClipTruth, settings: ClipSettings, folder: Path) -> None:
    """Write the truth of a clip, each file whole or not at all."""
    save_tracks(truth.tracks, folder / "tracks.nc")
    save_tracks(truth.tracks_3d, folder / "tracks3d.nc")
    save_events(truth.events, folder / "events.csv")
    with replacing(folder / "angles.csv") as part:
        truth.angles.to_csv(part, index=False, float_format="%.4f")
    camera = asdict(truth.camera) | {"rotation": truth.camera.rotation.tolist()}
    chosen = {"clip": asdict(settings), "camera": camera}
    with replacing(folder / "settings.json") as part:
        part.write_text(json.dumps(chosen, indent=2) + "\n", "utf-8")


class _Stage:
    """The runners of a clip at their places, the camera, and the renderer."""

    def __init__(self, settings: ClipSettings) -> None:
        self._settings = settings
        self._runs = [
            run(
                runner,
                duration_s=settings.duration_s,
                rate_hz=settings.rate_hz,
                seed=settings.seed + index,
                individual=f"person-{index + 1}",
            )
            for index, runner in enumerate(settings.runners)
        ]
        names = settings.looks or _in_order(len(self._runs))
        self._figures = [
            Figure(one.motion.body, get_look(name))
            for one, name in zip(self._runs, names, strict=True)
        ]
        routes = settings.routes or parallel_routes(len(self._runs))
        self._places = [(route.x_m, route.y_m) for route in routes]
        self._camera = scene_camera(settings.scene, self._places)
        self._placements = [
            Placement(route, one.motion.travel_m_s, settings.duration_s / 2)
            for one, route in zip(self._runs, routes, strict=True)
        ]
        self._renderer: FrameRenderer | None = None

    @property
    def time_s(self) -> NDArray[np.float64]:
        """Return when the frames are."""
        return np.asarray(self._runs[0].tracks["time"].to_numpy())

    def frame(self, time_s: float) -> NDArray[np.uint8]:
        """Return the image at a time."""
        if self._renderer is None:
            speeds = [one.motion.belt_m_s for one in self._runs]
            room = surroundings(self._settings.scene, self._places, speeds)
            self._renderer = FrameRenderer(
                room, self._camera, oversampling=self._settings.oversampling
            )
        shutter_s, n_exposures = self._settings.shutter_s, self._settings.n_exposures
        if not shutter_s:
            return self._renderer.frame(self._actors(time_s), time_s)
        shares = (np.arange(n_exposures) + 0.5) / n_exposures - 0.5
        moments = np.clip(
            time_s + shutter_s * shares, 0.0, self._settings.duration_s
        ).tolist()
        total = sum(
            self._renderer.linear_frame(self._actors(moment), moment)
            for moment in moments
        )
        return self._renderer.developed(np.asarray(total) / n_exposures)

    def truth(self) -> ClipTruth:
        """Return what is known."""
        position = np.stack(
            [
                placement.points(_points(one), self.time_s).transpose(0, 2, 1)
                for one, placement in zip(self._runs, self._placements, strict=True)
            ],
            axis=-1,
        )
        return ClipTruth(
            tracks=self._projected(position),
            tracks_3d=self._as_tracks(position, "m"),
            events=validate_events(pd.concat([one.events for one in self._runs])),
            angles=pd.concat([_angle_table(one) for one in self._runs]),
            camera=self._camera,
        )

    def _projected(self, position: NDArray[np.float64]) -> xr.Dataset:
        points = self._camera.project(np.moveaxis(position, 1, -1))
        size = (self._camera.width_px, self._camera.height_px)
        inside = np.logical_and(points >= 0.0, points <= size).all(
            axis=-1, keepdims=True
        )
        points = np.where(inside, points, np.nan)
        return self._as_tracks(np.moveaxis(points, -1, 1), "px")

    def _as_tracks(self, position: NDArray[np.float64], unit: str) -> xr.Dataset:
        first = self._runs[0].tracks
        seen = np.isfinite(position).all(axis=1)
        attrs = dict(first.attrs)
        if unit == "px":
            attrs["image_width_px"] = self._camera.width_px
            attrs["image_height_px"] = self._camera.height_px
        return make_tracks(
            position,
            np.where(seen, 1.0, np.nan),
            self.time_s,
            keypoints=first["keypoint"].to_numpy().tolist(),
            individuals=[f"person-{index + 1}" for index in range(len(self._runs))],
            space_unit=unit,
            attrs=attrs,
        )

    def _actors(self, time_s: float) -> list[Actor]:
        actors = []
        for one, figure, placement in zip(
            self._runs, self._figures, self._placements, strict=True
        ):
            pose = placement.pose(one.motion.at(time_s), time_s)
            actors.append(Actor(figure, {k: values[0] for k, values in pose.items()}))
        return actors


def _points(one: SyntheticRun) -> NDArray[np.float64]:
    """Return the landmarks of a run, shape (n_times, n_keypoints, 3)."""
    return np.asarray(one.tracks["position"].to_numpy()[..., 0].transpose(0, 2, 1))


def _in_order(n_runners: int) -> Sequence[str]:
    names = list(LOOKS)
    return [names[index % len(names)] for index in range(n_runners)]


def _angle_table(one: SyntheticRun) -> pd.DataFrame:
    angles = one.angles
    columns: dict[str, NDArray[np.float64]] = {}
    for name, values in angles.data_vars.items():
        if "side" not in values.dims:
            columns[f"{name}_deg"] = values.to_numpy()
            continue
        for side in angles["side"].to_numpy().tolist():
            columns[f"{side}_{name}_deg"] = values.sel(side=side).to_numpy()
    table = pd.DataFrame(columns)
    table.insert(0, "time_s", angles["time"].to_numpy())
    individual = str(one.tracks["individual"].to_numpy()[0])
    table.insert(0, "individual", individual)
    return table
