"""What every metric promises, and how all of them are computed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isnan
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from midstance.errors import NotEnoughDataError
from midstance.metrics.gait import Gait
from midstance.metrics.recording import Recording
from midstance.metrics.recordings import Recordings
from midstance.registry import Registry
from midstance.schema.events import SIDES, of_individual
from midstance.schema.measures import COLUMNS, make_missing
from midstance.schema.one_person import of_person
from midstance.schema.scene import Scene
from midstance.schema.tracks import individuals, rate_hz

ROW_COLUMNS = ("side", "time_s", "value", "uncertainty", "shared_uncertainty")

EVENT_RATE_HZ = 24.0
"""For what happens at one moment or lasts as long as a contact: with fewer frames
there are four or less to a contact, and a foot turns by tens of degrees from one
to the next."""

Compute = Callable[[Recording], pd.DataFrame]


@dataclass(frozen=True)
class Needs:
    """What a metric cannot do without.

    Parameters
    ----------
    views
        Views that show it; empty when any does.
    keypoints
        Keypoints it reads, without side: ``"knee"`` needs a network that gives
        both knees, and that one of them was seen; the side that was not gives no
        numbers.
    scale
        Whether it is a length in metres.
    speed
        Whether it needs the speed of the belt or of the runner.
    mass
        Whether it needs the mass of the body.
    min_rate_hz
        Frame rate below which it is not reported.
    events
        Kinds of gait events it reads.
    gait
        The gait that has it: ``"running"`` or ``"walking"``; empty when both do.
    crossing
        Whether the runner must cross the image.
    min_strides
        How many complete strides of one foot there must be.

    """

    views: tuple[str, ...] = ()
    keypoints: tuple[str, ...] = ()
    scale: bool = False
    speed: bool = False
    mass: bool = False
    min_rate_hz: float = 0.0
    events: tuple[str, ...] = ("initial_contact",)
    gait: str = ""
    crossing: bool = False
    min_strides: int = 0


@dataclass(frozen=True)
class Metric:
    """A number about a run, and what is needed to read it.

    Parameters
    ----------
    label
        What a runner calls it.
    unit
        As printed after the number.
    definition
        One sentence that says what is measured.
    needs
        What must be there; see `Needs`.
    compute
        Maps the recording of one person (clean points with their errors, gait
        and scene) to rows of `ROW_COLUMNS`.
    plane
        sagittal, frontal, transverse, or "" for a time.
    better_known_as
        Other names in use, for the glossary.

    """

    label: str
    unit: str
    definition: str
    needs: Needs
    compute: Compute
    plane: str = ""
    better_known_as: tuple[str, ...] = ()


metrics: Registry[Metric] = Registry(
    "metric", "midstance.metrics", group="midstance.metrics"
)


def metric(
    name: str,
    *,
    label: str,
    unit: str,
    definition: str,
    needs: Needs,
    plane: str = "",
    better_known_as: tuple[str, ...] = (),
) -> Callable[[Compute], Compute]:
    """Register the decorated function as the metric `name`."""

    def decorate(compute: Compute) -> Compute:
        metrics.register(name)(
            Metric(label, unit, definition, needs, compute, plane, better_known_as)
        )
        return compute

    return decorate


def measure(
    tracks: xr.Dataset,
    events: pd.DataFrame,
    scenes: dict[str, Scene],
    names: Iterable[str] | None = None,
    *,
    recordings: Recordings | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what could be measured, and what could not with the reason.

    Parameters
    ----------
    tracks
        Clean tracks.
    events
        Their events.
    scenes
        How each person of `tracks` is seen.
    names
        Metrics to compute; None: every registered one.
    recordings
        Those of the same tracks, events and scenes, where others read them, too.

    Returns
    -------
    measures, missing
        Tables with the columns of `midstance.schema.measures`.

    """
    tables = []
    missing = []
    recordings = recordings or Recordings(tracks, events, scenes)
    for individual in individuals(tracks):
        own_tracks = of_person(tracks, individual)
        own_events = of_individual(events, individual)
        scene = scenes.get(individual, Scene())
        recording, no_gait = _recording(recordings, individual)
        for name in metrics.names() if names is None else names:
            plug_in = metrics.get(name)
            reason, remedy = lacking(plug_in.needs, own_tracks, own_events, scene)
            if not reason and recording is None:
                reason = no_gait
            if not reason and recording is not None:
                reason = lacking_strides(plug_in.needs, recording.gait)
            if not reason and recording is not None:
                try:
                    rows = plug_in.compute(recording)
                except NotEnoughDataError as error:
                    reason, remedy = str(error), error.remedy
                else:
                    rows, reason = _known(rows)
            if reason:
                missing.append((name, individual, reason, remedy))
            else:
                tables.append(
                    rows.assign(metric=name, individual=individual, unit=plug_in.unit)
                )
    table = (
        pd.concat(tables, ignore_index=True)
        if tables
        else pd.DataFrame(columns=list(COLUMNS))
    )
    return table[list(COLUMNS)], make_missing(missing)


