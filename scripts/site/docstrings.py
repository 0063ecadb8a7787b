"""What is written under the fields of a class."""

import ast
import inspect
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
