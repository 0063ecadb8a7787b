"""Angles of lifted people, that the view of the camera does not show.

A lifted person can be looked at from anywhere. From straight aside and from straight
behind, at right angles and without perspective, every angle has the definition that
it has in such a video, and so its name.
"""

import pandas as pd
import xarray as xr

from midstance.metrics.base import measure, metrics
from midstance.schema.measures import make_missing
from midstance.schema.one_person import of_person
from midstance.schema.scene import Scene
from midstance.schema.tracks import individuals

SIDE, REAR = "right", "rear"
_PX_PER_M = 1000.0
_AXES = {SIDE: ("x", 1.0), REAR: ("y", -1.0)}
"""What points to the right of the image, and with which sign."""
_TOO_FINE = ("rearfoot_eversion", "rearfoot_eversion_change")
"""A heel that is lifted to a few centimetres says nothing of how the foot rolls."""


def view_from(tracks_3d: xr.Dataset, view: str) -> xr.Dataset:
    """Return what a camera far away would see of lifted people.

    Parameters
    ----------
    tracks_3d
        In m, x forward, y left, z up, with ``uncertainty`` where it is known.
    view
        `SIDE` or `REAR`.

    Returns
    -------
    xarray.Dataset
        Tracks in px, a mm each, with the same other variables.

    """
    axis, sign = _AXES[view]
    across = sign * tracks_3d["position"].sel(space=axis, drop=True)
    down = -tracks_3d["position"].sel(space="z", drop=True)
    flat = xr.concat([across, down], xr.Variable("space", ["x", "y"]))
    position = (_PX_PER_M * flat).transpose(*tracks_3d["position"].dims)
    seen = tracks_3d.drop_vars(["position", "space"]).assign(
        position=position.assign_attrs(space_unit="px")
    )
    if "uncertainty" in seen:
        in_px = (_PX_PER_M * seen["uncertainty"]).assign_attrs(unit="px")
        seen = seen.assign(uncertainty=in_px)
    return seen


def scene_of(scene: Scene, view: str) -> Scene:
    """Return how a lifted person is seen who was filmed as in `scene`."""
    return Scene(
        view=view,
        direction=1 if view == SIDE else 0,
        surface=scene.surface,
        m_per_px=1 / _PX_PER_M,
        m_per_px_uncertainty=0.0,
        scale_source=scene.scale_source,
        height_m=scene.height_m,
        mass_kg=scene.mass_kg,
        speed_m_s=scene.speed_m_s,
    )


def is_read_from_3d(name: str, scene: Scene) -> bool:
    """Return whether a metric can only come from the lifted person."""
    if name not in metrics.names():
        return False
    plug_in = metrics.get(name)
    views = plug_in.needs.views
    is_shown = bool({SIDE, REAR}.intersection(views))
    return (
        is_shown
        and scene.view not in views
        and plug_in.unit == "deg"
        and name not in _TOO_FINE
    )


def with_lifted(
    measures: pd.DataFrame,
    missing: pd.DataFrame,
    *,
    tracks_3d: xr.Dataset,
    events: pd.DataFrame,
    scenes: dict[str, Scene],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables with the angles that the video does not show added.

    Parameters
    ----------
    measures, missing
        Measures and missing of the video, as `midstance.metrics.base.measure` gives
        them.
    tracks_3d
        The same people lifted.
    events
        Events of the video.
    scenes
        How they are seen in the video.

    Returns
    -------
    measures, missing
        What the view does show stays as it is: it is known better from there.

    """
    tables, reasons = [measures], []
    known = individuals(tracks_3d)
    for row in missing.itertuples(index=False):
        name, person = str(row.metric), str(row.individual)
        scene = scenes.get(person, Scene())
        if person not in known or not is_read_from_3d(name, scene):
            reasons.append(tuple(row))
            continue
        view = SIDE if SIDE in metrics.get(name).needs.views else REAR
        found, lacks = measure(
            view_from(of_person(tracks_3d, person), view),
            events,
            {person: scene_of(scene, view)},
            [name],
        )
        tables.append(found)
        reasons += list(lacks.itertuples(index=False, name=None))
    filled = [table for table in tables if len(table)]
    whole = pd.concat(filled, ignore_index=True) if filled else measures
    return whole, make_missing(reasons)
