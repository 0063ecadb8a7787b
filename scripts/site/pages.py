"""Pages of the documentation that are made of the code, and links that lead out of it.

MkDocs calls `on_files` and `on_page_markdown` (see mkdocs.yml).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accuracy import accuracy_page
from api import api_page
from commands import command_page
from examples import example_pages
from metrics import metric_pages
from settings import settings_page

ROOT = Path(__file__).parents[2]
_OUTWARDS = re.compile(r"\[([^\]]*)\]\(((?:\.\./)+)([^)#]+)(#[^)]*)?\)")
_EXAMPLE = re.compile(r"examples/(\w+)\.py")


def made_pages() -> Iterator[tuple[str, str | bytes]]:
    """Yield path and content of every page and picture that no one makes by hand."""
    yield from metric_pages()
    yield from example_pages(ROOT / "examples")
    yield "accuracy.md", accuracy_page(ROOT / "validation")
    yield "commands.md", command_page()
    yield "settings.md", settings_page()
    yield "api.md", api_page()


def inwards(markdown: str, depth: int) -> str:
    """Return a page whose links to files outside of the documentation are mended.

    A link to an example leads to its page; of any other the text is left.

    Examples
    --------
    >>> inwards("See [the example](../examples/metric.py) and [a](../a.csv).", 0)
    'See [the example](examples/metric.md) and a.'

    """

    def mended(found: re.Match[str]) -> str:
        text, ups, target = found[1], found[2].count("../"), found[3]
        if ups <= depth:
            return found[0]
        example = _EXAMPLE.fullmatch(target)
        if example is None:
            return text
        return f"[{text}]({'../' * depth}examples/{example[1]}.md)"

    return _OUTWARDS.sub(mended, markdown)


def on_files(files: Any, config: Any) -> Any:  # noqa: ANN401 -- MkDocs' own types
    """Add the pages that are made of the code."""
    from mkdocs.structure.files import File

    for path, content in made_pages():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:  # noqa: ANN401
    """Mend links that lead out of the documentation."""
    return inwards(markdown, page.file.src_uri.count("/"))
