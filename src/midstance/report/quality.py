"""In plain words how much a recording can be trusted, and why."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import xarray as xr

from midstance.schema.events import SIDES
from midstance.schema.scene import Scene
from midstance.schema.tracks import SEEN, SWAPPED, rate_hz

Verdict = Literal["clear", "usable", "weak"]

# Shares of a contact of running, which lasts about a quarter of a second: up to
# 5 % each end is clear, over 10 % the contact time says little.
_CLEAR_EVENT_S, _WEAK_EVENT_S = 0.0125, 0.025
_CLEAR_SEEN, _WEAK_SEEN = 0.9, 0.6
# Ten cycles are the usual least for a spread, three for a median.
_CLEAR_CONTACTS, _WEAK_CONTACTS = 10, 4
_LEG = ("knee", "ankle", "heel", "foot_index")
_OPENING = {
    "clear": "A clear recording.",
    "usable": "Usable with care.",
    "weak": "A weak recording.",
}


@dataclass(frozen=True)
class Quality:
    """What to think of the recording of one person.

    Parameters
    ----------
    verdict
        clear, usable or weak: the worst of all that was looked at.
    opening
        The verdict in words.
    sentence
        What it rests on.

    """

    verdict: Verdict
    opening: str
    sentence: str


def judge(
    tracks: xr.Dataset, events: pd.DataFrame, bouts: pd.DataFrame, scene: Scene
) -> Quality:
    """Return how good the recording of one person is for their gait.

    Looked at: how sure each event is, how much of the time each leg was seen, and
    how many contacts there are.

    Parameters
    ----------
    tracks
        Clean tracks of one person (``individual`` of size 1).
    events, bouts, scene
        Events, bouts and scene of the same person. Without bouts the whole recording
        counts.

    """
    complaints = [
        complaint
        for complaint in (
            _about_timing(events),
            *(_about_seeing(tracks, bouts, side) for side in SIDES),
            _about_number(events),
        )
        if complaint
    ]
    facts = _facts(tracks, events, scene)
    levels = {level for level, _ in complaints}
    verdict: Verdict = (
        "weak" if "weak" in levels else "usable" if complaints else "clear"
    )
    reasons = "; ".join(text for _, text in complaints)
    sentences = [facts, f"{reasons[0].upper()}{reasons[1:]}"] if reasons else [facts]
    return Quality(verdict, _OPENING[verdict], f"{'. '.join(sentences)}.")


def seen_shares(tracks: xr.Dataset, bouts: pd.DataFrame, side: str) -> dict[str, float]:
    """Return the share of the time at which each point of a leg was really seen.

    Filled gaps do not count as seen. By the name of the place ("knee"), without
    those that the network does not give.
    """
    time_s = tracks["time"].to_numpy()
    inside = np.zeros(time_s.size, dtype=bool)
    for bout in bouts.itertuples():
        inside |= (time_s >= bout.start_s) & (time_s <= bout.end_s)
    if not inside.any():
        inside[:] = True
    known = set(tracks["keypoint"].to_numpy().tolist())
    shares = {}
    for place in _LEG:
        name = f"{side}_{place}"
        if name in known:
            observed = tracks["observed"].sel(keypoint=name).to_numpy()[inside]
            shares[place] = float(np.isin(observed, (SEEN, SWAPPED)).mean())
    return shares


def _facts(tracks: xr.Dataset, events: pd.DataFrame, scene: Scene) -> str:
    contacts = int((events["event"] == "initial_contact").sum())
    side = {"oblique": "obliquely", "unknown": "from an unknown side"}.get(
        scene.view, f"from the {scene.view}"
    )
    return (
        f"Filmed {side} at {rate_hz(tracks):.3g} frames per second; "
        f"{contacts} contact{'s' * (contacts != 1)} of both feet"
        f"{_known_to(_typical_doubt_s(events))}"
    )


def _known_to(doubt_s: float) -> str:
    if not np.isfinite(doubt_s):
        return ""
    return f", each known to about ±{1000 * doubt_s:.0f} ms"


def _typical_doubt_s(events: pd.DataFrame) -> float:
    doubt_s = events["uncertainty_s"].to_numpy(dtype=float)
    doubt_s = doubt_s[np.isfinite(doubt_s)]
    return float(np.median(doubt_s)) if doubt_s.size else float("nan")


def _about_timing(events: pd.DataFrame) -> tuple[Verdict, str] | None:
    doubt_s = _typical_doubt_s(events)
    if np.isfinite(doubt_s) and doubt_s <= _CLEAR_EVENT_S:
        return None
    if not np.isfinite(doubt_s):
        return "usable", "how well each contact is known cannot be said"
    level: Verdict = "weak" if doubt_s > _WEAK_EVENT_S else "usable"
    return level, "that is coarse for contact and flight times"


def _about_seeing(
    tracks: xr.Dataset, bouts: pd.DataFrame, side: str
) -> tuple[Verdict, str] | None:
    shares = seen_shares(tracks, bouts, side)
    if not shares:
        return None
    place = min(shares, key=lambda name: shares[name])
    share = shares[place]
    if share >= _CLEAR_SEEN:
        return None
    level: Verdict = "weak" if share < _WEAK_SEEN else "usable"
    part = "toes" if place == "foot_index" else place
    verb = "were" if part == "toes" else "was"
    return level, (
        f"the {side} {part} {verb} not seen {100 * (1 - share):.0f} % of the time"
    )


def _about_number(events: pd.DataFrame) -> tuple[Verdict, str] | None:
    counts = {
        side: int(
            ((events["side"] == side) & (events["event"] == "initial_contact")).sum()
        )
        for side in SIDES
    }
    side, fewest = min(counts.items(), key=lambda item: item[1])
    if fewest >= _CLEAR_CONTACTS:
        return None
    level: Verdict = "weak" if fewest < _WEAK_CONTACTS else "usable"
    count = f"only {fewest} contact{'s' * (fewest != 1)} of the {side} foot"
    return level, f"{count}, too few to judge how steady the gait is"
