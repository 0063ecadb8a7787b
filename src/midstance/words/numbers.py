"""Numbers as each language writes them."""

from midstance.words.language import language

_MARKS = {"en": ".", "de": ",", "es": ","}
"""Decimal marks: CLDR 46 for en, de and es."""


def localized(number: str) -> str:
    """Return a number that is written with a decimal point with the mark in use.

    Examples
    --------
    >>> from midstance.words.language import speaking
    >>> with speaking("de"):
    ...     localized("3.25")
    '3,25'

    """
    return number.replace(".", _MARKS[language()])


def plain(value: float) -> str:
    """Write a setting as short as it is exact: 2.5 stays 2.5, and 2.0 becomes 2."""
    return localized(f"{value:g}")
