"""The table of people over force plates, as the pages show it."""

from pathlib import Path
from typing import Any

import pandas as pd

_FILE = Path(__file__).parents[2] / "validation" / "people.csv"
_NOISES = {"white": "3 px noise", "network": "errors like BlazePose's"}
_GROUPS = {
    "run, side": "runners from the side",
    "run, rear": "runners from behind",
    "run, front": "runners from the front",
    "run, crossing, side": "runners who pass the camera",
    "walk, side": "walkers, straight",
    "walk, turning, side": "walkers, turning",
}
HEAD = (
    "people | RMSE, ms | bias, ms | limits of agreement, ms | ICC | within 1 / 2 "
    "stated deviations |"
)


def people_rows(rates_hz: tuple[int, ...]) -> pd.DataFrame:
    """Return the rows at 50 N and all speeds, with groups and noise in words."""
    table = pd.read_csv(_FILE, comment="#")
    own = table[
        (table["threshold_n"] == 50)
        & (table["speed"] == "all")
        & table["rate_hz"].isin(rates_hz)
        & table["noise"].isin(_NOISES)
        & table["group"].isin(_GROUPS)
    ]
    return own.assign(group=own["group"].map(_GROUPS), noise=own["noise"].map(_NOISES))


def cells(row: Any) -> str:  # noqa: ANN401 -- a row of pandas
    """Return the cells under `HEAD`."""
    icc = "" if pd.isna(row.icc) else f"{row.icc:.2f}"
    bias_ms = row.bias_ms + 0.0  # no minus before nothing
    return (
        f"{row.people} | {row.rmse_ms:.1f} | {bias_ms:+.1f} | {row.from_ms:+.1f} to "
        f"{row.to_ms:+.1f} | {icc} | {100 * row.in_1:.0f} / {100 * row.in_2:.0f} % |"
    )
