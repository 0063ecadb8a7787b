"""Cut a signal into steps and strides without crossing a missed contact."""

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.signals.splines import Splines, splines_through
from midstance.kernels.types import Floats

Pairs = list[tuple[int, int]]

SHORTEST, LONGEST = 0.75, 1.6
"""A step or stride outside these shares of the usual one is not counted: an
event is missing or false there."""
MOST_MISSED = 5
"""So many steps in a row may be missing and still be counted: the usual step is
known that well."""
UNCLEAR_STEPS = 0.4
"""A gap farther than this from a whole number of steps is not counted."""
LONGEST_STANCE = 0.75
"""A contact longer than this share of a stride lacks its own toe-off."""
_STEPS_PER_FRAME = 8


def usual_stride_s(contacts_s: Floats, other_s: Floats) -> float:
    """Return the usual time (s) from contact to next contact of the same foot.

    Parameters
    ----------
    contacts_s, other_s
        Initial contacts of the two feet, each in order.

    Returns
    -------
    float
        Median of the intervals with exactly one contact of the other foot in
        between, of either foot. Without any such interval the median of all;
        NaN when no foot has two contacts.

    """
    checked, every = [], []
    for own, other in ((contacts_s, other_s), (other_s, contacts_s)):
        between = np.diff(np.searchsorted(other, own))
        checked.append(np.diff(own)[between == 1])
        every.append(np.diff(own))
    for intervals in (np.concatenate(checked), np.concatenate(every)):
        if intervals.size:
            return float(np.median(intervals))
    return float("nan")


def complete_strides(contacts_s: Floats, other_s: Floats, usual_s: float) -> Pairs:
    """Return the pairs of contact numbers that bound a complete stride.

    A pair counts when it lasts 0.75 to 1.6 times `usual_s` and the other foot
    touched down at most once in between, so a missed or a doubled contact
    never makes a stride.

    Examples
    --------
    >>> own, other = np.array([0.0, 0.7, 2.1]), np.array([0.35, 1.05, 1.75])
    >>> complete_strides(own, other, 0.7)
    [(0, 1)]

    """
    lasts = np.diff(contacts_s)
    between = np.diff(np.searchsorted(other_s, contacts_s))
    good = _usual(lasts, usual_s) & (between <= 1)
    return [(int(i), int(i) + 1) for i in np.flatnonzero(good)]


def complete_steps(
    contacts_s: Floats, is_left: NDArray[np.bool_], usual_s: float
) -> Pairs:
    """Return the pairs of contact numbers that bound a complete step.

    Parameters
    ----------
    contacts_s, is_left
        Initial contacts of both feet in order, and which foot it was.
    usual_s
        Usual stride time (s): a step is about half of it.

    """
    lasts = np.diff(contacts_s)
    good = _usual(lasts, usual_s / 2) & (is_left[1:] != is_left[:-1])
    return [(int(i), int(i) + 1) for i in np.flatnonzero(good)]


def step_numbers(
    contacts_s: Floats, is_left: NDArray[np.bool_], usual_s: float
) -> list[list[tuple[int, int]]]:
    """Return chains of contacts, each with how many steps lie before it.

    Contacts that are missing are counted: a gap goes on in the same chain when
    it is close to a whole number of steps, which is odd from one foot to the
    other and even to the same foot. A chain ends where it is not, and after
    `MOST_MISSED` steps.

    Parameters
    ----------
    contacts_s, is_left
        Initial contacts of both feet in order, and which foot it was.
    usual_s
        Usual stride time (s): a step is about half of it.

    Returns
    -------
    list of list of (contact number, step number)

    Examples
    --------
    >>> contacts = np.array([0.0, 0.35, 1.05, 1.4])
    >>> step_numbers(contacts, np.array([True, False, False, True]), 0.7)
    [[(0, 0), (1, 1), (2, 3), (3, 4)]]

    """
    chains: list[list[tuple[int, int]]] = []
    gaps = np.diff(contacts_s) / (usual_s / 2)
    for i in range(len(contacts_s)):
        if i:
            n_steps = _whole_steps(float(gaps[i - 1]), is_left[i] != is_left[i - 1])
            if n_steps:
                chains[-1].append((i, chains[-1][-1][1] + n_steps))
                continue
        chains.append([(i, 0)])
    return chains


def _whole_steps(gap: float, is_other_foot: bool) -> int:
    """Return how many steps a gap (in usual steps) is; 0 when that is not clear."""
    first = 1 if is_other_foot else 2
    n_steps = first + 2 * max(0, round((gap - first) / 2))
    if n_steps > MOST_MISSED + 1:
        return 0
    if n_steps == 1:
        return int(SHORTEST <= gap <= LONGEST)
    return n_steps if abs(gap - n_steps) <= UNCLEAR_STEPS else 0


