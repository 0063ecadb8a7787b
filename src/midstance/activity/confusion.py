"""How often each class is taken for each, and what follows from that."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def confusion(true: ArrayLike, said: ArrayLike, n_classes: int) -> NDArray[np.int64]:
    """Return counts, shape (n_classes, n_classes): row true, column said.

    Examples
    --------
    >>> confusion([0, 0, 1], [0, 1, 1], 2).tolist()
    [[1, 1], [0, 1]]

    """
    table = np.zeros((n_classes, n_classes), np.int64)
    np.add.at(table, (np.asarray(true), np.asarray(said)), 1)
    return table


def scores(table: NDArray[np.integer]) -> dict[str, float]:
    """Return accuracy, and precision and recall in three means.

    ``micro`` counts samples (then both are the accuracy), ``macro`` is the mean over
    the classes that occur, ``weighted`` the mean weighted by how often each occurs.
    A class that is never said has precision 0.

    Examples
    --------
    >>> found = scores(np.array([[1, 1], [0, 1]]))
    >>> found["accuracy"], found["macro_precision"], found["macro_recall"]
    (0.6666666666666666, 0.75, 0.75)

    """
    hits, n_true, n_said = np.diag(table), table.sum(axis=1), table.sum(axis=0)
    occurs = n_true > 0
    precision = hits / np.maximum(n_said, 1)
    recall = hits / np.maximum(n_true, 1)
    weight = n_true / max(int(n_true.sum()), 1)
    accuracy = float(hits.sum() / max(int(table.sum()), 1))
    return {
        "accuracy": accuracy,
        "micro_precision": accuracy,
        "micro_recall": accuracy,
        "macro_precision": float(precision[occurs].mean()),
        "macro_recall": float(recall[occurs].mean()),
        "weighted_precision": float((weight * precision).sum()),
        "weighted_recall": float((weight * recall).sum()),
    }
