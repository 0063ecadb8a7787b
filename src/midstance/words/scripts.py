"""Texts that the scripts of a page say: found in the scripts, given to the page."""

import json
import re
from collections.abc import Iterable

from midstance.words.text import translated

_TEXT = r'"((?:[^"\\]|\\.)*)"'
_CALL = re.compile(rf"(?<![\w.])(?:_|later)\(\s*{_TEXT}")
_PLURAL = re.compile(rf"(?<![\w.])ngettext\(\s*{_TEXT},\s*{_TEXT}")


def texts_of(scripts: Iterable[str]) -> dict[str, str | None]:
    """Return what scripts translate: each text, and its plural where it has one.

    Parameters
    ----------
    scripts
        Of JavaScript. A text stands in double quotes right behind the bracket of
        ``_(``, ``later(`` or ``ngettext(``.

    Examples
    --------
    >>> texts_of(['_("Play"); ngettext("{n} day", "{n} days", n)'])
    {'Play': None, '{n} day': '{n} days'}

    """
    found: dict[str, str | None] = {}
    for script in scripts:
        found |= {_plain(text): None for text in _CALL.findall(script)}
        found |= {_plain(one): _plain(many) for one, many in _PLURAL.findall(script)}
    return found


def words_for(scripts: Iterable[str]) -> str:
    """Return the translations that scripts need, as JSON that may stand in a page."""
    known = translated(texts_of(scripts))
    text = json.dumps(known, ensure_ascii=False, sort_keys=True)
    # Inside <script> nothing but its end has a meaning of its own.
    return text.replace("<", "\\u003c")


def _plain(quoted: str) -> str:
    return str(json.loads(f'"{quoted}"'))