def stances(contacts_s: Floats, toe_offs_s: Floats, usual_s: float) -> Pairs:
    """Return pairs (contact number, toe-off number) of one foot's stances.

    The toe-off is the first one after the contact; it counts when it comes
    before the foot's next contact and within 0.75 of `usual_s`.
    """
    pairs = []
    ends = np.append(contacts_s, np.inf)[1:]
    first = np.searchsorted(toe_offs_s, contacts_s, side="right")
    for i, (j, end_s) in enumerate(zip(first.tolist(), ends.tolist(), strict=True)):
        if (
            j < toe_offs_s.size
            and toe_offs_s[j] < end_s
            and (toe_offs_s[j] - contacts_s[i] <= LONGEST_STANCE * usual_s)
        ):
            pairs.append((i, j))
    return pairs


def share_of_stride(time_s: Floats, contacts_s: Floats, usual_s: float) -> Floats:
    """Return the share of the stride (0 to 1) gone at each time.

    NaN before the first and after the last contact, and where two contacts are
    not one stride apart.
    """
    phase = np.full(time_s.shape, np.nan)
    none = np.empty(0)
    for i, j in complete_strides(contacts_s, none, usual_s):
        start, end = contacts_s[i], contacts_s[j]
        inside = (time_s >= start) & (time_s < end)
        phase[inside] = (time_s[inside] - start) / (end - start)
    return phase


class Sampled(NamedTuple):
    """A signal and its rate of change at chosen times."""

    value: Floats
    rate: Floats


class Extreme(NamedTuple):
    """The largest value in a window, when it was, and the rate of change there.

    The rate is 0 but at an edge of the window.
    """

    value: float
    time_s: float
    rate: float


class Curve:
    """A signal that can be read between its frames.

    A cubic spline runs through each stretch of valid samples; a stretch under 4
    samples is joined by straight lines. Nothing is extrapolated.

    Parameters
    ----------
    time_s, values
        Shape (n_times,); NaN marks a gap.

    """

    def __init__(self, time_s: Floats, values: Floats) -> None:
        self._time_s, self._values = time_s, values

    @cached_property
    def _splines(self) -> Splines:
        return splines_through(self._time_s, self._values)

    @cached_property
    def _frame_s(self) -> float:
        return float(np.median(np.diff(self._time_s)))

    def sample(self, at_s: Floats) -> Sampled:
        """Return the signal and its rate of change (per s) at any times.

        Of the shape of `at_s`; NaN in gaps and outside the recording.
        """
        return Sampled(*self._splines.sample(np.asarray(at_s, dtype=float)))

    def dense(self, start_s: float, end_s: float) -> tuple[Floats, Sampled]:
        """Return times about 8 to a frame from `start_s` to `end_s`, and the signal."""
        lasts_s = end_s - start_s
        n_points = max(3, round(_STEPS_PER_FRAME * lasts_s / self._frame_s) + 1)
        at_s = np.linspace(start_s, end_s, n_points)
        return at_s, self.sample(at_s)

    def largest(self, start_s: float, end_s: float) -> Extreme:
        """Return the largest value from `start_s` to `end_s`, between frames.

        All NaN when any part of the window was not seen: the peak might have been
        there.
        """
        at_s, (value, rate) = self.dense(start_s, end_s)
        return peak(at_s, value, rate)

    def resampled(self, start_s: float, end_s: float, n_points: int = 101) -> Floats:
        """Return the signal at `n_points` equal shares of the window, ends included."""
        return self.sample(np.linspace(start_s, end_s, n_points)).value


def peak(at_s: Floats, value: Floats, rate: Floats) -> Extreme:
    """Return the largest of densely sampled values, refined by a parabola.

    All NaN when any of them is.
    """
    if not np.isfinite(value).all():
        return Extreme(np.nan, np.nan, np.nan)
    top = int(np.argmax(value))
    if 0 < top < value.size - 1:
        before, here, after = value[top - 1 : top + 2]
        bend = before - 2 * here + after
        shift = 0.5 * (before - after) / bend if bend else 0.0
        step_s = at_s[1] - at_s[0]
        highest = here - 0.25 * (before - after) * shift
        return Extreme(float(highest), float(at_s[top] + shift * step_s), 0.0)
    return Extreme(float(value[top]), float(at_s[top]), float(rate[top]))


def _usual(lasts_s: Floats, usual_s: float) -> NDArray[np.bool_]:
    return (lasts_s >= SHORTEST * usual_s) & (lasts_s <= LONGEST * usual_s)
