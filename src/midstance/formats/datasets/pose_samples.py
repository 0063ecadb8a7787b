"""Labelled poses as published for MediaPipe: name, class, then x, y, z per landmark.

One row per picture and no heading, as the k-NN pose classification of MediaPipe and
ML Kit writes them: x and y in pixels of the picture (y down), z in the same measure,
negative towards the camera. 33 landmarks are the full body, 25 the body down to the
hips.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from midstance.errors import FormatError
from midstance.files import read_text, reading, replacing

N_FULL, N_UPPER = 33, 25


@dataclass(frozen=True)
class PoseSamples:
    """Poses and what they show.

    Parameters
    ----------
    names
        Names of the pictures.
    classes
        What each shows, such as ``pushups_up``.
    points
        Shape (n_samples, 33 or 25, 3), in the order of BlazePose; NaN where a
        landmark is not known.

    """

    names: tuple[str, ...]
    classes: tuple[str, ...]
    points: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of samples."""
        return len(self.names)

    def recordings(self) -> tuple[str, ...]:
        """Return which recording each sample comes from; see `recording_of`."""
        return tuple(recording_of(name) for name in self.names)

    def chosen(self, rows: Iterable[int]) -> "PoseSamples":
        """Return the samples of these row numbers, in this order."""
        at = list(rows)
        return PoseSamples(
            tuple(self.names[row] for row in at),
            tuple(self.classes[row] for row in at),
            self.points[at],
        )


def recording_of(name: str) -> str:
    """Return the recording a picture comes from, by what its name begins with.

    The last part after ``__`` is the frame. Pictures without such a part are
    screen shots or photos: those of one day count as one recording, because nobody
    knows which belong together.

    Examples
    --------
    >>> recording_of("frame__ptsTT-pDWcA__0016622.jpg")
    'frame__ptsTT-pDWcA'
    >>> recording_of("Screenshot_2021-02-11 at 14.29.43.png")
    'Screenshot_2021-02-11'

    """
    stem = Path(name).stem
    if "__" in stem:
        return stem.rpartition("__")[0]
    words = stem.replace(" ", "_").split("_")
    return "_".join(words[:2]) if len(words) > 1 else stem.rstrip("0123456789-.")


def read_pose_samples(path: Path) -> PoseSamples:
    """Read a CSV file of labelled poses.

    Raises
    ------
    FormatError
        If the file is missing or empty, or a row has another number of landmarks
        than the first, or something that is no number.

    """
    if not path.is_file():
        raise FormatError(
            f"No pose samples at {path}; give a CSV file with a row of name, class "
            "and 33 or 25 landmarks (x, y, z) for each picture."
        )
    names, classes, rows = [], [], []
    width = 0
    kind = "a CSV file of pose samples"
    file = io.StringIO(read_text(path, kind), newline="")
    with reading(path, kind):
        for number, row in enumerate(csv.reader(file), 1):
            if not row:
                continue
            width = width or len(row)
            if len(row) != width or len(row) not in (2 + 3 * N_FULL, 2 + 3 * N_UPPER):
                raise FormatError(
                    f"{path.name}, row {number}: expected name, class and "
                    f"{N_FULL} or {N_UPPER} landmarks of 3 numbers "
                    f"({2 + 3 * N_FULL} or {2 + 3 * N_UPPER} columns, the same in "
                    f"all rows), got {len(row)} columns."
                )
            names.append(row[0])
            classes.append(row[1])
            rows.append(_numbers(row[2:], path, number))
    if not rows:
        raise FormatError(f"{path} holds no pose samples; give a file with rows.")
    points = np.array(rows).reshape(len(rows), -1, 3)
    return PoseSamples(tuple(names), tuple(classes), points)


def write_pose_samples(samples: PoseSamples, path: Path) -> None:
    """Write `samples` so that `read_pose_samples` and MediaPipe's tools read them."""
    with replacing(path) as part, part.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        flat = samples.points.reshape(len(samples), -1)
        for name, label, row in zip(samples.names, samples.classes, flat, strict=True):
            writer.writerow([name, label, *(f"{value:.5g}" for value in row)])


def _numbers(cells: list[str], path: Path, number: int) -> list[float]:
    with reading(path, f"a table of name, class and numbers (row {number})"):
        return [float(cell) for cell in cells]
