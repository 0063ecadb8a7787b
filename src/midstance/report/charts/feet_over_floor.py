"""How high each foot is over the floor line, over the whole recording."""

from math import isfinite

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.schema.events import SIDES
from midstance.schema.scene import Scene
from midstance.schema.tracks import path_of

_SOLE = ("heel", "foot_index")
_CM_PER_M = 100.0
_FEWEST_FRAMES = 10


def feet_over_floor(
    tracks: xr.Dataset, scene: Scene
) -> tuple[dict[str, NDArray[np.float64]], str]:
    """Return the height of each foot over the floor line in every frame.

    Parameters
    ----------
    tracks
        Clean tracks of one person.
    scene
        How the person is seen.

    Returns
    -------
    heights
        Shape (n_times,) by side: of the lower of heel and toes, upwards; NaN where
        neither was seen. A foot seen in fewer than ten frames is left out, and both
        are where no floor was found.
    unit
        ``cm`` where the scale is known, else ``px``.

    """
    is_known = isfinite(scene.m_per_px)
    per_px, unit = (_CM_PER_M * scene.m_per_px, "cm") if is_known else (1.0, "px")
    heights: dict[str, NDArray[np.float64]] = {}
    if scene.floor is None:
        return heights, unit
    for side in SIDES:
        parts = [path_of(tracks, f"{side}_{part}") for part in _SOLE]
        over = [
            scene.floor.level_px + scene.floor.slope * path[:, 0] - path[:, 1]
            for path in parts
        ]
        lowest = np.fmin(*over)
        if np.isfinite(lowest).sum() >= _FEWEST_FRAMES:
            heights[side] = per_px * lowest
    return heights, unit
