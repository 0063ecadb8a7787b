"""What there is to choose from, as tables."""

import dataclasses
import inspect

import pandas as pd

from midstance.events.base import detectors as detector_registry
from midstance.formats.choose import overview
from midstance.metrics.base import Needs
from midstance.metrics.base import metrics as metric_registry
from midstance.pose.base import backends as backend_registry
from midstance.weights.added import backend_status
from midstance.weights.published import weights_status


def metrics() -> pd.DataFrame:
    """Return a row for each metric.

    Returns
    -------
    pandas.DataFrame
        ``name`` (for `Analysis.at`), ``label``, ``unit``, ``definition``, ``plane``,
        ``needs`` (what must be there, in words) and ``also`` (other names in use).

    Examples
    --------
    >>> import midstance as ms
    >>> ms.metrics().set_index("name").loc["cadence", "unit"]
    'steps/min'

    """
    rows = []
    for name in metric_registry.names():
        metric = metric_registry.get(name)
        rows.append(
            {
                "name": name,
                "label": metric.label,
                "unit": metric.unit,
                "definition": metric.definition,
                "plane": metric.plane,
                "needs": describe_needs(metric.needs),
                "also": ", ".join(metric.better_known_as),
            }
        )
    return pd.DataFrame(rows)


def backends() -> pd.DataFrame:
    """Return a row for each pose network.

    Returns
    -------
    pandas.DataFrame
        ``name`` (the setting ``pose``), ``about``, ``skeleton`` (empty where it is a
        setting), ``licence``, ``is_ready``, ``status`` (what is missing and how to
        get it) and ``parameters``.

    Examples
    --------
    >>> import midstance as ms
    >>> ms.backends().set_index("name").loc["blazepose", "skeleton"]
    'blazepose-33'

    """
    published = {status.name: status for status in weights_status()}
    rows = []
    for name in backend_registry.names():
        kind = backend_registry.get(name)
        status = published.get(name) or backend_status(name, kind.needs)
        skeleton = inspect.getattr_static(kind, "skeleton", "")
        rows.append(
            {
                "name": name,
                "about": _first_line(kind),
                "skeleton": skeleton if isinstance(skeleton, str) else "",
                "licence": status.licence,
                "is_ready": status.is_ready,
                "status": status.message,
                "parameters": _parameters(kind),
            }
        )
    return pd.DataFrame(rows)


def detectors() -> pd.DataFrame:
    """Return a row for each detector of gait events.

    Returns
    -------
    pandas.DataFrame
        ``name`` (for `find_events`), ``about``, ``gaits`` it is made for,
        ``keypoints`` it cannot do without, and ``parameters``.

    Examples
    --------
    >>> import midstance as ms
    >>> "consensus" in set(ms.detectors()["name"])
    True

    """
    rows = []
    for name in detector_registry.names():
        kind = detector_registry.get(name)
        rows.append(
            {
                "name": name,
                "about": _first_line(kind),
                "gaits": ", ".join(kind.gaits),
                "keypoints": ", ".join(kind.keypoints),
                "parameters": _parameters(kind),
            }
        )
    return pd.DataFrame(rows)


def formats() -> pd.DataFrame:
    """Return a row for each file format that is read or written.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``format``, ``files`` (how they end), ``reads``, ``writes``, and
        what such a file holds.

    Examples
    --------
    >>> import midstance as ms
    >>> ".trc" in set(ms.formats()["files"])
    True

    """
    return overview()


def describe_needs(needs: Needs) -> str:
    """Return in words what a metric cannot do without.

    Examples
    --------
    >>> describe_needs(Needs(views=("left", "right"), scale=True))
    'view from the left or right; scale; initial contact'

    """
    parts = (
        f"view from the {' or '.join(needs.views)}" if needs.views else "",
        ", ".join(needs.keypoints),
        "scale" if needs.scale else "",
        "speed" if needs.speed else "",
        "body mass" if needs.mass else "",
        f"{needs.min_rate_hz:g} frames/s" if needs.min_rate_hz else "",
        " and ".join(needs.events).replace("_", " ").replace("toe off", "toe-off"),
        needs.gait,
        "a runner who crosses the picture" if needs.crossing else "",
        f"{needs.min_strides} strides of one foot" if needs.min_strides else "",
    )
    return "; ".join(part for part in parts if part)


def _first_line(kind: type) -> str:
    return (inspect.getdoc(kind) or "").partition("\n")[0]


def _parameters(kind: type) -> str:
    is_settings = dataclasses.is_dataclass(kind)
    return ", ".join(f.name for f in dataclasses.fields(kind)) if is_settings else ""
