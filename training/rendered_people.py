"""Rendered people in rendered places, with their keypoints in the image.

People of many builds and clothes who walk and run, on a treadmill and on a track,
seen by cameras all around; and the same places without anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from midstance.errors import ConfigError
from midstance.kernels.geometry.cameras import Camera, orbit_camera
from midstance.kernels.types import Array, Image
from midstance.schema.skeletons import BLAZEPOSE_33, MIDDLES, get_skeleton
from midstance.synth.figure.figure import Figure
from midstance.synth.figure.looks import Look
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.motion.build import build_motion
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.motion import Motion
from midstance.synth.rendering.render import Actor, FrameRenderer
from midstance.synth.rendering.scene import VIEWS_DEG, SceneSettings, surroundings

if TYPE_CHECKING:
    from train_hourglass import Settings


@dataclass(frozen=True)
class Picture:
    """One rendered image and the truth.

    Parameters
    ----------
    image
        RGB.
    xy_px
        Shape (n_keypoints, 2); NaN without a person.

    """

    image: Image
    xy_px: Array


def render_people(settings: "Settings", seed: int, n_scenes: int) -> Iterator[Picture]:
    """Yield the images of `n_scenes` random people, and one of each empty place."""
    rng = np.random.default_rng(seed)
    for _ in range(n_scenes):
        motion, look = draw_person(rng)
        place = "treadmill" if motion.travel_m_s == 0 else "overground"
        azimuth_deg = float(rng.uniform(-180, 180))
        camera = draw_camera(rng, azimuth_deg, place, settings.picture_px)
        view = min(VIEWS_DEG, key=lambda v: abs(_turn(VIEWS_DEG[v] - azimuth_deg)))
        room = surroundings(
            SceneSettings(place=place, view=view), [(0.0, 0.0)], [motion.belt_m_s]
        )
        renderer = FrameRenderer(room, camera, oversampling=1)
        figure = Figure(motion.body, look)
        for time_s in rng.uniform(0.0, 2.0, settings.n_moments):
            pose = {
                name: values - [motion.travel_m_s * time_s, 0.0, 0.0]
                if values.ndim == 2 and values.shape[1] == 3
                else values
                for name, values in motion.at(time_s).items()
            }
            moment = {name: values[0] for name, values in pose.items()}
            image = renderer.frame([Actor(figure, moment)], float(time_s))
            points = landmarks(pose, motion.body.height_m / 1.75)[0]
            yield Picture(image, truth(points, camera, settings.skeleton))
        n_points = len(get_skeleton(settings.skeleton).keypoints)
        yield Picture(renderer.frame([], 0.0), np.full((n_points, 2), np.nan))


def draw_person(rng: np.random.Generator) -> tuple[Motion, Look]:
    """Return how a random person moves and looks."""
    while True:
        walks = rng.random() < 0.3
        runner = RunnerSettings(
            height_m=rng.uniform(1.5, 2.0),
            speed_m_s=rng.uniform(0.8, 1.9) if walks else rng.uniform(2.0, 7.5),
            step_width_m=rng.uniform(0.0, 0.16),
            toe_out_deg=rng.uniform(-4, 18),
            leg_ratio=rng.uniform(0.94, 1.06),
            start_phase=rng.random(),
            surface="treadmill" if rng.random() < 0.5 else "overground",
        )
        try:
            motion = build_motion(runner, duration_s=2.5, seed=int(rng.integers(2**31)))
        except ConfigError:
            continue  # what no leg can do
        return motion, draw_look(rng)


def draw_look(rng: np.random.Generator) -> Look:
    """Return clothes of any colour on skin of any human one."""
    dark = rng.random()
    skin = np.array([239, 200, 174]) * (1 - dark) + np.array([84, 52, 36]) * dark

    def colour() -> str:
        return _hex(rng.integers(0, 256, 3))

    return Look(
        skin=_hex(skin),
        hair=_hex(rng.uniform(10, 150) * np.array([1.0, rng.uniform(0.7, 1), 0.6])),
        shirt=colour(),
        trim=colour(),
        legs=colour(),
        shoes=colour(),
        legwear="tights" if rng.random() < 0.5 else "shorts",
        build=float(rng.uniform(0.9, 1.12)),
    )


def draw_camera(
    rng: np.random.Generator, azimuth_deg: float, place: str, picture_px: int
) -> Camera:
    """Return a camera that sees all of a person at the origin."""
    farthest_m = 4.3 if place == "treadmill" else 9.0  # not behind the wall
    return orbit_camera(
        azimuth_deg,
        distance_m=float(rng.uniform(2.5, farthest_m)),
        camera_height_m=float(rng.uniform(0.4, 2.0)),
        target_m=(0.0, 0.0, 0.9),
        body_px=float(picture_px * rng.uniform(0.6, 0.85)),
        body_m=2.0,
        width_px=picture_px,
        height_px=picture_px,
        roll_deg=float(rng.normal(0, 4)),
    )


def truth(points_m: Array, camera: Camera, skeleton: str) -> Array:
    """Return where the keypoints of a skeleton lie in the image (px)."""
    names = BLAZEPOSE_33.keypoints
    places = dict(zip(names, camera.project(points_m), strict=True))
    return np.stack(
        [
            places[name]
            if name in places
            else np.mean([places[part] for part in MIDDLES[name]], axis=0)
            for name in get_skeleton(skeleton).keypoints
        ]
    )


def _turn(angle_deg: float) -> float:
    return (angle_deg + 180) % 360 - 180


def _hex(colour: NDArray[Any]) -> str:
    return "#" + "".join(f"{int(value):02x}" for value in np.clip(colour, 0, 255))
