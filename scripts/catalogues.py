#!/usr/bin/env python
"""Collect every text that a person reads, and make the catalogues of the languages.

    make words            # or: python scripts/catalogues.py

Collected are the texts in ``_(``, ``ngettext(``, ``pgettext(`` and ``later(`` of
Python, templates and scripts of pages, and those of data: metrics, rules, advice on
shoes, what others show. A catalogue (``src/midstance/words/catalogues/de.po``) keeps
its translations; new texts come in empty and are printed, texts that nobody says any
more are left out. Then each is compiled into the ``.mo`` that the package reads.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from midstance.api.whole import SHARES
from midstance.findings.norms import reference_texts
from midstance.findings.rules import rules
from midstance.findings.shoes import shoe_texts
from midstance.metrics.base import metrics
from midstance.words.activities import FORMS
from midstance.words.kept import CONTEXT, FAULTS, FRAGMENTS
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
KEPT = (
    *("metrics/**/*.py", "checks/*.py", "pipeline/frames.py", "pipeline/notes.py"),
    *("pipeline/lift.py", "pipeline/edited.py", "bouts/*.py", "scene/*.py"),
    *("video/container.py", "video/images.py", "video/reader.py"),
)
"""Modules whose sentences become part of an analysis."""
SAID_LATER = ("web/jobs/*.py",)
"""Modules whose sentences are kept, and told to whoever asks."""
REFUSALS = (
    *("web/access/*.py", "web/jobs/*.py", "web/label/*.py", "web/pairing/*.py"),
    *("web/preparing/*.py", "web/reports/*.py", "web/routes/**/*.py"),
    *("web/sharing/*.py", "web/store/[!d]*.py"),
    *("video/container.py", "video/images.py"),
    *("video/reader.py", "video/upright.py", "pipeline/folder.py"),
    *("pipeline/runs/revise.py", "report/pdf.py", "pipeline/analyze.py"),
    *("pipeline/edited.py", "pipeline/lift.py", "lifting/world.py"),
    *("report/comparison/recorded.py", "tracking/choose.py", "schema/analysis.py"),
    *("schema/edits.py", "schema/remarks.py", "schema/repetition_change.py"),
    *("schema/repetition_edits.py", "weights/added.py", "weights/chosen.py"),
    *("weights/published.py", "pose/runtimes/litert.py", "pose/runtimes/onnx.py"),
    "pose/runtimes/torch_device.py",
)
"""Modules whose errors the app says to people."""
Key = tuple[str | tuple[str, str], str | None]
"""A text, or one and many; and its context."""
Found = Iterator[tuple[Key, str]]


def collected() -> Catalog:
    """Return every text that is said, with the files that say it."""
    everything = Catalog()
    found = (*in_python(), *in_pages(), *in_scripts(), *in_data(), *in_kept())
    for (text, context), place in found:
        everything.add(text, locations=[(place, 0)], context=context)
    return everything


def in_python() -> Found:
    """Yield the texts of modules."""
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        if "midstance.words.text" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from ((key, _place(path)) for key in _of_call(node))


def _of_call(node: ast.Call) -> Iterator[Key]:
    """Yield the text that a call translates; one that is made at run time is none."""
    name = getattr(node.func, "id", "")
    given = [one.value for one in node.args if isinstance(one, ast.Constant)]
    texts = [one for one in given if isinstance(one, str) and one]
    if name in ("_", "later") and texts:
        yield texts[0], None
    elif name == "ngettext" and len(texts) > 1:
        yield (texts[0], texts[1]), None
    elif name == "pgettext" and len(texts) > 1:
        yield texts[1], texts[0]


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
        said = [metric.label, metric.definition, *metric.better_known_as]
        if re.search("[a-z]{4}|leg", metric.unit):
            said.append(metric.unit)
        yield from (((text, None), "metrics") for text in said if text)
    for text in reference_texts():
        yield (text, None), "findings/norms"
    for rule in rules():
        said = [rule.title, rule.seen, rule.why, rule.unknown, rule.cue]
        said += [rule.professional]
        said += [one.adds for one in (*rule.conditions, *rule.additions) if one.adds]
        for drill in rule.drills:
            said += [drill.name, drill.how, drill.dose, drill.progression]
        for text in said:
            yield (text, None), f"findings/rules/{rule.name}.toml"
    for stage in SHARES:
        yield (stage, None), "api/whole.py"
    for forms in FORMS.values():
        yield (forms, None), "words/activities.py"
    for text in shoe_texts():
        yield (text, None), "findings/advice/shoes.toml"


def in_kept() -> Found:
    """Yield the sentences that an analysis holds, with braces for their values."""
    for pattern in (*KEPT, *SAID_LATER):
        for path in sorted(SOURCE.glob(pattern)):
            for text in sentences_of(path.read_text("utf-8")):
                yield (text, CONTEXT), _place(path)
    for pattern in REFUSALS:
        for path in sorted(SOURCE.glob(pattern)):
            for text in refusals_of(path.read_text("utf-8")):
                yield (text, CONTEXT), _place(path)
    for text in (*FRAGMENTS, *FAULTS):
        yield (text, CONTEXT), "words/kept.py"


def sentences_of(module: str) -> list[str]:
    """Return the sentences that a module makes, in its order.

    Left out are docstrings, what stands at decorators, and errors that stop a run.
    A value in an f-string is called as it is in the code.
    """
    tree = ast.parse(module)
    hidden: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            hidden.add(id(node.value))
        elif isinstance(node, ast.Raise) and "NotEnough" not in ast.unparse(node):
            hidden |= {id(one) for one in ast.walk(node)}
        elif isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                hidden |= {id(one) for one in ast.walk(decorator)}
        elif isinstance(node, ast.JoinedStr):
            hidden |= {id(one) for one in ast.walk(node) if one is not node}
    said = (
        _sentence(node)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Constant, ast.JoinedStr)) and id(node) not in hidden
    )
    return [
        text.strip() for text in said if text.rstrip().endswith(".") and " " in text
    ]


def refusals_of(module: str) -> list[str]:
    """Return the sentences of the errors that a module raises, in its order.

    Left out are those that are translated where they are raised, and what shows how
    to write something.
    """
    raised = [
        node for node in ast.walk(ast.parse(module)) if isinstance(node, ast.Raise)
    ]
    hidden: set[int] = set()
    parts = [part for node in raised for part in ast.walk(node)]
    for part in parts:
        is_call = isinstance(part, ast.Call)
        if is_call and ast.unparse(part.func) in ("_", "ngettext"):
            hidden |= {id(one) for one in ast.walk(part)}
        elif isinstance(part, ast.JoinedStr):
            hidden |= {id(one) for one in ast.walk(part) if one is not part}
    said = (
        _sentence(part).strip()
        for part in parts
        if isinstance(part, (ast.Constant, ast.JoinedStr)) and id(part) not in hidden
    )
    return [one for one in said if one.endswith(".") and " " in one and '{"' not in one]


def _sentence(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    names: dict[str, str] = {}
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
            continue
        code = ast.unparse(part.value)
        wanted = code.split(".")[-1]
        is_simple = wanted.isidentifier() and wanted not in names.values()
        name = wanted if is_simple else f"value_{len(names) + 1}"
        parts.append(f"{{{names.setdefault(code, name)}}}")
    return "".join(parts)


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
            said |= {"Language": str(self.locale)}
            said |= {"Plural-Forms": "nplurals=2; plural=(n != 1);"}
        return list(said.items())

    mime_headers = property(_head, lambda _self, _headers: None)
    # Spanish has a third form for whole millions; nothing here counts so far.
    num_plurals = property(lambda _self: 2)
    plural_expr = property(lambda _self: "(n != 1)")


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
