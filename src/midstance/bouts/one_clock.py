"""Bouts and notes where the clock of a video changes."""

from collections.abc import Sequence

import pandas as pd

from midstance.bouts.clock import SHORTEST_PIECE_S, outside
from midstance.schema.bouts import GAITS, ClockDoubt, make_bouts
from midstance.schema.notes import Note

_EDGE_S = 1.0
"""What is left out at either end of somebody's whole time in the image."""


def on_one_clock(bouts: pd.DataFrame, doubts: list[ClockDoubt]) -> pd.DataFrame:
    """Return `bouts` cut where the clock begins or ends to run wrong.

    Parameters
    ----------
    bouts
        See `midstance.schema.bouts`.
    doubts
        From `find_clock_doubts`.

    Returns
    -------
    pandas.DataFrame
        Each bout of gait on one clock alone, so that no stride goes on from one to the
        other.

    """
    rows = []
    for bout in bouts.itertuples(index=False):
        own = [one for one in doubts if one.individual == bout.individual]
        spans = [(one.start_s, one.end_s) for one in own]
        inside = [
            (max(start_s, bout.start_s), min(end_s, bout.end_s))
            for start_s, end_s in spans
        ]
        if bout.activity not in GAITS or not own:
            rows.append(tuple(bout))
            continue
        pieces = [*inside, *outside((bout.start_s, bout.end_s), spans)]
        rows += [
            tuple(bout._replace(start_s=start_s, end_s=end_s))
            for start_s, end_s in pieces
            if end_s - start_s >= SHORTEST_PIECE_S
        ]
    return make_bouts(rows)


def notes_on_clock(
    doubts: Sequence[ClockDoubt],
    *,
    slow_motion: float,
    span_s: tuple[float, float] | None = None,
) -> list[Note]:
    """Return a note for each doubt, with the factor that would put it right.

    Parameters
    ----------
    doubts
        From `find_clock_doubts`.
    slow_motion
        The factor by which the video was taken to be slowed down.
    span_s
        Start and end of the tracks. A doubt about some part of them alone is mended in
        that part alone, since the factor is wrong for the others. None: each is about
        the whole.

    """
    notes = []
    for doubt in doubts:
        right = slow_motion * doubt.factor
        how = (
            f"about {doubt.factor:.2g} times slower"
            if doubt.factor > 1
            else f"about {1 / doubt.factor:.2g} times faster"
        )
        given = (
            f", although it was taken to be slowed down {slow_motion:g} times"
            if slow_motion != 1
            else ""
        )
        notes.append(
            Note(
                "slow_motion",
                f"{doubt.individual} moves like somebody who runs, {how} than life, "
                f"from {doubt.start_s:.1f} to {doubt.end_s:.1f} s{given}. Numbers of "
                "that part are withheld.",
                individual=doubt.individual,
                start_s=doubt.start_s,
                end_s=doubt.end_s,
                remedy=(
                    "slow_motion_factor"
                    if span_s is None or _is_of_all(doubt, span_s)
                    else "slow_motion_part"
                ),
                facts={
                    "factor": right,
                    "part_start_s": doubt.start_s * slow_motion,
                    "part_end_s": doubt.end_s * slow_motion,
                    "clock_factor": doubt.factor,
                    "uncertainty": doubt.uncertainty,
                },
            )
        )
    return notes


def _is_of_all(doubt: ClockDoubt, span_s: tuple[float, float]) -> bool:
    return doubt.start_s - span_s[0] < _EDGE_S and span_s[1] - doubt.end_s < _EDGE_S


def doubts_in(notes: pd.DataFrame) -> tuple[ClockDoubt, ...]:
    """Return the doubts that a table of notes tells of; see `notes_on_clock`."""
    return tuple(
        ClockDoubt(
            str(note.individual),
            float(note.start_s),
            float(note.end_s),
            float(note.facts["clock_factor"]),
            float(note.facts["uncertainty"]),
        )
        for note in notes[notes["kind"] == "slow_motion"].itertuples()
        if "clock_factor" in note.facts
    )
