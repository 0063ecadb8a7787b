"""The settings of an analysis as fields of a page, made from their own types.

A setting that is added to `midstance.config.Config` is a field of the page at once, so
that nothing that an analysis can be told is missing there.
"""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeGuard, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from midstance.config import Config, ImageLine, Plugin
from midstance.web.preparing.plugins import FROM_A_FILE
from midstance.words.text import _, later

Kind = Literal[
    "number", "choice", "text", "line", "areas", "plugin", "plugins", "names"
]
BY_HAND = frozenset(["points"])
"""What is put right on frames of an analysis, and cannot be said before it."""

_LABELS = {
    "clip.start_s": later("Begin at (s)"),
    "clip.end_s": later("End at (s)"),
    "clip.slow_motion": later("Slow motion (times slower than life)"),
    "clip.image_rate_hz": later("Frames per second of a folder of images"),
    "clip.camera": later("Camera"),
    "clip.rotate": later("Turn the images clockwise"),
    "subject.name": later("Name on the report"),
    "subject.view": later("Seen from"),
    "subject.surface": later("Surface"),
    "subject.height_m": later("Height"),
    "subject.mass_kg": later("Body mass (kg)"),
    "subject.speed_m_s": later("Treadmill speed"),
    "subject.known_length": later("Known length: x1,y1,x2,y2=metres"),
    "subject.floor": later("Floor line: x1,y1,x2,y2"),
    "pose": later("Pose network"),
    "quality": later("Accuracy"),
    "people": later("People"),
    "runner": later("Which runner"),
    "tracking.regions": later("Areas of the image, one person in each"),
    "cleaning": later("Cleaning of the tracks, step by step"),
    "events": later("Event detector"),
    "lifting.lifter": later("Lift to 3D"),
    "lifting.focal_px": later("Focal length of the camera (px)"),
    "metrics": later("Only these metrics"),
    "hide_faces": later("Hide faces"),
}
_HINTS = {
    "clip.rotate": later("After what the file itself says."),
    "subject.known_length": later(
        "Two points of the image (px) and their distance, where the runner runs; a "
        "better scale than the height."
    ),
    "subject.floor": later("Two points on the floor under the feet (px)."),
    "tracking.regions": later(
        "One a line, with the corners in px: anna = 0,0 640,0 640,720 0,720"
    ),
    "cleaning": later("One step a line, with what differs: lowpass cutoff_hz=8"),
    "quality": later(
        "Good: BlazePose's larger network looks, too, where a pose is new. Best: it "
        "looks at every frame, in three times the time."
    ),
    "lifting.lifter": later("Needs the body height."),
    "metrics": later("None chosen: every metric there is."),
    "hide_faces": later("In report, film, stills, overlay and all that is handed on."),
}
CHOICES = {
    "auto": later("find out"),
    "still": later("stands still"),
    "moving": later("moves"),
    "left": later("left"),
    "right": later("right"),
    "front": later("front"),
    "rear": later("rear"),
    "oblique": later("oblique"),
    "treadmill": later("treadmill"),
    "overground": later("overground"),
    "fast": later("fast"),
    "good": later("good"),
    "best": later("best, takes longest"),
    "none": later("no"),
    "False": later("no"),
    "True": later("yes"),
    "network": later("by our network"),
    "blazepose": later("by the landmarks of BlazePose"),
}


@dataclass(frozen=True)
class SettingField:
    """A setting of an analysis as a field of a page.

    Parameters
    ----------
    path
        Group and name, as in ``clip.start_s``.
    kind
        How it is typed: a number, one choice, words, two points of the image, areas
        of it, a plug-in, plug-ins in order, or several names.
    label, hint
        What stands beside it, in the language that is spoken.
    default
        What holds when nothing is said, as it is typed.
    least, most
        Bounds of a number; None: it has none.
    choices
        Values and what they are called.

    """

    path: str
    kind: Kind
    label: str
    hint: str = ""
    default: str = ""
    least: float | None = None
    most: float | None = None
    choices: tuple[tuple[str, str], ...] = ()


