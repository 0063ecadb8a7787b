"""Points of a foreign file as tracks, and tracks as points for one."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import FormatError, MissingSettingError, SchemaError
from midstance.formats.base import Told
from midstance.kernels.types import Array
from midstance.schema.tracks import DIMS, make_tracks

NOTES = "notes"
"""Attr of tracks: sentences about what had to be guessed or mended on reading."""

_IN_M = {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048}
_SPELLINGS = {
    "meter": "m",
    "meters": "m",
    "metre": "m",
    "metres": "m",
    "centimeter": "cm",
    "centimeters": "cm",
    "centimetre": "cm",
    "centimetres": "cm",
    "millimeter": "mm",
    "millimeters": "mm",
    "millimetre": "mm",
    "millimetres": "mm",
}
_SURE = ("m", "cm", "mm")
"""Taken as the file says it; anything else has to be told."""

_MOST_LACKING = 4
"""People who share so few names are none: the table would mostly be empty."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def as_tracks(
    position: NDArray[np.floating],
    time_s: NDArray[np.floating],
    *,
    keypoints: Sequence[str],
    people: Sequence[str] = ("person-1",),
    unit: str,
    confidence: NDArray[np.floating] | None = None,
    attrs: Mapping[str, Any] | None = None,
    notes: Sequence[str] = (),
) -> xr.Dataset:
    """Return tracks of points as files hold them.

    Parameters
    ----------
    position
        Shape (n_times, n_people, n_keypoints, 2 or 3). A point with an axis that is
        not finite, or that lies exactly in the origin, was not seen: programs write
        both for what they lost.
    time_s
        Shape (n_times,), in s.
    keypoints, people
        Names; one that comes again gets a number.
    unit
        ``"px"`` or ``"m"``.
    confidence
        Shape (n_times, n_people, n_keypoints). None: 1 where a point was seen.
    attrs
        More attributes of the tracks.
    notes
        What had to be guessed or mended.

    """
    place = np.asarray(position, dtype=float)
    seen = np.isfinite(place).all(axis=-1) & (place != 0.0).any(axis=-1)
    sure = np.ones(seen.shape) if confidence is None else np.asarray(confidence, float)
    sure = np.where(np.isfinite(sure), sure, 1.0)
    about = dict(attrs or {})
    if notes:
        about[NOTES] = " ".join(notes)
    return make_tracks(
        np.where(seen[..., None], place, np.nan).transpose(0, 3, 2, 1),
        np.where(seen, sure, np.nan).transpose(0, 2, 1),
        time_s,
        keypoints=own_names(keypoints),
        individuals=own_names(people),
        space_unit=unit,
        attrs=about,
    )


def own_names(names: Sequence[str]) -> list[str]:
    """Return the names in one line each, those that come again with a number.

    Examples
    --------
    >>> own_names(["hip", "knee", "hip", ""])
    ['hip', 'knee', 'hip_3', 'point_4']

    """
    spaced = (" ".join(_CONTROL.sub(" ", name).split()) for name in names)
    given = [name or f"point_{i}" for i, name in enumerate(spaced, 1)]
    left = Counter(given)
    taken: set[str] = set()
    out = []
    for index, name in enumerate(given, 1):
        own = name
        while own in taken or (own != name and own in left):
            own = f"{own}_{index}"
        taken.add(own)
        out.append(own)
    return out


def metres_per_unit(said: str, told: Told, path: Path) -> float:
    """Return the length in m of the unit of a file.

    Parameters
    ----------
    said
        The unit as the file spells it; empty when it names none.
    told, path
        What the user says, which counts more, and the file, for the message.

    Raises
    ------
    MissingSettingError
        If the unit is neither known nor told.

    """
    if told.unit is not None:
        if told.unit.lower() not in _IN_M:
            raise MissingSettingError(
                f"The unit must be one of {', '.join(_IN_M)}, got {told.unit!r}.",
                "unit",
            )
        return _IN_M[told.unit.lower()]
    spelt = said.strip().lower()
    unit = _SPELLINGS.get(spelt, spelt)
    if unit in _SURE:
        return _IN_M[unit]
    came = f"the unit {said.strip()!r}" if spelt else "no unit"
    raise MissingSettingError(
        f"{path} names {came} for its points, where m, cm or mm was expected; "
        f"say which unit it is ({', '.join(_IN_M)}).",
        "unit",
    )


