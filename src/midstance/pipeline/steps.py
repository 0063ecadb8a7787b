"""The steps of an analysis that may be taken one by one, each by its settings."""

import dataclasses
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from midstance.bouts.clock import find_clock_doubts
from midstance.bouts.locomotion import find_bouts
from midstance.bouts.view import find_view
from midstance.cleaning.base import Cleaner, cleaners
from midstance.cleaning.camera import remove_camera_motion
from midstance.config import Config, Plugin
from midstance.errors import ConfigError, NotEnoughDataError
from midstance.events.base import detectors
from midstance.events.unseen import widen_unseen
from midstance.kernels.memory import give_memory_back
from midstance.metrics import base as metrics
from midstance.metrics.lifted import with_lifted
from midstance.metrics.recordings import Recordings
from midstance.scene.scene import find_scene
from midstance.scene.surface import camera_moves
from midstance.schema.bouts import GAITS, ClockDoubt
from midstance.schema.events import make_events, of_individual
from midstance.schema.one_person import of_person
from midstance.schema.scene import Scene
from midstance.schema.tracks import individuals

_FEWEST_FRAMES = 10
"""Of a part that is cleaned on its own."""


def clean(
    tracks: xr.Dataset,
    config: Config | None = None,
    *,
    breaks_s: Sequence[float] = (),
) -> xr.Dataset:
    """Return `tracks` after every cleaning step of `config`, in order.

    The motion of the camera is taken out first, where it is known.

    Parameters
    ----------
    tracks
        Raw tracks. Those that were cleaned before, as their attr ``processing``
        says, come back as they are.
    config
        Settings. None: tracks that were cleaned before are right, and others get
        the steps of the defaults.
    breaks_s
        Where the clock of the video changes: what lies on either side is cleaned on
        its own, since the steps follow the stride.

    Raises
    ------
    ConfigError
        If a step or a setting of it is unknown, or the tracks were cleaned before
        by other steps than `config` names: smoothed twice, they would be those of
        neither.

    """
    steps = [
        (step.name, cleaners.build(step.name, step.params))
        for step in (config or Config()).cleaning
    ]
    wanted = ", ".join(_described(name, step) for name, step in steps)
    done = tracks.attrs.get("processing")
    if done is not None and (config is None or done == wanted):
        return tracks
    if done is not None:
        raise ConfigError(
            f"These tracks were cleaned before by {done or 'no step'}, and the "
            f"settings ask for {wanted or 'no step'}; give the raw tracks, or the "
            "settings that they were cleaned with."
        )
    tracks = remove_camera_motion(tracks)
    edges = np.searchsorted(tracks["time"].to_numpy(), sorted(breaks_s))
    edges = np.unique([0, *edges, tracks.sizes["time"]])
    parts = []
    for first, end in pairwise(edges.tolist()):
        part = tracks.isel(time=slice(first, end))
        for _, step in (
            steps if end - first >= _FEWEST_FRAMES or len(edges) == 2 else ()
        ):
            part = step.apply(part)
            give_memory_back()
        parts.append(part)
    if len(parts) > 1:
        tracks = xr.concat(
            parts,
            "time",
            data_vars="minimal",
            coords="minimal",
            compat="override",
            join="exact",
            combine_attrs="override",
        )
    elif parts:
        tracks = parts[0]
    return tracks.assign_attrs(processing=wanted)


def clean_by_the_clock(
    tracks: xr.Dataset, config: Config
) -> tuple[xr.Dataset, list[ClockDoubt], pd.DataFrame]:
    """Return `tracks` cleaned, where the clock of the video seems wrong, and the bouts.

    What is cleaned on one clock ends where it changes, so that it is looked for before;
    and once more behind, where errors of a network had hidden the beat.

    Parameters
    ----------
    tracks
        Raw tracks.
    config
        Settings.

    """
    height_m = config.subject.height_m
    steady = remove_camera_motion(tracks)
    found = find_clock_doubts(steady, find_bouts(steady), height_m=height_m)
    cleaned = clean(tracks, config, breaks_s=_edges_s(found))
    bouts = find_bouts(cleaned)
    again = find_clock_doubts(cleaned, bouts, height_m=height_m)
    more = [one for one in again if not any(_overlap(one, two) for two in found)]
    if not more:
        return cleaned, found, bouts
    both = sorted([*found, *more], key=lambda one: one.start_s)
    cleaned = clean(tracks, config, breaks_s=_edges_s(both))
    return cleaned, both, find_bouts(cleaned)


