"""The reference of the settings, made of the typed models."""

import dataclasses
import inspect
from collections.abc import Mapping
from typing import Any

from docstrings import field_texts, parameter_texts
from pydantic import BaseModel

from midstance.cleaning.base import cleaners
from midstance.config import Config
from midstance.events.base import detectors
from midstance.pose.base import backends
from midstance.registry import Registry

_BELOW = {
    "clip": "What of the video is looked at: [below](#clip).",
    "subject": "Who runs, and where: [below](#subject).",
    "pose": "The pose network and its settings: [below](#pose-networks).",
    "tracking": "Regions of treadmills beside one another: [below](#tracking).",
    "cleaning": "The steps of cleaning, in order: [below](#cleaning).",
    "points": "Keypoints put right by hand, on frames.",
    "events": "The detector of contacts and toe-offs: [below](#event-detectors).",
    "lifting": "Whether and how people are lifted to 3D: [below](#lifting).",
}
"""What the tables at the top are for."""
_PLAIN = {
    "start_s": "Where the analysis begins, in seconds of the file; none: at its start.",
    "end_s": "Where it ends; none: at the end of the file.",
    "view": "The side of the runner that the camera sees; auto: as it is found.",
    "surface": "Whether the belt or the runner moves; auto: as it is found.",
    "height_m": "Body height in metres; gives lengths in metres.",
    "mass_kg": "Body mass in kilograms; stiffness needs it.",
}
"""What needs no text beside the code, but one on a page."""


def settings_page() -> str:
    """Return every setting with its type, default and meaning."""
    parts = [
        "# Settings",
        "Settings stand in a TOML file (`midstance analyze --config FILE`), have the "
        "same names in Python and, most of them, on the command line. What is not "
        "known is refused, with what was probably meant. Every analysis keeps all of "
        "them in `analysis.json`.",
    ]
    parts += _section("", Config)
    for name, field in Config.model_fields.items():
        kind = field.annotation
        if name in ("pose", "events"):
            continue  # chosen by their names, below
        if inspect.isclass(kind) and issubclass(kind, BaseModel):
            parts += _section(name, kind)
    parts.append(
        "What is chosen by its name is a table of `name` and `params`, such as "
        '`events = {name = "consensus", params = {threshold_n = 20}}`. The names, '
        "with the params of each:"
    )
    parts += _choices("Event detectors", detectors)
    parts += _choices("Cleaning", cleaners)
    parts += _choices("Pose networks", backends)
    return "\n\n".join(parts) + "\n"


def _choices(title: str, registry: Registry[Any]) -> list[str]:
    rows = []
    for name in registry.names():
        kind = registry.get(name)
        about = (inspect.getdoc(kind) or "").splitlines()[0]
        rows.append(f"| **`{name}`** | | {about} |")
        said = parameter_texts(kind)
        rows += [
            f"| `{field.name}` | {_default(field.default)} | "
            f"{said.get(field.name, '')} |"
            for field in dataclasses.fields(kind)
            if field.name != "poses"  # of Python alone
        ]
    head = "| name, params | default | what |\n|---|---|---|\n"
    return [f"## {title}", head + "\n".join(rows)]


def _section(name: str, model: type[BaseModel]) -> list[str]:
    said = _PLAIN | field_texts(model) | ({} if name else _BELOW)
    schema = model.model_json_schema()
    rows = [
        f"| `{key}` | {_kind(schema['properties'][key], schema)} | "
        f"{_default(field.default)} | {said.get(key, '')} |"
        for key, field in model.model_fields.items()
    ]
    head = "| setting | kind | default | what |\n|---|---|---|---|\n"
    title = f"## [{name}]" if name else "## At the top"
    about = " ".join((inspect.getdoc(model) or "").split("\n\n")[0].split())
    return [title, about, head + "\n".join(rows)]


def _kind(said: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Return in words what JSON's schema says of a value."""
    if "anyOf" in said:
        kinds = [_kind(one, schema) for one in said["anyOf"]]
        return " or ".join(kind for kind in kinds if kind != "nothing")
    if "$ref" in said:
        name = str(said["$ref"]).rpartition("/")[2]
        return f"table {name}"
    if "enum" in said:
        return "one of " + ", ".join(f"`{value}`" for value in said["enum"])
    if "const" in said:
        return f"`{said['const']}`"
    kind = str(said.get("type", "anything"))
    if kind == "array":
        return f"list of {_kind(said.get('items', {}), schema)}"
    names = {
        "string": "text",
        "null": "nothing",
        "object": "table",
        "integer": "whole number",
    }
    return f"{names.get(kind, kind)}{_bounds(said)}"


def _bounds(said: Mapping[str, Any]) -> str:
    low = next(
        (said[key] for key in ("minimum", "exclusiveMinimum") if key in said), None
    )
    high = next(
        (said[key] for key in ("maximum", "exclusiveMaximum") if key in said), None
    )
    if low is None and high is None:
        return ""
    if high is None:
        return f" above {low:g}" if "exclusiveMinimum" in said else f" from {low:g}"
    return f" up to {high:g}" if low is None else f" from {low:g} to {high:g}"


def _default(value: object) -> str:
    if isinstance(value, BaseModel) or value is dataclasses.MISSING:
        return ""
    if "Undefined" in type(value).__name__:
        return ""
    if isinstance(value, tuple):
        names = [str(getattr(one, "name", one)) for one in value]
        return f"`{', '.join(names)}`" if names else ""
    return "" if value is None else f"`{value}`"
