"""What is wrong with an input, in a sentence."""

from typing import Any

from midstance.errors import MidstanceError
from midstance.schema.remedies import with_remedy
from midstance.words.kept import retold
from midstance.words.text import _, later

_LONGEST = 80
_IN_A_TERMINAL: dict[str, str] = {
    "add_weights": later("In a terminal, run: midstance weights add {name} FILE"),
    "fetch_weights": later("In a terminal, run: midstance weights fetch {name}"),
    "how_to_get_weights": later("In a terminal, midstance doctor says how."),
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
    words = {name: _(text) for name, text in _IN_A_TERMINAL.items()}
    return with_remedy(retold(str(error)), error.remedy, error.facts, words)


def of_problem(problem: Any) -> str:  # noqa: ANN401
    """Return one problem that pydantic found, as a sentence.

    Examples
    --------
    >>> of_problem({"loc": ("body", "people"), "msg": "Input is low", "input": 0})
    'people: Input is low, got 0.'

    """
    where = ".".join(str(part) for part in problem["loc"][1:])
    why = retold(problem["msg"])
    got = repr(problem.get("input"))
    if len(got) > _LONGEST:
        got = f"{got[:_LONGEST]}…"
    if not where:
        return f"{why}."
    return _("{where}: {why}, got {got}.", where=where, why=why, got=got)
