"""Running biomechanics from ordinary video.

>>> import midstance as ms
>>> analysis = ms.example()  # or ms.analyze("run.mp4", height_m=1.78)
>>> analysis.summary().query("metric == 'cadence'")["value"].round().item()
166.0
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from midstance.api.analyze import analyze
    from midstance.api.catalogue import backends, detectors, formats, metrics
    from midstance.api.examples import example, example_file
    from midstance.api.report import write_report
    from midstance.api.steps import analyze_tracks, clean, find_events, measure
    from midstance.config import Config, load_config, load_preset
    from midstance.errors import MidstanceError
    from midstance.schema.analysis import Analysis, load
    from midstance.schema.events import load_events, make_events, save_events
    from midstance.schema.tracks import load_tracks, make_tracks, save_tracks

__version__ = "0.2.0"

_HOMES = {
    "Analysis": "midstance.schema.analysis",
    "Config": "midstance.config",
    "MidstanceError": "midstance.errors",
    "analyze": "midstance.api.analyze",
    "analyze_tracks": "midstance.api.steps",
    "backends": "midstance.api.catalogue",
    "clean": "midstance.api.steps",
    "detectors": "midstance.api.catalogue",
    "example": "midstance.api.examples",
    "example_file": "midstance.api.examples",
    "find_events": "midstance.api.steps",
    "formats": "midstance.api.catalogue",
    "load": "midstance.schema.analysis",
    "load_config": "midstance.config",
    "load_events": "midstance.schema.events",
    "load_preset": "midstance.config",
    "load_tracks": "midstance.schema.tracks",
    "make_events": "midstance.schema.events",
    "make_tracks": "midstance.schema.tracks",
    "measure": "midstance.api.steps",
    "metrics": "midstance.api.catalogue",
    "save_events": "midstance.schema.events",
    "save_tracks": "midstance.schema.tracks",
    "write_report": "midstance.api.report",
}

__all__ = [
    "Analysis",
    "Config",
    "MidstanceError",
    "analyze",
    "analyze_tracks",
    "backends",
    "clean",
    "detectors",
    "example",
    "example_file",
    "find_events",
    "formats",
    "load",
    "load_config",
    "load_events",
    "load_preset",
    "load_tracks",
    "make_events",
    "make_tracks",
    "measure",
    "metrics",
    "save_events",
    "save_tracks",
    "write_report",
]


class _Table(ModuleType):
    """A package of plug-ins that is called for the table of them, too.

    ``ms.metrics()`` lists the metrics, and ``midstance.metrics`` is where they live.
    """

    def __call__(self) -> Any:  # noqa: ANN401
        """Return the table of `midstance.api.catalogue` that has its name."""
        catalogue = import_module("midstance.api.catalogue")
        return getattr(catalogue, self.__name__.rpartition(".")[2])()


class _Face(ModuleType):
    """The module `midstance`, which Python tells of each package in it."""

    def __setattr__(self, name: str, value: object) -> None:
        """Keep the package, and let it be called when it is a table as well."""
        if name in ("formats", "metrics") and isinstance(value, ModuleType):
            value.__class__ = _Table
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import a public name when it is first used, so that importing is cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module 'midstance' has no attribute {name!r}")
    if name in ("formats", "metrics"):
        return import_module(f"midstance.{name}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return [*__all__, "__version__"]
