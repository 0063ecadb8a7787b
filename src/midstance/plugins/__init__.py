"""What a plug-in of another package imports: the contracts and their registries.

`examples/` has one of each kind. A package adds its plug-ins by entry points, see
`midstance.registry`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from midstance.cleaning.base import Cleaner, cleaners
    from midstance.errors import (
        ConfigError,
        FormatError,
        NotEnoughDataError,
        WeightsError,
    )
    from midstance.events.base import EventDetector, detectors
    from midstance.files import read_text, reading, replacing
    from midstance.formats.base import (
        CurvesFormat,
        Holds,
        PoseFrames,
        PosesFormat,
        Told,
        TracksFormat,
        formats,
    )
    from midstance.formats.points import as_tracks
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
    "CurvesFormat": "midstance.formats.base",
    "EachFrameAlone": "midstance.pose.base",
    "EventDetector": "midstance.events.base",
    "FormatError": "midstance.errors",
    "FramePoses": "midstance.pose.base",
    "Holds": "midstance.formats.base",
    "Letterbox": "midstance.pose.images.letterbox",
    "Measurement": "midstance.metrics.measurement",
    "MetricNeeds": "midstance.metrics.base:Needs",
    "Needs": "midstance.pose.base",
    "NotEnoughDataError": "midstance.errors",
    "OnnxNetwork": "midstance.pose.runtimes.onnx",
    "PoseBackend": "midstance.pose.base",
    "PoseFrames": "midstance.formats.base",
    "PoseSession": "midstance.pose.base",
    "PosesFormat": "midstance.formats.base",
    "Recognised": "midstance.pose.base",
    "Recording": "midstance.metrics.recording",
    "Section": "midstance.report.sections",
    "Told": "midstance.formats.base",
    "TracksFormat": "midstance.formats.base",
    "UserNetwork": "midstance.pose.user_network",
    "WeightsError": "midstance.errors",
    "as_tracks": "midstance.formats.points",
    "at": "midstance.metrics.measurement",
    "average": "midstance.metrics.measurement",
    "backends": "midstance.pose.base",
    "cleaners": "midstance.cleaning.base",
    "detectors": "midstance.events.base",
    "duration": "midstance.metrics.measurement",
    "formats": "midstance.formats.base",
    "in_unit": "midstance.metrics.measurement",
    "make_events": "midstance.schema.events",
    "metric": "midstance.metrics.base",
    "metrics": "midstance.metrics.base",
    "nobody": "midstance.pose.base",
    "onnx_needs": "midstance.pose.user_network",
    "percent_of_leg": "midstance.metrics.measurement",
    "read_text": "midstance.files",
    "reading": "midstance.files",
    "replacing": "midstance.files",
    "sections": "midstance.report.sections",
    "span": "midstance.metrics.measurement",
    "table": "midstance.metrics.measurement",
}

__all__ = [
    "Analysis",
    "Cleaner",
    "ConfigError",
    "CurvesFormat",
    "EachFrameAlone",
    "EventDetector",
    "FormatError",
    "FramePoses",
    "Holds",
    "Letterbox",
    "Measurement",
    "MetricNeeds",
    "Needs",
    "NotEnoughDataError",
    "OnnxNetwork",
    "PoseBackend",
    "PoseFrames",
    "PoseSession",
    "PosesFormat",
    "Recognised",
    "Recording",
    "Section",
    "Told",
    "TracksFormat",
    "UserNetwork",
    "WeightsError",
    "as_tracks",
    "at",
    "average",
    "backends",
    "cleaners",
    "detectors",
    "duration",
    "formats",
    "in_unit",
    "make_events",
    "metric",
    "metrics",
    "nobody",
    "onnx_needs",
    "percent_of_leg",
    "read_text",
    "reading",
    "replacing",
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
