"""How a number is written: as many digits as its uncertainty deserves."""

from dataclasses import dataclass
from math import floor, isfinite, log10

from midstance.words.numbers import localized
from midstance.words.text import _

ABSENT = "\N{EN DASH}"
"""Stands where there is no number; the page never prints NaN."""
MINUS = "\N{MINUS SIGN}"

_MOST_DECIMALS = 4


@dataclass(frozen=True)
class Scale:
    """From the unit of a metric to the unit that people say."""

    factor: float
    unit: str


def display_scale(unit: str, typical: float) -> Scale:
    """Return the unit in which numbers of about the size `typical` are read best.

    Short times are told in milliseconds, short lengths in centimetres and angles
    with the degree sign; every other unit stays.

    Examples
    --------
    >>> display_scale("s", 0.24)
    Scale(factor=1000.0, unit='ms')
    >>> display_scale("deg", 40.0)
    Scale(factor=1.0, unit='°')

    """
    small = isfinite(typical) and abs(typical) < 1
    if unit == "s" and small:
        return Scale(1000.0, "ms")
    if unit == "m" and small:
        return Scale(100.0, "cm")
    return Scale(1.0, _({"deg": "°", "1": ""}.get(unit, unit)))


def decimals_for(uncertainty: float) -> int:
    """Return how many decimals a number with this `uncertainty` deserves.

    The uncertainty keeps one significant digit, two when the first is a 1, so
    that rounding never changes it by more than a quarter. Zero and NaN: 0.

    Examples
    --------
    >>> decimals_for(0.14), decimals_for(0.4), decimals_for(12.0)
    (2, 1, 0)

    """
    if not isfinite(uncertainty) or uncertainty <= 0:
        return 0
    exponent = floor(log10(uncertainty))
    digits = 2 if float(f"{uncertainty:.1e}") < 2 * 10.0**exponent else 1
    return min(max(digits - 1 - exponent, 0), _MOST_DECIMALS)


def number(value: float, decimals: int) -> str:
    """Write `value` with a true minus sign and the decimal mark of the language.

    What is not finite is absent.

    Examples
    --------
    >>> number(-2.04, 1) == MINUS + "2.0", number(-0.01, 1)
    (True, '0.0')

    """
    if not isfinite(value):
        return ABSENT
    text = f"{value:.{decimals}f}"
    is_zero = not text.strip("-0.")
    return localized(text.lstrip("-") if is_zero else text.replace("-", MINUS))


def significant(value: float, digits: int = 3) -> str:
    """Write `value` with `digits` significant digits, never with an exponent.

    Examples
    --------
    >>> significant(0.04567), significant(1234.0), significant(29.97)
    ('0.0457', '1234', '30.0')

    """
    if not isfinite(value):
        return ABSENT
    if value == 0:
        return "0"
    exponent = floor(log10(abs(value)))
    return number(value, min(max(digits - 1 - exponent, 0), _MOST_DECIMALS))


def with_uncertainty(value: float, uncertainty: float) -> tuple[str, str]:
    """Write a number and its uncertainty, both to the last digit that counts.

    Returns
    -------
    value, uncertainty
        Of a value whose uncertainty is unknown (NaN or 0) three significant
        digits are written, of a whole number without uncertainty (0) all of it; the
        second text is empty.

    Examples
    --------
    >>> with_uncertainty(238.4, 6.2)
    ('238', '6')
    >>> with_uncertainty(168.93, 0.153)
    ('168.93', '0.15')
    >>> with_uncertainty(74.0, 0.0)
    ('74', '')

    """
    if not isfinite(value):
        return ABSENT, ""
    if uncertainty == 0 and float(value).is_integer():
        return number(value, 0), ""
    if not isfinite(uncertainty) or uncertainty <= 0:
        return significant(value), ""
    decimals = decimals_for(uncertainty)
    return number(value, decimals), number(uncertainty, decimals)
