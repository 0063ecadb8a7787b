"""Every error the package raises on purpose.

Tree::

    MidstanceError
    |-- SchemaError             data handed between steps breaks its contract
    |-- ConfigError             a setting is unknown or out of range
    |-- VideoError              a video cannot be opened, decoded or written
    |-- FormatError             a file of another kind than its name or place says
    |   `-- MissingSettingError it does not say something that has to be told
    |-- NotEnoughDataError      too little valid data for an answer
    |-- WeightsError            the weights of a network are missing or damaged
    |-- OutputError             a result cannot be written where it was asked for
    `-- MissingDependencyError  an optional extra is not installed
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MOST_LETTERS = 800


class MidstanceError(Exception):
    """Base of all errors raised on purpose; catch this one at the doors.

    Parameters
    ----------
    message
        One sentence: what was expected, what came, what to do. It names no option.
    remedy
        What can be done about it, which a door may tell in its own words; see
        `midstance.schema.remedies`. Empty: the message says all.
    facts
        Words and numbers that the words of the door may need.

    """

    def __init__(
        self,
        message: object = "",
        *,
        remedy: str = "",
        facts: "Mapping[str, object] | None" = None,
    ) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.facts = dict(facts or {})

    def __str__(self) -> str:
        """Return the sentence; the middle of a very long one is left out.

        What a damaged file holds may stand in it, and be millions of letters.
        """
        text = super().__str__()
        if len(text) <= _MOST_LETTERS:
            return text
        return f"{text[: _MOST_LETTERS // 2]} ... {text[-_MOST_LETTERS // 4 :]}"


class SchemaError(MidstanceError, ValueError):
    """Data handed between two steps breaks its written contract."""


class ConfigError(MidstanceError, ValueError):
    """A setting is unknown, of the wrong type, or out of range."""


class VideoError(MidstanceError, ValueError):
    """A video cannot be opened, decoded or written."""


class FormatError(MidstanceError, ValueError):
    """A file does not hold what its name or its place promises."""


class MissingSettingError(FormatError):
    """A file does not say something that the caller has to tell.

    Parameters
    ----------
    text
        What is missing, as a whole sentence.
    setting
        Name of the argument that tells it, such as ``"rate_hz"``.

    """

    def __init__(self, text: str = "", setting: str = "") -> None:
        super().__init__(text)
        self.setting = setting


class NotEnoughDataError(MidstanceError, ValueError):
    """Too few valid frames, keypoints or strides to give an answer."""


class WeightsError(MidstanceError, ValueError):
    """The weights of a network are missing, or are not the published ones."""


class OutputError(MidstanceError, OSError):
    """A result cannot be written where it was asked for."""


class MissingDependencyError(MidstanceError, ImportError):
    """A step needs an optional extra that is not installed."""


def did_you_mean(name: object, known: "Iterable[str]") -> str:
    """Return how a sentence about an unknown `name` ends.

    Parameters
    ----------
    name
        What was asked for.
    known
        The names that there are.

    Returns
    -------
    str
        The one that was probably meant, or all that there are.

    Examples
    --------
    >>> did_you_mean("hight_m", ["view", "height_m"])
    'did you mean height_m?'
    >>> did_you_mean("pace", ["view", "height_m"])
    "choose from ['view', 'height_m']."

    """
    from difflib import get_close_matches

    names = list(known)
    near = get_close_matches(str(name), names, n=1, cutoff=0.7)
    return f"did you mean {near[0]}?" if near else f"choose from {names}."
