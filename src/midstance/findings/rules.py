"""The rules of findings: data, one TOML file each in the folder ``rules``.

A rule says what must be beyond which line, and everything that is said when it is.
It never looks at a number without its uncertainty, see `midstance.findings.odds`.
"""

import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from midstance.errors import ConfigError
from midstance.findings.norms import NEAR_M_S


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Condition(_Strict):
    """A line, and the side of it on which a number stands out.

    The line is one of four: so many standard deviations (``sd``) from the mean of
    what others show at the runner's speed, a ``limit`` that has a meaning of its own,
    a difference between left and right (``sides_percent`` of their mean), or a change
    along the clip (``change_percent``).
    """

    metric: str
    beyond: Literal["above", "below"] = "above"
    sd: float | None = None
    limit: float | None = None
    scale: float | None = Field(default=None, gt=0)
    """Of a ``limit``: what counts as one standard deviation of its size."""
    sides_percent: float | None = Field(default=None, gt=0)
    change_percent: float | None = Field(default=None, gt=0)
    by_height: bool = False
    """Taller people take longer steps: the reference is moved by the square root of
    the height (Alexander and Jayes 1983)."""
    within_m_s: float = Field(default=NEAR_M_S, gt=0)
    """How far the speed of the reference may be from the runner's."""
    adds: str = ""
    """Of a condition that a finding does not rest on: what it adds when it holds."""

    @model_validator(mode="after")
    def _has_one_line(self) -> Self:
        lines = (self.sd, self.limit, self.sides_percent, self.change_percent)
        if sum(line is not None for line in lines) != 1:
            raise ValueError("give one of sd, limit, sides_percent, change_percent")
        if (self.limit is None) != (self.scale is None):
            raise ValueError("a limit needs a scale, and nothing else has one")
        return self


class DrillText(_Strict):
    """What to practise."""

    name: str
    how: str
    dose: str
    progression: str


class Rule(_Strict):
    """One rule; its name is that of its file."""

    name: str
    title: str
    seen: str
    cost: float = Field(gt=0, le=1)
    """How much it costs the runner, as far as anybody knows; set by hand."""
    gait: Literal["running", "walking"] = "running"
    joints: tuple[str, ...]
    """Keypoints to look at, without their side."""
    conditions: tuple[Condition, ...] = Field(min_length=1)
    """All must hold on the same side."""
    additions: tuple[Condition, ...] = ()
    why: str
    source: str
    unknown: str
    cue: str
    drills: tuple[DrillText, ...] = Field(min_length=1, max_length=2)
    professional: str

    @model_validator(mode="after")
    def _says_what_is_added(self) -> Self:
        if any(not one.adds for one in self.additions):
            raise ValueError("every addition must say what it adds")
        return self


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule, by name.

    Raises
    ------
    ConfigError
        If a file is no rule.

    """
    files = (item for item in _folder().iterdir() if item.name.endswith(".toml"))
    return tuple(read_rule(item) for item in sorted(files, key=lambda item: item.name))


def read_rule(file: Traversable) -> Rule:
    """Return the rule in `file`.

    Raises
    ------
    ConfigError
        If it is no TOML, or lacks what a rule must say.

    """
    name = file.name.removesuffix(".toml")
    try:
        return Rule(name=name, **tomllib.loads(file.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"The rule {name} is not TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"The rule {name} is not whole: {where or 'it'}: {first['msg']}."
        ) from error


def _folder() -> Traversable:
    return resources.files("midstance").joinpath("findings", "rules")
