"""How much larger somebody gets on the way through the image."""

import numpy as np
import xarray as xr

from midstance.kernels.geometry.facing import middle
from midstance.scene.robust_line import fit_line
from midstance.schema.scene import Perspective
from midstance.schema.tracks import camera_of, paths_of

_SLOPE_SD = 0.5
"""Change of size along the width of the image past a camera that stands askew by
15 degrees, which is still a view from the side (one standard deviation)."""
_INDEPENDENT = 6.0
"""So many frames at most count as independent: a network errs alike in every stride."""
_FEWEST_FRAMES = 10
"""Frames that a change of size is read from."""


def find_perspective(
    tracks: xr.Dataset, *, even_x_px: float | None = None
) -> Perspective | None:
    """Return how the size of one person changes along the image.

    Parameters
    ----------
    tracks
        Clean tracks of one person who crosses the image on a straight way, with
        the size of the image in the attrs.
    even_x_px
        Where the scale of the image holds; None: in the middle of the way.

    Returns
    -------
    Perspective or None
        None when too little is seen, or when the camera moved: then places in
        the first image say nothing about the distance.

    Notes
    -----
    On a straight way the size of the body is a linear function of the place in
    the image. It is read from the height of the trunk in the image, hips to
    shoulders, which hardly swings, and other than its length does not depend on
    the direction from which it is seen.

    """
    width_px = float(tracks.attrs.get("image_width_px", np.nan))
    if camera_of(tracks) is not None or not width_px > 0:
        return None
    paths = paths_of(tracks)
    hip = middle(paths, "hip")
    x_px, size_px = hip[:, 0], hip[:, 1] - middle(paths, "shoulder")[:, 1]
    seen = np.isfinite(x_px) & (size_px > 0)
    if seen.sum() < _FEWEST_FRAMES:
        return None
    x_px, size_px = x_px[seen], size_px[seen]
    even = float(x_px.mean()) if even_x_px is None else even_x_px
    line = fit_line(
        (x_px - even) / width_px,
        size_px / float(np.median(size_px)),
        slope_sd=_SLOPE_SD,
        n_independent=_INDEPENDENT,
    )
    if line.level <= 0:
        return None
    slope = line.slope / line.level / width_px
    return Perspective(slope_per_px=slope, even_x_px=even, centre_x_px=width_px / 2)
