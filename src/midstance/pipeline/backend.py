"""Which pose network looks, for how many people, and who looks at the camera.

BlazePose looks in one of three qualities:

fast
    The full network in every frame, or of a camera of 200 frames/s and more in so many
    that 100 of a second remain (`midstance.pose.looks`).
good
    The full one in every frame, and the heavy one too where somebody's pose is new;
    what it sees is carried to the frames in which they stand the same. Nearly as exact
    as the heavy network, in less than twice the time of the full one.
best
    The heavy one in every frame, in three times the time.
"""

import dataclasses
from math import inf
from typing import Any, cast

from midstance.config import Config
from midstance.kernels.images.camera_motion import CameraMotion
from midstance.pose.base import PoseBackend, backends
from midstance.pose.looks import LEAST_HZ

_MOST_PEOPLE = 6
"""How many people are looked for when all are wanted."""

_FEWEST_LOOKED_FOR = 3
"""So many are followed at least: who is longest in the image is only known at
its end, and a bystander may be found first."""

_NETWORKS = {
    "fast": {"model": "full"},
    "good": {"model": "full", "second_model": "heavy"},
    "best": {"model": "heavy"},
}

_LOOK_EVERY_S = {"moving": 0.0, "still": 0.5, "auto": 0.5}
"""First pause between looks at the camera: one that may stand still is only
checked."""


def choose_backend(config: Config) -> PoseBackend:
    """Return the pose network of `config`, told how many people to look for."""
    everybody = config.people == "all" or config.runner or config.tracking.regions
    n_people = _MOST_PEOPLE if everybody else config.people
    wanted = {"max_people": max(n_people, _FEWEST_LOOKED_FOR), **_networks(config)}
    return backends.build(config.pose.name, config.pose.params, preferred=wanted)


def _networks(config: Config) -> dict[str, Any]:
    """Return which networks look; none, when somebody named them or others look."""
    named = {"model", "second_model"} & set(config.pose.params)
    is_open = config.pose.name == "blazepose" and not named
    return dict(_NETWORKS[config.quality]) if is_open else {}


def looking_closer(backend: PoseBackend) -> PoseBackend | None:
    """Return the network as it finds people who are small, too; None: it cannot.

    That takes many times as long, so that it is done where nobody was found.
    """
    if getattr(backend, "search_windows", True):
        return None
    closer = dataclasses.replace(cast("Any", backend), search_windows=True)
    return cast("PoseBackend", closer)


def looks_hz(config: Config) -> float:
    """Return how many frames of a second are looked at, at least; infinite: all."""
    return LEAST_HZ if config.quality == "fast" else inf


def choose_camera(config: Config) -> CameraMotion:
    """Return what looks at the camera, as often as `config` needs it."""
    return CameraMotion(_LOOK_EVERY_S[config.clip.camera])
