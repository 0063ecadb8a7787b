"""Left-right symmetry of the metrics that both sides have."""

from dataclasses import replace
from math import hypot, nan, sqrt

import numpy as np
import pandas as pd

from midstance.errors import NotEnoughDataError
from midstance.metrics.base import EVENT_RATE_HZ, Compute, Needs, metric
from midstance.metrics.bounce import vertical_oscillation_leg
from midstance.metrics.measurement import Measurement, table
from midstance.metrics.recording import Recording
from midstance.metrics.times import contact_time, flight_time, step_time
from midstance.schema.measures import summarize

SYMMETRY_COLUMNS = (
    *("metric", "individual", "left", "right", "difference", "uncertainty"),
    *("asymmetry_percent", "unit"),
)
_ALL_EVENTS = ("initial_contact", "toe_off")
_TIMES = (step_time, contact_time, flight_time)


def symmetry(summary: pd.DataFrame) -> pd.DataFrame:
    """Return left, right and their difference for every two-sided metric.

    Parameters
    ----------
    summary
        From `midstance.schema.measures.summarize`.

    Returns
    -------
    pandas.DataFrame
        Columns `SYMMETRY_COLUMNS`. ``difference`` is left minus right and
        ``uncertainty`` its standard deviation; what both sides share (the scale,
        a rule's offset) is in it too, so it is rather too large.
        ``asymmetry_percent`` is the size of the difference by the mean of both;
        NaN for angles, whose zero is a matter of definition.

    """
    rows = []
    for (name, individual), group in summary.groupby(
        ["metric", "individual"], sort=False
    ):
        sides = group.set_index("side")
        if not {"left", "right"} <= set(sides.index):
            continue
        left, right = sides.loc["left"], sides.loc["right"]
        unit = str(left["unit"])
        mean = (left["value"] + right["value"]) / 2
        difference = left["value"] - right["value"]
        rows.append(
            (
                *(name, individual, left["value"], right["value"], difference),
                hypot(left["uncertainty"], right["uncertainty"]),
                nan if unit == "deg" or not mean else abs(100 * difference / mean),
                unit,
            )
        )
    return pd.DataFrame(rows, columns=list(SYMMETRY_COLUMNS))


def _of_single_legs(recording: Recording, compute: Compute) -> pd.DataFrame:
    """Return times whose shared uncertainty is that of single legs.

    Events that are late in one person are so for both feet, but not by the same: over
    force plates 3 to 5 ms are each leg's own. What a step gains by the foot that opens
    it, the next one loses, so steps differ by twice that.
    """
    rows = compute(replace(recording, gait=recording.gait.of_single_legs()))
    if compute is not step_time:
        return rows
    shared = rows["shared_uncertainty"]
    return rows.assign(
        uncertainty=np.hypot(rows["uncertainty"], shared),
        shared_uncertainty=sqrt(2.0) * shared,
    )


def _asymmetry(name: str, compute: Compute) -> Compute:
    def asymmetry(recording: Recording) -> pd.DataFrame:
        is_time = compute in _TIMES
        rows = _of_single_legs(recording, compute) if is_time else compute(recording)
        summary = summarize(rows.assign(metric=name, individual="", unit=""))
        both = symmetry(summary)
        if both.empty:
            raise NotEnoughDataError("Needs steps of the left and of the right foot.")
        row = both.iloc[0]
        mean = (row["left"] + row["right"]) / 2
        sd = 100 * row["uncertainty"] / abs(mean) if mean else nan
        return table(
            [
                (
                    "both",
                    rows["time_s"].min(),
                    Measurement(row["asymmetry_percent"], 0.0, sd),
                )
            ]
        )

    return asymmetry


for _name, _of, _compute, _needs in (
    ("step_time", "step time", step_time, Needs()),
    (
        "contact_time",
        "contact time",
        contact_time,
        Needs(min_rate_hz=EVENT_RATE_HZ, events=_ALL_EVENTS),
    ),
    (
        "flight_time",
        "flight time",
        flight_time,
        Needs(min_rate_hz=EVENT_RATE_HZ, events=_ALL_EVENTS),
    ),
    (
        *("vertical_oscillation", "vertical oscillation", vertical_oscillation_leg),
        Needs(keypoints=("hip", "knee", "ankle")),
    ),
):
    metric(
        f"{_name}_asymmetry",
        label=f"Asymmetry of {_of}",
        unit="%",
        definition=(
            f"Size of the difference between left and right {_of}, by their mean."
        ),
        needs=_needs,
    )(_asymmetry(_name, _compute))
