"""Units in which people read lengths and speeds."""

import tomllib
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Literal, get_args

from midstance.errors import ConfigError
from midstance.files import replacing
from midstance.report.quantities import ABSENT, Scale, display_scale, number

System = Literal["metric", "imperial"]
SpeedUnit = Literal["m/s", "km/h", "min/km", "mph", "min/mile"]
_M_PER_FOOT, _CM_PER_INCH, _M_PER_MILE = 0.3048, 2.54, 1609.344
_KEPT = "report.toml"


@dataclass(frozen=True)
class Units:
    """How lengths and speeds are written.

    Parameters
    ----------
    system
        Lengths in m and cm, or in feet and inches.
    speed
        Unit of speeds; a pace (``min/km``, ``min/mile``) is written as 5:33.

    """

    system: System = "metric"
    speed: SpeedUnit = "m/s"

    def scale(self, unit: str, typical: float) -> Scale:
        """Return the unit in which numbers of about `typical` are read best.

        Examples
        --------
        >>> Units("imperial").scale("m", 1.2).unit, Units().scale("m", 0.2).unit
        ('ft', 'cm')

        """
        if self.system == "imperial" and unit == "m":
            return Scale(1 / _M_PER_FOOT, "ft")
        if self.system == "imperial" and unit == "cm":
            return Scale(1 / _CM_PER_INCH, "in")
        return display_scale(unit, typical)

    def speed_text(self, speed_m_s: float) -> str:
        """Write a speed.

        Examples
        --------
        >>> Units(speed="min/km").speed_text(3.0), Units(speed="km/h").speed_text(3.0)
        ('5:33 min/km', '10.8 km/h')
        >>> Units(speed="mph").speed_text(3.0), Units().speed_text(3.0)
        ('6.7 mph', '3.0 m/s')

        """
        if not isfinite(speed_m_s) or speed_m_s <= 0:
            return ABSENT
        if self.speed in ("min/km", "min/mile"):
            way_m = 1000 if self.speed == "min/km" else _M_PER_MILE
            whole_s = round(way_m / speed_m_s)
            return f"{whole_s // 60}:{whole_s % 60:02d} {self.speed}"
        factor = {"km/h": 3.6, "mph": 3600 / _M_PER_MILE}.get(self.speed, 1.0)
        return f"{number(factor * speed_m_s, 1)} {self.speed}"


def choose_units(text: str) -> Units:
    """Return the units of a text: a system, a unit of speed, or both.

    Parameters
    ----------
    text
        Such as ``imperial``, ``km/h`` or ``metric,min/km``. A system alone has the
        speed that goes with it: m/s, or mph.

    Raises
    ------
    ConfigError
        If a part is none of them.

    Examples
    --------
    >>> choose_units("imperial")
    Units(system='imperial', speed='mph')
    >>> choose_units("min/km").speed
    'min/km'

    """
    system: System = "metric"
    speed: SpeedUnit | None = None
    for part in text.split(","):
        name = part.strip()
        if name == "metric" or name == "imperial":
            system = "metric" if name == "metric" else "imperial"
        elif name in get_args(SpeedUnit):
            speed = next(one for one in get_args(SpeedUnit) if one == name)
        else:
            known = [*get_args(System), *get_args(SpeedUnit)]
            raise ConfigError(f"Units must be some of {known}, got {name!r}.")
    return Units(system, speed or ("m/s" if system == "metric" else "mph"))


def kept_units() -> Units:
    """Return the units that were asked for last; metric before that."""
    try:
        return choose_units(tomllib.loads(_file().read_text("utf-8"))["units"])
    except (OSError, KeyError, ValueError, TypeError, AttributeError):
        return Units()


def keep_units(units: Units) -> None:
    """Remember `units` for the next report.

    Raises
    ------
    OutputError
        If the user's folder cannot be written to.

    """
    with replacing(_file()) as part:
        part.write_text(f'units = "{units.system},{units.speed}"\n', "utf-8")


def _file() -> Path:
    from platformdirs import user_config_path

    return user_config_path("midstance") / _KEPT
