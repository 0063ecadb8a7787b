"""The vertical force of everybody over the mean stance, as a result."""

import numpy as np
import pandas as pd
import xarray as xr

from midstance.errors import NotEnoughDataError
from midstance.metrics.base import lacking
from midstance.metrics.learned.cycle import leg_cycle
from midstance.metrics.learned.force import N_POINTS, StanceForce
from midstance.metrics.learned.read import NEEDS, force_of, running
from midstance.metrics.recording import Recording
from midstance.metrics.recordings import Recordings
from midstance.schema.events import SIDES, of_individual
from midstance.schema.one_person import of_person
from midstance.schema.scene import Scene
from midstance.schema.tracks import individuals

_NUMBERS = ("contact_s", "peak_bw", "impulse_bw_s", "start_s")


def find_force_curves(
    tracks: xr.Dataset,
    events: pd.DataFrame,
    scenes: dict[str, Scene],
    *,
    recordings: Recordings | None = None,
) -> xr.Dataset:
    """Return the vertical force of everybody over the mean stance of each foot.

    Parameters
    ----------
    tracks, events, scenes
        Clean tracks, their events, and how each person is seen, by name.
    recordings
        Those of the same tracks, events and scenes, where others read them, too.

    Returns
    -------
    xarray.Dataset
        On ``individual``, ``side`` and ``percent`` of the stance (0 is initial
        contact, 100 toe-off, shape (101,)):

        ``force_bw``, ``uncertainty_bw``
            Vertical force in body weights, and one standard deviation of it, see
            `midstance.metrics.learned.force.stance_force`; NaN: there is no curve.
        ``contact_s``, ``peak_bw``, ``impulse_bw_s`` (``individual``, ``side``)
            How long the mean stance lasts, the highest point and the area.
        ``start_s`` (``individual``, ``side``)
            The first contact that the mean is of.
        ``reason`` (``individual``, ``side``)
            Why there is no curve; empty where there is one.

        Without anybody the dataset is empty.

    """
    names = individuals(tracks)
    if not names:
        return xr.Dataset()
    shape = (len(names), len(SIDES))
    curves = np.full((2, *shape, N_POINTS), np.nan)
    numbers = np.full((len(_NUMBERS), *shape), np.nan)
    reasons = np.full(shape, "", dtype=object)
    recordings = recordings or Recordings(tracks, events, scenes)
    for who, name in enumerate(names):
        own = of_person(tracks, name)
        scene = scenes.get(name, Scene())
        try:
            _require(own, of_individual(events, name), scene)
            recording = recordings.of(name)
        except NotEnoughDataError as error:
            reasons[who] = str(error)
            continue
        for column, side in enumerate(SIDES):
            try:
                force = _force(recording, side)
            except NotEnoughDataError as error:
                reasons[who, column] = str(error)
                continue
            curves[:, who, column] = force.curve_bw, force.uncertainty_bw
            numbers[:, who, column] = (
                *(force.contact_s, force.peak_bw, force.impulse_bw_s),
                recording.gait.stances(side)[0].contact.time_s,
            )
    dims = ("individual", "side", "percent")
    units = ("s", "BW", "BW s", "s")
    return xr.Dataset(
        {
            "force_bw": (dims, curves[0], {"units": "BW"}),
            "uncertainty_bw": (dims, curves[1], {"units": "BW"}),
            **{
                one: (dims[:2], values, {"units": unit})
                for one, values, unit in zip(_NUMBERS, numbers, units, strict=True)
            },
            "reason": (dims[:2], reasons.astype(str)),
        },
        coords={
            "individual": names,
            "side": list(SIDES),
            "percent": np.linspace(0.0, 100.0, N_POINTS),
        },
    )


def _require(tracks: xr.Dataset, events: pd.DataFrame, scene: Scene) -> None:
    reason = lacking(NEEDS, tracks, events, scene)
    if reason.text:
        raise NotEnoughDataError(reason.text)


def _force(recording: Recording, side: str) -> StanceForce:
    return force_of(recording, running(leg_cycle(recording, side)), side)
