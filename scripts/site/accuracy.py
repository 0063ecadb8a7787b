"""How exact the numbers are, made of the frozen tables in `validation`."""

from pathlib import Path

import pandas as pd
from people_table import HEAD, cells, people_rows

_WHAT = {
    "initial_contact": "initial contact",
    "toe_off": "toe-off",
    "contact_time": "contact time",
    "flight_time": "flight time",
}


def accuracy_page(folder: Path) -> str:
    """Return the page: people left out first, then simulated people."""
    parts = [
        "# How exact are the numbers?",
        "First people over force plates: everybody is left out in turn, so that "
        "whoever is judged was not learned from, and a virtual camera films them. Then "
        "simulated people, whose truth is exact. Both tables are written by scripts in "
        "`validation`; [how midstance is measured](validation.md) has the commands, "
        "all other tables, and where it fails.",
        "## People over force plates, left out",
        _people(),
        "RMSE over single events or strides; limits of agreement hold 95 % of the "
        "differences; the ICC is of the means of each leg. *Within* is the share of "
        "errors within one and two stated standard deviations: 68 and 95 % would be "
        "exact. Events are at 50 N; the plates of two laboratories differ by about "
        "10 ms ([what is meant](events.md)).",
        "## Every metric, on simulated people",
        _metrics(pd.read_csv(folder / "uncertainty.csv", comment="#")),
        "One value a clip, errors of keypoints like BlazePose's, contacts and toe-offs "
        "8 and 12 ms wrong, in the unit of the metric. "
        "*Stated* is the uncertainty that the report gives.",
    ]
    return "\n\n".join(parts) + "\n"


def _people() -> str:
    table = people_rows((30, 60))
    own = table[table["what"].isin(_WHAT)]
    head = f"| who | frames/s | keypoints | what | {HEAD}\n|{'---|' * 10}\n"
    rows = [
        f"| {row.group} | {row.rate_hz:g} | {row.noise} | {_WHAT[row.what]} | "
        f"{cells(row)}"
        for row in own.itertuples()
    ]
    return head + "\n".join(rows)


def _metrics(table: pd.DataFrame) -> str:
    own = table[table["error"] == "network"].sort_values(["metric", "view"])
    head = (
        "| metric | view | clips | RMSE | stated | within 1 / 2 |\n"
        "|---|---|---|---|---|---|\n"
    )
    rows = [
        f"| [{row.metric.replace('_', ' ')}](metrics/{row.metric}.md) | "
        f"{'side' if row.view == 'left' else row.view} | {row.clip_n} | "
        f"{row.clip_rmse:.3g} | {row.clip_stated:.3g} | "
        f"{100 * row.clip_within_1:.0f} / {100 * row.clip_within_2:.0f} % |"
        for row in own.itertuples()
    ]
    return head + "\n".join(rows)
