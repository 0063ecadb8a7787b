"""Tables as the terminal shows them."""

from collections.abc import Iterator, Sequence
from math import floor, isfinite, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from midstance.report.comparison.lines import Line


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


def change_table(lines: "Sequence[Line]") -> "Table":
    """Return a table with a row for each change; those that are clear are bold.

    Where the speeds differ, the part of the change that goes with the speed has a
    column of its own, since the chance is that of the rest.
    """
    from rich.table import Table

    is_split = any(line.by_speed for line in lines)
    table = Table(box=None, header_style="bold", pad_edge=False)
    by_speed = ("by speed",) if is_split else ()
    for heading in (
        *("metric", "before", "after", "change"),
        *(*by_speed, "least", "chance"),
    ):
        is_text = heading == "metric"
        table.add_column(
            heading, justify="left" if is_text else "right", no_wrap=not is_text
        )
    for line in lines:
        side = "" if line.side == "both" else f", {line.side}"
        unit = f" ({line.unit})" if line.unit else ""
        table.add_row(
            *(f"{line.label}{side}{unit}", line.values[0], line.values[-1]),
            *(line.change, *((line.by_speed,) if is_split else ())),
            *(line.detectable, line.chance),
            style="bold" if line.is_clear else None,
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
