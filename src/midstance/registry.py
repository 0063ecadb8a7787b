"""The one way to plug something in: a file that registers a name.

A plug-in package (``midstance.events.rules``, ``midstance.metrics``, ...) holds one
plug-in per file. The files are imported on the first look-up, so adding a plug-in
means adding a file and nothing else.

An installed package adds one without touching ours: it names the module that
registers it as an entry point, in its ``pyproject.toml``::

    [project.entry-points."midstance.metrics"]
    ground_speed = "their_package.ground_speed"

"""

import dataclasses
import importlib
import pkgutil
from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from midstance.errors import ConfigError, did_you_mean

T = TypeVar("T")
P = TypeVar("P")


class Registry(Generic[T]):
    """Names of one kind of plug-in and the objects behind them.

    Parameters
    ----------
    kind
        What the plug-ins are called in messages, e.g. ``"event detector"``.
    packages
        Dotted names of the packages whose files register themselves.
    group
        Group of the entry points by which others add plug-ins; empty: nobody else can.

    """

    def __init__(self, kind: str, *packages: str, group: str = "") -> None:
        self.kind = kind
        self.packages = packages
        self.group = group
        self._items: dict[str, T] = {}
        self._broken: dict[str, str] = {}
        self._loaded = False

    def register(self, name: str) -> Callable[[T], T]:
        """Return a decorator that files its target under `name`.

        Raises
        ------
        ConfigError
            If `name` is already taken, or the target does not keep the contract.

        """

        def decorate(item: T) -> T:
            if name in self._items:
                raise ConfigError(
                    f"{self.kind} {name!r} is registered twice; rename one of them."
                )
            self._check(name, item)
            self._items[name] = item
            return item

        return decorate

    def get(self, name: str) -> T:
        """Return the plug-in called `name`.

        Raises
        ------
        ConfigError
            If there is none, or it is broken; the message lists the known names, or
            says which package it comes from and what is wrong.

        """
        self._load()
        try:
            return self._items[name]
        except (KeyError, TypeError):
            if isinstance(name, str) and name in self._broken:
                raise ConfigError(self._broken[name]) from None
            raise ConfigError(
                f"Unknown {self.kind} {name!r}; {did_you_mean(name, self.names())}"
            ) from None

    def names(self) -> list[str]:
        """Return the known names, sorted."""
        self._load()
        return sorted(self._items)

    def broken(self) -> dict[str, str]:
        """Return what is wrong with each plug-in of others that cannot be used."""
        self._load()
        return dict(self._broken)

    def _check(self, name: str, item: T) -> None:
        """Raise `ConfigError` when `item` does not keep the contract."""

    def _load(self) -> None:
        if self._loaded:
            return
        for name in self.packages:
            package = importlib.import_module(name)
            for module in pkgutil.iter_modules(package.__path__, f"{name}."):
                importlib.import_module(module.name)
        self._loaded = True
        if self.group:
            for point in entry_points(group=self.group):
                self._load_outside(point)

    def _load_outside(self, point: EntryPoint) -> None:
        """Import a plug-in of others; what it does wrong costs only itself."""
        try:
            point.load()
        except Exception as error:  # noqa: BLE001 - whatever their module raises
            reason = str(error).strip() or "no reason given"
            wrong = f"{type(error).__name__}: {reason.splitlines()[0]}"
        else:
            if point.name in self._items:
                return
            wrong = f"{point.value} registers no {self.kind} of this name"
        package = point.dist.name if point.dist else point.value
        self._broken[point.name] = (
            f"{self.kind} {point.name!r} of the installed package {package} cannot be "
            f"used ({wrong}); mend or uninstall {package}."
        )


class ClassRegistry(Registry[type[P]]):
    """Plug-ins that are built from settings: dataclasses that keep a contract.

    Parameters
    ----------
    kind
        What the plug-ins are called in messages, e.g. ``"event detector"``.
    contract
        The base class or protocol of all of them.
    packages
        Dotted names of the packages whose files register themselves.
    group
        Group of the entry points by which others add plug-ins.

    """

    def __init__(
        self, kind: str, contract: type[Any], *packages: str, group: str = ""
    ) -> None:
        super().__init__(kind, *packages, group=group)
        self.contract = contract

    def build(
        self,
        name: str,
        params: Mapping[str, Any],
        *,
        preferred: Mapping[str, Any] | None = None,
    ) -> P:
        """Return the plug-in called `name`, made with checked `params`.

        The annotations of its fields are enforced.

        Parameters
        ----------
        name
            Name of the plug-in.
        params
            Values of its settings; a text that begins with ``~/`` is a path in the
            home folder.
        preferred
            Values in place of its own defaults; a setting that it does not have is
            left out, and one in `params` counts more.

        Raises
        ------
        ConfigError
            If there is no such plug-in, or a parameter is unknown or unfit.

        """
        kind: Any = self.get(name)
        known = [field.name for field in dataclasses.fields(kind)]
        strange = sorted(set(params) - set(known))
        if strange:
            raise ConfigError(
                f"{self.kind} {name!r} has no parameter {strange[0]!r}; "
                f"{did_you_mean(strange[0], known)}"
            )
        fit = {key: value for key, value in (preferred or {}).items() if key in known}
        given = {key: _expanded(value) for key, value in params.items()}
        try:
            built: P = TypeAdapter(kind).validate_python({**fit, **given})
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise ConfigError(
                f"{self.kind} {name!r}: {where}: {first['msg']}."
            ) from error
        return built

    def _check(self, name: str, item: type[P]) -> None:
        contract = self.contract.__name__
        if not (dataclasses.is_dataclass(item) and issubclass(item, self.contract)):
            raise ConfigError(
                f"{self.kind} {name!r} must be a dataclass that keeps the contract of "
                f"{contract}, got {item!r}; derive it from {contract}."
            )
        absent = sorted(getattr(item, "__abstractmethods__", ()))
        if absent:
            raise ConfigError(
                f"{self.kind} {name!r} must define {' and '.join(absent)}, which "
                f"{contract} demands."
            )


def _expanded(value: object) -> object:
    if isinstance(value, str) and value.startswith("~/"):
        return str(Path(value).expanduser())
    return value
