"""How one person is seen: all that turns their pixels into numbers."""

from math import nan
from typing import Literal

import pandas as pd
import xarray as xr

from midstance.config import FloorLine, KnownLength
from midstance.kernels.geometry.facing import sideways
from midstance.scene.floor import find_floor, floor_through
from midstance.scene.perspective import find_perspective
from midstance.scene.scale import find_scale
from midstance.scene.surface import find_surface
from midstance.schema.scene import Scene, Surface
from midstance.schema.tracks import paths_of


def find_scene(
    tracks: xr.Dataset,
    view: str,
    *,
    surface: Literal["auto"] | Surface = "auto",
    height_m: float | None = None,
    mass_kg: float | None = None,
    speed_m_s: float | None = None,
    known_length: KnownLength | None = None,
    floor: FloorLine | None = None,
    events: pd.DataFrame | None = None,
) -> Scene:
    """Return how one person is seen.

    Parameters
    ----------
    tracks
        Clean tracks of one person.
    view
        One of `midstance.schema.bouts.VIEWS`, found or given.
    surface
        ``auto``: find out.
    height_m, mass_kg, speed_m_s
        What the user says about the person; None: nothing.
    known_length, floor
        What the user says about the image; None: nothing.
    events
        Contacts and toe-offs of the person, for the scale by the belt's speed;
        None: not known.

    """
    seen_on = find_surface(tracks) if surface == "auto" else surface
    m_per_px, uncertainty, source = find_scale(
        tracks,
        view=view,
        height_m=height_m,
        known_length=known_length,
        belt_m_s=speed_m_s if seen_on == "treadmill" else None,
        events=events,
    )
    by_feet = find_floor(tracks)
    crosses = seen_on == "overground" and view in ("left", "right")
    even_x_px = None if known_length is None else known_length.middle_px[0]
    return Scene(
        view=view,
        direction=_direction(tracks, view),
        surface=seen_on,
        m_per_px=m_per_px,
        m_per_px_uncertainty=uncertainty,
        scale_source=source,
        height_m=nan if height_m is None else height_m,
        mass_kg=nan if mass_kg is None else mass_kg,
        speed_m_s=nan if speed_m_s is None else speed_m_s,
        floor=by_feet if floor is None else floor_through(floor, by_feet),
        perspective=(
            find_perspective(tracks, even_x_px=even_x_px) if crosses else None
        ),
    )


def _direction(tracks: xr.Dataset, view: str) -> int:
    """Return where forward is: by the view, or by the body in an oblique one."""
    known = {"left": -1, "right": 1, "front": 0, "rear": 0}
    if view in known:
        return known[view]
    facing, _ = sideways(paths_of(tracks))
    return (facing > 0) - (facing < 0)
