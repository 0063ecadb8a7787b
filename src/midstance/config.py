"""Settings: frozen, checked at the door, never read deep inside the code."""

import json
import re
import tomllib
from importlib import resources
from importlib.resources.abc import Traversable
from math import dist
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from midstance.errors import ConfigError, did_you_mean
from midstance.files import StrPath, as_path

T = TypeVar("T", bound="Config")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def without_home(text: str) -> str:
    """Return `text` with the home folder written ``~``, which names nobody.

    Examples
    --------
    >>> without_home(f"{Path.home()}/run.mp4 has no frame.")
    '~/run.mp4 has no frame.'

    """
    try:
        home = str(Path.home())
    except RuntimeError:  # nobody is at home
        return text
    if len(Path(home).parts) < 2:
        return text
    return re.sub(rf"(?<![\w.~/-]){re.escape(home)}(?![\w-]|\.\w)", "~", text)


class Plugin(_Strict):
    """A plug-in by name and the parameters to build it with.

    Paths in the home folder are kept as ``~/...``: settings go into results that are
    passed on.
    """

    name: str
    params: dict[str, Any] = Field(default_factory=dict)

    @field_validator("params")
    @classmethod
    def _is_finite(cls, params: dict[str, Any]) -> dict[str, Any]:
        try:
            json.dumps(params, allow_nan=False, default=str)
        except (ValueError, RecursionError):
            raise ValueError("every number must be finite") from None
        return {
            name: without_home(str(value)) if _is_at_home(value) else value
            for name, value in params.items()
        }


def _is_at_home(value: object) -> bool:
    return isinstance(value, str | Path) and without_home(str(value)).startswith("~/")


_LONGEST_S = 1e6
"""No video is longer: more than eleven days."""


class Clip(_Strict):
    """Which part of the video, and how its clock runs."""

    start_s: float | None = Field(default=None, ge=0, le=_LONGEST_S)
    end_s: float | None = Field(default=None, gt=0, le=_LONGEST_S)
    slow_motion: float = Field(default=1.0, ge=0.001, le=1000)
    """Factor by which the video is slower than life: 8 for 240 frames/s played
    at 30."""
    image_rate_hz: float = Field(default=30.0, gt=0, le=2000)
    """Frames per second of a folder of images; a video knows its own."""
    camera: Literal["auto", "still", "moving"] = "auto"
    """moving: follow the background, and take the camera's motion out. auto: when it
    is found to move."""
    rotate: Literal[0, 90, 180, 270, "auto"] = 0
    """Degrees clockwise by which the images are turned after what the file says.
    auto: as people who run or walk show which way is up."""

    def reader_options(self) -> dict[str, Any]:
        """Return what `midstance.video.reader.open_video` has to know."""
        rotate_deg = 0 if self.rotate == "auto" else self.rotate
        others = self.model_dump(exclude={"camera", "rotate"})
        return {**others, "rotate_deg": rotate_deg}


_SHORTEST_PX = 20.0
_FARTHEST_PX = 1e6


class ImageLine(_Strict):
    """A line between two points of the image, written ``x1,y1,x2,y2`` (px)."""

    start_px: tuple[float, float]
    end_px: tuple[float, float]

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: Any) -> Any:  # noqa: ANN401
        return _points(data) if isinstance(data, str) else data

    @model_validator(mode="after")
    def _is_long_enough(self) -> Self:
        if max(map(abs, (*self.start_px, *self.end_px))) > _FARTHEST_PX:
            raise ValueError("the two points must lie on the picture")
        if self.length_px < _SHORTEST_PX:
            raise ValueError(
                f"the two points must be at least {_SHORTEST_PX:g} px apart"
            )
        return self

    @property
    def length_px(self) -> float:
        """Return how far apart the points are."""
        return dist(self.start_px, self.end_px)

    @property
    def middle_px(self) -> tuple[float, float]:
        """Return the place half-way between the points."""
        (x1, y1), (x2, y2) = self.start_px, self.end_px
        return (x1 + x2) / 2, (y1 + y2) / 2


