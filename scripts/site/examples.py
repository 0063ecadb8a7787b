"""A page for each example, with its code and what it draws."""

import ast
import os
import re
import runpy
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

WITH_PICTURES = "MIDSTANCE_GALLERY"
"""Set in the environment: the examples run, and their pages show what they draw."""


def example_pages(folder: Path) -> Iterator[tuple[str, str | bytes]]:
    """Yield path and content of the overview and of the page of each example."""
    pictures = drawn(folder) if os.environ.get(WITH_PICTURES) else {}
    cards = []
    for path in sorted(folder.glob("*.py")):
        code = path.read_text("utf-8")
        title = title_of(path)
        card = [f"-   **[{title}]({path.stem}.md)**"]
        parts = [f"# {title}", f"`examples/{path.name}`"]
        if path.stem in pictures:
            yield f"examples/{path.stem}.png", pictures[path.stem]
            parts.append(f"![What it draws]({path.stem}.png)")
            card.append(f"    [![What it draws]({path.stem}.png)]({path.stem}.md)")
        cards.append("\n\n".join(card))
        parts.append(f"```python\n{code.strip()}\n```")
        yield f"examples/{path.stem}.md", "\n\n".join(parts) + "\n"
    head = "# Examples\n\nEach is a file in `examples` that the tests run.\n\n"
    grid = '<div class="grid cards" markdown>\n\n{}\n\n</div>\n'
    # Those with a picture first.
    cards.sort(key=lambda card: "![" not in card)
    yield "examples/index.md", head + grid.format("\n\n".join(cards))


def title_of(path: Path) -> str:
    """Return what an example says that it is; of a notebook, its heading."""
    code = path.read_text("utf-8")
    about = ast.get_docstring(ast.parse(code))
    if about:
        return about.splitlines()[0].rstrip(".")
    heading = re.search(r"^# # (.+)$", code, re.MULTILINE)
    return heading[1] if heading else path.stem


def drawn(folder: Path) -> dict[str, bytes]:
    """Run the examples that draw something, and return their pictures by name."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    found = {}
    arguments = sys.argv
    with tempfile.TemporaryDirectory() as made:
        for path in sorted(folder.glob("*.py")):
            if "savefig(" not in path.read_text("utf-8"):
                continue
            sys.argv = [str(path), made]
            try:
                runpy.run_path(str(path))
            finally:
                sys.argv = arguments
            found[path.stem] = (Path(made) / f"{path.stem}.png").read_bytes()
    return found
