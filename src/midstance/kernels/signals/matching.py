"""Found moments against true ones."""

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.types import Array, Floats


def away_from(moments_s: Floats, known_s: Floats) -> Array:
    """Return how far each moment is from the nearest known one.

    Only the known moments on either side of each are compared, so that an hour takes no
    more memory than its moments do.

    Parameters
    ----------
    moments_s
        Shape (n_moments,), in any order.
    known_s
        Shape (n_known,), rising.

    Returns
    -------
    numpy.ndarray
        Shape (n_moments,); infinite when nothing is known.

    Examples
    --------
    >>> away_from(np.array([0.0, 2.5, 9.0]), np.array([1.0, 3.0]))
    array([1. , 0.5, 6. ])

    """
    moments_s = np.asarray(moments_s, dtype=float)
    if not known_s.size:
        return np.full(moments_s.shape, np.inf)
    after = np.searchsorted(known_s, moments_s).clip(0, known_s.size - 1)
    before = (after - 1).clip(min=0)
    both = np.abs(known_s[before] - moments_s), np.abs(known_s[after] - moments_s)
    return np.asarray(np.minimum(*both), dtype=float)


def matched_errors(
    found_s: NDArray[np.floating],
    true_s: NDArray[np.floating],
    *,
    within_s: float = 0.1,
) -> NDArray[np.float64]:
    """Return how late each true moment was found.

    Parameters
    ----------
    found_s, true_s
        Times in s, in any order.
    within_s
        What is farther away does not count as found.

    Returns
    -------
    numpy.ndarray
        Shape of `true_s`: found minus true (s), NaN where none was found. A
        found moment belongs to the nearest true one only.

    Examples
    --------
    >>> matched_errors(np.array([1.01, 5.0]), np.array([1.0, 2.0])).round(3)
    array([0.01,  nan])

    """
    errors = np.full(true_s.shape, np.nan)
    if not found_s.size or not true_s.size:
        return errors
    nearest = np.abs(found_s[:, None] - true_s[None, :]).argmin(axis=0)
    owner = np.abs(true_s[:, None] - found_s[None, :]).argmin(axis=0)
    error = found_s[nearest] - true_s
    is_own = owner[nearest] == np.arange(true_s.size)
    is_found = is_own & (np.abs(error) <= within_s)
    errors[is_found] = error[is_found]
    return errors
