"""Hops in place, as with a rope: the body rises as a whole and keeps its pose."""

import numpy as np
import xarray as xr

from midstance.exercises.counting.principal_motion import STEP_S, Stretch
from midstance.exercises.counting.turns import LEAST_SHARE, Turns, usual_way
from midstance.exercises.poses.embedding import TRUNKS_PER_SIZE
from midstance.exercises.poses.pose_tracks import usual_trunk_px
from midstance.kernels.geometry.facing import middle
from midstance.kernels.signals.gaps import valid_runs
from midstance.kernels.signals.resample import resample
from midstance.kernels.types import Floats
from midstance.schema.tracks import paths_of

_PARTS = ("shoulder", "hip", "ankle")
_LEAST = 0.012
"""Height of a hop in sizes of the body: an inch or so."""
_SMOOTH_S, _WANDER_S, _LONGEST_GAP_S = 0.05, 1.2, 0.3
_INTERVALS_S = (0.25, 0.9)
_UNEVEN = 0.3
"""Interval from hop to hop against the usual one, beyond which a series ends."""
_FEWEST = 3
_REPEATED, _REPEATED_BY_FEW = 0.5, 0.85
"""Correlation of the course with itself one hop later: errors make three even hops now
and then, but hardly three that are alike."""
_LEAST_OF_FEW = 0.03
"""As `_LEAST`, of the lowest of three hops."""
_UPRIGHT = 0.7
"""Height of the trunk in the image, in its lengths: nobody hops lying."""
_OF_THE_FEET = 0.5
"""The ankles rise with the trunk by at least this share; who bobs keeps them down."""


def find_hops(tracks: xr.Dataset, start_s: float, end_s: float) -> Turns | None:
    """Return the hops of one person within a span of time, or None.

    A hop counts in a series of three or more at an even pace of 1.1 to 4 a second,
    in which ankles, hips and shoulders rise together; three must be higher and more
    alike than what errors make.

    Parameters
    ----------
    tracks
        Tracks of one person (px).
    start_s, end_s
        The span.

    """
    time_s = tracks["time"].to_numpy()
    names = set(tracks["keypoint"].to_numpy().tolist())
    if not {f"left_{part}" for part in _PARTS} <= names or time_s.size < 2:
        return None
    grid_s = np.arange(start_s, end_s, STEP_S)
    heights = [_height(tracks, part, time_s, grid_s) for part in _PARTS]
    if not np.isfinite(heights).all(axis=0).any():
        return None
    trunk_px = usual_trunk_px(tracks)
    if not float(np.nanmedian(heights[0] - heights[1])) >= _UPRIGHT * trunk_px:
        return None
    size_px = TRUNKS_PER_SIZE * trunk_px
    course = np.mean(heights, axis=0) / size_px
    best: list[int] = []
    for run in valid_runs(course):
        if (run.stop - run.start) * STEP_S < _FEWEST * _INTERVALS_S[0]:
            continue
        rise, feet = (_steadied(c[run]) for c in (course, heights[-1] / size_px))
        series = _longest_series(rise)
        if len(series) > len(best) and _is_even(rise, series) and _leave(rise, feet):
            best = [run.start + at for at in series]
    if len(best) < _FEWEST:
        return None
    motion = np.full(len(grid_s), np.nan)
    for run in valid_runs(course):
        motion[run] = _steadied(course[run])
    return Turns(Stretch(grid_s, motion), best, ["both"] * len(best))


def _height(tracks: xr.Dataset, part: str, time_s: Floats, grid_s: Floats) -> Floats:
    """Return how high a pair of points is at even times (px, up); or one of them."""
    column = -middle(paths_of(tracks), part)[:, 1]
    return resample(time_s, column, grid_s, longest_gap_s=_LONGEST_GAP_S)


def _steadied(height: Floats) -> Floats:
    """Return a course without tremble and without what is slower than a hop."""
    from scipy.ndimage import gaussian_filter1d

    smooth = gaussian_filter1d(height, _SMOOTH_S / STEP_S, mode="nearest")
    slow = gaussian_filter1d(height, _WANDER_S / 2 / STEP_S, mode="nearest")
    return np.asarray(smooth - slow)


def _longest_series(rise: Floats) -> list[int]:
    """Return the longest series of tops that follow each other evenly."""
    from scipy.signal import find_peaks

    tops, facts = find_peaks(rise, prominence=_LEAST)
    usual = usual_way(facts["prominences"])
    tops = tops[facts["prominences"] >= LEAST_SHARE * usual] if tops.size else tops
    best: list[int] = []
    series: list[int] = []
    gaps_s = np.diff(tops) * STEP_S
    pace_s = float(np.median(gaps_s)) if gaps_s.size else np.nan
    for number, top in enumerate(tops.tolist()):
        gap_s = gaps_s[number - 1] if number else pace_s
        is_even = abs(gap_s - pace_s) <= _UNEVEN * pace_s
        is_hop = _INTERVALS_S[0] <= gap_s <= _INTERVALS_S[1]
        series = [*series, top] if is_even and is_hop else [top]
        best = max(best, series, key=len)
    return best


def _is_even(rise: Floats, series: list[int]) -> bool:
    """Return whether the course repeats itself from hop to hop; errors do not."""
    if len(series) < _FEWEST:
        return False
    is_few = len(series) == _FEWEST
    if is_few and not _is_high(rise, series):
        return False
    step = round((series[-1] - series[0]) / (len(series) - 1))
    part = rise[series[0] : series[-1] + 1]
    earlier, later = part[:-step], part[step:]
    spread = float(np.sqrt((earlier @ earlier) * (later @ later)))
    least = _REPEATED_BY_FEW if is_few else _REPEATED
    return spread > 0 and float(earlier @ later) >= least * spread


def _is_high(rise: Floats, series: list[int]) -> bool:
    from scipy.signal import peak_prominences

    return float(peak_prominences(rise, series)[0].min()) >= _LEAST_OF_FEW


def _leave(rise: Floats, feet: Floats) -> bool:
    """Return whether the ankles rise as the body does."""
    spread = float(rise @ rise)
    return spread > 0 and float(rise @ feet) / spread >= _OF_THE_FEET
