"""People put together from confidence maps and part affinity fields.

References
----------
.. [1] Z. Cao et al., *OpenPose: Realtime Multi-Person 2D Pose Estimation using
   Part Affinity Fields*, 2019, section 3. Differences: peaks lie between the cells
   of the network's own maps, which are not enlarged; fields are read between the
   cells too; all limbs of all pairs are integrated at once.

"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from midstance.pose.images.heatmaps import find_peaks

N_SAMPLES = 10
"""Points along a limb at which the field is read."""

_SAME_PLACE = 1.0
"""Ends of a limb closer than this (cells) have no direction to compare."""


@dataclass(frozen=True)
class Demands:
    """What it takes to be a keypoint, a limb, a person.

    Parameters
    ----------
    peak
        Height of a keypoint's map.
    alignment
        How far a field must point along a limb, 0 to 1, to speak for it.
    share
        Share of the points along a limb that must speak for it.
    n_keypoints
        Who has fewer is a fragment, and dropped.
    score
        Mean height and alignment that a person must have.

    """

    peak: float = 0.1
    alignment: float = 0.05
    share: float = 0.8
    n_keypoints: int = 4
    score: float = 0.2


@dataclass(frozen=True)
class _Links:
    """Pairs of peaks that may be two ends of one limb."""

    limb: NDArray[np.intp]
    start: NDArray[np.intp]
    end: NDArray[np.intp]
    score: NDArray[np.float64]

    def only(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> "_Links":
        return _Links(
            self.limb[which], self.start[which], self.end[which], self.score[which]
        )


def assemble(
    maps: NDArray[np.floating],
    fields: NDArray[np.floating],
    limbs: tuple[tuple[int, int], ...],
    demands: Demands | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return everybody in the maps of a network, surest first.

    Parameters
    ----------
    maps
        Shape (n_keypoints, height, width): how sure each keypoint is, 0 to 1.
    fields
        Shape (n_limbs, 2, height, width): x and y of the direction in which each
        limb runs.
    limbs
        The two keypoints of each limb, in the order in which people are put
        together: what is surest first.
    demands
        Thresholds; None: the usual ones.

    Returns
    -------
    xy, confidence
        Shapes (n_people, n_keypoints, 2), in cells with (0, 0) at the outer corner
        of the first one, and (n_people, n_keypoints). What was not found is NaN
        with confidence 0.

    """
    demands = demands or Demands()
    number, xy, height = find_peaks(maps, demands.peak)
    links = _possible(number, limbs)
    links = _integrated(links, fields, xy, demands)
    groups = _grown(_matched(links), number)
    return _people(groups, number, xy, height, len(maps), demands)


def _possible(number: NDArray[np.intp], limbs: tuple[tuple[int, int], ...]) -> _Links:
    """Return every start of each limb with every end of it."""
    bounds = np.searchsorted(number, np.arange(max(map(max, limbs)) + 2))
    limb, start, end = [], [], []
    for index, (a, b) in enumerate(limbs):
        n_a, n_b = bounds[a + 1] - bounds[a], bounds[b + 1] - bounds[b]
        limb.append(np.full(n_a * n_b, index))
        start.append(np.repeat(np.arange(n_a) + bounds[a], n_b))
        end.append(np.tile(np.arange(n_b) + bounds[b], n_a))
    return _Links(
        np.concatenate(limb),
        np.concatenate(start),
        np.concatenate(end),
        np.zeros(sum(map(len, limb))),
    )


def _integrated(
    links: _Links,
    fields: NDArray[np.floating],
    xy: NDArray[np.float64],
    demands: Demands,
) -> _Links:
    """Return the links for which the field speaks, with the line integral."""
    along = xy[links.end] - xy[links.start]
    length = np.hypot(*along.T)
    unit = along / np.maximum(length, _SAME_PLACE)[:, None]
    steps = np.linspace(0, 1, N_SAMPLES)[None, :, None]
    points = xy[links.start][:, None] + steps * along[:, None]
    aligned = (_read(fields, links.limb, points) * unit[:, None]).sum(axis=2)
    # A limb longer than half of the image is rarely one of a single person.
    penalty = np.minimum(0.5 * fields.shape[2] / np.maximum(length, 1e-9) - 1, 0)
    score = aligned.mean(axis=1) + penalty
    speaks = (aligned > demands.alignment).mean(axis=1) >= demands.share
    is_point = length < _SAME_PLACE
    score[is_point] = np.maximum(score[is_point], demands.alignment)
    kept = (speaks & (score > 0)) | is_point
    return _Links(links.limb, links.start, links.end, score).only(kept)


