"""Gaits of synthetic and recorded people, frame by frame, to learn events from.

Synthetic people with the errors of pose networks (`record`), people whose events were
set by hand (`read_curated`), and how real people differ from synthetic ones
(`distort`).
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr
from detector_recordings import record

from midstance.errors import NotEnoughDataError
from midstance.events.frames.frame_features import PLACES, Frames, read_frames
from midstance.events.motion import read_motion
from midstance.kernels.types import Array
from midstance.schema.events import KINDS, load_events, of_individual, times_s
from midstance.schema.tracks import individuals, load_tracks

if TYPE_CHECKING:
    from train_detectors import Settings


N_PARTS = 7
"""Of the runners, one part to choose with and one to test with."""
LABEL_STEPS = 1.5
CUES_MS = {
    "knee_x": (-6.0, 8.0, 18.0),
    "knee_y": (-6.0, 8.0, 18.0),
    "ankle_x": (-10.0, 5.0, 15.0),
    "ankle_y": (0.0, 5.0, 12.0),
    "heel_x": (0.0, 5.0, 18.0),
    "heel_y": (0.0, 8.0, 18.0),
    "foot_index_x": (-12.0, 8.0, 20.0),
    "foot_index_y": (12.0, 10.0, 12.0),
    "pelvis_y": (-8.0, 8.0, 10.0),
}
"""How far what a joint does may be off in a person who runs, against the synthetic
runner: how much later on average around toe-off, and the standard deviation around
contact and around toe-off. Taken from the same published values as the cues of
``training/train_events.py``."""
PEOPLE_LEAVE_LATER_MS = 10.0
"""Runners leave later than all cues of the synthetic runner together say: half the
mean of what a trial over a force plate and a clip labelled by eye show."""
PEOPLE_SHIFTS_MS = (6.0, 14.0)
"""How far contact and toe-off of a runner are off from what all cues say together, one
standard deviation, as in ``training/train_events.py``. It changes no estimate; it
widens the uncertainty."""
WALKING_SHARE = 0.5
SCALE_SPREAD = 0.05
PLACE_SPREAD = 0.02
LONGEST_GAP_STRIDES = 0.9
"""Between two events of one leg; where more lies between, one is not known."""


@dataclass(frozen=True)
class Example:
    """One leg of one recording.

    Parameters
    ----------
    runner
        Number of the person: what splits must not cut through.
    frames
        What is seen.
    period_s
        Stride time.
    true_s
        True times of contacts and toe-offs.
    target
        Shape (n_times, 3): nearness to nothing, contact and toe-off; 0 in all
        three where nobody knows.
    is_curated
        Whether a real person's events were set by hand.

    """

    runner: int
    frames: Frames
    period_s: float
    true_s: tuple[Array, Array]
    target: Array
    is_curated: bool = False


def to_examples(
    tracks: xr.Dataset,
    individual: str,
    events: pd.DataFrame,
    runner: int,
    *,
    is_curated: bool = False,
) -> Iterator[Example]:
    """Yield both legs of one person; none when no side of a gait is seen."""
    try:
        motion = read_motion(tracks, individual)
    except NotEnoughDataError:
        return
    if motion is None or motion.direction == 0:
        return
    for frames in read_frames(motion):
        true_s = tuple(times_s(events, frames.leg.side, kind) for kind in KINDS)
        if min(map(len, true_s)) < 2:
            continue
        target = label(frames.time_s, true_s, motion.period_s)
        if target.any():
            yield Example(runner, frames, motion.period_s, true_s, target, is_curated)


def label(time_s: Array, true_s: tuple[Array, ...], period_s: float) -> Array:
    """Return how near each moment is to nothing, contact and toe-off, 0 to 1.

    Nothing at all is said where not both a contact and a toe-off are known around a
    moment: outside of the first and the last event, and where one was left out.
    """
    spread_s = LABEL_STEPS * period_s / 60
    near = []
    for times in true_s:
        gap = np.abs(time_s[:, None] - times).min(axis=1)
        near.append(np.exp(-((gap / spread_s) ** 2) / 2))
    target = np.column_stack([np.clip(1 - near[0] - near[1], 0, 1), *near])
    moments = sorted((t, kind) for kind, times in enumerate(true_s) for t in times)
    known = np.zeros(len(time_s), dtype=bool)
    for (first, before), (last, after) in pairwise(moments):
        if before != after and last - first < LONGEST_GAP_STRIDES * period_s:
            known |= (time_s >= first - 2 * spread_s) & (time_s <= last + 2 * spread_s)
    return target * known[:, None]


def collect(settings: "Settings", folders: list[tuple[str, Path]]) -> list[Example]:
    """Return examples of synthetic runners and of analyses curated by hand."""
    # The first of them are trained on, however many synthetic runners there are.
    first = -(-settings.n_runners // N_PARTS) * N_PARTS
    curated = read_curated(folders, first)
    rng = np.random.default_rng(settings.seed)
    examples: list[Example] = []
    started = time.monotonic()
    for number in range(settings.n_runners):
        made = record(rng, number, settings.duration_s)
        if made is not None:
            tracks, events = made
            examples += to_examples(tracks, "person-1", events, number)
        if number % 100 == 99:
            print(
                f"{number + 1} runners, {time.monotonic() - started:.0f} s", flush=True
            )
    return examples + curated


def named_folder(text: str) -> tuple[str, Path]:
    """Return runner and folder of ``RUNNER=FOLDER``; a folder alone is its own."""
    runner, is_named, folder = text.partition("=")
    return (runner, Path(folder)) if is_named else (text, Path(text))


def read_curated(folders: list[tuple[str, Path]], first_number: int) -> list[Example]:
    """Return what people set in folders that ``midstance analyze`` wrote.

    Everybody in the folders of one runner goes by one number.

    Raises
    ------
    NotEnoughDataError
        If no leg in a folder has two contacts and two toe-offs set by hand.

    """
    examples: list[Example] = []
    numbers: dict[str, int] = {}
    for runner, folder in folders:
        number = numbers.setdefault(runner, first_number + len(numbers))
        tracks = load_tracks(folder / "tracks.nc")
        events = load_events(folder / "events.csv")
        events = events[events["source"] == "manual"]
        found = [
            example
            for name in individuals(tracks)
            for example in to_examples(
                tracks, name, of_individual(events, name), number, is_curated=True
            )
        ]
        if not found:
            raise NotEnoughDataError(
                f"{folder} has {len(events)} events set by hand; needed are two "
                "contacts and two toe-offs of a leg seen from the side. Set some "
                "with 'midstance label', or leave the folder out."
            )
        print(f"{folder}: {len(found)} legs, {len(events)} events set by hand")
        examples += found
    return examples


def distort(example: Example, piece: slice, rng: np.random.Generator) -> Array:
    """Return the values of a piece as if this runner moved a little otherwise.

    Every joint is late or early near contacts and near toe-offs (`CUES_MS`), is
    marked a little elsewhere for good, and moves a little more or less. Most of
    that is alike on both legs. The cues of real people are as they should be, and
    stay when they are.
    """
    frames, (contacts, toe_offs) = example.frames, example.true_s
    time_s = frames.time_s[piece]
    share = freedom(example)
    knots_s = np.concatenate([contacts, toe_offs])
    order = np.argsort(knots_s)
    values = frames.values[piece].copy()
    missing = values[:, len(PLACES) :] > 0
    shared = rng.normal(size=(len(CUES_MS), 4))
    for column, place in enumerate(PLACES):
        name = place.removeprefix("own_").removeprefix("other_")
        mean_ms, contact_ms, toe_off_ms = CUES_MS[name]
        draw = 0.8 * shared[list(CUES_MS).index(name)] + 0.6 * rng.normal(size=4)
        at_contact = share * contact_ms * draw[0]
        early_ms = PEOPLE_LEAVE_LATER_MS - mean_ms if share == 1.0 else 0.0
        at_toe_off = share * toe_off_ms * draw[1] - early_ms
        lag_ms = np.repeat([at_contact, at_toe_off], [len(contacts), len(toe_offs)])
        delay_s = example.period_s / 2 if place.startswith("other_") else 0.0
        lag_s = np.interp(time_s - delay_s, knots_s[order], lag_ms[order] / 1e3)
        moved = np.interp(time_s - lag_s, frames.time_s, frames.values[:, column])
        moved = moved * (1 + SCALE_SPREAD * draw[2]) + PLACE_SPREAD * draw[3]
        seen = True if place == "pelvis_y" else ~missing[:, column // 2]
        values[:, column] = np.where(seen, moved, 0.0)
    return values


def freedom(example: Example) -> float:
    """Return how freely an example may differ: runners, walkers less, people not."""
    if example.is_curated:
        return 0.0
    contacts, toe_offs = example.true_s
    later = toe_offs[toe_offs > contacts[0]]
    runs = len(later) > 0 and later[0] - contacts[0] < 0.5 * example.period_s
    return 1.0 if runs else WALKING_SHARE


def unlike(example: Example, rng: np.random.Generator) -> Example:
    """Return an example as far from the synthetic runner as people are expected to be.

    Its events, too, are a little off from what all cues say (`PEOPLE_SHIFTS_MS`).
    """
    values = distort(example, slice(None), rng)
    contacts, toe_offs = (
        times + 1e-3 * freedom(example) * shift_ms * rng.normal()
        for times, shift_ms in zip(example.true_s, PEOPLE_SHIFTS_MS, strict=True)
    )
    frames = replace(example.frames, values=values)
    return replace(example, frames=frames, true_s=(contacts, toe_offs))


def split(examples: list[Example]) -> tuple[list[Example], ...]:
    """Return examples to train on, to choose and calibrate with, and to test on.

    No runner is in two of them: of seven, five, one and one.
    """
    of = [example.runner % N_PARTS for example in examples]
    train = [e for e, k in zip(examples, of, strict=True) if k < 5]
    return train, *(
        [e for e, k in zip(examples, of, strict=True) if k == n] for n in (5, 6)
    )


def chances(examples: list[Example], curated_share: float) -> Array:
    """Return how likely each example is drawn; those curated by hand share theirs."""
    is_curated = np.array([example.is_curated for example in examples])
    n_curated = int(is_curated.sum())
    if n_curated in (0, len(examples)):
        return np.full(len(examples), 1 / len(examples))
    others = (1 - curated_share) / (len(examples) - n_curated)
    return np.where(is_curated, curated_share / n_curated, others)
