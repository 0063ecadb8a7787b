"""Running biomechanics from ordinary video.

>>> import midstance as ms
>>> analysis = ms.example()  # or ms.analyze("run.mp4", height_m=1.78)
>>> analysis.summary().query("metric == 'cadence'")["value"].round().item()
166.0
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from midstance.api.analyze import analyze
    from midstance.api.examples import example, example_file
    from midstance.api.report import write_report
    from midstance.api.steps import analyze_tracks, clean, find_events, measure
    from midstance.config import Config, load_config, load_preset
    from midstance.errors import MidstanceError
    from midstance.schema.analysis import Analysis, load
    from midstance.schema.events import load_events, make_events, save_events
    from midstance.schema.tracks import load_tracks, make_tracks, save_tracks

__version__ = "0.1.0"

_HOMES = {
    "Analysis": "midstance.schema.analysis",
    "Config": "midstance.config",
    "MidstanceError": "midstance.errors",
    "analyze": "midstance.api.analyze",
    "analyze_tracks": "midstance.api.steps",
    "clean": "midstance.api.steps",
    "example": "midstance.api.examples",
    "example_file": "midstance.api.examples",
    "find_events": "midstance.api.steps",
    "load": "midstance.schema.analysis",
    "load_config": "midstance.config",
    "load_events": "midstance.schema.events",
    "load_preset": "midstance.config",
    "load_tracks": "midstance.schema.tracks",
    "make_events": "midstance.schema.events",
    "make_tracks": "midstance.schema.tracks",
    "measure": "midstance.api.steps",
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
    "clean",
    "example",
    "example_file",
    "find_events",
    "load",
    "load_config",
    "load_events",
    "load_preset",
    "load_tracks",
    "make_events",
    "make_tracks",
    "measure",
    "save_events",
    "save_tracks",
    "write_report",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import a public name when it is first used, so that importing is cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module 'midstance' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return [*__all__, "__version__"]
