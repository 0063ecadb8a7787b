"""Score event detectors on people over force plates, filmed by virtual cameras.

Of each clip (`midstance.pipeline.benchmark.clips`) `compare` sets what it found
beside what the plates say, one row a number, and `tabulate` makes of many rows the
table that is printed: bias, standard deviation between people and within one, root
mean square error, 95 % limits of agreement, intraclass correlation, and how often the
error lies within one and two of the stated deviations, every person counting alike.
"""

from collections.abc import Iterable
from itertools import product

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import NotEnoughDataError
from midstance.formats.motion.plate_trial import PlateTrial
from midstance.metrics.gait import Gait
from midstance.metrics.measurement import duration, table
from midstance.metrics.symmetry import symmetry
from midstance.pipeline.benchmark.clips import Condition, gait_of
from midstance.schema.events import KINDS, SIDES
from midstance.schema.measures import summarize

MATCH_S = 0.15
EDGE_S = {"run": 0.3, "walk": 0.05}
PASSING_EDGE_S = 0.05
"""Events nearer than that to an end of a clip do not count."""
QUANTITIES = (*KINDS, "contact_time", "flight_time", "left_right_contact")
COLUMNS = (
    *("person", "trial", "gait", "speed_m_s", "view", "rate_hz", "noise", "what"),
    *("side", "true_s", "found_s", "uncertainty_s"),
)
"""``found_s`` is NaN for what was missed; ``uncertainty_s`` is one standard deviation.
Of ``left_right_contact`` (left minus right, one row a clip) both are of the means."""


def compare(
    found: pd.DataFrame,
    trial: PlateTrial,
    tracks: xr.Dataset,
    condition: Condition,
    *,
    threshold_n: int = 50,
    edge_s: float | None = None,
) -> pd.DataFrame:
    """Return one row (`COLUMNS`) for every true number of a clip.

    Parameters
    ----------
    found
        Events that a detector found; of one person.
    trial, tracks, condition
        The clip.
    threshold_n
        Force at which the true events are.
    edge_s
        Events nearer than that to an end of the clip do not count; None: `EDGE_S`, or
        `PASSING_EDGE_S`.

    """
    gait = gait_of(trial)
    time_s = tracks["time"].to_numpy()
    if edge_s is None:
        edge_s = EDGE_S[gait] if condition.passes_at_s is None else PASSING_EDGE_S
    first_s, last_s = time_s[0] + edge_s, time_s[-1] - edge_s
    truth = trial.events(threshold_n)
    inside = truth["time_s"].between(first_s, last_s) & in_windows(truth, trial)
    events = pd.concat(
        [
            matched(found, truth, inside, side, kind)
            for side, kind in product(SIDES, KINDS)
        ],
        ignore_index=True,
    )
    durations = [
        *spans(events, "contact_time", KINDS, other_foot=False),
        *spans(events, "flight_time", KINDS[::-1], other_foot=True),
    ]
    rows = pd.concat(
        [
            events[["what", "side", "true_s", "found_s", "uncertainty_s"]],
            pd.DataFrame(
                [*durations, *left_right(found, durations, tracks)],
                columns=["what", "side", "true_s", "found_s", "uncertainty_s"],
            ).astype({"true_s": float, "found_s": float, "uncertainty_s": float}),
        ],
        ignore_index=True,
    )
    return rows.assign(
        person=trial.person,
        trial=trial.name,
        gait=gait,
        speed_m_s=trial.speed_m_s,
        view=condition.view,
        rate_hz=condition.rate_hz,
        noise=condition.noise,
    )[list(COLUMNS)]


def in_windows(truth: pd.DataFrame, trial: PlateTrial) -> NDArray[np.bool_]:
    """Return which events lie where every event is known."""
    at_s = truth["time_s"].to_numpy()[:, None]
    start_s, end_s = trial.windows_s.T
    slack_s = 0.02
    inside = (at_s >= start_s - slack_s) & (at_s <= end_s + slack_s)
    return np.asarray(inside.any(axis=1))


def matched(
    found: pd.DataFrame, truth: pd.DataFrame, counts: pd.Series, side: str, kind: str
) -> pd.DataFrame:
    """Return the true events of one foot that count, each with its found one.

    A true event takes the nearest found one that no other true one is nearer to.
    """
    chosen = (truth["side"] == side) & (truth["event"] == kind)
    true_s = truth.loc[chosen, "time_s"].to_numpy()
    own = found[(found["side"] == side) & (found["event"] == kind)]
    seen_s = own["time_s"].to_numpy(dtype=float)
    sds_s = own["uncertainty_s"].to_numpy(dtype=float)
    found_s, uncertainty_s = np.full((2, len(true_s)), np.nan)
    for number, moment in enumerate(true_s):
        if not seen_s.size:
            break
        nearest = int(np.abs(seen_s - moment).argmin())
        is_mutual = int(np.abs(true_s - seen_s[nearest]).argmin()) == number
        if is_mutual and abs(seen_s[nearest] - moment) < MATCH_S:
            found_s[number], uncertainty_s[number] = seen_s[nearest], sds_s[nearest]
    return pd.DataFrame(
        {
            "what": kind,
            "side": side,
            "true_s": true_s,
            "found_s": found_s,
            "uncertainty_s": uncertainty_s,
        }
    )[counts[chosen].to_numpy()]


Span = tuple[str, str, float, float, float]


