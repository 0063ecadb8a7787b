"""Arrays and names as people hand them in."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from midstance.errors import SchemaError


def as_numbers(values: ArrayLike, name: str) -> NDArray[np.floating]:
    """Return `values` as an array of floating point numbers; single precision stays.

    Raises
    ------
    SchemaError
        If they are no numbers, or ragged; the sentence begins with `name`.

    Examples
    --------
    >>> as_numbers([1, 2], "time_s")
    array([1., 2.])

    """
    try:
        numbers = np.asarray(values)
        is_exact = np.issubdtype(numbers.dtype, np.floating)
        return numbers if is_exact else numbers.astype(float)
    except (TypeError, ValueError) as error:
        raise SchemaError(f"{name} must be an array of numbers: {error}.") from error


def as_names(names: Sequence[str], what: str) -> list[str]:
    """Return `names` as a list of texts.

    Raises
    ------
    SchemaError
        If it is a single text, or holds something else; the sentence begins with
        `what`.

    """
    is_list = isinstance(names, Iterable) and not isinstance(names, str | bytes)
    listed = list(names) if is_list else []
    if not is_list or not all(isinstance(name, str) for name in listed):
        raise SchemaError(f"{what} must be a list of names, got {names!r}.")
    return [str(name) for name in listed]
