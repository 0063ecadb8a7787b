"""What was seen in images so far, kept on disk while the work goes on."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from midstance.activity.heatmap import N_PEOPLE
from midstance.errors import FormatError
from midstance.files import reading, replacing
from midstance.formats.datasets.labelled_people import N_JOINTS
from midstance.formats.npz import load_npz
from midstance.kernels.types import Array

_SAVE_EVERY = 20
_KEPT = "a file of what was seen in images"


class Looks:
    """What was seen, kept on disk while the work goes on.

    Parameters
    ----------
    path
        ``.npz``; what is in it under the same key is gone on with.
    n_classes
        Number of classes of the classifier.
    key
        Changes when the source, the classifier or the settings do.

    """

    def __init__(self, path: Path, n_classes: int, key: str) -> None:
        self._path, self._key, self._n_classes = path, key, n_classes
        self.names: list[str] = []
        self._people: list[Array] = []
        self._shares: list[Array] = []
        if path.is_file():
            # What cannot be read is seen again.
            with suppress(FormatError), reading(path, _KEPT):
                kept = load_npz(path, _KEPT)
                if str(kept["key"]) == key:
                    rows = kept["names"].tolist(), kept["people"], kept["shares"]
                    names, people, shares = rows
                    if len(names) == len(people) == len(shares):
                        self.names = names
                        self._people, self._shares = list(people), list(shares)

    def add(self, name: str, people_px: Array, shares: Array) -> None:
        """Keep what was seen in one image; everything is written now and then."""
        people = np.full((N_PEOPLE, N_JOINTS, 2), np.nan)
        people[: len(people_px)] = people_px
        self.names.append(name)
        self._people.append(people)
        self._shares.append(shares)
        if len(self.names) % _SAVE_EVERY == 0:
            self.save()

    def keep(self, names: Sequence[str]) -> None:
        """Forget all images but these, and put them in this order."""
        at = {name: row for row, name in enumerate(self.names)}
        rows = [at[name] for name in names if name in at]
        self.names = [self.names[row] for row in rows]
        self._people = [self._people[row] for row in rows]
        self._shares = [self._shares[row] for row in rows]

    def save(self) -> None:
        """Write all that was seen."""
        with replacing(self._path) as part, part.open("wb") as file:
            np.savez_compressed(
                file,
                key=self._key,
                names=np.array(self.names, dtype=np.str_),
                people=self.people(),
                shares=self.probabilities(),
            )

    def people(self) -> Array:
        """Return whom each look saw, shape (n_looks, 2, 16, 2)."""
        return np.array(self._people).reshape(-1, N_PEOPLE, N_JOINTS, 2)

    def probabilities(self) -> Array:
        """Return shape (n_looks, n_classes)."""
        return np.array(self._shares).reshape(-1, self._n_classes)
