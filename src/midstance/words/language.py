"""The language in which something is told: of one report, or of one request."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Literal, get_args

from midstance.errors import ConfigError
from midstance.files import replacing

Language = Literal["en", "de", "es"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES: dict[Language, str] = {"en": "English", "de": "Deutsch", "es": "Español"}
"""What each language calls itself."""
_KEPT = "language.toml"
_spoken: ContextVar[Language] = ContextVar("language", default="en")


def language() -> Language:
    """Return the language that is spoken now: English unless `speaking` says more."""
    return _spoken.get()


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Speak a language until the end of the block, in this thread or task alone.

    Examples
    --------
    >>> with speaking("de"):
    ...     language()
    'de'

    """
    before = _spoken.set(chosen)
    try:
        yield
    finally:
        _spoken.reset(before)


def choose_language(text: str) -> Language:
    """Return the language of that name.

    Raises
    ------
    ConfigError
        If there is no catalogue of it.

    Examples
    --------
    >>> choose_language("de")
    'de'

    """
    for one in LANGUAGES:
        if one == text.strip().lower():
            return one
    raise ConfigError(f"language must be one of {list(LANGUAGES)}, got {text!r}.")


def accepted_language(header: str) -> Language:
    """Return the language that a browser asks for first of those there are.

    Parameters
    ----------
    header
        ``Accept-Language`` of a request (RFC 9110); whatever cannot be read in it
        is passed over. English when none is asked for.

    Examples
    --------
    >>> accepted_language("fr, de-AT;q=0.8, en;q=0.9"), accepted_language("es-MX")
    ('en', 'es')

    """
    best: Language = "en"
    highest = 0.0
    for part in header.split(","):
        name, _, parameter = part.partition(";")
        primary = name.strip().lower().split("-")[0]
        weight = _weight(parameter)
        for one in LANGUAGES:
            if one == primary and weight > highest:
                best, highest = one, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0


def kept_language() -> Language:
    """Return the language that was asked for last; English before that."""
    try:
        return choose_language(tomllib.loads(_file().read_text("utf-8"))["language"])
    except (OSError, KeyError, ValueError, TypeError, AttributeError, ConfigError):
        return "en"


def keep_language(chosen: Language) -> None:
    """Remember a language for the next report.

    Raises
    ------
    OutputError
        If the user's folder cannot be written to.

    """
    with replacing(_file()) as part:
        part.write_text(f'language = "{chosen}"\n', "utf-8")


def _file() -> Path:
    from platformdirs import user_config_path

    return user_config_path("midstance") / _KEPT
