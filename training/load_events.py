"""Contacts and toe-offs that mean strides are read with, wrong as a reader's are.

The rows of ``training/train_loads.py`` begin with the force plate's contacts. What
learns from them is shown the same strides with events that are off at random; what it
learned is judged with events that are off as those of a reader of events were for the
very same people, whom it had not seen (``validation/people.py --each``). The two are
not alike: a person whose contacts are found late is one whose force rises late, and
that is never so with errors that are drawn.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from midstance.errors import NotEnoughDataError
from midstance.kernels.types import Array
from midstance.metrics.learned.cycle import LegCycle
from midstance.schema.events import KINDS

Rows = dict[str, NDArray[Any]]

NOISES = {"exact": "exact", "3 px": "white", "network": "network", "others": "network"}
"""What ``validation/people.py`` calls the keypoint errors of a kind of row."""
RATE_HZ, THRESHOLD_N = 60.0, 50
"""Of the clips whose errors are taken."""
KEYS = ("noise", "person", "speed_m_s", "view", "side")


def moved(rows: Rows, later_s: Array, ends_later_s: Array) -> list[LegCycle]:
    """Return the strides of rows with contacts and toe-offs at other times."""
    return [
        LegCycle(features, stride_s, on_ground_s).begun(later, ends_later_s=ends)
        for features, stride_s, on_ground_s, later, ends in zip(
            *(rows[name] for name in ("features", "stride_s", "contact_s")),
            later_s,
            ends_later_s,
            strict=True,
        )
    ]


def shaken(
    rows: Rows, sds_s: tuple[float, float], rng: np.random.Generator
) -> list[LegCycle]:
    """Return the strides of rows with contacts and toe-offs moved at random.

    Parameters
    ----------
    rows
        The rows.
    sds_s
        Standard deviations, of contacts and of toe-offs.
    rng
        Where they are drawn from.

    """
    n = len(rows["features"])
    return moved(rows, rng.normal(0, sds_s[0], n), rng.normal(0, sds_s[1], n))


def copied(
    rows: Rows, n_copies: int, sds_s: tuple[float, float], seed: int
) -> tuple[list[LegCycle], Rows]:
    """Return every row so many times, each time with other errors of events."""
    rng = np.random.default_rng(seed)
    copies = [shaken(rows, sds_s, rng) for _ in range(n_copies)]
    return (
        [cycle for copy in copies for cycle in copy],
        {name: np.concatenate([held] * n_copies) for name, held in rows.items()},
    )


def as_found(rows: Rows, each: Path) -> list[LegCycle]:
    """Return the strides of rows with the errors of a reader of events.

    Parameters
    ----------
    rows
        Rows to be judged, of kinds in `NOISES`.
    each
        What ``validation/people.py --each`` wrote: every event of people who were
        left out. Taken are the mean errors of a leg in the clip with the same person,
        speed, camera side and keypoint errors.

    Raises
    ------
    NotEnoughDataError
        If a leg of a row is not in that file.

    """
    table = pd.read_csv(each)
    is_usual = (table["rate_hz"] == RATE_HZ) & (table["threshold_n"] == THRESHOLD_N)
    is_usual &= ~table["passes"] & ~table["at_end"] & table["what"].isin(KINDS)
    late_s = (table["found_s"] - table["true_s"])[is_usual]
    mean_s = late_s.groupby([table[key] for key in (*KEYS, "what")]).mean()
    legs = pd.MultiIndex.from_arrays(
        [[NOISES[kind] for kind in rows["kind"]], *(rows[key] for key in KEYS[1:])]
    )
    errors = mean_s.unstack("what").reindex(legs)
    if errors.isna().to_numpy().any():
        raise NotEnoughDataError(
            f"{each} lacks events of {int(errors.isna().any(axis=1).sum())} of the "
            f"{len(legs)} legs to be judged; write it with validation/people.py from "
            "the same recordings."
        )
    return moved(rows, *(errors[kind].to_numpy() for kind in KINDS))


def duty(cycles: list[LegCycle]) -> Array:
    """Return times on the ground as shares of the time of a step."""
    return np.array([2 * cycle.contact_s / cycle.stride_s for cycle in cycles])
