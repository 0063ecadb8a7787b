"""What is to be known of the frames of a video: cut, turned, come twice, not seen."""

from math import inf, nan

import numpy as np
import xarray as xr

from midstance.pose.looks import step_of
from midstance.pose.people.overlooked import SMALL
from midstance.schema.notes import Note
from midstance.schema.tracks import individuals, rate_hz
from midstance.tracking.link import MIRROR_IMAGES
from midstance.tracking.shots import by_person

_MOST_CUTS_NAMED = 6
_AS_PROMISED = 0.8


def notes_on_frames(
    raw: xr.Dataset,
    *,
    n_frames: int,
    turn_deg: int = 0,
    taken_hz: float = nan,
    looks_hz: float = inf,
    are_small: bool = False,
) -> list[Note]:
    """Return what is to be said about the frames of a video.

    Parameters
    ----------
    raw
        Raw tracks of everybody, without repeated frames.
    n_frames
        How many frames the video has.
    turn_deg
        By how much they must be turned clockwise to be upright.
    taken_hz
        Frames per second of life; NaN: not known.
    looks_hz
        How many of these the network looks at, at least.
    are_small
        Whether people had to be looked for in windows of the image.

    """
    return [
        *_on_size(raw, are_small=are_small),
        *_on_looks(raw, taken_hz, looks_hz),
        *_on_turn(turn_deg),
        *_on_repeats(raw, n_frames),
        *_on_cuts(raw),
        *_on_mirrors(raw),
    ]


def _on_looks(raw: xr.Dataset, taken_hz: float, looks_hz: float) -> list[Note]:
    step = step_of(taken_hz, looks_hz)
    # Of a file that has fewer frames than it promises every one was looked at.
    if step == 1 or rate_hz(raw) < _AS_PROMISED * taken_hz:
        return []
    text = (
        f"The camera takes {taken_hz:.0f} frames a second, and the network looked at "
        f"{taken_hz / step:.0f} of them; in the others, people are between where they "
        "were seen before and after."
    )
    facts = {"taken_hz": taken_hz, "step": step}
    return [Note("frames_between", text, severity="note", facts=facts)]


def _on_size(raw: xr.Dataset, *, are_small: bool) -> list[Note]:
    if not are_small or not individuals(raw):
        return []
    y_px = raw["position"].sel(space="y")
    tall_px = (y_px.max("keypoint") - y_px.min("keypoint")).median("time")
    share = float(tall_px.max()) / float(raw.attrs["image_height_px"])
    if not share < SMALL:
        return []
    text = (
        f"The body takes only {100 * share:.0f} % of the height of the image, so that "
        "people were looked for in enlarged parts of it. What is small is measured "
        "less surely; film from nearer."
    )
    return [Note("small_people", text, facts={"share": share})]


def _on_turn(turn_deg: int) -> list[Note]:
    if turn_deg == 0:
        return []
    how = "stand on their head" if turn_deg == 180 else "lie on their side"
    text = (
        f"The frames seem to {how}: people run or walk in them once they are turned "
        f"by {turn_deg} degrees clockwise. They were measured as they are."
    )
    return [Note("turned_frames", text, remedy="rotate", facts={"turn_deg": turn_deg})]


def _on_repeats(raw: xr.Dataset, n_frames: int) -> list[Note]:
    n_repeated = n_frames - raw.sizes["time"]
    if not n_repeated:
        return []
    text = (
        f"{n_repeated} of {n_frames} frames only repeat the frame before; they were "
        f"left out, and the frame rate that counts is {rate_hz(raw):.0f} per second."
    )
    facts = {"n_repeated": n_repeated, "n_frames": n_frames}
    return [Note("frames_repeated", text, facts=facts)]


def _on_cuts(raw: xr.Dataset) -> list[Note]:
    if "shot" not in raw.coords:
        return []
    shots, time_s = raw["shot"].to_numpy(), raw["time"].to_numpy()
    cuts = time_s[np.flatnonzero(np.diff(shots)) + 1]
    named = ", ".join(f"{at_s:.2f} s" for at_s in cuts[:_MOST_CUTS_NAMED])
    more = cuts.size - _MOST_CUTS_NAMED
    named += f" and {more} more times" if more > 0 else ""
    text = (
        f"The video is cut at {named}; each shot was measured on its own, and nothing "
        "goes on from one to the next."
    )
    notes = [Note("cuts", text, facts={"n_cuts": int(cuts.size)})]
    notes += [
        Note("one_person", f"{' and '.join(names)} seem to be one person.", names[0])
        for names in by_person(individuals(raw)).values()
        if len(names) > 1
    ]
    return notes


def _on_mirrors(raw: xr.Dataset) -> list[Note]:
    n_images = int(raw.attrs.get(MIRROR_IMAGES, 0))
    if not n_images:
        return []
    what = "A mirror image" if n_images == 1 else f"{n_images} mirror images"
    text = (
        f"{what} of somebody was seen: a second body that does the same at the same "
        "moment, left and right exchanged. It is not counted as a person."
    )
    facts = {"n_images": n_images}
    return [Note("mirror_image", text, severity="note", facts=facts)]
