"""The timeline of contacts: when each foot stood, as an image to click on."""

from dataclasses import dataclass
from math import ceil, floor, isfinite

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from midstance.kernels.signals.cycles import stances, usual_stride_s
from midstance.schema.events import KINDS, SIDES
from midstance.words.numbers import localized, plain
from midstance.words.text import _, later

PX_PER_S = 200.0
ROW_PX = {"left": 26.0, "right": 58.0}
"""Upper edge of each side's row."""
BAR_PX = 24.0
AXIS_PX = 92.0
HEIGHT_PX = 114.0
_TICK_S = 0.5
_SOFT = 2.0
"""The soft edges reach this many standard deviations to either side: 95 %."""


@dataclass(frozen=True)
class Bar:
    """A stance as it is drawn, in px: a core between two soft edges.

    A foot that touched down without a toe-off found for it, or the other way
    round, is a mark of no width.

    Parameters
    ----------
    side
        left or right.
    x_px, width_px
        From initial contact to toe-off.
    soft_start_px, soft_end_px
        How far the soft edges reach to either side of the two ends.
    y_px
        Upper edge.
    seek_s
        Where a click takes the video, on the clock of the tracks.
    title
        What is read when one points at it.

    """

    side: str
    x_px: float
    width_px: float
    soft_start_px: float
    soft_end_px: float
    y_px: float
    seek_s: float
    title: str


@dataclass(frozen=True)
class Tick:
    """A mark of the time axis; only some carry text."""

    x_px: float
    text: str


@dataclass(frozen=True)
class Strip:
    """What someone did in a stretch of time, as a thin bar above the contacts."""

    x_px: float
    width_px: float
    text: str


@dataclass(frozen=True)
class Timeline:
    """Everything the page draws of one person's contacts.

    Times are on the clock of the tracks; the drawing begins at `start_s`.
    """

    start_s: float
    end_s: float
    width_px: float
    bars: list[Bar]
    ticks: list[Tick]
    strips: list[Strip]
    event_times_s: list[float]


def make_timeline(
    events: pd.DataFrame, bouts: pd.DataFrame, start_s: float, end_s: float
) -> Timeline:
    """Return the timeline of one person.

    Parameters
    ----------
    events, bouts
        Events and bouts of that person alone.
    start_s, end_s
        Time of the first and the last frame on the clock of the tracks.

    """

    def x_px(time_s: float) -> float:
        return round((time_s - start_s) * PX_PER_S, 1)

    ticks = range(ceil(start_s / _TICK_S - 1e-6), floor(end_s / _TICK_S + 1e-6) + 1)
    return Timeline(
        start_s=start_s,
        end_s=end_s,
        width_px=max(x_px(end_s), 1.0),
        bars=_bars(events, start_s),
        ticks=[
            Tick(x_px(i * _TICK_S), f"{plain(i * _TICK_S)} s" if i % 2 == 0 else "")
            for i in ticks
        ],
        strips=[
            Strip(
                x_px(row.start_s), x_px(row.end_s) - x_px(row.start_s), _(row.activity)
            )
            for row in bouts.itertuples()
        ],
        event_times_s=[round(float(time), 4) for time in np.unique(events["time_s"])],
    )


def _bars(events: pd.DataFrame, start_s: float) -> list[Bar]:
    found = {
        (side, kind): events[(events["side"] == side) & (events["event"] == kind)]
        for side in SIDES
        for kind in KINDS
    }
    contacts_s = [_times_s(found[side, "initial_contact"]) for side in SIDES]
    usual_s = usual_stride_s(*contacts_s)
    bars = []
    for side in SIDES:
        contacts, toe_offs = (found[side, kind] for kind in KINDS)
        pairs = _pairs(contacts, toe_offs, usual_s)
        bars += [
            _stance(side, contacts.iloc[i], toe_offs.iloc[j], start_s) for i, j in pairs
        ]
        alone = [
            *_others(contacts, [i for i, _ in pairs]),
            *_others(toe_offs, [j for _, j in pairs]),
        ]
        bars += [_mark(side, event, start_s) for event in alone]
    return sorted(bars, key=lambda bar: bar.x_px)


def _pairs(
    contacts: pd.DataFrame, toe_offs: pd.DataFrame, usual_s: float
) -> list[tuple[int, int]]:
    if contacts.empty or toe_offs.empty:
        return []
    return stances(_times_s(contacts), _times_s(toe_offs), usual_s)


def _stance(side: str, contact: pd.Series, toe_off: pd.Series, start_s: float) -> Bar:
    begin_s, end_s = float(contact["time_s"]), float(toe_off["time_s"])
    return Bar(
        side=side,
        x_px=round((begin_s - start_s) * PX_PER_S, 1),
        width_px=round((end_s - begin_s) * PX_PER_S, 1),
        soft_start_px=_soft_px(contact),
        soft_end_px=_soft_px(toe_off),
        y_px=ROW_PX[side],
        seek_s=round(begin_s, 4),
        title=_(
            _STANDS[side],
            begin=f"{localized(f'{begin_s:.3f}')} s{_doubt(contact)}",
            end=f"{localized(f'{end_s:.3f}')} s{_doubt(toe_off)}",
            duration=f"{1000 * (end_s - begin_s):.0f} ms",
        ),
    )


def _mark(side: str, event: pd.Series, start_s: float) -> Bar:
    time_s = float(event["time_s"])
    soft_px = _soft_px(event)
    return Bar(
        side=side,
        x_px=round((time_s - start_s) * PX_PER_S, 1),
        width_px=0.0,
        soft_start_px=soft_px,
        soft_end_px=soft_px,
        y_px=ROW_PX[side],
        seek_s=round(time_s, 4),
        title=_(
            "{event} at {time}; the other end of this contact was not found",
            event=event_text(side, str(event["event"])),
            time=f"{localized(f'{time_s:.3f}')} s{_doubt(event)}",
        ),
    )


_STANDS = {
    "left": later("Left foot on the ground from {begin} to {end}: {duration}"),
    "right": later("Right foot on the ground from {begin} to {end}: {duration}"),
}
_EVENTS = {
    ("left", "initial_contact"): later("Left initial contact"),
    ("right", "initial_contact"): later("Right initial contact"),
    ("left", "toe_off"): later("Left toe-off"),
    ("right", "toe_off"): later("Right toe-off"),
}


def event_text(side: str, event: str) -> str:
    """Return what an event of one foot is called.

    Examples
    --------
    >>> event_text("left", "toe_off")
    'Left toe-off'

    """
    return _(_EVENTS[side, event])


def _others(events: pd.DataFrame, used: list[int]) -> list[pd.Series]:
    return [events.iloc[i] for i in range(len(events)) if i not in set(used)]


def _times_s(events: pd.DataFrame) -> NDArray[np.float64]:
    return np.asarray(events["time_s"], dtype=float)


def _soft_px(event: pd.Series) -> float:
    doubt_s = float(event["uncertainty_s"])
    return round(_SOFT * doubt_s * PX_PER_S, 1) if isfinite(doubt_s) else 0.0


def _doubt(event: pd.Series) -> str:
    doubt_s = float(event["uncertainty_s"])
    return f" (±{1000 * doubt_s:.0f} ms)" if isfinite(doubt_s) else ""
