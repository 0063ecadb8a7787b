"""Calls that answer a wrong argument with a sentence."""

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from midstance.errors import ConfigError, did_you_mean

P = ParamSpec("P")
R = TypeVar("R")


def checked_call(function: Callable[P, R]) -> Callable[P, R]:
    """Return `function` with a `ConfigError` for arguments that it does not take.

    Examples
    --------
    >>> @checked_call
    ... def run(*, height_m: float = 1.7) -> float:
    ...     return height_m
    >>> run(hight_m=1.8)
    Traceback (most recent call last):
    midstance.errors.ConfigError: run takes no hight_m; did you mean height_m?

    """
    signature = inspect.signature(function)

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            signature.bind(*args, **kwargs)
        except TypeError as error:
            sentence = _what_is_wrong(function.__name__, signature, kwargs, error)
            raise ConfigError(sentence) from None
        return function(*args, **kwargs)

    return call


def _what_is_wrong(
    name: str,
    signature: inspect.Signature,
    given: dict[str, object],
    error: TypeError,
) -> str:
    known = signature.parameters
    strange = [word for word in given if word not in known]
    if strange:
        return f"{name} takes no {strange[0]}; {did_you_mean(strange[0], known)}"
    placed = [
        word
        for word, parameter in known.items()
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
    ]
    by_name = f"{placed} in this order" if placed else "nothing by place"
    return f"{name}: {error}; give {by_name}, and everything else by its name."