def _edges_s(doubts: Sequence[ClockDoubt]) -> list[float]:
    return [edge for one in doubts for edge in (one.start_s, one.end_s)]


def _overlap(one: ClockDoubt, other: ClockDoubt) -> bool:
    return (
        one.individual == other.individual
        and one.start_s < other.end_s
        and other.start_s < one.end_s
    )


def _described(name: str, step: Cleaner) -> str:
    """Return the name of a step, with the settings that are not its usual ones.

    Examples
    --------
    >>> from midstance.cleaning.lowpass import Lowpass
    >>> _described("lowpass", Lowpass()), _described("lowpass", Lowpass(cutoff_hz=6))
    ('lowpass', 'lowpass(cutoff_hz=6)')

    """
    own: Any = step
    changed = [
        f"{field.name}={value}"
        for field in dataclasses.fields(own)
        if (value := getattr(own, field.name)) != field.default
    ]
    return f"{name}({', '.join(changed)})" if changed else name


def find_events(tracks: xr.Dataset, config: Config | None = None) -> pd.DataFrame:
    """Return the gait events of clean `tracks`.

    Running is searched with the detector that `config` names, walking with it too
    when that is made for both and else with the walking rule, and anything else
    not at all.
    """
    return find_events_of(tracks, find_bouts(tracks), config or Config())


def find_events_of(
    tracks: xr.Dataset, bouts: pd.DataFrame, config: Config
) -> pd.DataFrame:
    """Return the gait events of clean `tracks` whose bouts are known."""
    is_general = "walking" in detectors.get(config.events.name).gaits
    for_walking = config.events if is_general else Plugin(name="walking")
    rules = dict(zip(GAITS, (config.events, for_walking), strict=True))
    tables = [make_events([])]
    for bout in bouts.itertuples():
        if bout.activity not in rules:
            continue
        rule = rules[bout.activity]
        own = of_person(tracks, bout.individual)
        own = own.sel(time=slice(bout.start_s, bout.end_s))
        with suppress(NotEnoughDataError):  # a leg never seen; others may be
            tables.append(detectors.build(rule.name, rule.params).detect(own))
    filled = [table for table in tables if len(table)]
    if not filled:
        return tables[0]
    together = pd.concat(filled, ignore_index=True)
    together = widen_unseen(together, tracks, camera_moves=camera_moves(tracks))
    return together.sort_values("time_s", ignore_index=True, kind="stable")


def find_scenes(
    tracks: xr.Dataset,
    config: Config | None = None,
    events: pd.DataFrame | None = None,
) -> dict[str, Scene]:
    """Return how each person of clean `tracks` is seen.

    `events` are needed for the scale by the speed of a treadmill.
    """
    given = dict((config or Config()).subject)
    said = given.pop("view")
    del given["name"]
    scenes = {}
    for name in individuals(tracks):
        own = of_person(tracks, name)
        view = find_view(own)[0] if said == "auto" else said
        own_events = None if events is None else of_individual(events, name)
        scenes[name] = find_scene(own, view, **given, events=own_events)
    return scenes


def measure(
    tracks: xr.Dataset,
    events: pd.DataFrame,
    scenes: dict[str, Scene],
    config: Config | None = None,
    *,
    tracks_3d: xr.Dataset | None = None,
    recordings: Recordings | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the measures, and what could not be measured with the reason.

    Angles that the view does not show are read from `tracks_3d`, where given, and
    everything else from `recordings`, where others read the same ones.
    """
    names = (config or Config()).metrics
    found, missing = metrics.measure(
        tracks, events, scenes, names, recordings=recordings
    )
    if tracks_3d is None:
        return found, missing
    return with_lifted(
        found, missing, tracks_3d=tracks_3d, events=events, scenes=scenes
    )
