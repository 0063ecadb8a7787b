"""Numbers and days as each language writes them."""

from datetime import date

from midstance.words.language import language
from midstance.words.text import _, later

_MARKS = {"en": ".", "de": ",", "es": ","}
"""Decimal marks: CLDR 46 for en, de and es."""
_MONTHS = (
    *(later("January"), later("February"), later("March"), later("April")),
    *(later("May"), later("June"), later("July"), later("August")),
    *(later("September"), later("October"), later("November"), later("December")),
)


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


def day_text(day: date) -> str:
    """Write a day with the name of its month.

    Examples
    --------
    >>> day_text(date(2026, 3, 1))
    '1 March 2026'

    """
    month = _(_MONTHS[day.month - 1])
    return _("{day} {month} {year}", day=day.day, month=month, year=day.year)
