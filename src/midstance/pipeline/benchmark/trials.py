"""Film a folder of plate trials, let a detector find the events, and score them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import xarray as xr

from midstance.errors import FormatError, NotEnoughDataError
from midstance.events.base import detectors
from midstance.events.strides.people import people_learned_from
from midstance.files import StrPath, as_path
from midstance.formats.motion.plate_trial import PlateTrial
from midstance.pipeline.benchmark.clips import Condition, film_clip
from midstance.pipeline.benchmark.scoring import COLUMNS, compare, tabulate
from midstance.schema.events import SIDES, complete_events, make_events
from midstance.schema.tracks import save_tracks
from midstance.synth.observation.noise import NetworkError

Find = Callable[[str, xr.Dataset], pd.DataFrame]
"""From the name of a clip and its clean tracks to the events of one person."""

NEEDED = ("clip", "side", "event", "time_s")
"""Columns of the events that another tool found."""
KEYS = ("gait", "seen_from", "rate_hz", "noise", "speed_m_s")


def by_detector(name: str, *, threshold_n: int = 50) -> Find:
    """Return what a registered detector finds; only the consensus knows thresholds.

    Raises
    ------
    ConfigError
        If there is no detector of that name, or no such threshold.

    """
    settings = {"threshold_n": threshold_n} if name == "consensus" else {}
    detector = detectors.build(name, settings)

    def find(_: str, tracks: xr.Dataset) -> pd.DataFrame:
        try:
            return detector.detect(tracks)
        except NotEnoughDataError:
            return make_events([])

    return find


@dataclass(frozen=True)
class EventsTable:
    """Events that another tool found in clips, called as `Find`.

    Parameters
    ----------
    name
        Of the file.
    events
        Events of all clips.
    clips
        The clip, or the trial, of each.

    """

    name: str
    events: pd.DataFrame
    clips: pd.Series

    def __call__(self, clip: str, _: xr.Dataset) -> pd.DataFrame:
        """Return the events of a clip; of its trial where none are of that clip."""
        own = self.clips == clip
        if not own.any():
            own = self.clips == _trial_of(clip)
        return complete_events(self.events[own].copy())

    def require_any(self, clips: list[str]) -> None:
        """Refuse a table that knows none of some clips.

        Raises
        ------
        FormatError
            If it does not.

        """
        known = set(self.clips)
        if clips and not any(one in known or _trial_of(one) in known for one in clips):
            raise FormatError(
                f"The clips of {self.name} are called such as '{self.clips.iloc[0]}', "
                f"those that are scored such as '{clips[0]}'; use these names, or the "
                f"trials', such as '{_trial_of(clips[0])}'."
                if len(self.clips)
                else f"{self.name} holds no event."
            )


def _trial_of(clip: str) -> str:
    return clip.rsplit("-", 3)[0]


def by_table(path: StrPath) -> EventsTable:
    """Return the events that another tool found, from one CSV file for all clips.

    The column ``clip`` names the clip, such as ``rbds001_2.5-left-60-white`` or the
    file of its tracks, or the trial; ``side``, ``event`` and ``time_s`` are needed,
    ``uncertainty_s`` is used where it is there.

    Raises
    ------
    FormatError
        If the file is missing, is no table, or lacks a column.

    """
    path = as_path(path, "The events file")
    if not path.is_file():
        raise FormatError(f"There is no file {path}; expected a CSV table of events.")
    try:
        table = pd.read_csv(path, comment="#")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise FormatError(f"{path} is no CSV table of events ({error}).") from error
    missing = [name for name in NEEDED if name not in table]
    if missing:
        raise FormatError(
            f"{path} must have the columns {', '.join(NEEDED)}; "
            f"{', '.join(missing)} is missing from {', '.join(map(str, table))}."
        )
    clips = table["clip"].map(lambda name: Path(str(name)).name.removesuffix(".nc"))

    return EventsTable(path.name, table.drop(columns="clip"), clips)


def score_trials(
    trials: Iterable[PlateTrial],
    conditions: Iterable[Condition],
    find: Find,
    *,
    threshold_n: int = 50,
    network: NetworkError | None = None,
    clips: Path | None = None,
) -> pd.DataFrame:
    """Return one row for every true number, columns as those of `compare`.

    Parameters
    ----------
    trials, conditions
        Who, and how everybody is filmed.
    find
        Finds the events, see `by_detector` and `by_table`.
    threshold_n
        Force at which the true events are.
    network
        Errors of a pose network, see `midstance.pipeline.benchmark.clips.film_clip`.
    clips
        Folder to write the clean tracks of every clip to (netCDF), for other tools.

    Raises
    ------
    FormatError
        If `find` is a table that knows none of the clips.

    """
    trials, every = list(trials), list(conditions)
    if isinstance(find, EventsTable):
        find.require_any([one.of(trial) for trial in trials for one in every])
    tables = [pd.DataFrame(columns=list(COLUMNS))]
    for trial in trials:
        for number, condition in enumerate(every):
            try:
                tracks = film_clip(trial, condition, network=network, number=number)
            except NotEnoughDataError:
                continue
            name = condition.of(trial)
            if clips is not None:
                save_tracks(tracks, clips / f"{name}.nc")
            found = find(name, tracks)
            tables.append(
                compare(found, trial, tracks, condition, threshold_n=threshold_n)
            )
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0]


def table_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of `score_trials`, both sides together, by speed and in all.

    Speeds are those of the belt; walkers stand together.
    """
    seen_from = rows["view"].where(~rows["view"].isin(SIDES), "side")
    named = rows.assign(seen_from=seen_from)
    in_all = named.assign(speed_m_s="all")
    runs = named[named["gait"] == "run"]
    tables = [tabulate(in_all, KEYS)]
    if runs["speed_m_s"].nunique() > 1:
        speeds = runs["speed_m_s"].map("{:.1f}".format)
        tables.append(tabulate(runs.assign(speed_m_s=speeds), KEYS))
    return pd.concat(tables, ignore_index=True)


def known_people(trials: Iterable[PlateTrial]) -> list[str]:
    """Return who of these people the readers that ship have learned from."""
    return sorted({trial.person for trial in trials} & people_learned_from())
