"""Sentences that an analysis holds, told in the language of who reads them.

Notes, and why a number is missing, are data: they are kept in English, with their
values in them. Here each is recognized by the text that made it, and its values go into
the translation. The catalogue knows these texts by the context ``kept``;
``scripts/catalogues.py`` collects them where they are made.
"""

import re
from functools import cache
from gettext import GNUTranslations

from midstance.words.language import Language, language
from midstance.words.numbers import localized
from midstance.words.text import _, catalogue

CONTEXT = "kept"
FRAGMENTS = (
    "{group} at {speed} m/s",
    "left and right within {percent} %",
    "a change of {percent} % along the clip",
    *("known length {length} m", "body height {height} m", "belt speed {speed} m/s"),
    *("left or right", "front or rear", "rear or front", "rear", "front", "oblique"),
    *("left or right or front or rear", "unknown"),
    *("initial contact", "initial contact and no toe-off"),
    *("goes {percent}% of the usual way", "follows sooner than usual"),
    *("{percent}% of the body is hidden", "at the end of the set", "set by hand"),
    "not quite like the others",
    "half a repetition: what is seen begins within it",
    "half a repetition: what is seen ends within it",
    *(
        f"the {side} {limb} is hidden, and counts only with the other"
        for side in ("left", "right")
        for limb in ("arm", "leg")
    ),
)
"""What stands inside of sentences, and short texts that are none."""
FAULTS = (
    *("settings: {problem}", "preset {name}: {problem}"),
    *("{setting}: {problem}, got {got}.", "{setting}: {problem}."),
    "There is no setting {setting}.",
    "There is no setting {setting}; did you mean {other}?",
    "There is no setting {setting}; choose from {names}.",
    "Unknown {kind} {quoted}; did you mean {other}?",
    "Unknown {kind} {quoted}; choose from {names}.",
    "{kind} {quoted} has no parameter {other}; did you mean {another}?",
    "{kind} {quoted} has no parameter {other}; choose from {names}.",
    "{name} has no setting {other}; did you mean {another}?",
    "{name} has no setting {other}; choose from {names}.",
    "pose network {name} cannot be chosen here",
    "Pose backend {backend} needs {library}; install it with: {command}",
    *(f"{kind} {{name}}: {{problem}}" for kind in ("pose backend", "event detector")),
    *("pose backend", "event detector", "cleaning step", "metric"),
    *("Field required", "Extra inputs are not permitted", "Value error, {problem}"),
    "Input should be greater than {gt}",
    "Input should be greater than or equal to {ge}",
    "Input should be less than {lt}",
    "Input should be less than or equal to {le}",
    "Input should be a finite number",
    "Input should be a valid integer",
    "Input should be a valid integer, unable to parse string as an integer",
    "Input should be a valid integer, got a number with a fractional part",
    "Input should be a valid number",
    "Input should be a valid number, unable to parse string as a number",
    "Input should be a valid string",
    "Input should be a valid boolean",
    "Input should be a valid boolean, unable to interpret input",
    "Input should be a valid list",
    "Input should be {expected}",
    "String should have at least {min_length} characters",
    "String should have at most {max_length} characters",
    "String should match pattern '{pattern}'",
    "{type} should have at most {max_length} items after validation, not {n}",
    "Invalid JSON: {error}",
    "every number must be finite",
    "the two points must lie on the picture",
    "the two points must be at least {px} px apart",
    "a floor rises by at most 45 degrees",
    "write two points (px) as x1,y1,x2,y2",
    "write two points (px) and their distance (m) as x1,y1,x2,y2=1.20",
    "a region needs a name and at least three corners, written as {example}",
)
"""How settings can be wrong, and in which words pydantic says what it finds."""
_FEWEST_LETTERS = 6
_PLAIN = {"setting": r"[\w.\[\]-]+", "quoted": "'[^']*'"}
"""What some values look like, so that nothing else is taken for them."""
_BRACES = re.compile(r"\\\{(\w+)\\\}")
_NUMBER = re.compile(r"-?\d+\.\d+")
_SENTENCES = re.compile(r"(?<=[.!?]) (?=[A-Z])")


def retold(text: str) -> str:
    """Return a sentence of an analysis, or several, in the language that is spoken.

    What is not recognized stays English.

    Examples
    --------
    >>> retold("Needs the running speed.")
    'Needs the running speed.'

    """
    if language() == "en" or not text:
        return text
    whole = _retold(text)
    if whole is not None:
        return whole
    parts = _SENTENCES.split(text)
    if len(parts) == 1:
        return text
    return " ".join(_retold(part) or part for part in parts)


def _retold(text: str) -> str | None:
    """Return one text that was made in one piece; None: it is not known."""
    known, patterns = _known(language())
    if text in known:
        return known[text]
    for pattern, translation in patterns:
        found = pattern.fullmatch(text)
        if found is not None:
            values = {name: _value(one) for name, one in found.groupdict().items()}
            return translation.format(**values)
    return None


def _value(text: str) -> str:
    if _NUMBER.fullmatch(text):
        return localized(text)
    told = retold(text)
    return _(text) if told == text else told


@cache
def _known(
    spoken: Language,
) -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """Return translations by their text, and by a pattern where it has values."""
    whole: dict[str, str] = {}
    found: list[tuple[int, re.Pattern[str], str]] = []
    texts = catalogue(spoken)
    if not isinstance(texts, GNUTranslations):
        return whole, []
    for key, translation in texts._catalog.items():  # type: ignore[attr-defined]
        if not isinstance(key, str) or not key.startswith(f"{CONTEXT}\x04"):
            continue
        text = key.removeprefix(f"{CONTEXT}\x04")
        if "{" not in text:
            whole[text] = translation
            continue
        n_letters = len(re.sub(r"\{\w+\}|\W", "", text))
        if n_letters >= _FEWEST_LETTERS or text in (*FRAGMENTS, *FAULTS):
            found.append(
                (n_letters, re.compile(_pattern(text), re.DOTALL), translation)
            )
    # What has the most words of its own is the surest.
    found.sort(key=lambda one: -one[0])
    return whole, [(pattern, translation) for _n, pattern, translation in found]


def _pattern(text: str) -> str:
    """Return what matches a text with any values."""
    seen: set[str] = set()

    def group(found: re.Match[str]) -> str:
        name = found.group(1)
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>{_PLAIN.get(name, '.+?')})"

    return _BRACES.sub(group, re.escape(text))
