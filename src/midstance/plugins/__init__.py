"""What a plug-in of another package imports: the contracts and their registries.

`examples/` has one of each kind. A package adds its plug-ins by entry points, see
`midstance.registry`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from midstance.cleaning.base import Cleaner, cleaners
    from midstance.errors import ConfigError, NotEnoughDataError, WeightsError
    from midstance.events.base import EventDetector, detectors
    from midstance.metrics.base import Needs as MetricNeeds
    from midstance.metrics.base import metric, metrics
    from midstance.metrics.measurement import (
        Measurement,
        at,
        average,
        duration,
        in_unit,
        percent_of_leg,
        span,
        table,
    )
    from midstance.metrics.recording import Recording
    from midstance.pose.base import (
        EachFrameAlone,
        FramePoses,
        Needs,
        PoseBackend,
        PoseSession,
        Recognised,
        backends,
        nobody,
    )
    from midstance.pose.images.letterbox import Letterbox
    from midstance.pose.runtimes.onnx import OnnxNetwork
    from midstance.pose.user_network import UserNetwork, onnx_needs
    from midstance.report.sections import Section, sections
    from midstance.schema.analysis import Analysis
    from midstance.schema.events import make_events

_HOMES = {
    "Analysis": "midstance.schema.analysis",
    "Cleaner": "midstance.cleaning.base",
    "ConfigError": "midstance.errors",
    "EachFrameAlone": "midstance.pose.base",
    "EventDetector": "midstance.events.base",
    "FramePoses": "midstance.pose.base",
    "Letterbox": "midstance.pose.images.letterbox",
    "Measurement": "midstance.metrics.measurement",
    "MetricNeeds": "midstance.metrics.base:Needs",
    "Needs": "midstance.pose.base",
    "NotEnoughDataError": "midstance.errors",
    "OnnxNetwork": "midstance.pose.runtimes.onnx",
    "PoseBackend": "midstance.pose.base",
    "PoseSession": "midstance.pose.base",
    "Recognised": "midstance.pose.base",
    "Recording": "midstance.metrics.recording",
    "Section": "midstance.report.sections",
    "UserNetwork": "midstance.pose.user_network",
    "WeightsError": "midstance.errors",
    "at": "midstance.metrics.measurement",
    "average": "midstance.metrics.measurement",
    "backends": "midstance.pose.base",
    "cleaners": "midstance.cleaning.base",
    "detectors": "midstance.events.base",
    "duration": "midstance.metrics.measurement",
    "in_unit": "midstance.metrics.measurement",
    "make_events": "midstance.schema.events",
    "metric": "midstance.metrics.base",
    "metrics": "midstance.metrics.base",
    "nobody": "midstance.pose.base",
    "onnx_needs": "midstance.pose.user_network",
    "percent_of_leg": "midstance.metrics.measurement",
    "sections": "midstance.report.sections",
    "span": "midstance.metrics.measurement",
    "table": "midstance.metrics.measurement",
}

__all__ = [
    "Analysis",
    "Cleaner",
    "ConfigError",
    "EachFrameAlone",
    "EventDetector",
    "FramePoses",
    "Letterbox",
    "Measurement",
    "MetricNeeds",
    "Needs",
    "NotEnoughDataError",
    "OnnxNetwork",
    "PoseBackend",
    "PoseSession",
    "Recognised",
    "Recording",
    "Section",
    "UserNetwork",
    "WeightsError",
    "at",
    "average",
    "backends",
    "cleaners",
    "detectors",
    "duration",
    "in_unit",
    "make_events",
    "metric",
    "metrics",
    "nobody",
    "onnx_needs",
    "percent_of_leg",
    "sections",
    "span",
    "table",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Import a name when it is first used, so that importing is cheap."""
    if name not in _HOMES:
        raise AttributeError(f"module 'midstance.plugins' has no attribute {name!r}")
    home, _, called = _HOMES[name].partition(":")
    return getattr(import_module(home), called or name)


def __dir__() -> list[str]:
    """List the public names."""
    return list(__all__)
