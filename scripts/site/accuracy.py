"""How exact the numbers are, made of the frozen tables in `validation`."""

from pathlib import Path

import pandas as pd

_WHAT = {
    "initial_contact": "initial contact",
    "toe_off": "toe-off",
    "contact_time": "contact time",
    "flight_time": "flight time",
}
_NOISES = {"white": "3 px noise", "network": "errors like BlazePose's"}
_GROUPS = {
    "run, side": "runners, from the side",
    "run, rear": "runners, from behind",
    "run, front": "runners, from the front",
    "run, crossing, side": "runners who pass the camera",
    "walk, side": "walkers, straight",
    "walk, turning, side": "walkers, turning",
}


def accuracy_page(folder: Path) -> str:
    """Return the page: people left out first, then rendered people."""
    parts = [
        "# How exact are the numbers?",
        "First people over force plates: everybody is left out in turn, so that "
        "whoever is judged was not learned from, and a virtual camera films them. Then "
        "rendered people, whose truth is exact. Both tables are written by scripts in "
        "`validation`; [how midstance is measured](validation.md) has the commands, "
        "all other tables, and where it fails.",
        "## People over force plates, left out",
        _people(pd.read_csv(folder / "people.csv", comment="#")),
        "RMSE over single events or strides; limits of agreement hold 95 % of the "
        "differences; the ICC is of the means of each leg. *Within* is the share of "
        "errors within one and two stated standard deviations: 68 and 95 % would be "
        "exact. Events are at 50 N; the plates of two laboratories differ by about "
        "10 ms ([what is meant](events.md)).",
        "## Every metric, on rendered people",
        _metrics(pd.read_csv(folder / "uncertainty.csv", comment="#")),
        "One value a clip, errors like BlazePose's, in the unit of the metric. "
        "*Stated* is the uncertainty that the report gives.",
    ]
    return "\n\n".join(parts) + "\n"


def _people(table: pd.DataFrame) -> str:
    own = table[
        (table["threshold_n"] == 50)
        & (table["speed"] == "all")
        & (table["rate_hz"].isin([30, 60]))
        & table["noise"].isin(_NOISES)
        & table["what"].isin(_WHAT)
        & table["group"].isin(_GROUPS)
    ]
    head = (
        "| who | frames/s | keypoints | what | people | RMSE, ms | bias, ms | limits "
        "of agreement, ms | ICC | within 1 / 2 |\n"
        "|---|---|---|---|---|---|---|---|---|---|\n"
    )
    rows = [
        f"| {_GROUPS[row.group]} | {row.rate_hz:g} | {_NOISES[row.noise]} | "
        f"{_WHAT[row.what]} | "
        f"{row.people} | {row.rmse_ms:g} | {row.bias_ms:+g} | {row.from_ms:+g} to "
        f"{row.to_ms:+g} | {'' if pd.isna(row.icc) else f'{row.icc:g}'} | "
        f"{100 * row.in_1:.0f} / {100 * row.in_2:.0f} % |"
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
        f"{row.clip_rmse:g} | {row.clip_stated:g} | "
        f"{100 * row.clip_within_1:.0f} / {100 * row.clip_within_2:.0f} % |"
        for row in own.itertuples()
    ]
    return head + "\n".join(rows)
