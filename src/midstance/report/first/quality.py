"""In plain words how much a recording can be trusted, and why."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import xarray as xr

from midstance.schema.events import SIDES
from midstance.schema.scene import Scene
from midstance.schema.tracks import FILLED, SEEN, SWAPPED, rate_hz
from midstance.words.numbers import localized
from midstance.words.text import _, later, ngettext

Verdict = Literal["clear", "usable", "weak"]

# Shares of a contact of running, which lasts about a quarter of a second: up to
# 5 % each end is clear, over 10 % the contact time says little.
_CLEAR_EVENT_S, _WEAK_EVENT_S = 0.0125, 0.025
_CLEAR_SEEN, _WEAK_SEEN = 0.9, 0.6
_SURE = 0.3
"""Of what the network is less sure of, cleaning makes nothing."""
# A median of eight is steady; three are the least. Ten are the usual least for a
# spread, which is said beside each spread.
_CLEAR_CONTACTS, _WEAK_CONTACTS = 8, 4
_LEG = ("knee", "ankle", "heel", "foot_index")
_OPENING = {
    "clear": later("Clear recording"),
    "usable": later("Good enough, with limits"),
    "weak": later("Film again"),
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
    because
        What lowers it most, as part of a sentence; empty of a clear one.
    change
        The one thing to change when filming again; empty of a clear one.

    """

    verdict: Verdict
    opening: str
    sentence: str
    because: str = ""
    change: str = ""


@dataclass(frozen=True)
class _Complaint:
    level: Verdict
    text: str
    change: str


def judge(
    tracks: xr.Dataset,
    events: pd.DataFrame,
    bouts: pd.DataFrame,
    scene: Scene,
    *,
    is_withheld: bool = False,
) -> Quality:
    """Return how good the recording of one person is for their gait.

    Looked at: how sure each event is, how much of the time each leg was seen, and
    how many contacts there are. From the side the far leg is behind the near one: that
    it is hidden at times is said and lowers nothing.

    Parameters
    ----------
    tracks
        Clean tracks of one person (``individual`` of size 1).
    events, bouts, scene
        Events, bouts and scene of the same person. Without bouts the whole recording
        counts.
    is_withheld
        Whether every number is withheld, since what was found cannot be.

    """
    near = [scene.view] if scene.view in SIDES else list(SIDES)
    complaints = [
        complaint
        for complaint in (
            _about_all() if is_withheld else None,
            _about_timing(events, scene),
            *(_about_seeing(tracks, bouts, side) for side in near),
            _about_number(events),
        )
        if complaint is not None
    ]
    # The worst first; of two alike the one looked at first.
    complaints.sort(key=lambda one: one.level != "weak")
    verdict: Verdict = complaints[0].level if complaints else "clear"
    remarks = [one.text for one in complaints]
    far = [_far_leg(tracks, bouts, side) for side in SIDES if side not in near]
    sentences = [_facts(tracks, events, scene), *remarks, *(one for one in far if one)]
    return Quality(
        verdict,
        _(_OPENING[verdict]),
        " ".join(f"{one[0].upper()}{one[1:]}." for one in sentences),
        complaints[0].text if complaints else "",
        complaints[0].change if complaints else "",
    )


def _far_leg(tracks: xr.Dataset, bouts: pd.DataFrame, side: str) -> str:
    shares = seen_shares(tracks, bouts, side)
    if not shares or min(one.seen for one in shares.values()) >= _CLEAR_SEEN:
        return ""
    is_hidden = max(one.unseen for one in shares.values()) > 1 - _CLEAR_SEEN
    if side == "left":
        if is_hidden:
            return _(
                "the left leg is partly behind the other, its numbers are less sure"
            )
        return _("points of the left leg jumped at times, its numbers are less sure")
    if is_hidden:
        return _("the right leg is partly behind the other, its numbers are less sure")
    return _("points of the right leg jumped at times, its numbers are less sure")


@dataclass(frozen=True)
class Shares:
    """Shares of the time at which a point was seen, put right, or not seen.

    Parameters
    ----------
    seen
        As the network gave it, or of the other leg.
    mended
        The network was sure of it, and it jumped: filled from the frames around.
    unseen
        Hidden, outside the picture or doubtful.

    """

    seen: float
    mended: float
    unseen: float