def rising_times(
    time_s: Array, rate_hz: float, path: Path
) -> tuple[Array, tuple[str, ...]]:
    """Return times that rise, mended where they were only rounded, and a note.

    Parameters
    ----------
    time_s
        Shape (n_times,), as the file says them.
    rate_hz
        What the file says; NaN or 0 when it does not.
    path
        For the message.

    Raises
    ------
    FormatError
        If they do not rise, and are not those of an even rate rounded.

    """
    if not np.isfinite(time_s).all():
        raise FormatError(f"{path} has a frame without a time, or at an infinite one.")
    if (np.diff(time_s) > 0).all():
        return time_s, ()
    if rate_hz > 0 and np.isfinite(rate_hz):
        even = time_s[0] + np.arange(len(time_s)) / rate_hz
        if np.abs(even - time_s).max() <= 1.001 / rate_hz:
            return even, (
                f"Its times come twice, as rounded ones do; even steps of "
                f"{rate_hz:g} Hz were taken.",
            )
    at = int(np.flatnonzero(~(np.diff(time_s) > 0))[0])
    raise FormatError(
        f"The times of {path} must rise from row to row, but {time_s[at]:g} s is "
        f"followed by {time_s[at + 1]:g} s; export it with more decimals."
    )


def people_of_names(names: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return people, and (person, keypoint) of each name that programs prefix.

    Motion capture writes ``Anna:LHip``. Names of one prefix or none are of one
    person.

    Examples
    --------
    >>> people_of_names(["Anna:LHip", "Bo:LHip"])
    (['Anna', 'Bo'], [('Anna', 'LHip'), ('Bo', 'LHip')])
    >>> people_of_names(["S1:LHip", "*12"])
    (['person-1'], [('person-1', 'LHip'), ('person-1', '*12')])

    """
    cut = [
        (head.strip(), tail.strip())
        if mark and head.strip() and tail.strip()
        else ("", name)
        for name in names
        for head, mark, tail in [name.partition(":")]
    ]
    prefixes = list(dict.fromkeys(head for head, _ in cut))
    if "" not in prefixes and prefixes:
        return prefixes, cut
    if len(prefixes) == 2:
        tails = [tail for _, tail in cut]
        if len(set(tails)) == len(tails):
            return ["person-1"], [("person-1", tail) for tail in tails]
    return ["person-1"], [("person-1", name) for name in names]


def by_person(
    points: Array, names: Sequence[str]
) -> tuple[Array, list[str], list[str]]:
    """Return points by person, the keypoints, and the people.

    Parameters
    ----------
    points
        Shape (n_times, n_points, n_axes).
    names
        One a point; see `people_of_names`.

    Returns
    -------
    position, keypoints, people
        Shape (n_times, n_people, n_keypoints, n_axes); what a person lacks is NaN.

    """
    people, owners = people_of_names(own_names(names))
    keypoints = list(dict.fromkeys(keypoint for _, keypoint in owners))
    n_times, _, n_axes = points.shape
    if len(people) * len(keypoints) > _MOST_LACKING * len(names):
        return points[:, None], own_names(names), ["person-1"]
    if len(people) == 1:
        return points[:, None], keypoints, people
    place = np.full((n_times, len(people), len(keypoints), n_axes), np.nan)
    rank = {name: index for index, name in enumerate(people)}
    column = {name: index for index, name in enumerate(keypoints)}
    for index, (person, keypoint) in enumerate(owners):
        place[:, rank[person], column[keypoint]] = points[:, index]
    return place, keypoints, people


def require_one_in_3d(tracks: xr.Dataset, kind: str) -> Array:
    """Return positions (n_times, 3, n_keypoints) of the one person in `tracks`.

    Raises
    ------
    SchemaError
        If they are not in m in 3D, or of several people.

    """
    unit = tracks["position"].attrs.get("space_unit")
    if unit != "m" or tracks.sizes["space"] != 3:
        raise SchemaError(
            f"{kind} holds 3D tracks in m, got unit {unit!r} and "
            f"{tracks.sizes['space']} axes; lift the tracks to 3D first."
        )
    if tracks.sizes["individual"] != 1:
        names = [str(name) for name in tracks["individual"].to_numpy()]
        raise SchemaError(f"{kind} holds one person, got {names}; choose one.")
    position = tracks["position"].transpose(*DIMS).to_numpy()[..., 0]
    return np.asarray(position, dtype=float)
