"""What is wrong with an input, in a sentence."""

from typing import Any

from midstance.errors import MidstanceError
from midstance.schema.remedies import with_remedy
from midstance.words.kept import retold
from midstance.words.language import language
from midstance.words.text import _, filled, later

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
    text = _PROBLEMS.get(problem.get("type", ""))
    why = problem["msg"]
    if text is not None and language() != "en":
        why = filled(_(text), **problem.get("ctx", {}))
    got = repr(problem.get("input"))
    if len(got) > _LONGEST:
        got = f"{got[:_LONGEST]}…"
    if not where:
        return f"{why}."
    return _("{where}: {why}, got {got}.", where=where, why=why, got=got)


_PROBLEMS = {
    "missing": later("Field required"),
    "extra_forbidden": later("Extra inputs are not permitted"),
    "greater_than": later("Input should be greater than {gt}"),
    "greater_than_equal": later("Input should be greater than or equal to {ge}"),
    "less_than": later("Input should be less than {lt}"),
    "less_than_equal": later("Input should be less than or equal to {le}"),
    "finite_number": later("Input should be a finite number"),
    "int_type": later("Input should be a valid integer"),
    "int_parsing": later("Input should be a valid integer"),
    "int_from_float": later("Input should be a valid integer"),
    "float_type": later("Input should be a valid number"),
    "float_parsing": later("Input should be a valid number"),
    "string_type": later("Input should be a valid string"),
    "string_too_short": later("String should have at least {min_length} characters"),
    "string_too_long": later("String should have at most {max_length} characters"),
    "string_pattern_mismatch": later("String should match pattern '{pattern}'"),
    "literal_error": later("Input should be {expected}"),
    "bool_type": later("Input should be a valid boolean"),
    "bool_parsing": later("Input should be a valid boolean"),
    "list_type": later("Input should be a valid list"),
    "too_long": later(
        "{field_type} should have at most {max_length} items after validation, "
        "not {actual_length}"
    ),
    "json_invalid": later("Invalid JSON: {error}"),
}
"""What pydantic finds, by its own names and in its own words."""
