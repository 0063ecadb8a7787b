"""Whether a number is known well enough to be read."""

from math import hypot, isfinite

from midstance.findings.norms import Norm

WIDEST_SDS = 2.0
"""An uncertainty of more than that many standard deviations of the others says nothing
about where a runner stands among them."""
WIDEST_DEG = 15.0
WIDEST_PERCENT = 10.0
WIDEST_SHARE = 0.5
CLEAR = 2.0
"""A difference is told above that many standard deviations: 95 %."""


def is_useful(
    value: float, uncertainty: float, unit: str, norm: Norm | None = None
) -> bool:
    """Return whether a number says anything; else nobody can tell from it.

    Parameters
    ----------
    value, uncertainty, unit
        As in the summary of an analysis. An unknown uncertainty (NaN) does not speak
        against a number.
    norm
        What others show; None: the limits are set by hand.

    Examples
    --------
    >>> is_useful(14.0, 31.0, "deg"), is_useful(260.0, 10.0, "ms")
    (False, True)

    """
    if not isfinite(value):
        return False
    if not isfinite(uncertainty):
        return True
    if norm is not None:
        return uncertainty <= WIDEST_SDS * norm.sd
    if unit in ("deg", "°"):
        return uncertainty <= WIDEST_DEG
    if unit == "%":
        return uncertainty <= WIDEST_PERCENT
    return uncertainty <= WIDEST_SHARE * abs(value)


def together(
    values: tuple[float, float], uncertainties: tuple[float, float]
) -> tuple[float, float] | None:
    """Return both sides as one number, or None where they differ beyond their doubt.

    The better known side counts more; what is uncertain in both is taken to be the
    same, so that the uncertainty of both is no smaller for being two.

    Examples
    --------
    >>> together((10.0, 12.0), (2.0, 2.0)), together((10.0, 30.0), (2.0, 2.0))
    ((11.0, 2.0), None)

    """
    if not all(isfinite(one) and one > 0 for one in uncertainties):
        return None
    if abs(values[0] - values[1]) > CLEAR * hypot(*uncertainties):
        return None
    weights = [1 / one**2 for one in uncertainties]
    shares = [one / sum(weights) for one in weights]
    return (
        sum(share * one for share, one in zip(shares, values, strict=True)),
        sum(share * one for share, one in zip(shares, uncertainties, strict=True)),
    )
