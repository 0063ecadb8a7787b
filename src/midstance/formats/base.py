"""What every file format promises, and the registry of all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

import pandas as pd
import xarray as xr

from midstance.errors import ConfigError, FormatError, MissingSettingError
from midstance.registry import Registry
from midstance.schema.poses import FramePoses

Clock = Literal["times", "rate", "none"]


@dataclass(frozen=True)
class Holds:
    """What a format can keep.

    Parameters
    ----------
    axes
        How many axes its points have: 2 (px), 3 (m), or both.
    people
        Whether one file keeps several people apart.
    names
        Whether it names its keypoints or joints.
    people_names
        Whether it names its people.
    confidence
        Whether it says how sure each point is.
    gaps
        Whether a point can be missing.
    clock
        ``"times"``: of each frame. ``"rate"``: an even frame rate. ``"none"``: the
        rate has to be told.
    starts
        Whether it says when its first frame was.
    events
        Whether it lists initial contacts and toe-offs, too.
    exact_to
        How far a coordinate may be from what was written, in px or m; for angles,
        in degrees.

    """

    axes: tuple[int, ...] = ()
    people: bool = False
    names: bool = True
    people_names: bool = False
    confidence: bool = False
    gaps: bool = True
    clock: Clock = "times"
    starts: bool = True
    events: bool = False
    exact_to: float = 1e-6


@dataclass(frozen=True)
class Told:
    """What the user says of a file that the file itself does not say.

    Parameters
    ----------
    rate_hz
        Frames per second.
    unit
        Unit of the coordinates: m, cm, mm, in or ft.
    labels
        A file with the names of the points.
    skeleton
        Name of the skeleton whose keypoints the file holds in order.
    image_size_px
        Width and height of the video, for coordinates that are shares of it.
    is_trusted
        Whether code that is pickled in the file may run.

    """

    rate_hz: float | None = None
    unit: str | None = None
    labels: Path | None = None
    skeleton: str | None = None
    image_size_px: tuple[int, int] | None = None
    is_trusted: bool = False

    def required_rate_hz(self, path: Path) -> float:
        """Return the rate that was told.

        Raises
        ------
        MissingSettingError
            If none was, or one that is no rate.

        """
        if self.rate_hz is None:
            raise MissingSettingError(
                f"{path} does not say how many frames a second has; give the rate.",
                "rate_hz",
            )
        return positive_rate(self.rate_hz)


def positive_rate(rate_hz: float) -> float:
    """Return `rate_hz` when it is one.

    Raises
    ------
    MissingSettingError
        If it is not above 0, or above a million.

    """
    if not 0 < rate_hz <= 1e6:
        raise MissingSettingError(
            f"The rate must lie between 0 and a million frames a second, got "
            f"{rate_hz:g}.",
            "rate_hz",
        )
    return float(rate_hz)


class Format:
    """One kind of file, with what reads and what writes it.

    A plug-in overrides `read`, `write` or both of `TracksFormat`, `PosesFormat` or
    `CurvesFormat`, and `is_one` when it reads.
    """

    label: ClassVar[str]
    """What people call it, with the programs that use it."""
    extensions: ClassVar[tuple[str, ...]]
    """How its files end, the usual ending first; none for a folder."""
    holds: ClassVar[Holds]
    needs: ClassVar[tuple[str, ...]] = ()
    """Settings of `Told` without which no such file can be read."""
    content: ClassVar[str]

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether a file or folder has the marks of this format.

        Parameters
        ----------
        path
            The file or folder; it is there.
        head
            Its first 4096 bytes; empty for a folder.

        """
        del path, head
        return False

    @classmethod
    def can_read(cls) -> bool:
        """Return whether this format is read."""
        return "read" in _own_methods(cls)

    @classmethod
    def can_write(cls) -> bool:
        """Return whether this format is written."""
        return "write" in _own_methods(cls)


class TracksFormat(Format):
    """Files of points over time."""

    content: ClassVar[str] = "points"

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the tracks of a file.

        Raises
        ------
        FormatError
            If it is damaged, of another kind, or does not say enough.

        """
        del path, told
        raise FormatError(f"{self.label} is written, not read.")

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write tracks, whole or not at all.

        Raises
        ------
        SchemaError
            If the format cannot hold them.

        """
        del tracks, path
        raise FormatError(f"{self.label} is read, not written.")


@dataclass(frozen=True)
class PoseFrames:
    """Who is seen in each frame, nobody followed from one to the next.

    Parameters
    ----------
    poses
        One entry a frame, in order.
    skeleton
        Name of their skeleton.
    time_s
        One a frame; None: the file does not say.
    attrs
        More attributes of the tracks that are made of them, such as
        ``image_width_px``.

    """

    poses: Sequence[FramePoses]
    skeleton: str
    time_s: Sequence[float] | None = None
    attrs: Mapping[str, Any] = field(default_factory=dict)


class PosesFormat(Format):
    """Files or folders of people found in each frame, nobody followed."""

    content: ClassVar[str] = "poses"

    def read(self, path: Path, told: Told) -> PoseFrames:
        """Return who is seen in each frame; errors as `TracksFormat.read`."""
        del path, told
        raise FormatError(f"{self.label} is written, not read.")

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write tracks, whole or not at all; errors as `TracksFormat.write`."""
        del tracks, path
        raise FormatError(f"{self.label} is read, not written.")


class CurvesFormat(Format):
    """Files of angles over time: index time in s, one column (degrees) an angle."""

    content: ClassVar[str] = "angles"

    def read(self, path: Path, told: Told) -> pd.DataFrame:
        """Return the curves of a file; errors as `TracksFormat.read`."""
        del path, told
        raise FormatError(f"{self.label} is written, not read.")

    def write(self, curves: pd.DataFrame, path: Path) -> None:
        """Write curves, whole or not at all."""
        del curves, path
        raise FormatError(f"{self.label} is read, not written.")


def _own_methods(kind: type[Format]) -> set[str]:
    bases: tuple[Any, ...] = (Format, TracksFormat, PosesFormat, CurvesFormat, object)
    return {name for one in kind.__mro__ if one not in bases for name in vars(one)}


AnyFormat = TracksFormat | PosesFormat | CurvesFormat

AnyFormatClass = type[TracksFormat] | type[PosesFormat] | type[CurvesFormat]


class FormatRegistry(Registry[AnyFormatClass]):
    """Formats, each a class that says what it is and can hold."""

    def _check(self, name: str, item: AnyFormatClass) -> None:
        bases = (TracksFormat, PosesFormat, CurvesFormat)
        if not isinstance(item, type) or not issubclass(item, bases):
            raise ConfigError(
                f"File format {name!r} must be a class made from TracksFormat, "
                f"PosesFormat or CurvesFormat, got {item!r}."
            )
        absent = [
            part for part in ("label", "extensions", "holds") if not hasattr(item, part)
        ]
        if absent:
            raise ConfigError(f"File format {name!r} does not say its {absent[0]}.")
        if not (item.can_read() or item.can_write()):
            raise ConfigError(f"File format {name!r} neither reads nor writes.")


formats = FormatRegistry(
    "file format",
    "midstance.formats.motion",
    "midstance.formats.poses",
    "midstance.formats.tables",
    group="midstance.formats",
)
