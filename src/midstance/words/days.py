"""Days as each language writes them."""

from datetime import date

from midstance.words.text import _, later

_MONTHS = (
    *(later("January"), later("February"), later("March"), later("April")),
    *(later("May"), later("June"), later("July"), later("August")),
    *(later("September"), later("October"), later("November"), later("December")),
)


def day_text(day: date) -> str:
    """Write a day with the name of its month.

    Examples
    --------
    >>> day_text(date(2026, 3, 1))
    '1 March 2026'

    """
    month = _(_MONTHS[day.month - 1])
    return _("{day} {month} {year}", day=day.day, month=month, year=day.year)
