"""The reference of the settings, made of the typed models."""

import inspect
from collections.abc import Mapping
from typing import Any

from docstrings import field_texts
from pydantic import BaseModel

from midstance.config import Config


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
        if inspect.isclass(kind) and issubclass(kind, BaseModel):
            parts += _section(name, kind)
    return "\n\n".join(parts) + "\n"


def _section(name: str, model: type[BaseModel]) -> list[str]:
    said = field_texts(model)
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
    if isinstance(value, BaseModel) or "Undefined" in type(value).__name__:
        return ""
    if isinstance(value, tuple):
        names = [str(getattr(one, "name", one)) for one in value]
        return f"`{', '.join(names)}`" if names else ""
    return "" if value is None else f"`{value}`"
