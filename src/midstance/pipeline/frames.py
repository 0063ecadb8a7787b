"""What is wrong with the frames of a video: cuts, and frames that come twice."""

import numpy as np
import xarray as xr

from midstance.schema.tracks import individuals, rate_hz
from midstance.tracking.shots import by_person

_MOST_CUTS_NAMED = 6


def notes_on_frames(raw: xr.Dataset, *, n_frames: int) -> tuple[str, ...]:
    """Return what is to be said about the frames of a video.

    Parameters
    ----------
    raw
        Raw tracks of everybody, without repeated frames.
    n_frames
        How many frames the video has.

    """
    return (*_note_on_repeats(raw, n_frames), *_notes_on_cuts(raw))


def _note_on_repeats(raw: xr.Dataset, n_frames: int) -> tuple[str, ...]:
    n_repeated = n_frames - raw.sizes["time"]
    if not n_repeated:
        return ()
    return (
        f"{n_repeated} of {n_frames} frames only repeat the frame before; they were "
        f"left out, and the frame rate that counts is {rate_hz(raw):.0f} per second.",
    )


def _notes_on_cuts(raw: xr.Dataset) -> tuple[str, ...]:
    if "shot" not in raw.coords:
        return ()
    shots, time_s = raw["shot"].to_numpy(), raw["time"].to_numpy()
    cuts = time_s[np.flatnonzero(np.diff(shots)) + 1]
    named = ", ".join(f"{at_s:.2f} s" for at_s in cuts[:_MOST_CUTS_NAMED])
    more = cuts.size - _MOST_CUTS_NAMED
    named += f" and {more} more times" if more > 0 else ""
    notes = [
        f"The video is cut at {named}; each shot was measured on its own, and nothing "
        "goes on from one to the next."
    ]
    notes += [
        f"{' and '.join(names)} seem to be one person."
        for names in by_person(individuals(raw)).values()
        if len(names) > 1
    ]
    return tuple(notes)
