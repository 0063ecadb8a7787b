"""The foot in the image plane: its constant shape, and the toes that bend."""

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.nan_stats import MAD_TO_SD, finite_median
from midstance.kernels.types import Floats


def misshapen(
    ankle: Floats,
    heel: Floats,
    toe: Floats,
    *,
    most_stretched: float = 0.4,
    most_turned_deg: float = 40.0,
    n_sigmas: float = 4.0,
) -> NDArray[np.bool_]:
    """Tell in which frames ankle, heel and toe do not make one and the same foot.

    A network that loses a fast foot often keeps its heel and puts the toes
    somewhere else, for too long a time to be a jump.

    Parameters
    ----------
    ankle, heel, toe
        Shape (n_times, 2); NaN where not seen, which is never misshapen.
    most_stretched
        By which share of its median the distance from heel to toe may change;
        bent toes and a foot that turns out of the plane shorten it by a tenth.
    most_turned_deg
        By how much the direction from heel to ankle may turn against that from
        heel to toe.
    n_sigmas
        Neither counts within so many robust standard deviations of itself: a foot
        that always trembles is not lost now and then.

    Returns
    -------
    numpy.ndarray
        Shape (n_times,).

    """
    line, instep = _complex(toe - heel), _complex(ankle - heel)
    length = np.abs(line)
    with np.errstate(invalid="ignore", divide="ignore"):
        turn_deg = np.degrees(np.angle(instep / line))
    stretched = length / finite_median(length)
    return _off(stretched, most_stretched, n_sigmas) | _off(
        turn_deg, most_turned_deg, n_sigmas
    )


def _off(values: Floats, limit: float, n_sigmas: float) -> NDArray[np.bool_]:
    away = np.abs(values - finite_median(values))
    limit = float(np.fmax(limit, n_sigmas * MAD_TO_SD * finite_median(away)))
    return np.asarray(away > limit)


def toe_bend_deg(
    line_deg: Floats, *, toe_share: float = 0.3, most_deg: float = 8.0
) -> Floats:
    """Return by how much the line from heel to toe has turned less than the heel.

    Parameters
    ----------
    line_deg
        Pitch of that line against its pitch on a flat foot (deg, toes up
        positive), while the toes lie on the floor.
    toe_share
        Part of the line that lies in front of the ball of the foot.
    most_deg
        The most it can be: a shoe lets the toes bend by some 30 deg and then
        rolls over their tip.

    Notes
    -----
    The heel rises about the ball and the toes stay flat. With ``p`` the pitch of
    the line, the triangle heel, ball, toe gives the angle ``d`` at the heel by
    the law of sines: ``sin d = toe_share / (1 - toe_share) * sin p``. A foot with
    its toes up is not bent.

    Examples
    --------
    >>> toe_bend_deg(np.array([10.0, -10.0, -60.0])).round(1)
    array([0. , 4.3, 8. ])

    """
    raised = np.radians(np.clip(-line_deg, 0.0, 90.0))
    ratio = toe_share / (1.0 - toe_share)
    bend = np.degrees(np.arcsin(np.clip(ratio * np.sin(raised), -1.0, 1.0)))
    return np.minimum(bend, most_deg)


def _complex(vector: Floats) -> NDArray[np.complexfloating]:
    return np.asarray(vector[..., 0] + 1j * vector[..., 1])
