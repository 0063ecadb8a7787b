"""Whose numbers are wanted: somebody by side, size, place or name."""

from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import ConfigError
from midstance.kernels.geometry.boxes import overlap
from midstance.kernels.types import Floats
from midstance.schema.tracks import DIMS, individuals
from midstance.tracking.shots import by_person, person_of

WORDS = ("left", "right", "nearest")

_LONG_ENOUGH = 0.25
"""Who is seen for less than this part of the longest is no candidate for a word."""

_MARGIN = 0.1
"""How far a body reaches beyond its keypoints, in heights of them."""


def choose_people(
    tracks: xr.Dataset, *, runner: str | None = None, people: int | Literal["all"] = 1
) -> list[str]:
    """Return the names of the people to report, the most wanted first.

    Parameters
    ----------
    tracks
        Everybody, longest seen first, in px.
    runner
        ``left`` or ``right``: who is farthest there for most of the time;
        ``nearest``: who is largest in the picture; ``x,y``: who is at that point
        (px) most often; ``x0,y0,x1,y1``: whose body fills that box best; both may
        end in ``@s``, the time when; else a name. None: who is seen longest.
    people
        How many to report in each shot of the video: who is known again after a cut
        comes with those that were chosen, else the others follow as they are in
        `tracks`.

    Raises
    ------
    ConfigError
        If nobody has that name or is ever at that place.

    """
    names = individuals(tracks)
    if runner is not None and names:
        first = _find(tracks, runner)
        names = [first, *(name for name in names if name != first)]
    return names if people == "all" else _in_every_shot(tracks, names, people)


def _in_every_shot(tracks: xr.Dataset, names: list[str], people: int) -> list[str]:
    """Return `people` names, and as many in each other shot, the same if possible."""
    if "shot" not in tracks.coords:
        return names[:people]
    shots = _first_shot(tracks)
    chosen = names[:people]
    groups = by_person(names)
    for shot in sorted(set(shots.values())):
        n_there = sum(shots[name] == shot for name in chosen)
        same = {name for own in chosen for name in groups[person_of(own)]}
        there = [name for name in names if shots[name] == shot and name not in chosen]
        there.sort(key=lambda name: name not in same)
        chosen += there[: max(0, people - n_there)]
    return chosen


def _first_shot(tracks: xr.Dataset) -> dict[str, int]:
    """Return in which shot everybody is seen."""
    seen = tracks["position"].notnull().any(("space", "keypoint"))
    frames = seen.transpose("individual", "time").to_numpy().argmax(axis=1)
    shots = tracks["shot"].to_numpy()[frames].tolist()
    return dict(zip(individuals(tracks), shots, strict=True))


def _find(tracks: xr.Dataset, runner: str) -> str:
    names = individuals(tracks)
    if runner in names:
        return runner
    if runner in WORDS:
        return _by_word(tracks, runner)
    place, at, when = runner.partition("@")
    numbers, moment = _numbers(place), _numbers(when)
    if len(numbers) not in (2, 4) or len(moment) != len(at):
        raise ConfigError(
            f"runner must be one of {', '.join(WORDS)}, a place in px (x,y or "
            f"x0,y0,x1,y1, with @s a time), or one of the people found, "
            f"{', '.join(names)}; got {runner!r}."
        )
    return _by_place(tracks, runner, np.array(numbers), moment)


def _by_word(tracks: xr.Dataset, word: str) -> str:
    names = individuals(tracks)
    boxes = boxes_px(tracks)
    n_seen = np.isfinite(boxes).all(axis=2).sum(axis=0)
    is_candidate = n_seen >= _LONG_ENOUGH * n_seen.max()
    if word == "nearest":
        value = np.nanmedian(boxes[..., 3] - boxes[..., 1], axis=0)
    else:
        value = np.nanmedian(boxes[..., 0] + boxes[..., 2], axis=0)
    value = -value if word == "left" else value
    return names[int(np.argmax(np.where(is_candidate, value, -np.inf)))]


def _by_place(
    tracks: xr.Dataset, runner: str, place: Floats, moment: list[float]
) -> str:
    boxes = boxes_px(tracks)
    if moment:
        time_s = tracks["time"].to_numpy()
        boxes = boxes[[int(np.abs(time_s - moment[0]).argmin())]]
    if len(place) == 2:
        inside = (boxes[..., :2] <= place) & (boxes[..., 2:] >= place)
        share = inside.all(axis=2).mean(axis=0)
    else:
        flat = np.nan_to_num(boxes.reshape(-1, 4))
        share = overlap(flat, place).reshape(boxes.shape[:2]).max(axis=0)
    if not share.max() > 0:
        raise ConfigError(
            f"Nobody is ever at {runner}; give a place where somebody is.",
            remedy="see_people",
        )
    return individuals(tracks)[int(np.argmax(share))]


def boxes_px(tracks: xr.Dataset) -> NDArray[np.float64]:
    """Return the box of everybody in each frame, shape (n_times, n_people, 4).

    Left, top, right and bottom, hair and shoes included; NaN when not seen.
    """
    position = tracks["position"].transpose(*DIMS).to_numpy()
    unseen = ~np.isfinite(position).all(axis=1, keepdims=True)
    low = np.where(unseen, np.inf, position).min(axis=2)
    high = np.where(unseen, -np.inf, position).max(axis=2)
    margin = _MARGIN * (high[:, 1:2] - low[:, 1:2])
    boxes = np.concatenate([low - margin, high + margin], axis=1).transpose(0, 2, 1)
    return np.where(np.isfinite(boxes), boxes, np.nan)


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return []
