#!/usr/bin/env python
"""Collect every text that a person reads, and make the catalogues of the languages.

    make words            # or: python scripts/catalogues.py

Collected are the texts in ``_(``, ``ngettext(``, ``pgettext(`` and ``later(`` of
Python, templates and scripts of pages, and those of data: metrics, rules, advice on
shoes, what others show. A catalogue (``src/midstance/words/catalogues/de.po``) keeps
its translations; new texts come in empty and are printed, texts that nobody says any
more are left out. Then each is compiled into the ``.mo`` that the package reads.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from midstance.findings.norms import norm_curves, norms_of
from midstance.findings.rules import rules
from midstance.findings.shoes import shoe_texts
from midstance.metrics.base import metrics
from midstance.words.language import LANGUAGES, Language
from midstance.words.scripts import texts_of

SOURCE = Path(__file__).parents[1] / "src" / "midstance"
CATALOGUES = SOURCE / "words" / "catalogues"
TRANSLATED = tuple(one for one in LANGUAGES if one != "en")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "later": None,
    "marked": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
Key = tuple[str | tuple[str, str], str | None]
"""A text, or one and many; and its context."""
Found = Iterator[tuple[Key, str]]


def collected() -> Catalog:
    """Return every text that is said, with the files that say it."""
    everything = Catalog()
    for (text, context), place in (
        *in_python(),
        *in_pages(),
        *in_scripts(),
        *in_data(),
    ):
        everything.add(text, locations=[(place, 0)], context=context)
    return everything


def in_python() -> Found:
    """Yield the texts of modules."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "midstance.words.text" not in path.read_text("utf-8"):
            continue
        with path.open("rb") as file:
            yield from _found(extract("python", file, KEYWORDS), path)


def in_pages() -> Found:
    """Yield the texts of templates."""
    pages = [*SOURCE.rglob("*.j2"), *(SOURCE / "web").rglob("*.html")]
    for path in sorted(pages):
        with path.open("rb") as file:
            yield from _found(extract(babel_extract, file, KEYWORDS), path)


def in_scripts() -> Found:
    """Yield the texts of the scripts of pages."""
    for path in sorted(SOURCE.rglob("*.js")):
        for one, many in texts_of([path.read_text("utf-8")]).items():
            yield ((one if many is None else (one, many)), None), _place(path)


def in_data() -> Found:
    """Yield the texts of metrics, rules, advice and references."""
    for name in metrics.names():
        metric = metrics.get(name)
        norms = norms_of(name)
        said = [metric.label, metric.definition, *metric.better_known_as]
        said += [text for norm in norms for text in (norm.group, norm.note)]
        yield from (((text, None), "metrics") for text in said if text)
    for curve in norm_curves().values():
        yield (curve.group, None), "findings/norms"
    for rule in rules():
        said = [rule.title, rule.seen, rule.why, rule.unknown, rule.cue]
        said += [rule.professional]
        said += [one.adds for one in (*rule.conditions, *rule.additions) if one.adds]
        for drill in rule.drills:
            said += [drill.name, drill.how, drill.dose, drill.progression]
        for text in said:
            yield (text, None), f"findings/rules/{rule.name}.toml"
    for text in shoe_texts():
        yield (text, None), "findings/advice/shoes.toml"


def _found(messages: Any, path: Path) -> Found:  # noqa: ANN401
    for _line, text, _comments, context in messages:
        if text:
            yield (text, context), _place(path)


def _place(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


class Texts(Catalog):
    """A catalogue whose head says nothing of when and with what it was made."""

    def _head(self) -> list[tuple[str, str]]:
        said = {"Project-Id-Version": "midstance", "Content-Transfer-Encoding": "8bit"}
        said["Content-Type"] = "text/plain; charset=utf-8"
        if self.locale is not None:
            said |= {"Language": str(self.locale), "Plural-Forms": self.plural_forms}
        return list(said.items())

    mime_headers = property(_head, lambda _self, _headers: None)


def known(language: Language, everything: Catalog) -> Catalog:
    """Return the catalogue of a language with exactly the texts of `everything`."""
    path = CATALOGUES / f"{language}.po"
    old, new = Catalog(), Texts(locale=language, fuzzy=False)
    if path.is_file():
        with path.open("rb") as file:
            old = read_po(file, locale=language)
    new.header_comment = f"# What midstance says in {new.locale.english_name}."
    for said in everything:
        if not said.id:
            continue
        was = old.get(said.id, said.context)
        string = was.string if was is not None and not was.fuzzy else ""
        new.add(said.id, string, said.locations, context=said.context)
    return new


def written(catalogue: Catalog) -> tuple[bytes, bytes]:
    """Return the content of its two files: for people, and compiled."""
    for_people, compiled = io.BytesIO(), io.BytesIO()
    write_po(for_people, catalogue, width=88, sort_output=True, include_lineno=False)
    write_mo(compiled, catalogue)
    return for_people.getvalue(), compiled.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """Return the texts that have no translation, or lack one of its forms."""
    return [
        str(message.id)
        for message in catalogue
        if message.id
        and not all(
            message.string
            if isinstance(message.string, (list, tuple))
            else [message.string]
        )
    ]


def main() -> int:
    """Write every catalogue; return 1 when texts are without a translation."""
    everything, n_missing = collected(), 0
    for language in TRANSLATED:
        catalogue = known(language, everything)
        for_people, compiled = written(catalogue)
        (CATALOGUES / f"{language}.po").write_bytes(for_people)
        (CATALOGUES / f"{language}.mo").write_bytes(compiled)
        lacks = missing(catalogue)
        n_missing += len(lacks)
        print(f"{language}: {len(catalogue) - len(lacks)} of {len(catalogue)} texts")
        for text in lacks:
            print(f"  no translation: {text}")
    return 1 if n_missing else 0


if __name__ == "__main__":
    sys.exit(main())
