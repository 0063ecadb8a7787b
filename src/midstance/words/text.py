"""Texts by catalogue, with the names that gettext has for it.

The English text is the key. A value stands in braces, never in an f-string, since the
catalogue holds the text before the value is put in::

    _("filmed {day}", day=day)
    ngettext("{n} contact", "{n} contacts", n)

``scripts/catalogues`` collects the texts of Python, templates, scripts of pages, rules
and metrics, and makes the catalogues; see ``docs/languages.md``.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from string import Formatter
from typing import Any

from midstance.words.language import Language, language
from midstance.words.numbers import localized


def _(text: str, /, **values: object) -> str:
    """Return `text` in the language that is spoken, with `values` in its braces.

    What the catalogue lacks stays English. Without values braces are plain letters.

    Examples
    --------
    >>> _("filmed {day}", day="today")
    'filmed today'

    """
    found = catalogue(language()).gettext(text) if text else ""
    return filled(found, **values) if values else found


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """Return the form of a text that goes with the number `n`; ``{n}`` stands for it.

    Examples
    --------
    >>> ngettext("{n} contact", "{n} contacts", 3)
    '3 contacts'

    """
    return filled(catalogue(language()).ngettext(one, many, n), n=n, **values)


def pgettext(context: str, text: str, /, **values: object) -> str:
    """Return `text` where it means what `context` says: one word, two translations."""
    found = catalogue(language()).pgettext(context, text)
    return filled(found, **values) if values else found


def later(text: str) -> str:
    """Return `text` itself: it is in the catalogue, and `_` is called where it is read.

    For constants at the top of a module, which are made before anybody chose a
    language.
    """
    return text


def filled(text: str, /, **values: object) -> str:
    """Return `text` with values in its braces; numbers have the mark in use.

    Examples
    --------
    >>> filled("{speed:.1f} m/s", speed=2.5)
    '2.5 m/s'

    """
    return _LOCAL.format(text, **values)


class _Local(Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        text: str = super().format_field(value, format_spec)
        return localized(text) if isinstance(value, float) else text


_LOCAL = _Local()


@cache
def catalogue(chosen: Language) -> NullTranslations:
    """Return the texts of one language; of English there are none but its own."""
    if chosen == "en":
        return NullTranslations()
    folder = resources.files("midstance.words") / "catalogues"
    with (folder / f"{chosen}.mo").open("rb") as file:
        return GNUTranslations(file)


def translated(texts: dict[str, str | None]) -> dict[str, Any]:
    """Return what a script of a page looks up: text to translation.

    Parameters
    ----------
    texts
        English text to its plural, or None where it has none; see
        `midstance.words.scripts.texts_of`.

    Returns
    -------
    dict
        A list of two forms where there is a plural. Texts without a translation are
        left out; of English all are.

    """
    own, known = catalogue(language()), {}
    for text, plural in texts.items():
        forms = (
            own.gettext(text)
            if plural is None
            else [own.ngettext(text, plural, n) for n in (1, 2)]
        )
        if forms != (text if plural is None else [text, plural]):
            known[text] = forms
    return known
