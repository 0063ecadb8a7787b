"""What a watch or foot pod said of the seconds that were filmed, beside the clip."""

from datetime import UTC, datetime, timedelta

import pandas as pd

from midstance.errors import ConfigError, NotEnoughDataError
from midstance.formats.watches.base import AT, UNITS
from midstance.schema.analysis import Analysis

COLUMNS = ("metric", "unit", "clip", "uncertainty", "watch", "n", "difference")


def beside_watch(
    analysis: Analysis,
    recording: pd.DataFrame,
    *,
    starts: str | None = None,
    offset_s: float = 0.0,
) -> pd.DataFrame:
    """Return what clip and watch say of the same seconds.

    Parameters
    ----------
    analysis
        Of the clip, of one person.
    recording
        See `midstance.formats.watches.read.read_watch`.
    starts
        When the clip began, as ISO 8601; None: as the video says. A time without a
        zone is taken as UTC. Some cameras write when they ended.
    offset_s
        How much the clock of the watch is ahead of the camera's.

    Returns
    -------
    pandas.DataFrame
        A row for each metric that both have: ``clip`` (mean of both sides) with its
        standard uncertainty, ``watch`` (mean over the seconds filmed), over how many
        of its rows, and ``difference``, watch less clip.

    Raises
    ------
    ConfigError
        If nobody says when the clip began, or `starts` is no time.
    NotEnoughDataError
        If the watch recorded nothing while the clip was filmed.

    """
    begin = _begin(analysis, starts) + timedelta(seconds=offset_s)
    times = analysis.tracks["time"].to_numpy()
    first, last = (begin + timedelta(seconds=float(times[at])) for at in (0, -1))
    meant = recording[recording[AT].between(first, last)]
    if meant.empty:
        raise NotEnoughDataError(
            f"The watch recorded from {recording[AT].min():%Y-%m-%d %H:%M:%S} to "
            f"{recording[AT].max():%H:%M:%S} UTC, and the clip was filmed from "
            f"{first:%Y-%m-%d %H:%M:%S} to {last:%H:%M:%S} UTC; say when the clip "
            "began, or by how much the clocks differ."
        )
    ours = _clip(analysis)
    rows = [
        (
            metric,
            unit,
            *ours.loc[metric, ["value", "uncertainty"]],
            meant[metric].mean(),
            int(meant[metric].count()),
            meant[metric].mean() - ours.loc[metric, "value"],
        )
        for metric, unit in UNITS.items()
        if metric in meant and metric in ours.index and meant[metric].count()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _begin(analysis: Analysis, starts: str | None) -> datetime:
    said = starts or analysis.video.filmed_at
    if not said:
        raise ConfigError(
            f"{analysis.video.name} does not say when it was filmed; say when it "
            "began, such as 2026-11-30T10:15:00+01:00."
        )
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise ConfigError(
            "The begin of the clip must be a date with a time, such as "
            f"2026-11-30T10:15:00+01:00, got {said!r}."
        ) from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _clip(analysis: Analysis) -> pd.DataFrame:
    """Return value and uncertainty of each metric, sides together.

    What is wrong of both sides alike does not average out, so that their uncertainty
    is the mean of theirs.
    """
    summary = analysis.summary()
    people = summary["individual"].unique()
    if len(people) > 1:
        raise ConfigError(
            f"A watch is one person's, and the clip has {sorted(map(str, people))}; "
            "choose one."
        )
    return summary.groupby("metric")[["value", "uncertainty"]].mean()
