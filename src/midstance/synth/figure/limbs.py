"""Arms and legs: tubes that bend at one joint, and the clothes on them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import PchipInterpolator

from midstance.kernels.types import Floats
from midstance.synth.figure.mesh import (
    Mesh,
    Skin,
    frames_along,
    outline,
    painted,
    ring_mesh,
    ring_points,
    unit,
)

# Columns: place along the limb (0 first joint, 1 middle joint, 2 last joint), half
# depth to the front and to the back, half width (m, at 1.75 m body height).
LEG = (
    (-0.16, 0.004, 0.004, 0.004),
    (-0.15, 0.040, 0.040, 0.036),
    (-0.10, 0.066, 0.072, 0.062),
    (0.00, 0.084, 0.092, 0.080),
    (0.15, 0.086, 0.090, 0.082),
    (0.35, 0.081, 0.080, 0.076),
    (0.55, 0.071, 0.066, 0.066),
    (0.75, 0.059, 0.055, 0.057),
    (0.90, 0.053, 0.050, 0.052),
    (1.00, 0.052, 0.047, 0.051),
    (1.06, 0.048, 0.047, 0.050),
    (1.15, 0.043, 0.056, 0.051),
    (1.30, 0.040, 0.063, 0.054),
    (1.45, 0.037, 0.056, 0.048),
    (1.65, 0.033, 0.041, 0.038),
    (1.85, 0.032, 0.035, 0.033),
    (1.97, 0.036, 0.037, 0.037),
    (2.08, 0.036, 0.036, 0.034),
)
ARM = (
    (-0.120, 0.003, 0.003, 0.003),
    (-0.116, 0.014, 0.014, 0.013),
    (-0.10, 0.026, 0.026, 0.024),
    (-0.06, 0.040, 0.040, 0.036),
    (0.00, 0.049, 0.049, 0.043),
    (0.08, 0.053, 0.054, 0.048),
    (0.20, 0.052, 0.053, 0.048),
    (0.45, 0.046, 0.047, 0.042),
    (0.70, 0.039, 0.041, 0.037),
    (0.90, 0.036, 0.038, 0.037),
    (1.00, 0.036, 0.039, 0.039),
    (1.12, 0.040, 0.039, 0.042),
    (1.28, 0.041, 0.038, 0.043),
    (1.50, 0.035, 0.033, 0.038),
    (1.75, 0.028, 0.025, 0.031),
    (1.95, 0.024, 0.021, 0.028),
    (2.06, 0.022, 0.019, 0.026),
)
HAND = (
    (1.94, 0.022, 0.020, 0.018),
    (2.03, 0.027, 0.026, 0.021),
    (2.14, 0.036, 0.036, 0.024),
    (2.28, 0.041, 0.042, 0.027),
    (2.38, 0.040, 0.041, 0.029),
    (2.45, 0.033, 0.034, 0.024),
    (2.48, 0.018, 0.018, 0.013),
    (2.485, 0.002, 0.002, 0.002),
)


@dataclass(frozen=True)
class Tube:
    """A ring surface along a limb.

    Parameters
    ----------
    place
        Where each ring sits: 0 at the first joint, 1 at the middle one, 2 at the
        last, shape (n_rings,).
    skin
        Its outline and colours.

    """

    place: NDArray[np.float64]
    skin: Skin


def tube(
    table: ArrayLike,
    places: Floats,
    albedo: ArrayLike,
    *,
    scale: float,
    wider_m: float = 0.0,
    gloss: float = 0.05,
    n_segments: int = 28,
    power: float = 2.0,
) -> Tube:
    """Return a tube with the radii of `table` at `places`, made `wider_m` wider."""
    rows = np.asarray(table, dtype=float)
    radii = PchipInterpolator(rows[:, 0], rows[:, 1:])(places)
    rings = outline((radii + wider_m) * scale, n_segments=n_segments, power=power)
    return Tube(np.asarray(places, dtype=float), painted(rings, albedo, gloss))


def garment(
    table: ArrayLike,
    start: float,
    end: float,
    albedo: Floats,
    *,
    scale: float,
    looser_m: tuple[float, float],
) -> Tube:
    """Return a sleeve or trouser leg from `start` to `end`, open at the end.

    It is closed at the start and stands `looser_m` off the limb, from there to
    its hem; the last rings turn inwards and are dark, so that the gap to the limb
    is closed.
    """
    rows = np.asarray(table, dtype=float)
    places = start + (end - start) * np.linspace(0.0, 1.0, 22) ** 1.3
    looser = np.interp(places, (start, end), looser_m)[:, None]
    radii = PchipInterpolator(rows[:, 0], rows[:, 1:])(places) + looser
    radii[0] = 0.0005
    inner = radii[-1:] - looser_m[1] - 0.006
    places = np.concatenate([places, [end + 0.004, end - 0.01, end - 0.02]])
    radii = np.concatenate([radii, radii[-1:] - 0.003, inner, inner])
    shade = np.ones((len(places), 1))
    shade[-4] = 0.9
    shade[-2:] = 0.25
    rings = outline(radii * scale)
    return Tube(places, painted(rings, shade * albedo, 0.02))


def limb_frames(
    joints: Floats, hinge: Floats, place: Floats, bend: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return centres and frames of rings along a limb of two segments.

    Parameters
    ----------
    joints
        Shape (3, 3): first, middle and last joint.
    hinge
        Axis that the middle joint turns about, shape (3,); front of the rings is
        across it.
    place
        As in `Tube`.
    bend
        How far from the middle joint rings begin to tilt, in `place`.

    """
    first = unit(joints[1] - joints[0])
    second = unit(joints[2] - joints[1])
    upper = place <= 1.0
    centre = np.where(
        upper[:, None],
        joints[0] + place[:, None] * (joints[1] - joints[0]),
        joints[1] + (place[:, None] - 1.0) * (joints[2] - joints[1]),
    )
    share = np.clip((place - 1.0 + bend) / (2.0 * bend), 0.0, 1.0)[:, None]
    share = share * share * (3.0 - 2.0 * share)
    along = unit((1.0 - share) * first + share * second)
    front = np.cross(along, hinge)
    return centre, frames_along(along, front)


def tube_mesh(part: Tube, joints: Floats, hinge: Floats, *, bend: float = 0.14) -> Mesh:
    """Return `part` around a limb as triangles."""
    centre, frames = limb_frames(joints, hinge, part.place, bend)
    return ring_mesh(part.skin, ring_points(part.skin.outline, centre, frames))
