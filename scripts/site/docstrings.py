"""What is written under the fields of a class."""

import ast
import inspect
import re
import textwrap
from itertools import pairwise


def field_texts(model: type) -> dict[str, str]:
    """Return the text under each annotated field of a class, in one line.

    Python keeps no such text, so that the source is read.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(model)))
    (body,) = (node.body for node in tree.body if isinstance(node, ast.ClassDef))
    return {
        str(getattr(field.target, "id", "")): " ".join(text.value.value.split())
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def parameter_texts(kind: type) -> dict[str, str]:
    """Return what the docstring of a dataclass says of each parameter, in one line.

    Those of the classes that it is made of count as well.
    """
    found: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        text = inspect.cleandoc(one.__doc__ or "")
        _, _, below = text.partition("Parameters\n----------\n")
        # Up to the next heading: a line above a line of dashes.
        block = re.split(r"\n[^\n]+\n-{3,}\n", f"{below}\n")[0]
        names: list[str] = []
        for line in block.splitlines():
            if line and not line.startswith(" "):
                names = [name.strip() for name in line.partition(" :")[0].split(",")]
                found |= dict.fromkeys(names, "")
            elif line.strip():
                found |= {n: f"{found[n]} {line.strip()}".strip() for n in names}
    return found
