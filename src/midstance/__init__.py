"""Running biomechanics from ordinary video.

>>> import midstance as ms
>>> analysis = ms.analyze("run.mp4", view="left", height_m=1.78)  # doctest: +SKIP
>>> analysis.summary()  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from midstance.config import Config, load_config, load_preset
    from midstance.errors import MidstanceError
    from midstance.pipeline.analyze import analyze
    from midstance.pipeline.steps import clean, find_events, measure
    from midstance.report.write import write_report
    from midstance.schema.analysis import Analysis, load
    from midstance.schema.events import load_events
    from midstance.schema.tracks import load_tracks, make_tracks

__version__ = "0.1.0"

_HOMES = {
    "Analysis": "midstance.schema.analysis",
    "Config": "midstance.config",
    "MidstanceError": "midstance.errors",
    "analyze": "midstance.pipeline.analyze",
    "clean": "midstance.pipeline.steps",
    "find_events": "midstance.pipeline.steps",
    "load": "midstance.schema.analysis",
    "load_config": "midstance.config",
    "load_events": "midstance.schema.events",
    "load_preset": "midstance.config",
    "load_tracks": "midstance.schema.tracks",
    "make_tracks": "midstance.schema.tracks",
    "measure": "midstance.pipeline.steps",
    "write_report": "midstance.report.write",
}

__all__ = [
    "Analysis",
    "Config",
    "MidstanceError",
    "analyze",
    "clean",
    "find_events",
    "load",
    "load_config",
    "load_events",
    "load_preset",
    "load_tracks",
    "make_tracks",
    "measure",
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
