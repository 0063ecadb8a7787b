"""A lifted person as data for the page, which draws it from any side."""

import base64
import json
from dataclasses import dataclass

import numpy as np
import xarray as xr

from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import DIMS, FILLED

_MM_PER_M = 1000.0
_NOWHERE = -32768


@dataclass(frozen=True)
class Figure3D:
    """What the page needs to draw a lifted person.

    Parameters
    ----------
    json
        ``points``: base64 of 16-bit integers, little-endian: x forward, y left and z
        up (mm) of each keypoint at each time, -32768 where it is not known.
        ``filled``: base64 of bytes, 1 where a keypoint was filled in. ``times_s``:
        base64 of 64-bit floats. ``edges``: pairs of keypoints by number, and their
        side. ``head``: its number. ``start_s``, ``floor_mm``.
    n_times
        How many times there are.
    doubt_mm
        Distance from the truth that the network expects, in the middle; 0: not known.

    """

    json: str
    n_times: int
    doubt_mm: int


def figure_3d(tracks_3d: xr.Dataset) -> Figure3D | None:
    """Return the figure of one lifted person; None when nothing was lifted.

    Parameters
    ----------
    tracks_3d
        In m, with the keypoints of `RUNNING_18`, x forward, y left, z up.

    """
    own = tracks_3d.sel(keypoint=list(RUNNING_18.keypoints))
    position = own["position"].transpose(*DIMS).to_numpy()[..., 0]
    points = _MM_PER_M * position.transpose(0, 2, 1)
    if not np.isfinite(points).any():
        return None
    filled = own["observed"].transpose("time", "keypoint", ...).to_numpy()[..., 0]
    time_s = own["time"].to_numpy().astype(float)
    lowest = np.fmin.reduce(points[..., 2], axis=1)  # of what is seen
    doubt = float(own["uncertainty"].median()) if "uncertainty" in own else 0.0
    data = {
        "points": _base64(
            np.where(np.isfinite(points), points.round(), _NOWHERE).astype("<i2")
        ),
        "filled": _base64((filled == FILLED).astype(np.uint8)),
        "times_s": _base64(time_s.astype("<f8")),
        "edges": [_edge(*edge) for edge in RUNNING_18.edges],
        "head": RUNNING_18.keypoints.index("head"),
        "start_s": float(time_s[0]),
        "floor_mm": round(float(np.nanpercentile(lowest, 5))),
    }
    return Figure3D(json.dumps(data), len(time_s), round(_MM_PER_M * doubt))


def _edge(start: str, end: str) -> tuple[int, int, str]:
    sides = {name.partition("_")[0] for name in (start, end)}
    side = sides.pop() if len(sides) == 1 else "middle"
    first, second = (RUNNING_18.keypoints.index(name) for name in (start, end))
    return first, second, side if side in ("left", "right") else "middle"


def _base64(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode("ascii")
