"""What templates of pages call to speak a language."""

from typing import TYPE_CHECKING

from midstance.words.language import language
from midstance.words.numbers import localized, plain
from midstance.words.text import _, ngettext

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup


def teach(environment: "Environment") -> None:
    """Give the templates of `environment` ``_``, ``ngettext`` and what goes with them.

    ``_(text, name=value)`` is text that the page escapes; `marked` takes values that
    are markup. A template calls ``language()`` for its ``lang``, and writes numbers
    through ``localized`` and ``plain``.
    """
    environment.globals |= {
        "_": _,
        "ngettext": ngettext,
        "marked": marked,
        "language": language,
        "localized": localized,
        "plain": plain,
    }


def marked(text: str, **values: object) -> "Markup":
    """Return `text` in the language that is spoken, for values that are markup.

    The text itself is escaped, and so is each value that is no markup.
    """
    from markupsafe import Markup, escape

    return Markup(escape(_(text))).format(**values)
