r"""Film people over force plates, and describe their average strides.

What ``training/train_people.py`` learns from, and others may::

    python training/people_rows.py --trials DATA/runners-on-plates \
        --noise DATA/noise/blazepose_side_view.json --out side.npz
    python training/people_rows.py --trials DATA/runners-on-plates \
        --noise DATA/noise/blazepose_side_view.json --seed 21 --n-clips 6 \
        --networks training/network_errors.json --uneven 0.15 --out side_networks.npz

Every trial (`midstance.formats.motion.plate_trial`) is filmed again and again, each
time by another camera at another frame rate, with other points for heel, toe and
joints (`midstance.synth.observation.definitions.redefine`), over another stretch of
time, and with the errors of another pose network, cleaned as every analysis cleans, and
looked at as the consensus does. A row is one leg in one clip. Mirrored people are not
filmed: no reader knows left from right, so a runner seen from the left is the mirrored
one seen from the right, number for number; both sides are filmed instead. Six clips of
each trial and side teach as much as twelve: it is people that are wanting.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from common import from_command_line
from filmed_runners import lost_feet
from numpy.typing import NDArray
from people_noise import draw_noise
from uneven_people import Uneven, draw_uneven

from midstance.errors import NotEnoughDataError
from midstance.events.motion import Motion, read_motion
from midstance.events.points import FOOT
from midstance.events.strides.consensus import drop_feet
from midstance.events.strides.votes import N_DESCRIBED, look
from midstance.formats.motion.plate_trial import (
    THRESHOLDS_N,
    PlateTrial,
    read_plate_trial,
)
from midstance.pipeline.steps import clean
from midstance.schema.events import KINDS, SIDES, times_s
from midstance.schema.tracks import individuals
from midstance.synth.observation.definitions import redefine
from midstance.synth.observation.noise import Noise
from midstance.synth.observation.people import Filming, film_person, moved_along

Array = NDArray[np.float64]
Stored = dict[str, NDArray[Any]]

VIEWS = {
    "side": ("left", "right"),
    "crossing": ("left", "right"),
    "rear": ("rear",),
    "front": ("front",),
}
"""``crossing``: from the side, too, who passes the camera as if the belt of the
treadmill were the ground, a second or two long."""
RATES_HZ = (25.0, 30.0, 30.0, 50.0, 60.0, 60.0, 60.0, 120.0)
KINDS_OF_ERROR = {"exact": 0.06, "white": 0.24, "network": 0.35, "measured": 0.35}
"""Shares of clips whose keypoints are exact, have white noise, biases of a network
drawn anew, or biases like those measured on BlazePose, changed at random."""
EDGE_S = {"run": 0.3, "walk": 0.05, "crossing": 0.02}
"""Events nearer than that to an end of a clip are no part of its truth."""
LONGEST_PASSING_S = 4.0
COLUMNS = (
    *("trial", "person", "gait", "view", "filmed", "kind", "side"),
    *("speed_m_s", "rate_hz", "near", "period_s", "lasts_s", "clip"),
    *("direction", "leg_length_px"),
)


@dataclass(frozen=True)
class Settings:
    """Every choice of how people are filmed."""

    trials: str = field(default="", metadata={"help": "folder of plate trials"})
    noise: str = field(default="", metadata={"help": "measured keypoint errors (JSON)"})
    networks: str = field(
        default="", metadata={"help": "errors on rendered runners (JSON)"}
    )
    uneven: float = field(
        default=0.0, metadata={"help": "share of runners with one leg changed"}
    )
    view: str = field(
        default="side", metadata={"help": "side, crossing, rear or front"}
    )
    n_clips: int = field(default=12, metadata={"help": "of each trial and camera side"})
    without_feet: float = field(default=0.0, metadata={"help": "share without feet"})
    n_processes: int = field(default=1, metadata={"help": "that film people"})
    seed: int = field(default=0, metadata={"help": "of everything random"})


@dataclass(frozen=True)
class Clip:
    """One clip to be made."""

    path: Path
    filmed: str
    number: int
    settings: Settings


def collect(settings: Settings) -> Stored:
    """Return ``described`` (n, `N_DESCRIBED`), ``after_s`` (n, 2, 2) and columns.

    ``after_s``: how long after the start of the stride contact and toe-off come in the
    mean, at 50 and 20 N; NaN: not known. The columns are `COLUMNS`.
    """
    paths = sorted(Path(settings.trials).glob("*.npz"))
    clips = [
        Clip(path, filmed, number, settings)
        for path, number, filmed in product(
            paths, range(settings.n_clips), VIEWS[settings.view]
        )
    ]
    if settings.n_processes > 1:
        with Pool(settings.n_processes) as pool:
            found = list(said(pool.imap(rows_of, clips, chunksize=4), len(clips)))
    else:
        found = list(said(map(rows_of, clips), len(clips)))
    rows = [row for part in found for row in part]
    if not rows:
        raise NotEnoughDataError(f"No clip of {settings.trials} shows a gait.")
    columns = zip(*(row[0] for row in rows), strict=True)
    return {
        "described": np.array([row[1] for row in rows], dtype=np.float32),
        "after_s": np.array([row[2] for row in rows]),
        **{name: np.array(one) for name, one in zip(COLUMNS, columns, strict=True)},
    }


def said(parts: Iterator[Any], n: int) -> Iterator[Any]:
    """Yield what comes, and say now and then how far it is."""
    for number, part in enumerate(parts, start=1):
        yield part
        if number % 500 == 0:
            print(f"{number} of {n} clips", flush=True)


def rows_of(clip: Clip) -> list[tuple[tuple[Any, ...], Array, Array]]:
    """Return the rows of one clip; none when nobody is seen to run or walk in it."""
    name = f"{clip.path.stem} {clip.filmed}"
    seed = [zlib.crc32(name.encode()), clip.number, clip.settings.seed]
    rng = np.random.default_rng(seed)
    trial, truth = opened(clip.path)
    uneven = None
    if clip.settings.uneven > 0 and rng.uniform() < clip.settings.uneven:
        uneven = draw_uneven(truth[0], rng)
        truth = tuple(uneven.told(events) for events in truth)
    try:
        tracks, kind = film(trial, clip.filmed, clip.settings, rng, uneven)
        if uneven is not None:
            kind = f"{kind}, uneven"
        return list(rows_of_tracks(trial, truth, tracks, clip, kind))
    except NotEnoughDataError:
        return []


@lru_cache(maxsize=4)
def opened(path: Path) -> tuple[PlateTrial, tuple[pd.DataFrame, ...]]:
    """Return a trial, and its true events at each threshold."""
    trial = read_plate_trial(path)
    return trial, tuple(trial.events(threshold_n) for threshold_n in THRESHOLDS_N)


def film(
    trial: PlateTrial,
    filmed: str,
    settings: Settings,
    rng: np.random.Generator,
    uneven: Uneven | None = None,
) -> tuple[xr.Dataset, str]:
    """Return clean tracks of a random clip, and which errors its keypoints have."""
    kind = str(rng.choice(list(KINDS_OF_ERROR), p=list(KINDS_OF_ERROR.values())))
    world = trial.world
    if rng.uniform() < 0.75:
        world = redefine(world, trial.markers, rng)
    if uneven is not None:
        world = uneven.moved(world)
    noise = draw_noise(kind, settings.noise, settings.networks, rng)
    filming = draw_filming(trial, filmed, noise, rng)
    if settings.view == "crossing":
        filming, at_s = draw_passing(trial, filming, rng)
        world = moved_along(world, trial.speed_m_s, passes_at_s=at_s)
    raw = film_person(
        legs_of(world),
        filming,
        seed=int(rng.integers(2**31)),
    )
    if kind in ("network", "measured") and rng.uniform() < 0.5:
        raw = with_lost_feet(raw, trial, filmed, rng)
    if filmed in SIDES and rng.uniform() < 0.12:
        raw = with_hidden_leg(raw, filmed, rng)
    if filmed == "front" or rng.uniform() < settings.without_feet:
        raw = drop_feet(raw, individuals(raw))
    return clean(raw), kind


def legs_of(world: xr.Dataset) -> xr.Dataset:
    """Return hips, knees, ankles, heels and toes alone."""
    names = [
        f"{side}_{part}" for side in SIDES for part in ("hip", "knee", "ankle", *FOOT)
    ]
    return world.sel(keypoint=names)


def draw_filming(
    trial: PlateTrial, filmed: str, noise: Noise, rng: np.random.Generator
) -> Filming:
    """Draw a camera, its frame rate, and the stretch of time it sees."""
    first_s, last_s = trial.world["time"].to_numpy()[[0, -1]]
    is_long = last_s - first_s > 12.0
    lasts_s = rng.uniform(4.0, 12.0) if rng.uniform() < 0.75 else rng.uniform(1.0, 4.0)
    begin_s = rng.uniform(first_s, last_s - lasts_s) if is_long else first_s
    spread_deg = 25.0 if rng.uniform() < 0.2 else 7.0
    return Filming(
        filmed,
        rate_hz=float(rng.choice(RATES_HZ)),
        off_deg=float(np.clip(rng.normal(0, spread_deg), -45, 45)),
        distance_m=float(rng.uniform(2.5, 9.0)),
        height_m=float(rng.uniform(0.3, 1.7)),
        roll_deg=float(rng.normal(0, 1.0)),
        body_px=500.0 if is_long else float(rng.uniform(260.0, 420.0)),
        span_s=(begin_s, begin_s + lasts_s) if is_long else None,
        noise=noise,
    )


def draw_passing(
    trial: PlateTrial, whole: Filming, rng: np.random.Generator
) -> tuple[Filming, float]:
    """Draw a camera that somebody passes near enough, and when.

    The width of the picture decides for how long: a second or two.
    """
    first_s, last_s = trial.world["time"].to_numpy()[[0, -1]]
    half_s = LONGEST_PASSING_S / 2
    at_s = float(rng.uniform(first_s + half_s, last_s - half_s))
    passing = replace(
        whole,
        off_deg=float(np.clip(rng.normal(0, 7.0), -20, 20)),
        body_px=float(rng.uniform(320.0, 600.0)),
        span_s=(at_s - half_s, at_s + half_s),
    )
    return passing, at_s


def with_lost_feet(
    raw: xr.Dataset, trial: PlateTrial, filmed: str, rng: np.random.Generator
) -> xr.Dataset:
    """Return tracks in which feet are drawn to the other one after they have left."""
    names = [str(name) for name in raw["keypoint"].to_numpy()]
    flat = raw["position"].isel(individual=0).transpose("time", "keypoint", "space")
    events = trial.events() if len(trial.marked) == 0 else trial.marked
    error = lost_feet(
        flat.to_numpy(), names, raw["time"].to_numpy(), events, filmed, rng
    )
    moved = flat + error
    return raw.assign(position=raw["position"] * 0 + moved)


def with_hidden_leg(raw: xr.Dataset, near: str, rng: np.random.Generator) -> xr.Dataset:
    """Return tracks in which the far knee and foot are gone for 0.3 s a second."""
    hidden = (raw["time"] - rng.uniform(0, 1)) % 1.0 < 0.3
    far = [
        str(name)
        for name in raw["keypoint"].to_numpy()
        if not str(name).startswith(near) and not str(name).endswith("hip")
    ]
    is_lost = hidden & raw["keypoint"].isin(far)
    return raw.assign(
        position=raw["position"].where(~is_lost),
        confidence=raw["confidence"].where(~is_lost),
    )


def rows_of_tracks(
    trial: PlateTrial,
    truth: tuple[pd.DataFrame, ...],
    tracks: xr.Dataset,
    clip: Clip,
    kind: str,
) -> Iterator[tuple[tuple[Any, ...], Array, Array]]:
    """Yield columns, what is seen, and the truth, for each leg."""
    motion = read_motion(tracks, individuals(tracks)[0])
    seen_from_side = clip.settings.view in ("side", "crossing")
    if motion is None or (motion.direction == 0) == seen_from_side:
        return
    gait = "run" if trial.about.get("surface") == "treadmill" else "walk"
    lasts_s = float(np.ptp(motion.time_s))
    legs = {side: motion.mean_leg(side) for side in SIDES}
    seen_from = "side" if motion.direction else "behind"
    for side, other in (SIDES, SIDES[::-1]):
        seen = look(motion, legs[side], legs[other], seen_from)
        if not np.isfinite(seen.start_s):
            continue
        edge_s = EDGE_S["crossing" if clip.settings.view == "crossing" else gait]
        after_s = true_means(truth, motion, side, seen.start_s, edge_s)
        if not np.isfinite(after_s).any():
            continue
        about = (
            *(trial.name, trial.person, gait, clip.settings.view, clip.filmed, kind),
            *(side, trial.speed_m_s, motion.rate_hz, motion.nearness(side)),
            *(motion.period_s, lasts_s, clip.number, motion.direction),
            motion.leg_length,
        )
        yield about, seen.described, after_s


def true_means(
    truth: tuple[pd.DataFrame, ...],
    motion: Motion,
    side: str,
    start_s: float,
    edge_s: float,
) -> Array:
    """Return (2, 2) s from `start_s` to contact and toe-off, at 50 and 20 N.

    Means of their phase over the clip; NaN without a true event in it. A contact
    lies within half a stride of the start, a toe-off within one stride after it.
    """
    after = np.full((2, len(truth)), np.nan)
    first_s, last_s = motion.time_s[0] + edge_s, motion.time_s[-1] - edge_s
    for column, events in enumerate(truth):
        for row, kind in enumerate(KINDS):
            true = times_s(events, side, kind)
            true = true[(true > first_s) & (true < last_s)]
            if true.size == 0:
                continue
            phase = np.interp(true, motion.time_s, motion.phase_of(side))
            turns = np.angle(np.exp(1j * phase).mean()) / (2 * np.pi)
            turns = turns - start_s / motion.period_s
            turns = (turns + 0.5) % 1 - 0.5 if row == 0 else turns % 1
            after[row, column] = turns * motion.period_s
    return after


def write(settings: Settings, out: Path, _: Path | None = None) -> dict[str, float]:
    """Film everybody, write the rows, and return how many there are."""
    rows = collect(settings)
    np.savez_compressed(out, **rows)
    return {"rows": len(rows["after_s"]), "described": N_DESCRIBED}


if __name__ == "__main__":
    from_command_line(__doc__, Settings(), write)