def _read(
    fields: NDArray[np.floating], limb: NDArray[np.intp], points: NDArray[np.float64]
) -> NDArray[np.floating]:
    """Return the field of each limb between the cells, shape (n_links, n, 2)."""
    n_rows, n_cols = fields.shape[2:]
    x = np.clip(points[..., 0] - 0.5, 0, n_cols - 1)
    y = np.clip(points[..., 1] - 0.5, 0, n_rows - 1)
    col = np.minimum(x.astype(np.intp), max(n_cols - 2, 0))
    row = np.minimum(y.astype(np.intp), max(n_rows - 2, 0))
    right, down = min(1, n_cols - 1), min(1, n_rows - 1)
    dx, dy = (x - col)[..., None], (y - row)[..., None]
    cells = fields.transpose(0, 2, 3, 1)
    which = limb[:, None]
    upper = cells[which, row, col] * (1 - dx) + cells[which, row, col + right] * dx
    row = row + down
    lower = cells[which, row, col] * (1 - dx) + cells[which, row, col + right] * dx
    return np.asarray(upper * (1 - dy) + lower * dy)


def _matched(links: _Links) -> _Links:
    """Return, limb by limb, the best links that share no end, best first."""
    order = np.lexsort((-links.score, links.limb))
    used: set[tuple[int, int]] = set()
    kept = []
    for index in order:
        limb = int(links.limb[index])
        ends = (
            (2 * limb, int(links.start[index])),
            (2 * limb + 1, int(links.end[index])),
        )
        if used.isdisjoint(ends):
            used.update(ends)
            kept.append(index)
    return links.only(np.array(kept, np.intp))


@dataclass
class _Group:
    """Peaks that belong to one person: the peak of each keypoint."""

    peaks: dict[int, int]
    score: float = 0.0
    """Sum of the scores of its limbs."""

    n_limbs: int = 0


def _grown(links: _Links, number: NDArray[np.intp]) -> list[_Group]:
    """Return the people that the links make of the peaks."""
    owner: dict[int, _Group] = {}
    for start, end, score in zip(links.start, links.end, links.score, strict=True):
        first, second = (
            owner.setdefault(int(peak), _Group({int(number[peak]): int(peak)}))
            for peak in (start, end)
        )
        if first is not second:
            if not first.peaks.keys().isdisjoint(second.peaks):
                continue
            first.peaks |= second.peaks
            first.score += second.score
            first.n_limbs += second.n_limbs
            owner.update(dict.fromkeys(second.peaks.values(), first))
        first.score += float(score)
        first.n_limbs += 1
    return list({id(group): group for group in owner.values()}.values())


def _people(
    groups: list[_Group],
    number: NDArray[np.intp],
    xy: NDArray[np.float64],
    height: NDArray[np.float64],
    n_keypoints: int,
    demands: Demands,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the groups that are people, surest first."""
    scored = []
    for group in groups:
        chosen = np.array(list(group.peaks.values()), np.intp)
        total = float(height[chosen].sum()) + group.score
        mean = total / (len(chosen) + group.n_limbs)
        if len(chosen) >= demands.n_keypoints and mean >= demands.score:
            scored.append((total, chosen))
    scored.sort(key=lambda pair: -pair[0])
    places = np.full((len(scored), n_keypoints, 2), np.nan)
    confidence = np.zeros((len(scored), n_keypoints))
    for person, (_, chosen) in enumerate(scored):
        places[person, number[chosen]] = xy[chosen]
        confidence[person, number[chosen]] = height[chosen]
    return places, confidence
