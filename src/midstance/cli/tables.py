"""Tables as the terminal shows them."""

from collections.abc import Iterator
from math import floor, isfinite, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table


def summary_table(summary: "pd.DataFrame") -> "Table":
    """Return a table with one row per metric and person, and a column per side."""
    from midstance.metrics.base import metrics

    several = summary["individual"].nunique() > 1
    lines = []
    for (individual, metric), rows in summary.groupby(
        ["individual", "metric"], sort=False
    ):
        cells = {
            row.side: with_uncertainty(row.value, row.uncertainty)
            for row in rows.itertuples()
        }
        label = metrics.get(metric).label
        lines.append(
            (
                f"{individual}  {label}" if several else label,
                *(cells.get(side, "") for side in ("both", "left", "right")),
                rows["unit"].iloc[0],
                str(rows["n"].max()),
            )
        )
    return _table(lines)


def _table(lines: list[tuple[str, ...]]) -> "Table":
    """Return a table in which only the first column gives way on a narrow screen."""
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    headings = ("metric", "both", "left", "right", "unit", "n")
    for number, heading in enumerate(headings):
        is_text = heading in ("metric", "unit")
        widest = max([len(heading), *(len(line[number]) for line in lines)])
        table.add_column(
            heading,
            justify="left" if is_text else "right",
            no_wrap=heading != "metric",
            min_width=None if heading == "metric" else widest,
        )
    for line in lines:
        table.add_row(*line)
    return table


def change_table(changes: "pd.DataFrame") -> "Table":
    """Return a table with a row for each change; those that are clear are bold."""
    from rich.table import Table

    from midstance.metrics.base import metrics

    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("metric", "side", "before", "after", "change", "unit", "least"):
        is_text = heading in ("metric", "side", "unit")
        table.add_column(heading, justify="left" if is_text else "right")
    table.add_column("chance", justify="right")
    for row in changes.itertuples():
        label = row.metric
        if label in metrics.names():
            label = metrics.get(label).label
        table.add_row(
            *(label, "" if row.side == "both" else row.side),
            *(f"{row.before:.4g}", f"{row.after:.4g}"),
            with_uncertainty(row.change, row.uncertainty),
            *(row.unit, f"{row.detectable:.2g}" if isfinite(row.detectable) else ""),
            f"{100 * row.probability:.0f} %" if isfinite(row.probability) else "",
            style="bold" if row.is_clear else None,
        )
    return table


def missing_lines(missing: "pd.DataFrame") -> Iterator[str]:
    """Yield one line per reason, with the metrics that it concerns."""
    from midstance.cli.remedies import with_option
    from midstance.metrics.base import metrics

    for (individual, reason, remedy), rows in missing.groupby(
        ["individual", "reason", "remedy"], sort=False
    ):
        names = ", ".join(metrics.get(name).label.lower() for name in rows["metric"])
        why = with_option(str(reason), str(remedy))
        yield f"{individual}: not measured: {names}. {why}"


def with_uncertainty(value: float, uncertainty: float) -> str:
    """Return the value with as many digits as its uncertainty supports.

    Examples
    --------
    >>> with_uncertainty(168.934, 0.21)
    '168.9 ± 0.2'
    >>> with_uncertainty(168.934, float("nan"))
    '169'

    """
    if not isfinite(value):
        return ""
    if not isfinite(uncertainty) or uncertainty <= 0:
        return f"{value:.3g}"
    digits = max(0, -floor(log10(uncertainty)))
    return f"{value:.{digits}f} ± {uncertainty:.{digits}f}"