class FloorLine(ImageLine):
    """The floor under the feet: two points on it, beside one another."""

    @model_validator(mode="after")
    def _is_no_wall(self) -> Self:
        if abs(self.end_px[1] - self.start_px[1]) > abs(
            self.end_px[0] - self.start_px[0]
        ):
            raise ValueError("a floor rises by at most 45 degrees")
        return self


class KnownLength(ImageLine):
    """Something of known length beside the runner: ``x1,y1,x2,y2=metres``."""

    length_m: float = Field(gt=0.01, lt=1000)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: Any) -> Any:  # noqa: ANN401
        if not isinstance(data, str):
            return data
        points, _, length = data.partition("=")
        try:
            length_m = float(length)
        except ValueError:
            raise ValueError(
                "write two points (px) and their distance (m) as x1,y1,x2,y2=1.20"
            ) from None
        return {**_points(points), "length_m": length_m}


def _points(text: str) -> dict[str, Any]:
    try:
        x1, y1, x2, y2 = (float(part) for part in text.split(","))
    except ValueError:
        raise ValueError("write two points (px) as x1,y1,x2,y2") from None
    return {"start_px": (x1, y1), "end_px": (x2, y2)}


class Subject(_Strict):
    """What the user says about the runner and the image."""

    name: str | None = Field(default=None, min_length=1, max_length=200)
    """Who it is; stands at the top of the report and changes no number."""
    view: Literal["auto", "left", "right", "front", "rear", "oblique"] = "auto"
    surface: Literal["auto", "treadmill", "overground"] = "auto"
    height_m: float | None = Field(default=None, gt=0.5, lt=2.6)
    mass_kg: float | None = Field(default=None, gt=10, lt=300)
    speed_m_s: float | None = Field(default=None, gt=0.2, lt=13)
    """Of the belt; gives the scale, too, when neither of the others does."""
    known_length: KnownLength | None = None
    """Where the runner runs, along the image; a better scale than the height."""
    floor: FloorLine | None = None
    """Instead of the floor line that the feet show."""


class Lifting(_Strict):
    """Whether and how people are lifted to 3D; needs the body height."""

    lifter: Literal["none", "network", "blazepose"] = "none"
    """network: ours, from the tracks. blazepose: the 3D landmarks of that network."""
    focal_px: float | None = Field(default=None, gt=0, le=1e6)
    """None: 0.87 of the longer side of the image."""


Corner = tuple[float, float]


class Tracking(_Strict):
    """Who is who."""

    regions: dict[str, tuple[Corner, ...]] = Field(default_factory=dict)
    """For a camera that stands still before people who stay where they are, as on
    treadmills: name and corners (px) of the part of the image that each one is
    in. Nobody else is reported then."""

    @model_validator(mode="after")
    def _are_areas(self) -> Self:
        for name, corners in self.regions.items():
            if len(corners) < 3 or not name.strip():
                raise ValueError(
                    "a region needs a name and at least three corners, written as "
                    '"anna" = [[0, 0], [640, 0], [640, 720], [0, 720]]'
                )
        return self


class PlacedPoint(_Strict):
    """A keypoint put right by hand on a frame, at a time on the clock of the file."""

    individual: str
    keypoint: str
    time_s: float = Field(ge=0, le=_LONGEST_S)
    x_px: float = Field(ge=-_FARTHEST_PX, le=_FARTHEST_PX)
    y_px: float = Field(ge=-_FARTHEST_PX, le=_FARTHEST_PX)