def setting_paths() -> list[str]:
    """Return group and name of every setting, in the order of their types."""
    return [path for path, *_rest in _leaves(Config)]


def setting_fields(*, without: frozenset[str] = frozenset()) -> list[SettingField]:
    """Return a field for every setting, but for those in `without`."""
    return [
        _field(path, info, default)
        for path, info, default in _leaves(Config)
        if path not in without | BY_HAND
    ]


def _leaves(kind: type[BaseModel], group: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield path, type and default of every setting."""
    for name, info in kind.model_fields.items():
        inner = info.annotation
        if _is_group(inner):
            yield from _leaves(inner, f"{group}{name}.")
        else:
            yield f"{group}{name}", info, info.get_default(call_default_factory=True)


def _is_group(kind: Any) -> TypeGuard[type[BaseModel]]:  # noqa: ANN401
    is_model = isinstance(kind, type) and issubclass(kind, BaseModel)
    return is_model and kind is not Plugin


def _field(path: str, info: FieldInfo, default: Any) -> SettingField:  # noqa: ANN401
    kind, choices = _kind(path, info)
    least, most = _bounds(info)
    return SettingField(
        path,
        kind,
        label=_(_LABELS.get(path, path)),
        hint=_(_HINTS.get(path, "")),
        default=_typed(default),
        least=least,
        most=most,
        choices=choices,
    )


def _kind(path: str, info: FieldInfo) -> tuple[Kind, tuple[tuple[str, str], ...]]:
    """Return how a setting is typed, and what there is to choose from."""
    if path == "metrics":
        return "names", _metrics()
    options = [one for one in _options(info.annotation) if one is not type(None)]
    if Plugin in options:
        return "plugin", _plugins(path)
    if any(get_origin(one) is tuple and Plugin in get_args(one) for one in options):
        return "plugins", _plugins(path)
    if any(isinstance(one, type) and issubclass(one, ImageLine) for one in options):
        return "line", ()
    if any(get_origin(one) is dict for one in options):
        return "areas", ()
    if bool in options:
        return "choice", tuple((str(one), _choice(str(one))) for one in (False, True))
    values = [
        value
        for one in options
        if get_origin(one) is Literal
        for value in get_args(one)
    ]
    if values and all(get_origin(one) is Literal for one in options):
        return "choice", tuple((str(value), _choice(value)) for value in values)
    return ("number" if float in options or int in options else "text"), ()


def _options(annotation: Any) -> tuple[Any, ...]:  # noqa: ANN401
    is_union = get_origin(annotation) in (Union, types.UnionType)
    return get_args(annotation) if is_union else (annotation,)


def _choice(value: object) -> str:
    if isinstance(value, int):
        return f"{value}°"
    return _(CHOICES.get(str(value), str(value)))


def _bounds(info: FieldInfo) -> tuple[float | None, float | None]:
    found: dict[str, float] = {}
    for one in info.metadata:
        for name in ("ge", "gt", "le", "lt"):
            if getattr(one, name, None) is not None:
                found[name[0]] = float(getattr(one, name))
    return found.get("g"), found.get("l")


def _typed(value: Any) -> str:  # noqa: ANN401
    """Return a default as somebody would type it."""
    if isinstance(value, Plugin):
        return value.name
    if isinstance(value, tuple):
        return "\n".join(map(_typed, value))
    if value is None or value == {}:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


@cache
def _known(path: str) -> tuple[str, ...]:
    from midstance.cleaning.base import cleaners
    from midstance.events.base import detectors
    from midstance.pose.base import backends

    registries: dict[str, Any] = {
        "pose": backends,
        "events": detectors,
        "cleaning": cleaners,
    }
    return tuple(set(registries[path].names()) - FROM_A_FILE)


def _plugins(path: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for name in sorted(_known(path)))


def _metrics() -> tuple[tuple[str, str], ...]:
    from midstance.metrics.base import metrics

    named = ((name, _(metrics.get(name).label)) for name in metrics.names())
    return tuple(sorted(named, key=lambda one: one[1].casefold()))
