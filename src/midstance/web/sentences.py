"""What is wrong with an input, in a sentence."""

from typing import Any

from midstance.errors import MidstanceError
from midstance.schema.remedies import Words, with_remedy

_LONGEST = 80
_IN_A_TERMINAL: Words = {
    "add_weights": "In a terminal, run: midstance weights add {name} FILE",
    "fetch_weights": "In a terminal, run: midstance weights fetch {name}",
    "how_to_get_weights": "In a terminal, midstance doctor says how.",
}
"""What the app cannot do itself."""


def of_error(error: MidstanceError) -> str:
    """Return an error as the app says it.

    Examples
    --------
    >>> lost = MidstanceError(
    ...     "No weights; get them once.", remedy="fetch_weights", facts={"name": "toy"}
    ... )
    >>> of_error(lost)
    'No weights; get them once. In a terminal, run: midstance weights fetch toy'

    """
    return with_remedy(str(error), error.remedy, error.facts, _IN_A_TERMINAL)


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
