"""People over force plates as virtual cameras see them.

A clip is one trial under one `Condition`: a camera, a frame rate, keypoint errors.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np
import xarray as xr

from midstance.formats.motion.plate_trial import PlateTrial
from midstance.pipeline.steps import clean
from midstance.schema.events import SIDES
from midstance.synth.observation.noise import NetworkError, Noise, draw_network_error
from midstance.synth.observation.people import (
    LEG,
    Filming,
    add_shoulders,
    film_person,
    moved_along,
    stature_m,
)

NOISES = ("exact", "white", "network")
WHITE_PX = 3.0
SPAN_S = (5.0, 15.0)
"""Of a long trial, such as on a treadmill."""
LONGEST_PASSING_S = 4.0
PASSING_BODY_PX = 560.0
"""Of who passes: legs are seen whole for some three metres."""


@dataclass(frozen=True)
class Condition:
    """How a trial is filmed.

    Parameters
    ----------
    view
        ``left``, ``right``, ``rear`` or ``front``.
    rate_hz
        Frames per second.
    noise
        One of `NOISES`.
    passes_at_s
        When somebody on a treadmill is before the camera, taken past it as if the
        belt were the ground: a second with two to four contacts. None: nobody is
        taken anywhere.

    """

    view: str
    rate_hz: float
    noise: str
    passes_at_s: float | None = None

    def of(self, trial: PlateTrial) -> str:
        """Return the name of the clip."""
        passes = "" if self.passes_at_s is None else f"-at-{self.passes_at_s:g}"
        return f"{trial.name}-{self.view}-{self.rate_hz:g}-{self.noise}{passes}"


def conditions(
    views: Iterable[str] = ("left", "right"),
    rates_hz: Iterable[float] = (60.0,),
    noises: Iterable[str] = NOISES,
) -> list[Condition]:
    """Return every combination."""
    return [Condition(*one) for one in product(views, rates_hz, noises)]


def gait_of(trial: PlateTrial) -> str:
    """Return ``run`` for who has flights between contacts, else ``walk``."""
    contacts = trial.stances
    if len(contacts) < 2:
        return "walk"
    starts, ends = (contacts[name].to_numpy() for name in ("start_s", "end_s"))
    order = np.argsort(starts)
    in_a_row = (
        contacts["side"].to_numpy()[order][1:]
        != (contacts["side"].to_numpy()[order][:-1])
    )
    gaps_s = (starts[order][1:] - ends[order][:-1])[in_a_row]
    return "run" if len(gaps_s) and np.median(gaps_s) > 0 else "walk"


def film_clip(
    trial: PlateTrial,
    condition: Condition,
    *,
    network: NetworkError | None = None,
    number: int = 0,
) -> xr.Dataset:
    """Return the clean tracks of one clip.

    Parameters
    ----------
    trial
        Who runs or walks.
    condition
        How that is filmed: level with the hips and 4 m away; who passes is small enough
        in the picture to be seen for the whole way.
    network
        Errors of a pose network for the noise ``network``; None: drawn anew for every
        clip, see `midstance.synth.observation.noise.draw_network_error`.
    number
        Number of the clip; sets all that is random.

    Raises
    ------
    NotEnoughDataError
        If the person is not seen, or takes too few steps.

    """
    return clean(seen_raw(trial, condition, network=network, number=number))


def seen_raw(
    trial: PlateTrial,
    condition: Condition,
    *,
    network: NetworkError | None = None,
    number: int = 0,
) -> xr.Dataset:
    """Return the tracks of one clip before they are cleaned; see `film_clip`."""
    person, filming = _person_and_camera(trial, condition, network, number)
    return film_person(person, filming, seed=number)


def m_per_px(trial: PlateTrial, condition: Condition) -> float:
    """Return the true scale of a clip (m per px) where the hips are."""
    person, filming = _person_and_camera(trial, condition, None, 0)
    if filming.span_s is not None:
        person = person.sel(time=slice(*filming.span_s))
    return stature_m(person) / filming.body_px


def _person_and_camera(
    trial: PlateTrial,
    condition: Condition,
    network: NetworkError | None,
    number: int,
) -> tuple[xr.Dataset, Filming]:
    """Return the person and how that person is filmed."""
    noise = Noise()
    if condition.noise == "white":
        noise = Noise(white_px=WHITE_PX)
    elif condition.noise == "network":
        noise = Noise(network=network or draw_network_error(number))
    time_s = trial.world["time"].to_numpy()
    is_long = np.ptp(time_s) > 1.2 * SPAN_S[1]
    first_s = time_s[0]
    world = trial.world
    span_s = (first_s + SPAN_S[0], first_s + SPAN_S[1]) if is_long else None
    body_px = 500.0 if is_long else 380.0
    if condition.passes_at_s is not None:
        at_s, half_s = condition.passes_at_s, LONGEST_PASSING_S / 2
        world = moved_along(world, trial.speed_m_s, passes_at_s=at_s)
        span_s, body_px = (at_s - half_s, at_s + half_s), PASSING_BODY_PX
    filming = Filming(
        condition.view,
        rate_hz=condition.rate_hz,
        body_px=body_px,
        span_s=span_s,
        noise=noise,
    )
    names = [f"{side}_{part}" for side in SIDES for part in LEG]
    return add_shoulders(world.sel(keypoint=names)), filming
