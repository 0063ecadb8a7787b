"""How sure each repetition is, and where one may be too many or missing."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.exercises.counting.named_sides import TOGETHER
from midstance.exercises.counting.turns import Turns
from midstance.exercises.poses.pose_tracks import side_reach_pct
from midstance.kernels.types import Floats
from midstance.schema.events import SIDES

_LEAST_SHARE = 0.12
"""Share of the usual way from which a turn that does not count is a candidate."""
_LEAST_PROBABILITY = 0.1
"""Below it a turn that does not count is not worth a look."""
SURE = 0.9
"""Below it a repetition is worth a look."""
_SEEN = 0.7
_HARDLY = 0.2
_MOVES_PCT = 25.0
"""Of the trunk: a limb that reaches so much farther now than then works."""
_CUT = 0.5
"""Share of the usual way at which a recording that begins or ends is cut within a
repetition."""

FEATURES = (*("bias", "log_way", "log_gap", "seen", "is_edge", "tremble", "few"),)


@dataclass(frozen=True)
class Candidate:
    """A turn of a motion that is a repetition, or may be one.

    Parameters
    ----------
    at
        Index into the signal.
    is_counted
        Whether it counts.
    features
        In the order of `FEATURES`: how far the motion goes there and back against
        the usual way, how near the next turn that counts is against the usual gap
        (both as logarithms), the share of the body that is seen, whether it is the
        first or the last, the tremble of the motion in usual ways, and one over the
        number of turns that count.

    """

    at: int
    is_counted: bool
    features: NDArray[np.float64]


@dataclass(frozen=True)
class Moment:
    """A moment that is doubtful.

    Parameters
    ----------
    time_s
        When.
    probability
        Of a repetition; NaN: half of one is seen.
    is_counted
        Whether it counts as one.
    doubt
        What speaks against it, or for it.

    """

    time_s: float
    probability: float
    is_counted: bool
    doubt: str


def candidates_of(tracks: xr.Dataset, turns: Turns) -> list[Candidate]:
    """Return every turn of one set that is, or may be, a repetition, by time.

    Parameters
    ----------
    tracks
        Tracks of one person (px).
    turns
        Those that count.

    """
    from scipy.signal import find_peaks

    motion = turns.signal.motion
    if not turns.at:
        return []
    filled = np.where(np.isfinite(motion), motion, np.nanmin(motion))
    ways = _ways(filled, turns.at)
    usual = float(np.median(ways))
    if not usual > 0:
        return []
    tops, facts = find_peaks(filled, prominence=_LEAST_SHARE * usual)
    near = max(1, round(0.2 * _usual_gap(turns.at, len(motion))))
    others = {
        int(top): float(way)
        for top, way in zip(tops, facts["prominences"], strict=True)
        if min(abs(int(top) - at) for at in turns.at) > near
    }
    tremble = _tremble(filled) / usual
    seen = _share_seen(tracks, turns.signal.time_s)
    found = []
    for at, way, counts in [
        *((at, way, True) for at, way in zip(turns.at, ways, strict=True)),
        *((at, way, False) for at, way in others.items()),
    ]:
        features = np.array(
            [
                1.0,
                np.clip(np.log(max(way, 1e-6) / usual), -3.0, 1.0),
                _log_gap(at, turns.at, len(motion)),
                seen[at],
                float(counts and at in (turns.at[0], turns.at[-1])),
                min(tremble, 0.5),
                1.0 / len(turns.at),
            ]
        )
        found.append(Candidate(at, counts, features))
    return sorted(found, key=lambda one: one.at)


def probabilities_of(candidates: list[Candidate]) -> Floats:
    """Return how probable it is that each candidate is a repetition."""
    if not candidates:
        return np.empty(0)
    features = np.array([one.features for one in candidates])
    counted = np.array([one.is_counted for one in candidates])
    weights = shipped_weights()
    scores = np.where(counted, features @ weights[0], features @ weights[1])
    return np.asarray(1 / (1 + np.exp(-scores)))


@cache
def shipped_weights() -> Floats:
    """Return the weights of counted and of other candidates, (2, n_features)."""
    file = resources.files("midstance.exercises.counting").joinpath("doubts.json")
    held = json.loads(file.read_text("utf-8"))
    return np.array([held["counted"], held["others"]], dtype=float)


def find_doubts(
    tracks: xr.Dataset, turns: Turns, name: str = ""
) -> tuple[list[float], list[Moment]]:
    """Return the probability of each turn that counts, and the doubtful moments.

    Doubtful is what counts with less than 0.9, what does not count with more than
    0.1, half a repetition where the recording begins or ends, and a limb that works
    on the other side and is hidden on this one, in what sides may do apart.

    Parameters
    ----------
    tracks
        Tracks of one person (px).
    turns
        Those that count; a plank has none.
    name
        The exercise; "": it is not sure.

    """
    candidates = candidates_of(tracks, turns)
    shares = probabilities_of(candidates).tolist()
    time_s = turns.signal.time_s
    moments = [
        Moment(float(time_s[one.at]), share, one.is_counted, _reason(one))
        for one, share in zip(candidates, shares, strict=True)
        if (share < SURE if one.is_counted else share > _LEAST_PROBABILITY)
    ]
    counted = [
        share for one, share in zip(candidates, shares, strict=True) if one.is_counted
    ]
    moments += _halves(turns)
    moments += [] if name in TOGETHER else _hidden(tracks, turns)
    moments.sort(key=lambda moment: moment.time_s)
    return counted or [1.0] * len(turns.at), moments


def _reason(one: Candidate) -> str:
    """Return what speaks against a candidate that counts, or for one that does not."""
    _, log_way, log_gap, seen, is_edge, *_ = one.features.tolist()
    words = []
    if log_way < np.log(0.75):
        words.append(f"goes {np.exp(log_way):.0%} of the usual way")
    if log_gap < np.log(0.7):
        words.append("follows sooner than usual")
    if seen < _SEEN:
        words.append(f"{1 - seen:.0%} of the body is hidden")
    if is_edge:
        words.append("at the end of the set")
    return ", ".join(words) or "not quite like the others"


def _halves(turns: Turns) -> list[Moment]:
    """Return where a recording begins or ends within a repetition."""
    motion, time_s = turns.signal.motion, turns.signal.time_s
    if len(turns.at) < 2:
        return []
    lows = [
        float(np.nanmin(motion[a : b + 1]))
        for a, b in zip(turns.at[:-1], turns.at[1:], strict=True)
    ]
    low, high = float(np.median(lows)), float(np.median(motion[turns.at]))
    found = []
    for at, word in ((0, "begins"), (len(motion) - 1, "ends")):
        part = motion[: turns.at[0]] if at == 0 else motion[turns.at[-1] + 1 :]
        if not len(part) or not np.isfinite(motion[at]):
            continue
        is_left = float(np.nanmin(part)) <= low + 0.3 * (high - low)
        if is_left and motion[at] >= low + _CUT * (high - low):
            doubt = f"half a repetition: what is seen {word} within it"
            found.append(Moment(float(time_s[at]), float("nan"), False, doubt))
    return found


def _hidden(tracks: xr.Dataset, turns: Turns) -> list[Moment]:
    """Return a moment at the first turn for each limb that is not seen.

    Of a limb whose other side goes there and back: what the hidden one does alone
    nobody counts.
    """
    if not turns.at:
        return []
    time_s = turns.signal.time_s
    part = tracks.sel(time=slice(float(time_s[0]), float(time_s[-1])))
    found = []
    for limb, sides in side_reach_pct(part).items():
        if limb not in ("arm", "leg") or set(sides) < set(SIDES):
            continue
        for side, other in (SIDES, SIDES[::-1]):
            seen = [np.isfinite(sides[name]) for name in (side, other)]
            if seen[0].mean() > _HARDLY or seen[1].mean() < _SEEN:
                continue
            reach = np.percentile(sides[other][seen[1]], [5, 95])
            if float(np.ptp(reach)) >= _MOVES_PCT:
                doubt = f"the {side} {limb} is hidden, and counts only with the other"
                at_s = float(time_s[turns.at[0]])
                found.append(Moment(at_s, float("nan"), False, doubt))
    return found


def _ways(motion: Floats, at: list[int]) -> list[float]:
    """Return the lesser of the ways to a turn and back, as far as the next turns."""
    edges = [0, *at, len(motion) - 1]
    ways = []
    for before, here, after in zip(edges, at, edges[2:], strict=False):
        low = max(motion[before : here + 1].min(), motion[here : after + 1].min())
        ways.append(float(motion[here] - low))
    return ways


def _usual_gap(at: list[int], n: int) -> float:
    return float(np.median(np.diff(at))) if len(at) > 1 else float(n)


def _log_gap(here: int, at: list[int], n: int) -> float:
    gaps = [abs(here - other) for other in at if other != here]
    nearest = min(gaps, default=n)
    return float(np.clip(np.log(max(nearest, 1) / _usual_gap(at, n)), -2.0, 0.3))


def _tremble(motion: Floats) -> float:
    """Return the usual second difference of a motion, an error that does not last."""
    if len(motion) < 3:
        return 0.0
    return float(np.median(np.abs(np.diff(motion, 2))))


def _share_seen(tracks: xr.Dataset, grid_s: Floats) -> Floats:
    """Return the share of the keypoints from the shoulders down seen at some times."""
    names = [
        name
        for name in tracks["keypoint"].to_numpy().tolist()
        if str(name).split("_")[-1]
        in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
    ]
    own = tracks["position"].sel(keypoint=names).isel(individual=0)
    seen = np.isfinite(own.transpose("time", "keypoint", "space").to_numpy()).all(2)
    time_s = tracks["time"].to_numpy()
    if not len(time_s) or not names:
        return np.zeros(len(grid_s))
    return np.asarray(np.interp(grid_s, time_s, seen.mean(axis=1)))
