"""Metres per pixel, from a known length, the body height or a treadmill's belt."""

from math import hypot, isfinite, nan, sqrt

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.config import KnownLength
from midstance.kernels.geometry.facing import Paths, distance, middle
from midstance.kernels.nan_stats import finite_median, finite_quantile
from midstance.scene.belt import find_belt
from midstance.scene.surface import growth
from midstance.schema.tracks import paths_of

_SEGMENTS = {"shank": 0.246, "thigh": 0.245, "trunk": 0.288}
"""Length in body heights (Drillis & Contini, in Winter)."""
_BODY_SD = 0.04
"""How much the sum of the three differs between people of one height (2 to 3 %),
and how far a network sets its keypoints from the anatomist's joints (3 %)."""
_IN_PLANE = {"left": 0.5, "right": 0.5}
"""Quantile over time that is the true length: seen from the side limbs swing in
the image; from elsewhere they are only now and then not foreshortened."""
_OUT_OF_PLANE = 0.85
"""The same quantile from elsewhere."""
_CLICK_SD_PX = 2.0
"""How far a point clicked in an image lies from the one that was meant."""
_BELT_SD = 0.02
"""Belts run within about 2 % of their display."""

Scale = tuple[float, float, str]


def find_scale(
    tracks: xr.Dataset,
    *,
    view: str,
    height_m: float | None,
    known_length: KnownLength | None = None,
    belt_m_s: float | None = None,
    events: pd.DataFrame | None = None,
) -> Scale:
    """Return metres per pixel at the person.

    Parameters
    ----------
    tracks
        Clean tracks of one person.
    view
        From which side the person is seen.
    height_m
        Standing height without shoes; None: not known.
    known_length
        Something that lies along the image where the person runs; what it says
        holds, and not the height. None: nothing.
    belt_m_s
        Speed of the treadmill that the person is on; what it says holds where
        neither of the others is known. None: not known, or no treadmill.
    events
        Contacts and toe-offs of the person; the belt is not seen without.

    Returns
    -------
    m_per_px, uncertainty
        m per px and one standard deviation; NaN when unknown. The uncertainty
        holds differences between bodies, how well the segments seen agree, and
        how much the person grows or shrinks in the image on the way; for a
        known length that of its two points, 2 px each; for a belt how well the
        parts of the feet agree, what networks do wrong, and 2 % of its display.
    source
        In words for the report; empty when unknown.

    Notes
    -----
    A runner never stands upright, so the height is not read from head to floor
    but from the lengths of shank, thigh and trunk, which make 0.779 of the body
    height [1]_. With a runner who crosses the image, nearer or farther, it is
    the scale in the middle of the way.

    References
    ----------
    .. [1] R. Drillis, R. Contini, "Body segment parameters", 1966, as given in
       D. A. Winter, *Biomechanics and Motor Control of Human Movement*, fig. 4.1.

    """
    paths = paths_of(tracks)
    if known_length is not None:
        m_per_px = known_length.length_m / known_length.length_px
        share = hypot(sqrt(2) * _CLICK_SD_PX / known_length.length_px, _drift(paths))
        source = f"known length {known_length.length_m:.2f} m"
        return m_per_px, share * m_per_px, source
    if height_m is not None and isfinite(height_m):
        return _by_height(paths, view, height_m)
    if belt_m_s is not None and isfinite(belt_m_s) and events is not None:
        return _by_belt(tracks, view, belt_m_s, events)
    return nan, nan, ""


def _by_height(paths: Paths, view: str, height_m: float) -> Scale:
    heights = _heights_px(paths, _IN_PLANE.get(view, _OUT_OF_PLANE))
    if not heights:
        return nan, nan, ""
    shares = np.array([_SEGMENTS[name] for name in heights])
    values = np.array(list(heights.values()))
    height_px = float(np.average(values, weights=shares))
    if height_px <= 0:  # every point in one place
        return nan, nan, ""
    disagreement = float(np.std(values)) / height_px / np.sqrt(len(values))
    absent = 0.02 * (len(_SEGMENTS) - len(values))
    share = hypot(_BODY_SD, disagreement, absent, _drift(paths))
    m_per_px = height_m / height_px
    return m_per_px, share * m_per_px, f"body height {height_m:.2f} m"


def _by_belt(
    tracks: xr.Dataset, view: str, belt_m_s: float, events: pd.DataFrame
) -> Scale:
    belt = find_belt(tracks, events, view=view)
    if belt is None:
        return nan, nan, ""
    m_per_px = belt_m_s / belt.px_s
    share = hypot(belt.relative_sd, _BELT_SD)
    return m_per_px, share * m_per_px, f"belt speed {belt_m_s:.2f} m/s"


def _drift(paths: Paths) -> float:
    """Return the standard deviation of the scale over the way, as a share."""
    # A steady change over the clip, as the standard deviation of a uniform spread.
    return growth(_trunk(paths)) * 1.5 / sqrt(12)


def _heights_px(paths: Paths, share: float) -> dict[str, float]:
    """Return the body height (px) that each segment seen stands for."""
    sides = ("left", "right")
    lengths = {
        "shank": [distance(paths, f"{s}_knee", f"{s}_ankle") for s in sides],
        "thigh": [distance(paths, f"{s}_hip", f"{s}_knee") for s in sides],
        "trunk": [_trunk(paths)],
    }
    heights = {
        name: finite_median(np.array([finite_quantile(part, share) for part in parts]))
        / _SEGMENTS[name]
        for name, parts in lengths.items()
    }
    return {name: height for name, height in heights.items() if isfinite(height)}


def _trunk(paths: Paths) -> NDArray[np.float64]:
    way = middle(paths, "shoulder") - middle(paths, "hip")
    return np.asarray(np.linalg.norm(way, axis=1))
