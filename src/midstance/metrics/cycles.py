"""Joint angles over the gait cycle: every stride, their mean, and how sure it is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from math import nan

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import NotEnoughDataError
from midstance.kernels.signals.gaps import valid_runs
from midstance.kernels.types import Floats
from midstance.metrics.curves import CURVES, angle, possible_angles
from midstance.metrics.frontal import FRONTAL_CURVES, FRONTAL_VIEWS
from midstance.metrics.gait import Event, Stride
from midstance.metrics.lifted import SIDE, scene_of, view_from
from midstance.metrics.recording import Recording, Signal
from midstance.metrics.recordings import Recordings
from midstance.schema.events import SIDES
from midstance.schema.one_person import of_person
from midstance.schema.scene import Scene
from midstance.schema.tracks import individuals

N_POINTS = 101
FEWEST_STRIDES, LEAST_SHARE = 3, 0.5
"""Where fewer strides, or a smaller share of them, were seen at a moment of the
cycle, there is no mean: the few in which a hidden leg was seen are not typical."""
SHORTEST_PIECE = 5
"""A shorter piece (% of the cycle) between two gaps shows nothing, and is left out."""

_LABELS = {
    **{name: curve.label for name, curve in CURVES.items()},
    **{name: curve.label for name, curve in FRONTAL_CURVES.items()},
}
_PERCENT = np.linspace(0.0, 100.0, N_POINTS)


def find_cycles(
    tracks: xr.Dataset,
    events: pd.DataFrame,
    scenes: dict[str, Scene],
    *,
    tracks_3d: xr.Dataset | None = None,
    recordings: Recordings | None = None,
) -> xr.Dataset:
    """Return the joint angles of everybody over the gait cycle.

    From the side those of the sagittal plane, from behind and in front those of
    `midstance.metrics.frontal.FRONTAL_CURVES`.

    Parameters
    ----------
    tracks, events, scenes
        Clean tracks, their events, and how each person is seen, by name.
    tracks_3d
        The same people lifted; None: they were not. Angles of somebody who is not
        seen from the side are read from there.
    recordings
        Those of the same tracks, events and scenes, where others read them, too.

    Returns
    -------
    xarray.Dataset
        On ``individual``, ``angle`` (names of `midstance.metrics.curves.CURVES` and of
        `midstance.metrics.frontal.FRONTAL_CURVES`),
        ``side`` and ``percent`` (0 is initial contact, 100 the next one of the same
        foot, shape (101,)):

        ``mean_deg``, ``sd_deg``
            Mean and standard deviation of the strides in which the angle was seen at
            that moment: the far leg is hidden for a moment in most strides, and few
            are seen whole. NaN where fewer than `FEWEST_STRIDES` or less than
            `LEAST_SHARE` of them were.
        ``uncertainty_deg``
            One standard deviation of the mean: the part that all strides share,
            which does not average out, and the larger of their scatter and their
            random error, over the root of their number.
        ``n_strides`` (without ``percent``)
            How many strides the angle was seen in.
        ``toe_off_percent`` (``individual``, ``side``)
            Mean share of the stride at which the foot left the ground; NaN: unknown.
        ``angle_deg`` (``angle``, ``stride``, ``percent``)
            Every stride by itself, with the coordinates ``stride_individual``,
            ``stride_side`` and ``start_s``; NaN where it was not seen.

        Coordinates ``label`` of each angle, and ``is_from_3d`` of each individual.
        Whoever shows no complete stride from one of these views is left out; without
        anybody the dataset is empty.

    """
    people = []
    seen = recordings or Recordings(tracks, events, scenes)
    for name in individuals(tracks):
        scene, read = scenes.get(name, Scene()), seen
        is_from_3d = tracks_3d is not None and not scene.is_side_view
        if tracks_3d is not None and is_from_3d:
            lifted = view_from(of_person(tracks_3d, name), SIDE)
            scene = scene_of(scene, SIDE)
            read = Recordings(lifted, events, {name: scene})
        is_frontal = scene.view in FRONTAL_VIEWS
        if not is_frontal and not (scene.is_side_view and scene.direction):
            continue
        try:
            recording = read.of(name)
        except NotEnoughDataError:
            continue
        person = _Person(name, recording, is_from_3d)
        if person.strides and person.cut:
            people.append(person)
    return _dataset(people) if people else xr.Dataset()


@dataclass(frozen=True)
class _Cut:
    """An angle in every stride (n_strides, n_points), and its mean on either side."""

    value: Floats
    means: dict[str, tuple[Floats, int]]


@dataclass(frozen=True)
class _Person:
    name: str
    recording: Recording
    is_from_3d: bool

    @cached_property
    def strides(self) -> list[Stride]:
        gait = self.recording.gait
        return [stride for side in SIDES for stride in gait.strides(side)]

    @cached_property
    def sides(self) -> NDArray[np.str_]:
        return np.array([stride.side for stride in self.strides])

    @cached_property
    def cut(self) -> dict[str, _Cut]:
        return {
            name: self._cut(read, self.values[row])
            for row, (name, read) in enumerate(self._readers.items())
        }

    @cached_property
    def values(self) -> Floats:
        """Every angle in every stride, once `cut`: what `_Cut.value` looks at."""
        return np.empty((len(self._readers), len(self.strides), N_POINTS))

    @cached_property
    def _readers(self) -> dict[str, Callable[..., Signal]]:
        """Return what reads each angle."""
        if self.recording.scene.view not in FRONTAL_VIEWS:
            names = possible_angles(self.recording)
            return {name: partial(angle, name=name) for name in names}
        known = self.recording.points_px.keys()
        return {
            name: one.function
            for name, one in FRONTAL_CURVES.items()
            if all(
                f"{side}_{part}" in known for part in one.keypoints for side in SIDES
            )
        }

    def _cut(self, read: Callable[..., Signal], value: Floats) -> _Cut:
        """Return an angle in every stride, and write it into `value`."""
        whole = np.full((3, len(self.strides), N_POINTS), np.nan)
        for side in SIDES:
            try:
                signal = read(self.recording, side=side)
            except NotEnoughDataError:
                continue
            rows = np.flatnonzero(self.sides == side)
            if rows.size:
                whole[:, rows] = _over(signal, [self.strides[row] for row in rows])
        means = {side: _mean(whole[:, self.sides == side]) for side in SIDES}
        value[:] = whole[0]
        return _Cut(value, means)

    def toe_off_percent(self, side: str) -> float:
        shares = [
            100
            * (stride.toe_off.time_s - stride.contact.time_s)
            / (stride.end.time_s - stride.contact.time_s)
            for stride in self.strides
            if stride.side == side and stride.toe_off
        ]
        return float(np.mean(shares)) if shares else nan


def _over(signal: Signal, strides: list[Stride]) -> Floats:
    """Return value, random and shared variance over strides.

    Shape (3, n_strides, n_points). Early and late contacts move the curve along, as
    far as it is steep.
    """
    share = _PERCENT / 100
    starts, ends = zip(*((one.contact, one.end) for one in strides), strict=True)
    at_s = np.linspace(_times(starts), _times(ends), N_POINTS, axis=1)
    value, rate = signal.curve.sample(at_s)
    noise, shared = (
        np.interp(at_s, signal.time_s, part) ** 2
        for part in (signal.noise, signal.shared)
    )
    early, late = rate**2 * (1 - share) ** 2, rate**2 * share**2
    return np.stack(
        [
            value,
            noise
            + early * _column(one.random_variance for one in starts)
            + late * _column(one.random_variance for one in ends),
            shared
            + early * _column(one.shared_variance for one in starts)
            + late * _column(one.shared_variance for one in ends),
        ]
    )


def _times(events: Sequence[Event]) -> Floats:
    return np.array([event.time_s for event in events])


def _column(values: Iterable[float]) -> Floats:
    return np.array(list(values))[:, None]


def _mean(strides: Floats) -> tuple[Floats, int]:
    """Return mean, spread and uncertainty (3, n_points) of some strides, and how many.

    NaN where too few of them were seen. `strides` are value, random and shared
    variance, shape (3, n_strides, n_points).
    """
    value = strides[0]
    n_seen = np.isfinite(value).sum(axis=0)
    is_enough = n_seen >= max(FEWEST_STRIDES, LEAST_SHARE * len(value))
    for piece in valid_runs(np.where(is_enough, 1.0, np.nan)):
        is_enough[piece] = piece.stop - piece.start >= SHORTEST_PIECE
    whole = np.full((3, N_POINTS), np.nan)
    if is_enough.any():
        whole[0, is_enough] = np.nanmean(value[:, is_enough], axis=0)
        whole[1, is_enough] = np.nanstd(value[:, is_enough], axis=0, ddof=1)
        random, shared = (_typical_sd(part) for part in strides[1:])
        by_chance = np.fmax(whole[1], random) / np.sqrt(np.maximum(n_seen, 1))
        whole[2, is_enough] = np.hypot(by_chance, shared)[is_enough]
    return whole, int(np.isfinite(value).any(axis=1).sum())


def _typical_sd(variance: Floats) -> Floats:
    """Return the root of the median over strides, shape (n_points,); NaN: unknown."""
    sd = np.full(variance.shape[1], np.nan)
    is_known = np.isfinite(variance).any(axis=0)
    sd[is_known] = np.sqrt(np.nanmedian(variance[:, is_known], axis=0))
    return sd


def _dataset(people: list[_Person]) -> xr.Dataset:
    names = [name for name in _LABELS if any(name in one.cut for one in people)]
    dims = ("individual", "angle", "side", "percent")
    shape = (len(people), len(names), len(SIDES), N_POINTS)
    statistics = np.full((3, *shape), np.nan)
    n_strides = np.zeros(shape[:3], dtype=int)
    for who, row, side, own in _each(people, names):
        found, n_strides[who, row, side] = own.means[SIDES[side]]
        statistics[:, who, row, side] = found
    strides = [(one.name, stride) for one in people for stride in one.strides]
    means = zip(("mean_deg", "sd_deg", "uncertainty_deg"), statistics, strict=True)
    toe_offs = [[one.toe_off_percent(side) for side in SIDES] for one in people]
    return xr.Dataset(
        {
            **{name: (dims, values, {"units": "deg"}) for name, values in means},
            "n_strides": (dims[:3], n_strides),
            "toe_off_percent": (("individual", "side"), toe_offs),
            "angle_deg": (
                ("angle", "stride", "percent"),
                _every_stride(people, names),
                {"units": "deg"},
            ),
        },
        coords={
            "individual": [one.name for one in people],
            "angle": names,
            "side": list(SIDES),
            "percent": _PERCENT,
            "label": ("angle", [_LABELS[name] for name in names]),
            "is_from_3d": ("individual", [one.is_from_3d for one in people]),
            "stride_individual": ("stride", [name for name, _ in strides]),
            "stride_side": ("stride", [stride.side for _, stride in strides]),
            "start_s": ("stride", [stride.contact.time_s for _, stride in strides]),
        },
    )


def _every_stride(people: list[_Person], names: list[str]) -> Floats:
    """Return the angles `names` in every stride of everybody, NaN where not seen.

    Shape (n_angles, n_strides, n_points). Of one person nothing is copied.
    """
    if len(people) == 1 and list(people[0].cut) == names:
        return people[0].values
    n_strides = [len(one.strides) for one in people]
    every = np.full((len(names), sum(n_strides), N_POINTS), np.nan)
    for one, end in zip(people, np.cumsum(n_strides).tolist(), strict=True):
        for row, name in enumerate(names):
            if name in one.cut:
                every[row, end - len(one.strides) : end] = one.cut[name].value
    return every


def _each(
    people: list[_Person], names: list[str]
) -> Iterator[tuple[int, int, int, _Cut]]:
    for who, one in enumerate(people):
        for row, name in enumerate(names):
            for side in range(len(SIDES)):
                if name in one.cut:
                    yield who, row, side, one.cut[name]
