"""Running shoes: a sole and an upper that bend at the ball of the foot."""

from collections.abc import Callable

import numpy as np
from scipy.interpolate import PchipInterpolator

from midstance.kernels.types import Floats
from midstance.synth.figure.looks import Look, linear
from midstance.synth.figure.mesh import (
    Mesh,
    Skin,
    blended,
    outline,
    painted,
    ring_mesh,
    ring_points,
)
from midstance.synth.motion.body.anthropometry import Body

# Columns: place along the foot (0 heel, 1 tip), bottom, top, half width (m, for a
# foot of 0.282 m). The heel is bevelled and the tip springs up, so that neither
# sinks into the floor while the foot rolls.
_SOLE = (
    (0.000, 0.0200, 0.0300, 0.006),
    (0.004, 0.0140, 0.0350, 0.016),
    (0.030, 0.0090, 0.0380, 0.026),
    (0.060, 0.0055, 0.0380, 0.031),
    (0.100, 0.0022, 0.0375, 0.035),
    (0.140, 0.0002, 0.0365, 0.037),
    (0.300, 0.0000, 0.0330, 0.036),
    (0.450, 0.0000, 0.0300, 0.036),
    (0.600, 0.0000, 0.0270, 0.043),
    (0.700, 0.0000, 0.0250, 0.047),
    (0.800, 0.0010, 0.0240, 0.046),
    (0.900, 0.0040, 0.0235, 0.037),
    (0.960, 0.0080, 0.0235, 0.024),
    (0.990, 0.0120, 0.0225, 0.012),
    (1.000, 0.0150, 0.0200, 0.004),
)
_UPPER = (
    (0.008, 0.0360, 0.0640, 0.006),
    (0.014, 0.0300, 0.0860, 0.014),
    (0.035, 0.0260, 0.1000, 0.024),
    (0.080, 0.0240, 0.1060, 0.031),
    (0.160, 0.0240, 0.1040, 0.036),
    (0.260, 0.0230, 0.1030, 0.038),
    (0.330, 0.0220, 0.1050, 0.038),
    (0.400, 0.0210, 0.0950, 0.038),
    (0.500, 0.0200, 0.0790, 0.038),
    (0.600, 0.0180, 0.0670, 0.041),
    (0.700, 0.0170, 0.0580, 0.044),
    (0.800, 0.0160, 0.0510, 0.043),
    (0.900, 0.0160, 0.0430, 0.034),
    (0.950, 0.0170, 0.0370, 0.024),
    (0.980, 0.0190, 0.0310, 0.013),
    (0.988, 0.0220, 0.0260, 0.004),
)
_FOOT_M = 0.282
_N_SEGMENTS = 32


class Shoe:
    """One shoe, ready to be put on a foot.

    Parameters
    ----------
    body
        Sizes: length of the shoe, ankle and ball in the frame of the foot.
    look
        Colours.

    """

    def __init__(self, body: Body, look: Look) -> None:
        foot_m = body.sole_m
        # Frames of rings are (up, right, forward).
        self._ankle = np.array([body.ankle_z_m, 0.0, body.ankle_x_m])
        self._ball = np.array([0.0, 0.0, body.ball_x_m])
        self._bend = body.ball_x_m / foot_m
        self._parts = [
            _part(np.asarray(_SOLE), 2.9, foot_m, _sole_albedo, look),
            _part(np.asarray(_UPPER), 2.5, foot_m, _upper_albedo, look),
        ]

    def meshes(
        self, ball: Floats, rearfoot: Floats, foot: Floats, toe: Floats
    ) -> list[Mesh]:
        """Return the shoe as triangles.

        Parameters
        ----------
        ball
            Sole under the ball of the foot, shape (3,).
        rearfoot, foot, toe
            Rotations from the frame of the foot to the world, shape (3, 3), of
            the heel (everted), the midfoot and the toes.

        """
        heel, middle, tip = (_ring_frame(part) for part in (rearfoot, foot, toe))
        ankle = ball + middle @ (self._ankle - self._ball)
        meshes = []
        for skin, place, centre in self._parts:
            rear = blended(middle, heel, np.clip((0.55 - place) / 0.25, 0.0, 1.0))
            bend = np.clip((place - self._bend + 0.05) / 0.10, 0.0, 1.0)
            front = blended(middle, tip, bend)
            is_front = (place > 0.6)[:, None]
            frames = np.where(is_front[..., None], front, rear)
            points = np.where(
                is_front,
                ball + _turned(frames, centre - self._ball),
                ankle + _turned(frames, centre - self._ankle),
            )
            meshes.append(ring_mesh(skin, ring_points(skin.outline, points, frames)))
        return meshes


def _ring_frame(foot: Floats) -> Floats:
    """Return a foot frame (forward, left, up) as (up, right, forward)."""
    return np.asarray(foot[:, [2, 1, 0]] * np.array([1.0, -1.0, 1.0]))


def _turned(frames: Floats, offset: Floats) -> Floats:
    return np.asarray((frames @ offset[..., None])[..., 0])


def _part(
    rows: Floats,
    power: float,
    foot_m: float,
    albedo: Callable[[Floats, Floats, Look], Floats],
    look: Look,
) -> tuple[Skin, Floats, Floats]:
    """Return the skin, the place of its rings and their centres (up, right, ahead)."""
    # Rings lie closer where the table does, at heel and tip.
    place = np.interp(np.linspace(0, len(rows) - 1, 52), range(len(rows)), rows[:, 0])
    bottom, top, wide = PchipInterpolator(rows[:, 0], rows[:, 1:])(place).T
    half = (top - bottom) / 2.0
    rings = outline(
        np.stack([half, half, wide], axis=-1), n_segments=_N_SEGMENTS, power=power
    )
    scale = foot_m / _FOOT_M
    height = (bottom + top) / 2.0
    centre = np.stack([height * scale, 0.0 * place, place * foot_m], axis=-1)
    lift = (height[:, None] + rings[..., 0]) / 0.1
    return painted(rings * scale, albedo(place, lift, look), 0.10), place, centre


def _sole_albedo(place: Floats, lift: Floats, look: Look) -> Floats:
    """Return light foam over a dark outsole."""
    foam, outsole = linear(look.soles), np.array([0.05, 0.05, 0.055])
    is_outsole = (lift < 0.045) | (lift < 0.09) & (place > 0.80)[:, None]
    return np.asarray(np.where(is_outsole[..., None], outsole, foam))


def _upper_albedo(place: Floats, lift: Floats, look: Look) -> Floats:
    """Return the upper with a slanted stripe, laces, heel tab and toe cap."""
    shoe, trim = linear(look.shoes), linear(look.trim)
    along = place[:, None]
    slant = along - 0.30 * lift
    stripe = _soft((0.045 - np.abs(slant - 0.22)) / 0.02) * _soft((0.85 - lift) / 0.1)
    crest = lift > 0.93 * lift.max(axis=1, keepdims=True)
    is_lace = crest & (along > 0.36) & (along < 0.62) & (np.sin(along * 150.0) > 0.0)
    tab = _soft((0.06 - along) / 0.02) * _soft((lift - 0.62) / 0.1)
    dark = np.maximum(tab, _soft((along - 0.90) / 0.02))[..., None]
    bright = np.maximum(stripe, is_lace)[..., None]
    albedo = (1.0 - bright) * shoe + bright * trim
    return np.asarray(albedo * (1.0 - 0.45 * dark))


def _soft(distance: Floats) -> Floats:
    """Return 0 to 1 across an edge, so that it is not as ragged as the mesh."""
    return np.asarray(np.clip(distance + 0.5, 0.0, 1.0))
