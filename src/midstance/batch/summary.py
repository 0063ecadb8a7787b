"""One table over a batch: a row per video, person, metric and side."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from midstance.batch.base import Outcome
from midstance.batch.jobs import Job
from midstance.files import reading, replacing
from midstance.schema.measures import SUMMARY_COLUMNS

SUMMARY = "summary.csv"
"""Of one video in its folder, and of all in the folder of the batch."""
PARQUET = "summary.parquet"
COLUMNS = ("video", "person", *SUMMARY_COLUMNS)
"""`video` is the name of the job; `person` is who runs, as the table of subjects says;
the others are those of `midstance.schema.measures.summarize`."""
_TEXTS = ("video", "person", "metric", "individual", "side", "unit")


class Summary:
    """The summaries of the videos of a batch, each read once.

    Parameters
    ----------
    jobs
        All videos, in the order of the table.

    """

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = jobs
        self._tables: dict[str, pd.DataFrame] = {}

    def write(self, known: Mapping[str, Outcome], out: Path) -> None:
        """Write ``summary.csv`` and ``summary.parquet`` into `out`.

        Parameters
        ----------
        known
            What became of the videos that ended, by name. Without one that was
            analyzed, nothing is written and earlier tables go.
        out
            A folder.

        """
        tables = [
            self._of(job)
            for job in self._jobs
            if job.name in known and known[job.name].status in ("done", "kept")
        ]
        if not tables:
            for name in (SUMMARY, PARQUET):
                (out / name).unlink(missing_ok=True)
            return
        everything = pd.concat(tables, ignore_index=True)
        with replacing(out / SUMMARY) as part:
            everything.to_csv(part, index=False)
        with replacing(out / PARQUET) as part:
            _write_parquet(everything, part)

    def _of(self, job: Job) -> pd.DataFrame:
        if job.name not in self._tables:
            table = _read(job.folder / SUMMARY).assign(video=job.name)
            # The table of subjects does not say which of several it means.
            is_one = table["individual"].nunique() == 1
            table["person"] = job.person if is_one else ""
            self._tables[job.name] = table[list(COLUMNS)]
        return self._tables[job.name]


def _read(path: Path) -> pd.DataFrame:
    """Return the summary of one video; nobody's name is taken for a number or NaN."""
    with reading(path, "the summary of a video"):
        texts = pd.read_csv(path, dtype=str, keep_default_na=False)
        texts = texts.reindex(columns=list(SUMMARY_COLUMNS), fill_value="")
        numbers = {
            name: [float(text) if text else np.nan for text in texts[name]]
            for name in SUMMARY_COLUMNS
            if name not in _TEXTS
        }
    return texts.assign(**{**numbers, "n": np.nan_to_num(numbers["n"]).astype(int)})


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write texts, numbers and counts as such; an empty text or NaN is null."""
    from arro3.core import Array, DataType, Table
    from arro3.io import write_parquet

    types = {"n": DataType.int64(), **dict.fromkeys(_TEXTS, DataType.string())}
    columns: dict[str, Any] = {
        name: Array(
            [None if value == "" or value != value else value for value in column],
            types.get(name, DataType.float64()),
        )
        for name, column in table.to_dict("list").items()
    }
    write_parquet(Table.from_pydict(columns), path)
