"""The recording of a watch, of whichever format."""

from pathlib import Path

import pandas as pd

from midstance.errors import FormatError
from midstance.files import reading
from midstance.formats.watches.fit import is_fit, read_fit
from midstance.formats.watches.watch_csv import read_watch_csv


def read_watch(path: Path) -> pd.DataFrame:
    """Return what a watch or foot pod recorded, from a FIT or CSV file.

    Returns
    -------
    pandas.DataFrame
        Column ``at`` (UTC), and a column for each metric that the device gave, in the
        unit of the metric; NaN where it gave none.

    Raises
    ------
    FormatError
        If there is no such file, or it is neither.

    """
    if not path.is_file():
        raise FormatError(f"There is no {path}; give a FIT or CSV file of a watch.")
    with reading(path, "a file of a watch"), path.open("rb") as file:
        head = file.read(12)
    return read_fit(path) if is_fit(head) else read_watch_csv(path)
