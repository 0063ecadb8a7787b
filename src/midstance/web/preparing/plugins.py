"""Whether what is chosen by name exists: said before anything is computed."""

import dataclasses
from typing import Any, Protocol, TypeVar

from midstance.errors import ConfigError, did_you_mean
from midstance.registry import Registry


class Choice(Protocol):
    """A plug-in by name, with values for it."""

    @property
    def name(self) -> str:
        """Name of the plug-in."""

    @property
    def params(self) -> Any:  # noqa: ANN401
        """Values by name."""


C = TypeVar("C", bound=Choice)

FROM_A_FILE = frozenset(["canned"])
"""Pose networks that are none: they read a file of this machine."""


def is_pose_network(choice: C) -> C:
    """Return the choice of a pose network, if there is one of that name.

    Raises
    ------
    ValueError
        If there is none, or it has no such setting.

    """
    from midstance.pose.base import backends

    if choice.name in FROM_A_FILE:
        raise ValueError(f"pose network {choice.name!r} cannot be chosen here")
    return _checked(choice, backends)


def is_detector(choice: C) -> C:
    """Return the choice of an event detector, if there is one of that name.

    Raises
    ------
    ValueError
        If there is none, or it has no such setting.

    """
    from midstance.events.base import detectors

    return _checked(choice, detectors)


def is_cleaner(choice: C) -> C:
    """Return the choice of a step of cleaning, if there is one of that name.

    Raises
    ------
    ValueError
        If there is none, or it has no such setting.

    """
    from midstance.cleaning.base import cleaners

    return _checked(choice, cleaners)


def is_metric(name: str) -> str:
    """Return the name of a metric, if there is one.

    Raises
    ------
    ValueError
        If there is none.

    """
    from midstance.metrics.base import metrics

    try:
        metrics.get(name)
    except ConfigError as error:
        raise ValueError(str(error)) from error
    return name


def _checked(choice: C, registry: Registry[Any]) -> C:
    try:
        kind = registry.get(choice.name)
    except ConfigError as error:
        raise ValueError(str(error)) from error
    known = [field.name for field in dataclasses.fields(kind)]
    for param in choice.params:
        if param not in known:
            hint = did_you_mean(param, known)
            raise ValueError(f"{choice.name!r} has no setting {param!r}; {hint}")
    return choice
