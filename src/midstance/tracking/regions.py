"""Who is who where everybody keeps to a part of the image."""

from collections.abc import Mapping, Sequence

import numpy as np

from midstance.tracking.body import Body
from midstance.tracking.polygons import inside

Corners = Sequence[tuple[float, float]]

_MOST = 0.5
"""Share of the keypoints, weighted by confidence, that must lie inside."""


def link_by_region(
    frames: Sequence[Sequence[Body]], regions: Mapping[str, Corners]
) -> dict[str, list[Body]]:
    """Return what was seen of whom, told by the part of the image alone.

    Of several bodies most of whose keypoints lie inside a region, the one with the
    largest share counts, and of equal ones the larger. Others are nobody.

    Parameters
    ----------
    frames
        The people of each frame.
    regions
        Corners (px) of the part of the image in which each person is, by name.

    """
    found: dict[str, list[Body]] = {name: [] for name in regions}
    for bodies in frames:
        for name, corners in regions.items():
            best = max(
                bodies,
                key=lambda body: (_share(body, corners), body.torso_px),
                default=None,
            )
            if best is not None and _share(best, corners) > _MOST:
                found[name].append(best)
    return found


def _share(body: Body, corners: Corners) -> float:
    """Return the share of the keypoints that lie inside, 0 to 1."""
    return float(np.average(inside(body.xy_px, corners), weights=body.weight))