def spans(
    events: pd.DataFrame, what: str, kinds: tuple[str, ...], *, other_foot: bool
) -> list[Span]:
    """Return true and found durations from one kind of event to the next other one."""
    rows: list[Span] = []
    for side, other in (SIDES, SIDES[::-1]):
        foot = other if other_foot else side
        first, last = (
            events.loc[
                (events["what"] == kind) & (events["side"] == own),
                ["true_s", "found_s", "uncertainty_s"],
            ].to_numpy(dtype=float)
            for kind, own in ((kinds[0], side), (kinds[1], foot))
        )
        for one in first:
            after_s = last[:, 0] - one[0]
            later = (after_s >= -0.3) & (after_s <= 1.0)
            later = later if other_foot else later & (after_s > 0)
            if not later.any():
                continue
            nearest = int(np.abs(after_s[later]).argmin())
            end = last[later][nearest]
            if other_foot and end[0] - one[0] > 0.4:
                continue
            true_s, found_s = (end - one)[:2].tolist()
            rows.append((what, side, true_s, found_s, float(np.hypot(end[2], one[2]))))
    return rows


def left_right(
    found: pd.DataFrame, durations: list[Span], tracks: xr.Dataset
) -> list[Span]:
    """Return the left minus the right mean contact time, with its stated deviation.

    The deviation is the one that the asymmetry of contact times has; none without two
    true contacts of either foot.
    """
    true_s = {
        side: [row[2] for row in durations if row[:2] == ("contact_time", side)]
        for side in SIDES
    }
    if min(len(true) for true in true_s.values()) < 2 or found.empty:
        return []
    time_s = tracks["time"].to_numpy()
    try:
        gait = Gait.of(found, float(np.median(np.diff(time_s)))).of_single_legs()
    except NotEnoughDataError:
        return []
    rows = table(
        (
            *(side, stance.contact.time_s),
            duration(stance.contact, stance.toe_off, same_kind=False, unit_s=1.0),
        )
        for side in SIDES
        for stance in gait.stances(side)
    )
    both = symmetry(
        summarize(rows.assign(metric="contact_time", individual="", unit="s"))
    )
    if both.empty:
        return []
    seen = {
        side: [
            row[3]
            for row in durations
            if row[:2] == ("contact_time", side) and np.isfinite(row[3])
        ]
        for side in SIDES
    }
    if not all(seen.values()):
        return []
    is_stated = found["uncertainty_s"].notna().any()
    return [
        (
            *("left_right_contact", "both"),
            float(np.mean(true_s["left"]) - np.mean(true_s["right"])),
            float(np.mean(seen["left"]) - np.mean(seen["right"])),
            float(both["uncertainty"].iloc[0]) if is_stated else np.nan,
        )
    ]


def tabulate(rows: pd.DataFrame, by: Iterable[str]) -> pd.DataFrame:
    """Return one line of figures (ms, shares) per group and kind of number."""
    keys = [*by, "what"]
    lines = {key: figures(own) for key, own in rows.groupby(keys, sort=False)}
    result = pd.DataFrame(lines).T
    result.index.names = keys
    return result.reset_index()


def figures(rows: pd.DataFrame) -> pd.Series:
    """Return the figures of one kind of number; every person counts alike in shares."""
    seen = rows[np.isfinite(rows["found_s"])]
    error = 1e3 * (seen["found_s"] - seen["true_s"])
    people = error.groupby(seen["person"])
    means = people.mean()
    rest = error - people.transform("mean")
    spread = float(error.std())
    size = (error.abs() / (1e3 * seen["uncertainty_s"])).dropna()

    def share(within: float) -> float:
        return float((size < within).groupby(seen["person"]).mean().mean())

    is_difference = (rows["what"] == "left_right_contact").all()
    sure = seen[(seen["found_s"].abs() >= 2 * seen["uncertainty_s"])]
    wrong = np.sign(sure["found_s"]) != np.sign(sure["true_s"])
    return pd.Series(
        {
            "people": len(means),
            "n": len(rows),
            "found": len(seen) / len(rows),
            "bias_ms": float(error.mean()),
            "between_ms": float(means.std()),
            "within_ms": (
                float(np.sqrt((rest**2).sum() / max(len(rest) - len(means), 1)))
                if len(rest)
                else np.nan
            ),
            "rmse_ms": float(np.sqrt((error**2).mean())),
            "from_ms": float(error.mean()) - 1.96 * spread,
            "to_ms": float(error.mean()) + 1.96 * spread,
            "icc": np.nan if rows["what"].isin(KINDS).all() else agreement(seen),
            "stated_ms": float(1e3 * seen["uncertainty_s"].median()),
            "in_1": share(1.0),
            "in_2": share(2.0),
            "wrong_sign": len(sure[wrong]) / len(seen) if is_difference else np.nan,
        }
    )


def agreement(seen: pd.DataFrame) -> float:
    """Return the intraclass correlation ICC(A,1) of true and found means.

    Of every leg of a clip; two-way, absolute agreement of single values (McGraw and
    Wong 1996). NaN with fewer than three of them.
    """
    keys = ["trial", "view", "rate_hz", "noise", "side"]
    both = seen.groupby(keys)[["true_s", "found_s"]].mean().to_numpy()
    n = len(both)
    if n < 3:
        return float("nan")
    grand = both.mean()
    rows = 2 * ((both.mean(axis=1) - grand) ** 2).sum() / (n - 1)
    columns = n * ((both.mean(axis=0) - grand) ** 2).sum()
    whole = ((both - grand) ** 2).sum()
    rest = (whole - rows * (n - 1) - columns) / (n - 1)
    return float((rows - rest) / (rows + rest + 2 * (columns - rest) / n))
