"""From which side the camera sees someone."""

from math import atan2, degrees, exp, isfinite

import xarray as xr

from midstance.kernels.geometry.facing import sideways, towards_camera
from midstance.schema.tracks import paths_of

_SIDE_FROM_DEG, _FRONT_UP_TO_DEG = 60.0, 25.0
"""Angle between where the body faces and the line of sight: from here on it is seen
from the side, and up to here from the front or behind. At 60 degrees a length along
the way is 13 % too short in the image, at 25 one across it 9 %."""
_SOFTNESS_DEG = 6.0
"""Scatter of the angle estimate: how quickly doubt vanishes beyond a limit."""


def find_view(tracks: xr.Dataset) -> tuple[str, float]:
    """Return the view of one person and how probable it is.

    Parameters
    ----------
    tracks
        Tracks of one person, at least a short walk or run long: it is the median
        over time that counts. Works with the keypoints there are.

    Returns
    -------
    view
        One of `midstance.schema.bouts.VIEWS`. ``left`` and ``right``: within 30
        degrees of the side; ``front`` and ``rear``: within 25 degrees;
        ``oblique`` between; ``unknown`` when the body is hardly seen.
    probability
        0 to 1.

    Notes
    -----
    Feet, face and bent knees show how much of the body's forward direction lies
    in the image; the width of shoulders and hips shows how much points at the
    camera. The angle is the one that both describe. Which side is left is taken
    from the face of the body, not from the network's left and right, which are
    exchanged now and then in side views; front and rear do rely on them.

    """
    paths = paths_of(tracks)
    facing, agreement = sideways(paths)
    to_camera = towards_camera(paths)
    if not isfinite(to_camera) or (facing == 0 and to_camera == 0):
        return "unknown", 0.0
    angle_deg = degrees(atan2(abs(facing), abs(to_camera)))
    beyond_side = angle_deg - _SIDE_FROM_DEG
    beyond_front = _FRONT_UP_TO_DEG - angle_deg
    if beyond_side > 0:
        view = "right" if facing > 0 else "left"
        return view, _sure(beyond_side) * (0.5 + 0.5 * agreement)
    if beyond_front > 0:
        return ("front" if to_camera > 0 else "rear"), _sure(beyond_front)
    return "oblique", _sure(min(-beyond_side, -beyond_front))


def _sure(margin_deg: float) -> float:
    return 1 / (1 + exp(-margin_deg / _SOFTNESS_DEG))
