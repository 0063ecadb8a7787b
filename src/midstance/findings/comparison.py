"""Two analyses of one person as a table: what changed, against all that blurs it."""

from dataclasses import astuple, dataclass
from math import nan

import numpy as np
import pandas as pd

from midstance.errors import ConfigError
from midstance.findings.differences import Difference, Reading, difference
from midstance.findings.look import speed_of
from midstance.schema.analysis import Analysis
from midstance.schema.measures import summarize
from midstance.schema.scene import Scene
from midstance.schema.tracks import individuals

COLUMNS = (
    *("metric", "individual", "side", "before", "after", "change"),
    *("change_by_speed", "uncertainty", "by_speed_uncertainty", "day_uncertainty"),
    *("detectable", "probability", "is_clear", "n_before", "n_after", "unit"),
)
_KEYS = ["metric", "side"]
_UNKNOWN = Difference(nan, nan, nan, nan, nan, nan, nan, is_clear=False)


@dataclass(frozen=True)
class _Row:
    value: float = nan
    uncertainty: float = nan
    n: int = 0
    unit: str = ""


def compare(
    before: Analysis, after: Analysis, *, same_camera: bool = False
) -> pd.DataFrame:
    """Return the change of each metric, and whether it exceeds the noise.

    Parameters
    ----------
    before, after
        Two analyses. Where each holds one person they are taken for the same;
        else people of the same name are.
    same_camera
        Whether the same runner is filmed alike in both: same camera, place, network
        and settings. Errors that all strides of a clip have in common (scale, habits
        of the network, a late event rule) are then taken to be the same in both and
        cancel; else both count in full.

    Returns
    -------
    pandas.DataFrame
        A row per metric, person and side, the clearest change first: ``before`` and
        ``after`` (medians), ``change`` (after minus before), ``change_by_speed``,
        ``uncertainty`` (one standard deviation of the change once speed is taken
        out) with its parts ``by_speed_uncertainty`` and ``day_uncertainty``,
        ``detectable`` (the smallest change that can be told), ``probability`` that the
        number moved the way it seems to have, ``is_clear``, ``n_before`` and
        ``n_after`` (how many values). What one of them lacks is NaN, and never clear.
        See `midstance.findings.differences.difference`.

    Raises
    ------
    ConfigError
        If nobody is in both.

    """
    names = individuals(before.tracks), individuals(after.tracks)
    both = [name for name in names[1] if name in names[0]]
    pairs = [(name, name) for name in both]
    if len(names[0]) == len(names[1]) == 1:
        pairs = [(names[0][0], names[1][0])]
    if not pairs:
        raise ConfigError(
            f"Nobody is in both: {names[0]} before, {names[1]} after; analyze the "
            "same person alone in each."
        )
    tables = [
        compare_person((before, first), (after, second), same_camera=same_camera)
        for first, second in pairs
    ]
    return _clearest_first(pd.concat(tables, ignore_index=True))


def compare_person(
    before: tuple[Analysis, str],
    after: tuple[Analysis, str],
    *,
    same_camera: bool = False,
) -> pd.DataFrame:
    """Return the table of `compare` for one person, named in each analysis."""
    old, new = (_summary(*one, same_camera=same_camera) for one in (before, after))
    speeds = [_speed(*one) for one in (before, after)]
    days = [analysis.video.filmed_at[:10] for analysis, _ in (before, after)]
    rows = []
    for key in dict.fromkeys([*old, *new]):
        metric, side = key
        first, second = old.get(key, _Row()), new.get(key, _Row())
        found = difference(
            metric,
            Reading(first.value, first.uncertainty, speeds[0], days[0]),
            Reading(second.value, second.uncertainty, speeds[1], days[1]),
        )
        if not np.isfinite(found.change):
            found = _UNKNOWN
        change, by_speed, by_speed_doubt, day, doubt, *judged = astuple(found)
        rows.append(
            (
                *(metric, after[1], side, first.value, second.value, change),
                *(by_speed, doubt, by_speed_doubt, day, *judged),
                *(first.n, second.n, first.unit or second.unit),
            )
        )
    return _clearest_first(pd.DataFrame(rows, columns=list(COLUMNS)))


def _clearest_first(table: pd.DataFrame) -> pd.DataFrame:
    order = table["probability"].sort_values(ascending=False, kind="stable").index
    clear = table.loc[order, "is_clear"].sort_values(ascending=False, kind="stable")
    return table.loc[clear.index].reset_index(drop=True)


def _speed(analysis: Analysis, name: str) -> float:
    own = analysis.measures[analysis.measures["individual"] == name]
    return speed_of(analysis.scenes.get(name, Scene()), own)


def _summary(
    analysis: Analysis, name: str, *, same_camera: bool
) -> dict[tuple[str, str], _Row]:
    """Return the numbers of one person by metric and side.

    Without errors that all strides share where these cancel.
    """
    measures = analysis.measures[analysis.measures["individual"] == name]
    if same_camera:
        whole, shared = (
            measures[column].astype(float)
            for column in ("uncertainty", "shared_uncertainty")
        )
        # One number for the whole clip, such as an asymmetry, has no other error.
        is_single = measures.groupby(_KEYS)["value"].transform("size") == 1
        alone = np.sqrt(np.maximum(whole**2 - shared**2, 0.0))
        measures = measures.assign(
            uncertainty=whole.where(is_single, alone),
            shared_uncertainty=shared.where(is_single, 0.0),
        )
    return {
        (str(row.metric), str(row.side)): _Row(
            float(row.value), float(row.uncertainty), int(row.n), str(row.unit)
        )
        for row in summarize(measures).itertuples()
    }
