"""Images of people who do something, with joints, as MPII has them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from midstance.errors import ConfigError
from midstance.formats.datasets.labelled_people import LabelledImage, LabelledPerson
from midstance.kernels.geometry.cameras import Camera, orbit_camera
from midstance.kernels.geometry.rotations import about_z, turned
from midstance.kernels.types import Array, Image
from midstance.schema.skeletons import MPII_16
from midstance.synth.figure.figure import Figure
from midstance.synth.figure.looks import Look
from midstance.synth.motion.body.anthropometry import Body, make_body
from midstance.synth.motion.build import build_motion
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.rendering.light import Capsules, shadow
from midstance.synth.rendering.render import Actor, FrameRenderer
from midstance.synth.rendering.rooms import draw_place
from midstance.synth.sets.exercises import exercise_pose
from midstance.synth.sets.manner import draw_manner

GAITS = ("walk", "run")
ACTIVITIES = (
    *GAITS,
    *("stand", "squat", "lunge", "jump", "jumping_jack"),
    *("press", "toe_touch", "push_up", "sit_up"),
    *("curl", "deadlift", "pull_up", "bench_dip", "high_knees", "rope", "plank"),
    *("cycle", "row"),
)

_PLACES = {"neck": "shoulder_centre", "upper_neck": "neck"}
"""What MPII's joints are called in a pose; the others have the same name."""
_SECOND = 0.35
"""Share of the images with a second person in the background."""
_BEFORE_JOINT_M = 0.13
"""Own flesh in front of a joint does not hide it."""
_SKINS = ("#f1cdb4", "#e0ac8e", "#c98f6c", "#8d5c3e", "#6b432c", "#4a2f21")
_HAIRS = ("#15100e", "#3a281c", "#8a5f30", "#c9a45c", "#7a7570", "#5d2a18")


@dataclass(frozen=True, kw_only=True)
class PictureSettings:
    """What images are drawn.

    Parameters
    ----------
    activities
        Some of `ACTIVITIES`.
    width_px, height_px
        Size of an image.
    n_of_video
        Images of one video: the same person, clothes and place from one
        camera, at different moments.

    """

    activities: tuple[str, ...] = ACTIVITIES
    width_px: int = 640
    height_px: int = 480
    n_of_video: int = 2

    def __post_init__(self) -> None:
        """Refuse activities that cannot be drawn."""
        unknown = sorted(set(self.activities) - set(ACTIVITIES))
        if unknown or not self.activities:
            raise ConfigError(
                f"activities must be some of {list(ACTIVITIES)}, got "
                f"{unknown or 'none'}."
            )
        if min(self.width_px, self.height_px) < 64:
            raise ConfigError(
                "A picture must be at least 64 x 64 px, "
                f"got {self.width_px} x {self.height_px}."
            )
        if self.n_of_video < 1:
            raise ConfigError(f"n_of_video must be at least 1, got {self.n_of_video}.")


def draw_video(
    settings: PictureSettings, number: int, seed: int
) -> list[tuple[Image, LabelledImage]]:
    """Return the images of one video and what is on them.

    Parameters
    ----------
    settings
        What to draw.
    number
        Number of the video; the activities take turns.
    seed
        Seed of the whole set. The same number and seed give the same images.

    """
    rng = np.random.default_rng((seed, number))
    activity = settings.activities[number % len(settings.activities)]
    performer = _draw_performer(activity, rng, _at_the_front(rng))
    performers = [performer]
    if rng.uniform() < _SECOND:
        other = str(rng.choice(settings.activities))
        performers.append(_draw_performer(other, rng, (0.0, 0.0)))
    camera, behind = _draw_camera(settings, performer, rng)
    performers[1:] = [replace(one, place=behind) for one in performers[1:]]
    renderer = FrameRenderer(draw_place(rng), camera)
    pictures = []
    for index in range(settings.n_of_video):
        actors = [one.at(rng) for one in performers]
        image = renderer.frame(actors, 0.0)
        people = _labelled(actors, performers, camera)
        name = f"{number:05d}_{index}.jpg"
        pictures.append(
            (
                image,
                LabelledImage(
                    name=name,
                    people=people,
                    size_px=(settings.width_px, settings.height_px),
                    activity=activity,
                    category=activity,
                    video=f"{number:05d}",
                    frame_s=float(index),
                ),
            )
        )
    return pictures


@dataclass(frozen=True)
class _Performer:
    """A person with a place in the world and something to do."""

    activity: str
    body: Body
    figure: Figure
    place: tuple[float, float]
    heading_rad: float
    seed: int

    def at(self, rng: np.random.Generator) -> Actor:
        """Return the person at a random moment."""
        pose = self._pose(float(rng.uniform()))
        middle = 0.5 * (pose["shoulder_centre"][0] + pose["pelvis"][0])
        rotation, place = about_z(self.heading_rad), np.array([*self.place, 0.0])
        placed = {}
        for name, values in pose.items():
            value = values[0]
            if value.shape == (3,):
                value = turned(rotation, value - middle * [1.0, 1.0, 0.0]) + place
            elif value.shape == (3, 3):
                value = rotation @ value
            placed[name] = value
        return Actor(self.figure, placed)

    def _pose(self, part: float) -> dict[str, Array]:
        rng = np.random.default_rng(self.seed)
        if self.activity not in GAITS:
            # Near both ends of a repetition one exercise looks like another.
            phase = 0.5 + 0.36 * (2 * part - 1)
            return exercise_pose(
                self.activity, self.body, phase, manner=draw_manner(rng)
            )
        speed = (
            rng.uniform(2.4, 5.5) if self.activity == "run" else rng.uniform(0.9, 1.7)
        )
        settings = RunnerSettings(
            height_m=self.body.height_m, speed_m_s=float(speed), surface="overground"
        )
        motion = build_motion(settings, duration_s=1.5, seed=self.seed)
        return motion.at(1.5 * part)


