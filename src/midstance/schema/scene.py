"""Scene: what has to be known about the picture to turn pixels into numbers."""

import dataclasses
from dataclasses import dataclass
from math import isfinite, isnan, nan
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from midstance.errors import SchemaError

Surface = Literal["treadmill", "overground", "unknown"]


@dataclass(frozen=True)
class Floor:
    """The line in the picture on which the feet stand: ``y = level + slope * x``.

    Parameters
    ----------
    slope
        Rise of y (px, pointing down) per px of x.
    level_px
        y at x = 0 (px).
    sd_px
        How far stance feet scatter around the line (px, one standard deviation).

    """

    slope: float
    level_px: float
    sd_px: float = nan

    def y_px(self, x_px: float) -> float:
        """Return the height of the line at `x_px`."""
        return self.level_px + self.slope * x_px


@dataclass(frozen=True)
class Perspective:
    """How the size of somebody changes who crosses the picture aslant.

    Parameters
    ----------
    slope_per_px
        Change of size (as a share) per px along the picture.
    even_x_px
        Where the size is 1, so that the scale of the picture holds.
    centre_x_px
        The middle of the picture, towards which the camera looks.

    """

    slope_per_px: float
    even_x_px: float
    centre_x_px: float

    def size(self, x_px: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return how large the person is at `x_px`; NaN where there is nobody."""
        size = 1.0 + self.slope_per_px * (np.asarray(x_px) - self.even_x_px)
        return np.where(size > 0, size, np.nan)

    def even_px(self, x_px: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return where the person would be at the one distance of the scale.

        Examples
        --------
        >>> nearing = Perspective(0.001, even_x_px=500.0, centre_x_px=500.0)
        >>> nearing.even_px(np.array([500.0, 1500.0]))
        array([ 500., 1000.])

        """
        x_px = np.asarray(x_px, dtype=float)
        return self.centre_x_px + (x_px - self.centre_x_px) / self.size(x_px)


@dataclass(frozen=True)
class Scene:
    """How one person is seen, and what the user said about them.

    Parameters
    ----------
    view
        One of `midstance.schema.bouts.VIEWS`.
    direction
        +1 when forward is the right edge of the picture, -1 when it is the left
        edge, 0 when the person is seen from the front or from behind.
    surface
        On a treadmill the body stays in place; overground it crosses the picture.
    m_per_px, m_per_px_uncertainty
        Scale at the person (m per px) and its standard deviation; NaN: unknown.
    scale_source
        Where the scale comes from, in words for the report ("body height 1.78 m").
    height_m, mass_kg, speed_m_s
        As the user gave them; NaN: not given.
    floor
        The floor line, when one could be found.
    perspective
        How the person grows or shrinks on the way through the picture; None: not
        at all, as far as known.

    """

    view: str = "unknown"
    direction: int = 0
    surface: Surface = "unknown"
    m_per_px: float = nan
    m_per_px_uncertainty: float = nan
    scale_source: str = ""
    height_m: float = nan
    mass_kg: float = nan
    speed_m_s: float = nan
    floor: Floor | None = None
    perspective: Perspective | None = None

    def __post_init__(self) -> None:
        """Refuse a direction that is none."""
        if self.direction not in (-1, 0, 1):
            raise SchemaError(f"direction must be -1, 0 or 1, got {self.direction}.")

    @property
    def is_side_view(self) -> bool:
        """Return whether sagittal angles can be read from this picture."""
        return self.view in ("left", "right")

    @property
    def is_crossing(self) -> bool:
        """Return whether the runner crosses a picture of known scale."""
        is_overground = self.surface == "overground"
        is_known = isfinite(self.m_per_px)
        return is_overground and is_known and self.is_side_view and self.direction != 0


def to_json_fields(record: object) -> dict[str, Any]:
    """Return the fields of a dataclass for JSON, which knows no NaN: None instead.

    Examples
    --------
    >>> to_json_fields(Floor(0.1, 400.0))
    {'slope': 0.1, 'level_px': 400.0, 'sd_px': None}

    """
    fields: dict[str, Any] = dataclasses.asdict(record)  # type: ignore[call-overload]
    return _without_nan(fields)


def with_nan(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return `fields` of JSON with NaN where one of `names` is None."""
    return {
        key: nan if key in names and value is None else value
        for key, value in fields.items()
    }


def scene_from_json(fields: dict[str, Any]) -> Scene:
    """Return the scene whose fields `to_json_fields` gave."""
    floor, perspective = fields["floor"], fields.get("perspective")
    lengths = [f.name for f in dataclasses.fields(Scene) if f.type is float]
    return Scene(
        **{
            **with_nan(fields, *lengths),
            "floor": None if floor is None else Floor(**with_nan(floor, "sd_px")),
            "perspective": None if perspective is None else Perspective(**perspective),
        }
    )


def _without_nan(fields: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in fields.items():
        if isinstance(value, dict):
            plain[key] = _without_nan(value)
        else:
            is_nan = isinstance(value, float) and isnan(value)
            plain[key] = None if is_nan else value
    return plain
