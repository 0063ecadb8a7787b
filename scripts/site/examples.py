"""A page for each example, with its code."""

import ast
from collections.abc import Iterator
from pathlib import Path


def example_pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield path and Markdown of the overview and of the page of each example."""
    rows = []
    for path in sorted(folder.glob("*.py")):
        code = path.read_text("utf-8")
        about = ast.get_docstring(ast.parse(code)) or path.stem
        title = about.splitlines()[0].rstrip(".")
        rows.append(f"- [{title}]({path.stem}.md)")
        fence = f"```python\n{code.strip()}\n```"
        yield (
            f"examples/{path.stem}.md",
            f"# {title}\n\n`examples/{path.name}`\n\n{fence}\n",
        )
    head = "# Examples\n\nEach is a file in `examples` that the tests run.\n\n"
    yield "examples/index.md", head + "\n".join(rows) + "\n"
