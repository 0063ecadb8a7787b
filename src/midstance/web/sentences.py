"""What is wrong with an input, in a sentence."""

from typing import Any

_LONGEST = 80


def of_problem(problem: Any) -> str:  # noqa: ANN401
    """Return one problem that pydantic found, as a sentence.

    Examples
    --------
    >>> of_problem({"loc": ("body", "people"), "msg": "Input is low", "input": 0})
    'people: Input is low, got 0.'

    """
    where = ".".join(str(part) for part in problem["loc"][1:])
    got = repr(problem.get("input"))
    if len(got) > _LONGEST:
        got = f"{got[:_LONGEST]}…"
    return f"{where}: {problem['msg']}, got {got}." if where else f"{problem['msg']}."
