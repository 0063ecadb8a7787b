"""Exercises as networks, phones and people spoil them, counted without samples.

Sets of people who do not exist (`midstance.synth.sets.performances`), each spoiled in
one way: sides exchanged for a moment, frames lost, points that jump, ten frames/s, feet
out of the picture, a tremble, a tempo that changes, a camera that pans and zooms, and
somebody who stands aside first, goes to the exercise and comes back. Nothing learned
from any of these sets.

    python validation/spoiled_sets.py --out validation/spoiled_sets.txt
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import xarray as xr
from exercises import scores

from midstance.exercises.counting.repetitions import count_unaided
from midstance.kernels.types import Array
from midstance.schema.skeletons import BLAZEPOSE_33, mirrored
from midstance.schema.tracks import DIMS, make_tracks
from midstance.synth.sets.performances import CALLED, draw_performance

SEED, N_PEOPLE = 81_000, 6
NAMES = list(BLAZEPOSE_33.keypoints)
MIRROR = [NAMES.index(mirrored(name)) for name in NAMES]
FEET = [k for k, n in enumerate(NAMES) if n.endswith(("ankle", "heel", "foot_index"))]
SHOULDER, HIP = NAMES.index("left_shoulder"), NAMES.index("left_hip")

Rng = np.random.Generator
Spoil = Callable[[Array, Array, Rng], tuple[Array, Array]]
"""Takes times (s) and places, shape (n_times, 2, 33), and returns others."""


def exchanged(time_s: Array, px: Array, rng: Rng) -> tuple[Array, Array]:
    """Exchange all left and right for 0.1 to 0.5 s, every two seconds or so."""
    for _ in range(max(2, int(time_s[-1] / 2))):
        start_s = rng.uniform(0, time_s[-1])
        now = (time_s >= start_s) & (time_s < start_s + rng.uniform(0.1, 0.5))
        px[now] = px[now][:, :, MIRROR]
    return time_s, px


def lost(time_s: Array, px: Array, rng: Rng) -> tuple[Array, Array]:
    """Lose 15 % of the frames, and 0.4 s at once."""
    px[rng.random(len(px)) < 0.15] = np.nan
    start_s = rng.uniform(0, time_s[-1])
    px[(time_s >= start_s) & (time_s < start_s + 0.4)] = np.nan
    return time_s, px


def jumping(time_s: Array, px: Array, rng: Rng) -> tuple[Array, Array]:
    """Let 3 % of the points jump by a third of the body."""
    jumps = rng.random((len(px), 1, px.shape[2])) < 0.03
    return time_s, px + jumps * rng.normal(0, 0.3 * _size(px), px.shape)


def ten_a_second(time_s: Array, px: Array, _rng: Rng) -> tuple[Array, Array]:
    """Keep ten frames of a second."""
    kept = np.unique(np.searchsorted(time_s, np.arange(time_s[0], time_s[-1], 0.1)))
    return time_s[kept], px[kept]


def without_feet(time_s: Array, px: Array, _rng: Rng) -> tuple[Array, Array]:
    """Leave ankles, heels and toes out of the picture."""
    px[:, :, FEET] = np.nan
    return time_s, px


def trembling(time_s: Array, px: Array, rng: Rng) -> tuple[Array, Array]:
    """Let every point tremble by 2 % of the body."""
    return time_s, px + rng.normal(0, 0.02 * _size(px), px.shape)


def uneven_tempo(time_s: Array, px: Array, rng: Rng) -> tuple[Array, Array]:
    """Go on 0.55 to 1.6 times as slowly, changing along the set."""
    knots_s = np.linspace(time_s[0], time_s[-1], 6)
    slower = np.interp(time_s, knots_s, [1, *rng.uniform(0.55, 1.6, 4), 1])
    steps = (slower[1:] + slower[:-1]) / 2 * np.diff(time_s)
    return np.concatenate([[0.0], np.cumsum(steps)]), px


def moving_camera(time_s: Array, px: Array, rng: Rng) -> tuple[Array, Array]:
    """Pan by half a body, and zoom by a quarter."""
    pan = np.cumsum(rng.normal(0, 1, (len(px), 2)), axis=0)
    pan *= 0.5 * _size(px) / np.abs(pan).max()
    turns = rng.uniform(0.5, 1.5)
    zoom = 1 + 0.25 * np.sin(2 * np.pi * turns * time_s / time_s[-1])
    return time_s, px * zoom[:, None, None] + pan[:, :, None]


def coming_and_going(time_s: Array, px: Array, rng: Rng) -> tuple[Array, Array]:
    """Stand aside for 3 s, go to the exercise within 1 s, and the same back."""
    stands = _places(draw_performance("stand", rng).tracks)
    step_s = float(np.median(np.diff(time_s)))
    aside = stands[np.arange(int(3 / step_s)) % len(stands)]
    middle = (0, 2)
    aside = aside - np.nanmean(aside, axis=middle, keepdims=True)
    aside *= _trunk(px) / _trunk(stands)
    aside += np.nanmean(px, axis=middle, keepdims=True)
    aside[:, 0] += 1.5 * _trunk(px)
    share = np.linspace(0, 1, int(1 / step_s))[:, None, None]
    there = aside[-1] * (1 - share) + px[0] * share
    back = px[-1] * (1 - share) + aside[0] * share
    every = np.concatenate([aside, there, px, back, aside[::-1]])
    return np.arange(len(every)) * step_s, every


SPOILED: dict[str, Spoil] = {
    "as drawn": lambda time_s, px, _rng: (time_s, px),
    "sides exchanged": exchanged,
    "frames lost": lost,
    "points that jump": jumping,
    "ten frames/s": ten_a_second,
    "feet not seen": without_feet,
    "a tremble": trembling,
    "an uneven tempo": uneven_tempo,
    "a moving camera": moving_camera,
    "coming and going": coming_and_going,
}


def _size(px: Array) -> float:
    return float(
        np.nanmedian(np.nanmax(px[:, 1], axis=1) - np.nanmin(px[:, 1], axis=1))
    )


def _trunk(px: Array) -> float:
    return float(
        np.nanmedian(np.linalg.norm(px[:, :, SHOULDER] - px[:, :, HIP], axis=1))
    )


def _places(tracks: xr.Dataset) -> Array:
    return tracks["position"].transpose(*DIMS).to_numpy()[..., 0].copy()


def table(n_people: int) -> Iterator[str]:
    """Yield a line for each way to spoil a set."""
    yield f"{n_people} sets of 3 to 15 repetitions of each of {len(CALLED)} exercises:"
    yield f"  {'':<18} {'exact':>6} {'within 1':>9} {'error':>6}   least often exact"
    for words, spoil in SPOILED.items():
        counts: dict[str, list[tuple[int, int]]] = {}
        for motion, name in CALLED.items():
            for number in range(n_people):
                rng = np.random.default_rng([SEED, number, *motion.encode()])
                one = draw_performance(motion, rng, n=int(rng.integers(3, 16)))
                time_s = one.tracks["time"].to_numpy()
                time_s, px = spoil(time_s, _places(one.tracks), rng)
                tracks = make_tracks(
                    px[..., None],
                    np.where(np.isfinite(px).all(axis=1), 1.0, np.nan)[..., None],
                    time_s,
                    keypoints=NAMES,
                    attrs=one.tracks.attrs,
                )
                found = len(count_unaided(tracks))
                counts.setdefault(name, []).append((found, len(one.turns_s)))
        exact = {
            name: np.mean([a == b for a, b in own]) for name, own in counts.items()
        }
        worst = sorted((share, name) for name, share in exact.items() if share < 0.9)
        said = ", ".join(f"{name} {share:.0%}" for share, name in worst[:4])
        every = [one for own in counts.values() for one in own]
        yield f"  {words:<18} {scores(every)}   {said}"


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--people", type=int, default=N_PEOPLE, help="at each exercise")
    arguments = parser.parse_args()
    lines = [f"python validation/spoiled_sets.py {' '.join(sys.argv[1:])}".rstrip(), ""]
    for line in table(arguments.people):
        print(line, flush=True)
        lines.append(line)
    if arguments.out:
        arguments.out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
