"""Frames of a video on which no face is left."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

import numpy as np

from midstance.drawing.faces import Circle, find_heads, hide_faces
from midstance.errors import MissingDependencyError, WeightsError
from midstance.pose.people.heads import FindHeads, head_finder
from midstance.schema.analysis import Analysis
from midstance.video.reader import Frame

Shown = Callable[[Iterable[Frame]], Iterator[Frame]]
"""Gives frames as they may be shown."""

_LOOK_EVERY_S = 0.1
_MOST_WAITING = 8
"""So many frames are kept at most until the next look."""
_EDGE_S = 1e-3
_GREY = 128
_HELD_LOOKS = 3
"""A head is hidden from the look before it was found to so many looks later."""


def shown_frames(analysis: Analysis, *, slower: float = 1.0) -> Shown:
    """Return what makes the frames of the video as the settings say they are shown.

    Parameters
    ----------
    analysis
        What was found in the video; its settings say whether faces are hidden.
    slower
        By how much the clock of the frames is slower than that of the tracks: the
        factor of slow motion for frames at times of the file.

    """
    if not analysis.config.hide_faces:
        return iter

    def without_faces(frames: Iterable[Frame]) -> Iterator[Frame]:
        return hidden_frames(analysis, frames, slower=slower)

    return without_faces


def hidden_frames(
    analysis: Analysis, frames: Iterable[Frame], *, slower: float = 1.0
) -> Iterator[Frame]:
    """Yield frames on which no face is left.

    Hidden are the heads of everybody who was tracked, reported or not, and what the
    person detector of BlazePose takes for a head, where its weights are: ten times
    a second, and everywhere between two looks what either of them found.

    Parameters
    ----------
    analysis
        What was found in the video.
    frames
        In order of time.
    slower
        As of `shown_frames`.

    """
    heads = find_heads(analysis.raw_tracks)
    look: FindHeads | None = None
    with suppress(WeightsError, MissingDependencyError):  # of another network
        look = head_finder()
    for frame, others in _looked_at(frames, look, slower):
        image = hide_faces(frame.image, heads, frame.time_s / slower, others)
        yield replace(frame, image=image)


def shown_in_file(analysis: Analysis) -> Shown:
    """Return what makes frames of the video file as the settings say they are shown.

    Other than for `shown_frames`, these are the frames of the whole file, at its times
    and as it is turned, whatever part of it was analyzed, turned how.
    """
    if not analysis.config.hide_faces:
        return iter

    def without_faces(frames: Iterable[Frame]) -> Iterator[Frame]:
        return hidden_in_file(analysis, frames)

    return without_faces


def hidden_in_file(analysis: Analysis, frames: Iterable[Frame]) -> Iterator[Frame]:
    """Yield frames of the video file, in order of time, on which no face is left.

    Before and after the part that was analyzed nobody knows where a head is, so those
    frames are grey.
    """
    clip = analysis.config.clip
    n_turns = clip.reader_options()["rotate_deg"] // 90
    times_s = clip.slow_motion * analysis.raw_tracks["time"].to_numpy()
    first_s, last_s = times_s[0] - _EDGE_S, times_s[-1] + _EDGE_S

    def known() -> Iterator[Frame]:
        for frame in _turned(frames, n_turns):
            is_in = first_s <= frame.time_s <= last_s
            image = frame.image if is_in else np.full_like(frame.image, _GREY)
            yield replace(frame, image=image)

    hidden = hidden_frames(analysis, known(), slower=clip.slow_motion)
    yield from _turned(hidden, -n_turns)


def _turned(frames: Iterable[Frame], n_turns: int) -> Iterator[Frame]:
    """Yield frames turned clockwise by so many quarters."""
    for frame in frames:
        image = np.ascontiguousarray(np.rot90(frame.image, -n_turns))
        yield replace(frame, image=image)


def _looked_at(
    frames: Iterable[Frame], look: FindHeads | None, slower: float
) -> Iterator[tuple[Frame, list[Circle]]]:
    """Yield each frame with the heads of the looks before and after it."""
    if look is None:
        yield from ((frame, []) for frame in frames)
        return
    looks: deque[list[Circle]] = deque(maxlen=_HELD_LOOKS)
    waiting: list[Frame] = []
    looked_at_s = -float("inf")
    for frame in frames:
        is_due = frame.time_s - looked_at_s >= slower * _LOOK_EVERY_S
        if is_due or len(waiting) >= _MOST_WAITING:
            looked_at_s = frame.time_s
            looks.append([(x, y, r) for x, y, r in look(frame.image).tolist()])
            found = [one for each in looks for one in each]
            yield from ((one, found) for one in waiting)
            waiting = []
        waiting.append(frame)
    if waiting:
        looks.append([(x, y, r) for x, y, r in look(waiting[-1].image).tolist()])
        found = [one for each in looks for one in each]
        yield from ((one, found) for one in waiting)
