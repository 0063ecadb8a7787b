"""Plate trials (.npz): somebody who runs or walks over force plates.

The file has x forward, y up and z to the right, in m; places are packed as whole
steps of ``scale_m`` around ``origin_m``, -32768 where nothing was seen. A
`PlateTrial` has the axes of all tracks in space: x forward, y left, z up.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import FormatError
from midstance.files import StrPath, as_path, reading, replacing
from midstance.formats.npz import load_npz
from midstance.kernels.types import Array
from midstance.schema.events import make_events
from midstance.schema.tracks import make_tracks

THRESHOLDS_N = (50, 20)
"""Vertical forces at which an event may be said to be."""
PERSON = "person-1"
_TIME_NAMES = {50: "event_time_s", 20: "event_time_20n_s"}
_EVENT_COLUMNS = ("side", "event", "time_50_n_s", "time_20_n_s")
_STANCE_COLUMNS = ("side", "plate", "start_s", "end_s")
_UNSEEN = -32768
_SCALE_M = 1e-4


@dataclass(frozen=True)
class PlateTrial:
    """One recording of one person.

    Parameters
    ----------
    name
        Name of the file, without its ending.
    person
        Who; other trials of the same person have the same name.
    world
        Tracks of the joints in m, x forward, y left, z up; NaN where unseen.
    truth
        One row an event whose force is known: side, event, and when the vertical
        force passes 50 and 20 N (``time_50_n_s``, ``time_20_n_s``; NaN: never).
    windows_s
        Shape (n, 2): stretches in which every event is in `truth`.
    stances
        Whole stances on one plate: side, plate, start_s, end_s, at 50 N.
    markers
        Tracks of skin and shoe markers, at the same times; None without any.
    force_time_s, force_n
        Shapes (n,) and (n, n_plates, 3): forces on the person (N), axes as `world`.
    pressure_m
        Shape (n, n_plates, 2): centre of pressure, x and y; NaN under 50 N.
    marked
        Events (50 N or not) that the laboratory marked itself, source ``manual``.
    about
        What else is known: ``belt_speed_m_s`` or ``speed_m_s``, ``mass_kg``,
        ``height_m``, ``strike_left``, ``strike_right``, ``source``, ...

    """

    name: str
    person: str
    world: xr.Dataset
    truth: pd.DataFrame
    windows_s: Array
    stances: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=list(_STANCE_COLUMNS))
    )
    markers: xr.Dataset | None = None
    force_time_s: Array = field(default_factory=lambda: np.empty(0))
    force_n: Array = field(default_factory=lambda: np.empty((0, 1, 3)))
    pressure_m: Array = field(default_factory=lambda: np.empty((0, 1, 2)))
    marked: pd.DataFrame = field(default_factory=lambda: make_events([]))
    about: Mapping[str, Any] = field(default_factory=dict)

    def events(self, threshold_n: int = 50) -> pd.DataFrame:
        """Return the true events (see `midstance.schema.events`) at a force.

        Parameters
        ----------
        threshold_n
            One of `THRESHOLDS_N`. Events that never pass it are left out.

        """
        times = self.truth[f"time_{threshold_n}_n_s"]
        return make_events(
            (PERSON, side, event, float(time), 0.0, "truth")
            for side, event, time in zip(
                self.truth["side"], self.truth["event"], times, strict=True
            )
            if np.isfinite(time)
        )

    @property
    def speed_m_s(self) -> float:
        """Return the speed of belt or person; NaN when the file does not say."""
        said = self.about.get("belt_speed_m_s", self.about.get("speed_m_s"))
        return float("nan") if said is None else float(said)


def read_plate_trials(folder: Path) -> list[PlateTrial]:
    """Return every plate trial of a folder, by name.

    Raises
    ------
    FormatError
        If the folder holds none, or one that cannot be read.

    """
    paths = sorted(folder.glob("*.npz"))
    if not paths:
        raise FormatError(
            f"No plate trial in {folder}; expected .npz files of people over force "
            "plates."
        )
    return [read_plate_trial(path) for path in paths]


def read_plate_trial(path: StrPath) -> PlateTrial:
    """Read one file.

    Needed are ``position_m``, ``scale_m``, ``origin_m``, ``keypoint``, ``rate_hz``,
    ``event_side``, ``event``, ``event_time_s`` and ``about`` (JSON with at least
    ``person``); everything else may be absent.

    Raises
    ------
    FormatError
        If the file is missing, or is no plate trial.

    """
    kind = (
        "a plate trial, an .npz file with position_m, keypoint, rate_hz, event_time_s "
        "and about"
    )
    path = as_path(path)
    held = load_npz(path, kind)
    with reading(path, kind), np.errstate(all="raise"):
        return _trial(path.stem, held, json.loads(str(held["about"])))


def _trial(name: str, held: dict[str, Any], about: dict[str, Any]) -> PlateTrial:
    start_s = float(held.get("start_s", 0.0))
    place = _unpacked(held["position_m"], held)
    time_s = start_s + np.arange(len(place)) / float(held["rate_hz"])
    markers = None
    if "marker_step" in held and held["marker_step"].size:
        packed = np.cumsum(held["marker_step"], axis=2, dtype=np.int16)
        markers = _tracks(
            _unpacked(np.moveaxis(packed, 2, 0), held), held["marker"].tolist(), time_s
        )
    times = [
        held.get(_TIME_NAMES[force], held["event_time_s"]) for force in THRESHOLDS_N
    ]
    force_n = np.empty((0, 1, 3))
    force_time_s = np.empty(0)
    if "force_n" in held:
        scaled = held["force_n"].astype(float) * float(held["force_scale_n"])
        force_n = _turned(scaled)
        force_time_s = start_s + np.arange(len(force_n)) / float(held["force_rate_hz"])
    pressure_m = np.empty((0, 1, 2))
    if "cop_m" in held:
        origin_m = np.asarray(held["origin_m"])[[0, 2]]
        flat = _unpacked(held["cop_m"], {**held, "origin_m": origin_m})
        pressure_m = flat * [1.0, -1.0]
    return PlateTrial(
        name,
        str(about["person"]),
        _tracks(place, held["keypoint"].tolist(), time_s),
        pd.DataFrame(
            dict(
                zip(
                    _EVENT_COLUMNS,
                    (held["event_side"], held["event"], *times),
                    strict=True,
                )
            )
        ),
        np.asarray(held.get("truth_window_s", [[time_s[0], time_s[-1]]]), dtype=float),
        _stances(held),
        markers,
        force_time_s,
        force_n,
        pressure_m,
        make_events(
            (PERSON, str(side), str(event), float(time), np.nan, "manual")
            for side, event, time in zip(
                *(held.get(f"lab_{key}", ()) for key in ("side", "event", "time_s")),
                strict=True,
            )
        ),
        about,
    )


def write_plate_trial(trial: PlateTrial, path: Path) -> None:
    """Write a trial so that `read_plate_trial` and ``numpy.load`` read it."""
    world = trial.world["position"].isel(individual=0)
    time_s = trial.world["time"].to_numpy()
    origin_m = np.nanmean(_back(world.transpose("time", "keypoint", "space")), (0, 1))
    scale = {"scale_m": np.array(_SCALE_M), "origin_m": origin_m}
    held: dict[str, Any] = {
        **scale,
        "rate_hz": np.array(1.0 / np.median(np.diff(time_s))),
        "start_s": np.array(time_s[0]),
        "keypoint": np.array(world["keypoint"].to_numpy().tolist()),
        "position_m": _packed(
            _back(world.transpose("time", "keypoint", "space")), **scale
        ),
        "event_side": trial.truth["side"].to_numpy(dtype=str),
        "event": trial.truth["event"].to_numpy(dtype=str),
        "event_time_s": trial.truth["time_50_n_s"].to_numpy(dtype=float),
        "event_time_20n_s": trial.truth["time_20_n_s"].to_numpy(dtype=float),
        "truth_window_s": trial.windows_s,
        "contact_side": trial.stances["side"].to_numpy(dtype=str),
        "contact_plate": trial.stances["plate"].to_numpy(dtype=np.int8),
        "contact_start_s": trial.stances["start_s"].to_numpy(dtype=float),
        "contact_end_s": trial.stances["end_s"].to_numpy(dtype=float),
        "lab_side": trial.marked["side"].to_numpy(dtype=str),
        "lab_event": trial.marked["event"].to_numpy(dtype=str),
        "lab_time_s": trial.marked["time_s"].to_numpy(dtype=float),
        "about": np.array(json.dumps({**trial.about, "person": trial.person})),
    }
    if trial.markers is not None:
        markers = trial.markers["position"].isel(individual=0)
        packed = _packed(_back(markers.transpose("time", "keypoint", "space")), **scale)
        held["marker"] = np.array(markers["keypoint"].to_numpy().tolist())
        steps = np.diff(packed, axis=0, prepend=np.zeros_like(packed[:1]))
        held["marker_step"] = np.moveaxis(steps, 0, 2)
    if len(trial.force_n):
        held["force_scale_n"] = np.array(0.1)
        held["force_n"] = np.round(_back(trial.force_n) / 0.1).astype(np.int16)
        held["force_rate_hz"] = np.array(1.0 / np.median(np.diff(trial.force_time_s)))
    if len(trial.pressure_m):
        flat = {"scale_m": scale["scale_m"], "origin_m": origin_m[[0, 2]]}
        held["cop_m"] = _packed(trial.pressure_m * [1.0, -1.0], **flat)
    with replacing(path) as part:
        np.savez_compressed(part, **held)


def _unpacked(packed: NDArray[Any], held: Mapping[str, Any]) -> Array:
    """Return m of (..., axes) whole steps; NaN where nothing was seen."""
    place = packed * float(held["scale_m"]) + held["origin_m"]
    return np.where(packed == _UNSEEN, np.nan, place)


def _packed(
    place_m: Array, *, scale_m: NDArray[Any], origin_m: NDArray[Any]
) -> NDArray[np.int16]:
    steps = np.round((place_m - origin_m) / float(scale_m))
    return np.where(np.isfinite(steps), steps, _UNSEEN).astype(np.int16)


def _turned(values: Array) -> Array:
    """Return (..., forward, left, up) of (..., forward, up, right)."""
    return np.stack([values[..., 0], -values[..., 2], values[..., 1]], axis=-1)


def _back(values: Any) -> Array:  # noqa: ANN401
    """Undo `_turned`."""
    turned = np.asarray(values, dtype=float)
    return np.stack([turned[..., 0], turned[..., 2], -turned[..., 1]], axis=-1)


def _tracks(place: Array, names: list[str], time_s: Array) -> xr.Dataset:
    """Return tracks of (time, keypoint, xyz) as the file has them."""
    position = _turned(place).transpose(0, 2, 1)[..., None]
    seen = np.isfinite(position).all(axis=1)
    return make_tracks(
        position,
        np.where(seen, 1.0, np.nan),
        time_s,
        keypoints=names,
        space_unit="m",
    )


def _stances(held: Mapping[str, Any]) -> pd.DataFrame:
    names = ("contact_side", "contact_plate", "contact_start_s", "contact_end_s")
    columns = [held.get(name, np.empty(0)) for name in names]
    return pd.DataFrame(dict(zip(_STANCE_COLUMNS, columns, strict=True)))
