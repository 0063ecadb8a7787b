"""Which way is up, as people who run or walk show it."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.bouts.locomotion import find_bouts
from midstance.kernels.geometry.facing import middle
from midstance.schema.bouts import GAITS
from midstance.schema.one_person import of_person
from midstance.schema.tracks import individuals, paths_of

QUARTER_TURNS = (90, 180, 270)
"""Degrees clockwise by which an image can be turned."""

_GAIT_SHARE = 0.5
"""How much of the time somebody is seen must be gait once the image is turned."""


def find_turn(tracks: xr.Dataset) -> int:
    """Return by how many degrees clockwise the images must be turned to be upright.

    Parameters
    ----------
    tracks
        Raw or clean tracks in px.

    Returns
    -------
    int
        0, 90, 180 or 270. It is that of the person who is seen longest of those
        whose trunk lies or stands on its head, and who runs or walks for at least
        half of the time once the image is turned: somebody who does push-ups or
        stands on the hands does not. 0 when somebody runs or walks upright.

    """
    people = [of_person(tracks, name) for name in individuals(tracks)]
    away_deg = [_away_from_upright(own) for own in people]
    if not any(away_deg):
        return 0
    turns: dict[int, float] = {}
    for own, deg in zip(people, away_deg, strict=True):
        lasts_s = _gait_s(turn_tracks(own, deg))
        if lasts_s > 0:
            turns[deg] = turns.get(deg, 0.0) + lasts_s
    return max(turns, key=turns.__getitem__, default=0)


def turn_tracks(tracks: xr.Dataset, deg: int) -> xr.Dataset:
    """Return `tracks` as the images would show them turned by `deg` clockwise.

    Places are around the corner of the image, and may be negative.

    Raises
    ------
    ValueError
        If `deg` is not 0, 90, 180 or 270.

    """
    if deg == 0:
        return tracks
    if deg not in QUARTER_TURNS:
        raise ValueError(f"deg must be 0, 90, 180 or 270, got {deg}.")
    position = tracks["position"]
    x, y = position.sel(space="x").to_numpy(), position.sel(space="y").to_numpy()
    for _ in range(deg // 90):
        x, y = -y, x
    turned = position.transpose("space", ...).copy(data=np.stack([x, y]))
    return tracks.assign(position=turned.transpose(*position.dims))


def _away_from_upright(own: xr.Dataset) -> int:
    """Return the quarter turn clockwise after which the trunk stands up."""
    paths = paths_of(own)
    up: NDArray[np.float64] = middle(paths, "shoulder") - middle(paths, "hip")
    known = up[np.isfinite(up).all(axis=1)]
    if not len(known):
        return 0
    x, y = np.median(known, axis=0)
    # Clockwise from straight up, y pointing down.
    leans_deg = np.degrees(np.arctan2(x, -y))
    return int(-round(leans_deg / 90) * 90 % 360)


def _gait_s(own: xr.Dataset) -> float:
    """Return how long somebody runs or walks; 0 when it is a small part."""
    bouts = find_bouts(own)
    is_gait = bouts["activity"].isin(GAITS)
    lasts_s = float((bouts["end_s"] - bouts["start_s"])[is_gait].sum())
    seen = own["position"].notnull().any(["space", "keypoint"]).to_numpy()[:, 0]
    times_s = own["time"].to_numpy()[seen]
    seen_s = float(np.ptp(times_s)) if times_s.size else 0.0
    return lasts_s if lasts_s >= _GAIT_SHARE * seen_s else 0.0
