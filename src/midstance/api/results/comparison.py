"""`Analysis.compare`: what changed between two analyses, against the noise."""

import numpy as np
import pandas as pd

from midstance.errors import ConfigError
from midstance.schema.analysis import Analysis
from midstance.schema.measures import summarize
from midstance.schema.tracks import individuals

COLUMNS = (
    *("metric", "individual", "side", "before", "after", "change", "uncertainty"),
    *("is_clear", "n_before", "n_after", "unit"),
)
_KEYS = ["metric", "individual", "side"]
_CLEAR = 2.0
"""A change is called clear above this many standard deviations: 95 %."""


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
        ``after`` (medians), ``change`` (after minus before), its ``uncertainty``
        (one standard deviation), ``is_clear`` (whether the change exceeds twice
        that), ``n_before`` and ``n_after`` (how many values). What one of them
        lacks is NaN, and never clear.

    Raises
    ------
    ConfigError
        If nobody is in both.

    """
    old, new = (_summary(one, same_camera=same_camera) for one in (before, after))
    names = individuals(before.tracks), individuals(after.tracks)
    if len(names[0]) == len(names[1]) == 1:
        old = old.assign(individual=names[1][0])
    elif not set(names[0]) & set(names[1]):
        raise ConfigError(
            f"Nobody is in both: {names[0]} before, {names[1]} after; analyze the "
            "same person alone in each."
        )
    columns = [*_KEYS, "value", "uncertainty", "n", "unit"]
    both = old[columns].merge(
        new[columns], on=_KEYS, how="outer", suffixes=("_before", "_after")
    )
    change = both["value_after"] - both["value_before"]
    doubt = np.hypot(both["uncertainty_before"], both["uncertainty_after"])
    table = pd.DataFrame(
        {
            **{key: both[key] for key in _KEYS},
            "before": both["value_before"],
            "after": both["value_after"],
            "change": change,
            "uncertainty": doubt,
            "is_clear": change.abs() > _CLEAR * doubt,
            "n_before": both["n_before"].fillna(0).astype(int),
            "n_after": both["n_after"].fillna(0).astype(int),
            "unit": both["unit_before"].fillna(both["unit_after"]),
        }
    )
    order = (change.abs() / doubt).sort_values(ascending=False, kind="stable").index
    return table.loc[order, list(COLUMNS)].reset_index(drop=True)


def _summary(analysis: Analysis, *, same_camera: bool) -> pd.DataFrame:
    """Return the summary, without errors that all strides share where these cancel."""
    if not same_camera:
        return analysis.summary()
    measures = analysis.measures
    whole, shared = (
        measures[name].astype(float) for name in ("uncertainty", "shared_uncertainty")
    )
    # One number for the whole clip, such as an asymmetry, has no other error.
    is_single = measures.groupby(_KEYS)["value"].transform("size") == 1
    alone = np.sqrt(np.maximum(whole**2 - shared**2, 0.0))
    return summarize(
        measures.assign(
            uncertainty=whole.where(is_single, alone),
            shared_uncertainty=shared.where(is_single, 0.0),
        )
    )