def _draw_performer(
    activity: str, rng: np.random.Generator, place: tuple[float, float]
) -> _Performer:
    body = make_body(float(rng.uniform(1.5, 1.95)))
    shades = [f"#{rng.integers(1 << 24):06x}" for _ in range(5)]
    look = Look(
        skin=str(rng.choice(_SKINS)),
        hair=str(rng.choice(_HAIRS)),
        shirt=shades[0],
        trim=shades[1],
        legs=shades[2],
        shoes=shades[3],
        socks=shades[4],
        legwear="shorts" if rng.uniform() < 0.5 else "tights",
        build=float(rng.uniform(0.88, 1.22)),
    )
    heading = float(rng.uniform(0.0, 2 * np.pi))
    seed = int(rng.integers(1 << 31))
    return _Performer(activity, body, Figure(body, look), place, heading, seed)


def _at_the_front(rng: np.random.Generator) -> tuple[float, float]:
    x, y = rng.normal(0.0, 0.15, 2)
    return float(x), float(y)


def _draw_camera(
    settings: PictureSettings, performer: _Performer, rng: np.random.Generator
) -> tuple[Camera, tuple[float, float]]:
    """Return a camera that sees all of the performer, and a place behind them."""
    azimuth = float(rng.uniform(0.0, 360.0))
    distance = float(rng.uniform(3.0, 4.6))
    wide_m = float(rng.uniform(2.9, 4.2))
    camera = orbit_camera(
        azimuth,
        distance_m=distance,
        camera_height_m=float(rng.uniform(0.6, 2.0)),
        target_m=(*performer.place, float(rng.uniform(0.75, 1.0))),
        body_px=settings.height_px,
        body_m=wide_m,
        width_px=settings.width_px,
        height_px=settings.height_px,
        roll_deg=float(rng.normal(0.0, 2.0)),
    )
    away = np.deg2rad(azimuth + 180.0)
    deep, aside = rng.uniform(1.0, 2.2), rng.choice([-1.0, 1.0]) * rng.uniform(0.9, 1.9)
    ahead = np.array([np.cos(away), np.sin(away)])
    left = np.array([-ahead[1], ahead[0]])
    x, y = np.asarray(performer.place) + deep * ahead + aside * left
    return camera, (float(x), float(y))


def _labelled(
    actors: list[Actor], performers: list[_Performer], camera: Camera
) -> tuple[LabelledPerson, ...]:
    bodies = [actor.figure.capsules(actor.pose) for actor in actors]
    everybody = Capsules(
        *(
            np.concatenate([getattr(body, part) for body in bodies])
            for part in ("start", "end", "radius")
        )
    )
    people = []
    for actor, performer in zip(actors, performers, strict=True):
        points = _joints(actor, performer.body)
        xy = camera.project(points)
        size = (camera.width_px, camera.height_px)
        is_inside = np.asarray(np.logical_and(xy >= 0, xy <= size).all(axis=1))
        is_visible = is_inside & _is_seen(points, camera, everybody)
        middle = points[[2, 3, 12, 13]].mean(axis=0)
        height_px = performer.body.height_m * camera.px_per_m(middle.tolist())
        people.append(
            LabelledPerson(
                xy_px=np.where(is_inside[:, None], xy, np.nan),
                is_visible=is_visible,
                scale=height_px / 200.0,
                centre_px=camera.project(middle),
                head_box_px=_head_box(actor, performer.body, camera),
            )
        )
    return tuple(people)


def _joints(actor: Actor, body: Body) -> Array:
    """Return MPII's 16 joints, shape (16, 3), m."""
    pose = actor.pose
    top = pose["head"] + body.scale * pose["head_rotation"] @ [0.0, 0.0, 0.115]
    places = {**pose, "head_top": top}
    return np.stack([places[_PLACES.get(n, n)] for n in MPII_16.keypoints])


def _is_seen(points: Array, camera: Camera, bodies: Capsules) -> NDArray[np.bool_]:
    seen = []
    for point in points:
        towards = np.asarray(camera.position_m) - point
        towards /= np.linalg.norm(towards)
        before = point[None] + _BEFORE_JOINT_M * towards
        seen.append(float(shadow(before, towards, bodies, 0.9)[0]) > 0.5)
    return np.array(seen)


def _head_box(actor: Actor, body: Body, camera: Camera) -> Array:
    head = actor.pose["head"]
    corners = (
        0.125
        * body.scale
        * np.array([[x, y, z] for x in (-1, 1) for y in (-0.75, 0.75) for z in (-1, 1)])
    )
    xy = camera.project(head + corners @ actor.pose["head_rotation"].T)
    return np.concatenate([xy.min(axis=0), xy.max(axis=0)])
