"""A lifted person, drawn as seen from anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr

from midstance.drawing.colours import SIDE_COLOURS, Rgb
from midstance.drawing.primitives import draw_disc, draw_line
from midstance.errors import NotEnoughDataError, SchemaError
from midstance.kernels.geometry.cameras import look_at
from midstance.kernels.types import Array, Image
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import DIMS, FILLED

_PAPER, _MIDDLE, _GROUND = (250, 250, 248), (90, 90, 90), (222, 222, 218)
_MARGIN = 1.15
_GRID_M = 0.5


@dataclass(frozen=True)
class View:
    """From where a person is looked at.

    Parameters
    ----------
    azimuth_deg
        0 in front, 90 on the left, 180 behind, -90 on the right.
    elevation_deg
        Angle above the horizon, less than 90.
    turn_deg_s
        How fast the view goes round.
    size_px
        Width and height of the image.

    """

    azimuth_deg: float = 60.0
    elevation_deg: float = 10.0
    turn_deg_s: float = 0.0
    size_px: int = 480

    def rotation(self, time_s: float) -> Array:
        """Return right, down and ahead of the view at a time, shape (3, 3)."""
        azimuth = np.deg2rad(self.azimuth_deg + self.turn_deg_s * time_s)
        elevation = np.deg2rad(self.elevation_deg)
        level = np.cos(elevation)
        place = level * np.cos(azimuth), level * np.sin(azimuth), np.sin(elevation)
        return look_at(tuple(map(float, place)), (0.0, 0.0, 0.0))


def draw_lifted_person(tracks: xr.Dataset, view: View) -> Iterator[Image]:
    """Yield one image for every time.

    Parameters
    ----------
    tracks
        One person in 3D in m with the keypoints of `RUNNING_18`, x forward, y
        left, z up. Left is blue, right orange; what was filled is drawn thin,
        what is NaN is not drawn.
    view
        From where.

    Raises
    ------
    SchemaError
        If the tracks are not one person in 3D.
    NotEnoughDataError
        If nothing was ever lifted.

    """
    if tracks.sizes["space"] != 3 or tracks.sizes["individual"] != 1:
        raise SchemaError(
            "A 3D view shows one person in 3D, got "
            f"{tracks.sizes['individual']} people and "
            f"{tracks.sizes['space']} axes; lift the tracks and choose one."
        )
    position = tracks["position"].transpose(*DIMS).to_numpy()[..., 0]
    observed = tracks["observed"].transpose("time", "keypoint", ...).to_numpy()
    names = [str(name) for name in tracks["keypoint"].to_numpy()]
    edges = [
        (names.index(a), names.index(b))
        for a, b in RUNNING_18.edges
        if {a, b} <= {*names}
    ]
    if not np.isfinite(position).any():
        raise NotEnoughDataError("Nobody was lifted in these tracks; nothing to show.")
    reach = float(np.nanmax(np.linalg.norm(position, axis=1)))
    scale = view.size_px / (2 * _MARGIN * reach)
    floor_m = float(np.nanmin(position[:, 2]))
    for time_s, points, flags in zip(
        tracks["time"].to_numpy(), position, observed[..., 0], strict=True
    ):
        turn = view.rotation(float(time_s))
        image = np.full((view.size_px, view.size_px, 3), _PAPER, dtype=np.uint8)
        _draw_ground(image, turn, scale, floor_m, reach)
        seen = points.T @ turn.T
        flat = seen[:, :2] * scale + view.size_px / 2
        # Farther bones first, so that nearer ones cover them.
        depth = [float(seen[a, 2] + seen[b, 2]) for a, b in edges]
        for index in np.argsort(depth)[::-1]:
            a, b = edges[index]
            if not np.isfinite(flat[[a, b]]).all():
                continue
            width = 2.0 if FILLED in flags[[a, b]] else 5.0
            draw_line(
                image, _at(flat[a]), _at(flat[b]), _colour(names[a], names[b]), width
            )
        for name, place in zip(names, flat, strict=True):
            if np.isfinite(place).all():
                radius = 13.0 if name == "head" else 4.0
                draw_disc(image, _at(place), _colour(name, name), radius)
        yield image


def _draw_ground(
    image: Image, turn: Array, scale: float, floor_m: float, reach: float
) -> None:
    n = int(np.ceil(reach / _GRID_M))
    for step in np.arange(-n, n + 1) * _GRID_M:
        for ends in (
            ((step, -n * _GRID_M), (step, n * _GRID_M)),
            ((-n * _GRID_M, step), (n * _GRID_M, step)),
        ):
            world = np.array([(*end, floor_m) for end in ends])
            flat = (world @ turn.T)[:, :2] * scale + image.shape[0] / 2
            draw_line(image, _at(flat[0]), _at(flat[1]), _GROUND, 1.0)


def _at(place: Array) -> tuple[float, float]:
    return float(place[0]), float(place[1])


def _colour(start: str, end: str) -> Rgb:
    sides = {name.partition("_")[0] for name in (start, end)}
    side = sides.pop() if len(sides) == 1 else ""
    return SIDE_COLOURS.get(side, _MIDDLE)
