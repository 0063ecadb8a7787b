"""Groups on two sides, so that both sides look alike."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def split_groups(
    counts: NDArray[np.floating],
    groups: Sequence[str],
    *,
    share: float,
    seed: int = 0,
) -> NDArray[np.bool_]:
    """Return which samples are on the first side; a group is never divided.

    Iterative stratification [1]_, with groups in the place of single samples: the
    label that fewest groups have comes first, its largest group goes where most of
    that label is still wanted, and ties go where most samples are. Then single groups
    change sides as long as that brings the shares nearer to what is wanted: where
    many labels come in all groups, the order alone leaves them to chance.

    Parameters
    ----------
    counts
        How often each sample has each label, shape (n_samples, n_labels), >= 0.
    groups
        What belongs together, one name a sample.
    share
        Share of each label and of all samples that shall be on the first side, 0 to 1.
    seed
        Seed of the order of equal groups.

    Returns
    -------
    numpy.ndarray
        Shape (n_samples,).

    Examples
    --------
    >>> counts = np.array([[1, 0], [1, 0], [0, 1], [0, 1]])
    >>> split_groups(counts, ["a", "b", "c", "d"], share=0.5).sum()
    np.int64(2)

    References
    ----------
    .. [1] K. Sechidis, G. Tsoumakas, I. Vlahavas, *On the Stratification of
       Multi-Label Data*, ECML PKDD 2011.

    """
    names, group_of = np.unique(np.asarray(groups), return_inverse=True)
    # The last column counts samples, so that those without a label are spread too.
    table = np.column_stack([counts, np.ones(len(counts))]).astype(float)
    held = np.zeros((len(names), table.shape[1]))
    np.add.at(held, group_of, table)
    order = np.random.default_rng(seed).permutation(len(names))
    wanted = np.outer([share, 1.0 - share], held.sum(axis=0))
    side = np.full(len(names), -1)
    for label in _rarest_first(held):
        own = [g for g in order if held[g, label] > 0 and side[g] < 0]
        for group in sorted(own, key=lambda g: -held[g, label]):
            first, second = wanted[0], wanted[1]
            need = (first - second)[[label, -1]]
            is_first = need[0] > 0 or (need[0] == 0 and need[1] >= 0)
            side[group] = 0 if is_first else 1
            wanted[side[group]] -= held[group]
    is_first = _improved(side == 0, held / held.sum(axis=0).clip(min=1.0), share)
    return np.asarray(is_first[group_of])


def deviations(
    counts: NDArray[np.floating], is_first: NDArray[np.bool_], share: float
) -> NDArray[np.float64]:
    """Return the share of each label on the first side, less the share wanted.

    NaN for a label that nobody has.
    """
    total = counts.sum(axis=0).astype(float)
    got = counts[is_first].sum(axis=0) / np.where(total > 0, total, np.nan)
    return np.asarray(got - share)


def _improved(
    is_first: NDArray[np.bool_], parts: NDArray[np.float64], share: float
) -> NDArray[np.bool_]:
    """Move one group after the other while the squared deviations get smaller.

    `parts` is how much of each label a group holds, shape (n_groups, n_labels). A label
    that one group alone has cannot be shared out, and has no say: twenty of them would
    all rather be on the larger side.
    """
    is_first = is_first.copy()
    has_any = (parts > 0).sum(axis=0) > 1
    parts = parts * has_any
    for _ in range(len(is_first)):
        off = parts[is_first].sum(axis=0) - share * has_any
        moves = np.where(is_first[:, None], -parts, parts)
        after = np.square(off + moves).sum(axis=1)
        best = int(after.argmin())
        if after[best] >= np.square(off).sum() - 1e-15:
            break
        is_first[best] = not is_first[best]
    return is_first


def _rarest_first(held: NDArray[np.float64]) -> list[int]:
    """Return the labels by how many groups have them; counting samples last."""
    n_groups = (held[:, :-1] > 0).sum(axis=0)
    rare = [int(i) for i in np.argsort(n_groups, kind="stable")]
    return [*rare, held.shape[1] - 1]