def seen_shares(
    tracks: xr.Dataset, bouts: pd.DataFrame, side: str
) -> dict[str, Shares]:
    """Return the shares of the time at which each point of a leg was seen.

    By the name of the place ("knee"), without those that the network does not give.
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
            confidence = tracks["confidence"].sel(keypoint=name).to_numpy()[inside]
            is_mended = (observed == FILLED) & (confidence >= _SURE)
            seen = float(np.isin(observed, (SEEN, SWAPPED)).mean())
            mended = float(is_mended.mean())
            shares[place] = Shares(seen, mended, 1 - seen - mended)
    return shares


def _facts(tracks: xr.Dataset, events: pd.DataFrame, scene: Scene) -> str:
    contacts = int((events["event"] == "initial_contact").sum())
    filmed = _(_FILMED[scene.view], rate=localized(f"{rate_hz(tracks):.3g}"))
    counted = ngettext(
        "{n} contact of both feet", "{n} contacts of both feet", contacts
    )
    return f"{filmed}; {counted}{_known_to(_typical_doubt_s(events))}"


_FILMED = {
    "left": later("Filmed from the left at {rate} frames per second"),
    "right": later("Filmed from the right at {rate} frames per second"),
    "front": later("Filmed from the front at {rate} frames per second"),
    "rear": later("Filmed from the rear at {rate} frames per second"),
    "oblique": later("Filmed obliquely at {rate} frames per second"),
    "unknown": later("Filmed from an unknown side at {rate} frames per second"),
}


def _known_to(doubt_s: float) -> str:
    if not np.isfinite(doubt_s):
        return ""
    return _(", each known to about ±{doubt} ms", doubt=f"{1000 * doubt_s:.0f}")


def _typical_doubt_s(events: pd.DataFrame) -> float:
    doubt_s = events["uncertainty_s"].to_numpy(dtype=float)
    doubt_s = doubt_s[np.isfinite(doubt_s)]
    return float(np.median(doubt_s)) if doubt_s.size else float("nan")


def _about_all() -> _Complaint:
    return _Complaint(
        "weak",
        _("none of the numbers is possible, and the notes say why"),
        _("follow what the notes advise"),
    )


def _about_timing(events: pd.DataFrame, scene: Scene) -> _Complaint | None:
    doubt_s = _typical_doubt_s(events)
    if np.isfinite(doubt_s) and doubt_s <= _CLEAR_EVENT_S:
        return None
    change = (
        _("film at 60 frames per second or more, in good light")
        if scene.view in SIDES
        else _("film from the side as well: contact times are known better from there")
    )
    if not np.isfinite(doubt_s):
        text = _("how well each contact is known cannot be said")
        return _Complaint("usable", text, change)
    level: Verdict = "weak" if doubt_s > _WEAK_EVENT_S else "usable"
    text = _("contact and flight times are known only coarsely")
    return _Complaint(level, text, change)


def _about_seeing(
    tracks: xr.Dataset, bouts: pd.DataFrame, side: str
) -> _Complaint | None:
    shares = seen_shares(tracks, bouts, side)
    if not shares:
        return None
    place = min(shares, key=lambda name: shares[name].seen)
    share = shares[place]
    if share.seen >= _CLEAR_SEEN:
        return None
    level: Verdict = "weak" if share.seen < _WEAK_SEEN else "usable"
    if share.unseen > 1 - _CLEAR_SEEN or share.unseen >= share.mended:
        text = _(_UNSEEN[side, place], share=f"{100 * share.unseen:.0f}")
        change = _("keep the whole body in sight, with nothing in front of the legs")
        return _Complaint(level, text, change)
    text = _(_MENDED[side, place], share=f"{100 * share.mended:.0f}")
    change = _(
        "film in good light and with a short exposure, so that no foot is blurred"
    )
    return _Complaint(level, text, change)


_UNSEEN = {
    ("left", "knee"): later("the left knee was not seen {share} % of the time"),
    ("left", "ankle"): later("the left ankle was not seen {share} % of the time"),
    ("left", "heel"): later("the left heel was not seen {share} % of the time"),
    ("left", "foot_index"): later("the left toes were not seen {share} % of the time"),
    ("right", "knee"): later("the right knee was not seen {share} % of the time"),
    ("right", "ankle"): later("the right ankle was not seen {share} % of the time"),
    ("right", "heel"): later("the right heel was not seen {share} % of the time"),
    ("right", "foot_index"): later(
        "the right toes were not seen {share} % of the time"
    ),
}


_MENDED = {
    ("left", "knee"): later(
        "the left knee jumped {share} % of the time and was put right"
    ),
    ("left", "ankle"): later(
        "the left ankle jumped {share} % of the time and was put right"
    ),
    ("left", "heel"): later(
        "the left heel jumped {share} % of the time and was put right"
    ),
    ("left", "foot_index"): later(
        "the left toes jumped {share} % of the time and were put right"
    ),
    ("right", "knee"): later(
        "the right knee jumped {share} % of the time and was put right"
    ),
    ("right", "ankle"): later(
        "the right ankle jumped {share} % of the time and was put right"
    ),
    ("right", "heel"): later(
        "the right heel jumped {share} % of the time and was put right"
    ),
    ("right", "foot_index"): later(
        "the right toes jumped {share} % of the time and were put right"
    ),
}
"""What the network saw, at a wrong place for some frames."""


def _about_number(events: pd.DataFrame) -> _Complaint | None:
    counts = {
        side: int(
            ((events["side"] == side) & (events["event"] == "initial_contact")).sum()
        )
        for side in SIDES
    }
    side, fewest = min(counts.items(), key=lambda item: item[1])
    if fewest >= _CLEAR_CONTACTS:
        return None
    return _Complaint(
        "weak" if fewest < _WEAK_CONTACTS else "usable",
        _few(side, fewest),
        _("film ten seconds or more of steady running"),
    )


def _few(side: str, n: int) -> str:
    if side == "left":
        return ngettext(
            "only {n} contact of the left foot, too few to judge how steady the gait "
            "is",
            "only {n} contacts of the left foot, too few to judge how steady the gait "
            "is",
            n,
        )
    return ngettext(
        "only {n} contact of the right foot, too few to judge how steady the gait is",
        "only {n} contacts of the right foot, too few to judge how steady the gait is",
        n,
    )
