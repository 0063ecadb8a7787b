"""The way somebody runs: where, where to, and perhaps back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from midstance.kernels.geometry.rotations import about_z, turned
from midstance.kernels.types import Array
from midstance.synth.motion.motion import Pose

_APART_M = 1.3


@dataclass(frozen=True)
class Route:
    """The way of one runner on the ground.

    Parameters
    ----------
    x_m, y_m
        Where the runner is in the middle of the clip: x along the treadmills or
        the track, y to their left.
    heading_deg
        Where to: 0 along x, 90 along y, 180 against x.
    turns_at_s
        When the runner turns round on the spot and runs back, which looks better
        outside the image; ``None``: never. `x_m` and `y_m` are then where the
        runner would be in the middle of the clip without the turn.

    """

    x_m: float = 0.0
    y_m: float = 0.0
    heading_deg: float = 0.0
    turns_at_s: float | None = None

    @property
    def is_straight_on(self) -> bool:
        """Return whether it goes along x for ever, as a treadmill does."""
        return self.heading_deg == 0.0 and self.turns_at_s is None


@dataclass(frozen=True)
class Placement:
    """A route as a change of place and direction, for the times of a clip.

    Parameters
    ----------
    route
        Where the runner runs.
    travel_m_s
        How fast the runner comes along; 0 on a treadmill.
    middle_s
        Middle of the clip.

    """

    route: Route
    travel_m_s: float
    middle_s: float

    def points(self, points: Array, time_s: ArrayLike) -> Array:
        """Return where points are that were given for a run along x from the origin.

        Parameters
        ----------
        points
            Shape (n_times, n_points, 3), m.
        time_s
            Shape (n_times,).

        """
        rotation, offset = self._at(time_s)
        return turned(rotation[:, None], points) + offset[:, None]

    def pose(self, pose: Pose, time_s: ArrayLike) -> dict[str, Array]:
        """Return a pose, see `midstance.synth.motion.motion`, at its place."""
        rotation, offset = self._at(time_s)
        placed: dict[str, Array] = {}
        for name, values in pose.items():
            if values.ndim == 3:
                placed[name] = rotation @ values
            elif values.ndim == 2:
                placed[name] = turned(rotation, values) + offset
            else:
                placed[name] = values
        return placed

    def _at(self, time_s: ArrayLike) -> tuple[Array, Array]:
        """Return rotation (n_times, 3, 3) and shift (n_times, 3) from a run along x."""
        route, time = self.route, np.atleast_1d(np.asarray(time_s, dtype=float))
        ahead = np.array([self.travel_m_s, 0.0, 0.0])
        way = about_z(np.deg2rad(route.heading_deg))
        start = np.array([route.x_m, route.y_m, 0.0])
        rotation = np.broadcast_to(way, (len(time), 3, 3))
        offset = np.broadcast_to(start - way @ ahead * self.middle_s, (len(time), 3))
        if route.turns_at_s is None:
            return rotation, offset
        turn = start + way @ ahead * (route.turns_at_s - self.middle_s)
        is_back = (time >= route.turns_at_s)[:, None]
        back = about_z(np.pi)
        return (
            np.where(is_back[..., None], back @ rotation, rotation),
            np.where(is_back, (offset - turn) @ back.T + turn, offset),
        )


def parallel_routes(n_runners: int) -> tuple[Route, ...]:
    """Return routes beside one another around the origin, the leftmost first."""
    middle = (n_runners - 1) / 2.0
    return tuple(Route(y_m=_APART_M * (middle - index)) for index in range(n_runners))