class Config(_Strict):
    """Everything that can change the numbers of an analysis."""

    clip: Clip = Clip()
    subject: Subject = Subject()
    pose: Plugin = Plugin(name="blazepose")
    quality: Literal["fast", "good", "best"] = "fast"
    """Which networks look, and in which frames; see `midstance.pipeline.backend`."""
    people: Annotated[int, Field(ge=1, le=1000)] | Literal["all"] = 1
    """How many people to report, longest seen first."""
    runner: str | None = Field(default=None, min_length=1)
    """Whose numbers come first: ``left``, ``right``, ``nearest``, a place in px, or a
    name; see `midstance.tracking.choose`."""
    tracking: Tracking = Tracking()
    cleaning: tuple[Plugin, ...] = (
        Plugin(name="confidence_mask"),
        Plugin(name="swap_repair"),
        Plugin(name="hampel"),
        Plugin(name="fill_gaps"),
        Plugin(name="lowpass"),
    )
    points: tuple[PlacedPoint, ...] = Field(default=(), max_length=10_000)
    events: Plugin = Plugin(name="consensus")
    lifting: Lifting = Lifting()
    metrics: tuple[str, ...] | None = None
    """None: every metric there is."""
    hide_faces: bool = False
    """Whether films, stills and overlays show nobody's face; changes no number."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401
        """Check the settings; what is wrong is a `ConfigError`."""
        try:
            super().__init__(**settings)
        except ValidationError as error:
            raise ConfigError(_first_fault(type(self), error)) from error

    def updated(self, **changes: Any) -> Self:  # noqa: ANN401
        """Return a copy with other values, checked again.

        A dict changes single settings of a group, and None changes nothing.

        Raises
        ------
        ConfigError
            If a setting is unknown or out of range.

        Examples
        --------
        >>> Config().updated(subject={"height_m": 1.8}).subject.height_m
        1.8

        """
        data = self.model_dump()
        for key, value in changes.items():
            if isinstance(value, dict) and isinstance(data.get(key), dict):
                given = {k: v for k, v in value.items() if v is not None}
                data[key] = {**data[key], **given}
            elif value is not None:
                data[key] = value
        return _validated(type(self), data, "settings")


def load_config(path: StrPath | None) -> Config:
    r"""Read a TOML file into a `Config`; ``None`` gives the defaults.

    Parameters
    ----------
    path
        The file; its keys are those of `Config`, its tables their groups.

    Raises
    ------
    ConfigError
        If the file is missing, is no TOML, or holds an unknown key or a value
        out of range.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "run.toml"
    >>> _ = path.write_text("[subject]\nheight_m = 1.78")
    >>> load_config(path).subject.height_m
    1.78

    """
    if path is None:
        return Config()
    path = as_path(path, "The settings file")
    if not path.is_file():
        raise ConfigError(
            f"No settings file at {path}; give a TOML file, "
            f"or the name of a preset: {preset_names()}."
        )
    return _parsed(path.read_bytes(), str(path))


def load_preset(name: str) -> Config:
    """Return the settings that ship under `name`.

    Parameters
    ----------
    name
        ``"treadmill"`` or ``"overground"``.

    Raises
    ------
    ConfigError
        If there is no such preset; the message lists them.

    Examples
    --------
    >>> load_preset("treadmill").subject.surface
    'treadmill'

    """
    if not isinstance(name, str) or name not in preset_names():
        raise ConfigError(
            f"Unknown preset {name!r}; {did_you_mean(name, preset_names())}"
        )
    return _parsed(_presets().joinpath(f"{name}.toml").read_bytes(), f"preset {name}")


def preset_names() -> list[str]:
    """Return the names of the presets, sorted."""
    return sorted(Path(item.name).stem for item in _presets().iterdir())


def _presets() -> Traversable:
    return resources.files("midstance").joinpath("presets")


def _parsed(text: bytes, source: str) -> Config:
    try:
        data = tomllib.loads(text.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{source} is not TOML: it is no text in UTF-8.") from error
    except RecursionError as error:
        raise ConfigError(f"{source} is not TOML: it is nested too deeply.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source} is not TOML: {error}.") from error
    return _validated(Config, data, source)


def _validated(kind: type[T], data: dict[str, Any], source: str) -> T:
    try:
        return kind(**data)
    except ConfigError as error:
        raise ConfigError(f"{source}: {error}") from error.__cause__


def _first_fault(kind: type[BaseModel], error: ValidationError) -> str:
    """Return the first thing that is wrong as a sentence; of a typo what was meant."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] != "extra_forbidden":
        return f"{where}: {first['msg']}, got {first['input']!r}."
    known = kind.model_fields
    for part in first["loc"][:-1]:
        group = known[str(part)].annotation if str(part) in known else None
        known = getattr(group, "model_fields", {})
    hint = f"; {did_you_mean(first['loc'][-1], known)}" if known else "."
    return f"There is no setting {where}{hint}"