def _known(rows: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the rows with a value, and why there are none."""
    known = rows[np.isfinite(rows["value"].astype(float))]
    if len(known):
        return known, ""
    if len(rows):
        return known, "Its keypoints were not seen at the moments that it needs."
    return known, "Too few complete strides were seen."


def _recording(recordings: Recordings, name: str) -> tuple[Recording | None, str]:
    """Return the recording, or None and the reason why there is none."""
    try:
        return recordings.of(name), ""
    except NotEnoughDataError as error:
        return None, str(error)


class Reason(NamedTuple):
    """Why there is no number, and the name of what can be done; empty: no reason."""

    text: str
    remedy: str = ""


NO_REASON = Reason("")


def lacking(
    needs: Needs, tracks: xr.Dataset, events: pd.DataFrame, scene: Scene
) -> Reason:
    """Return the sentence that says what is missing, and what can be done."""
    checks = (
        Reason(_lacking_view(needs, scene)),
        Reason(_lacking_keypoints(needs, tracks)),
        Reason(_lacking_rate(needs, tracks)),
        Reason(_lacking_crossing(needs, scene)),
        _lacking_user_input(needs, scene),
        Reason(_lacking_events(needs, events)),
    )
    return next((reason for reason in checks if reason.text), NO_REASON)


def lacking_strides(needs: Needs, gait: Gait) -> str:
    """Return the sentence that says what the strides lack; empty when nothing."""
    if max(len(gait.strides(side)) for side in SIDES) < needs.min_strides:
        return f"Needs {needs.min_strides} complete strides of one foot: film longer."
    walking = gait.is_walking()
    if needs.gait and walking is not None:
        found = "walking" if walking else "running"
        if found != needs.gait:
            return f"Only {needs.gait} has it, and this is {found}."
    return ""


def _lacking_crossing(needs: Needs, scene: Scene) -> str:
    if not needs.crossing or scene.is_crossing:
        return ""
    return "It can only be seen of a runner who crosses the picture."


def _lacking_view(needs: Needs, scene: Scene) -> str:
    if not needs.views or scene.view in needs.views:
        return ""
    wanted = " or ".join(needs.views)
    return f"Needs a view from the {wanted}; this one is {scene.view}."


def _lacking_keypoints(needs: Needs, tracks: xr.Dataset) -> str:
    names = tracks["keypoint"].to_numpy().tolist()
    wanted = [f"{side}_{name}" for name in needs.keypoints for side in SIDES]
    unknown = [name for name in wanted if name not in names]
    if unknown:
        return f"Needs {', '.join(unknown)}, which this network does not give."
    position = tracks.variables["position"].transpose("keypoint", ...).to_numpy()
    never = [
        name
        for name in needs.keypoints
        if not any(
            np.isfinite(position[names.index(f"{side}_{name}")]).any() for side in SIDES
        )
    ]
    if never:
        both = ", ".join(f"left_{name}, right_{name}" for name in never)
        return f"Needs {both}, which were never seen."
    return ""


def _lacking_rate(needs: Needs, tracks: xr.Dataset) -> str:
    if not needs.min_rate_hz or rate_hz(tracks) >= 0.98 * needs.min_rate_hz:
        return ""
    return (
        f"Needs at least {needs.min_rate_hz:g} frames per second; "
        f"this video has {rate_hz(tracks):.3g}."
    )


def _lacking_user_input(needs: Needs, scene: Scene) -> Reason:
    if needs.scale and isnan(scene.m_per_px):
        return _lacking_scale(scene)
    if needs.speed and isnan(scene.speed_m_s):
        return Reason("Needs the running speed.", "speed")
    if needs.mass and isnan(scene.mass_kg):
        return Reason("Needs the mass of the body.", "body_mass")
    return NO_REASON


def _lacking_scale(scene: Scene) -> Reason:
    if isnan(scene.speed_m_s):
        return Reason("Needs the scale of the picture.", "scale_or_belt_speed")
    if scene.surface != "treadmill":
        return Reason(
            "Needs the scale of the picture; the speed gives it only on a treadmill.",
            "scale_or_treadmill",
        )
    if not scene.is_side_view:
        return Reason(
            "Needs the scale of the picture; the speed gives it only from the left or "
            f"right, and this view is {scene.view}.",
            "scale",
        )
    return Reason(
        "Needs the scale of the picture; the speed gives it only from three or more "
        "whole contacts of a foot.",
        "scale",
    )


def _lacking_events(needs: Needs, events: pd.DataFrame) -> str:
    absent = [kind for kind in needs.events if not (events["event"] == kind).any()]
    if not absent:
        return ""
    return f"No {' and no '.join(absent).replace('_', ' ')} was found."
