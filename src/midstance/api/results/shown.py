"""How an analysis shows itself: one line, or a small table in a notebook."""

import html

import pandas as pd

from midstance.report.first.headline import HEADLINE
from midstance.report.quantities import display_scale, with_uncertainty
from midstance.report.tables import label_of
from midstance.schema.analysis import Analysis
from midstance.schema.tracks import individuals

_MOST_ROWS = 12
_SIDES = ("left", "right", "both")


def in_one_line(analysis: Analysis) -> str:
    """Return who did what in which video, and how much is known.

    Examples
    --------
    >>> import midstance as ms
    >>> in_one_line(ms.example())
    '<Analysis of demo.mp4: person-1 running, 8.0 s; 71 numbers, 14 missing>'

    """
    names = individuals(analysis.tracks)
    people = ", ".join(_doing(analysis.bouts, name) for name in names) or "nobody"
    time_s = analysis.tracks["time"].to_numpy()
    lasts_s = float(time_s[-1] - time_s[0]) if time_s.size else 0.0
    n_numbers = len(analysis.measures.groupby(["metric", "individual", "side"]))
    n_missing = len(analysis.missing)
    missing = f", {n_missing} missing" if n_missing else ""
    return (
        f"<Analysis of {analysis.video.name}: {people}, {lasts_s:.1f} s; "
        f"{n_numbers} numbers{missing}>"
    )


def as_html(analysis: Analysis) -> str:
    """Return a small table of the numbers that tell the most, without script.

    Notes stand above it; what is left out is counted below.
    """
    summary = analysis.summary()
    parts = [f"<p><b>{html.escape(in_one_line(analysis)[1:-1])}</b></p>"]
    parts += [f"<p>&#9888; {html.escape(text)}</p>" for text in analysis.warnings]
    left_out = 0
    for name, own in summary.groupby("individual", sort=False):
        rows = _rows(own)
        left_out += max(0, len(rows) - _MOST_ROWS)
        head = "".join(f"<th>{text}</th>" for text in ("", *_SIDES, "unit", "n"))
        caption = f"<caption>{html.escape(str(name))}</caption>"
        body = "".join(rows[:_MOST_ROWS])
        parts.append(
            f"<table>{caption if summary['individual'].nunique() > 1 else ''}"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )
    if left_out:
        parts.append(
            f"<p>{left_out} more in <code>.summary()</code>; what is missing, and "
            "why, in <code>.missing</code>.</p>"
        )
    return "".join(parts)


def _doing(bouts: pd.DataFrame, name: str) -> str:
    own = bouts[bouts["individual"] == name]
    done = list(dict.fromkeys(own["activity"]))
    return f"{name} {' and '.join(done)}" if done else name


def _rows(summary: pd.DataFrame) -> list[str]:
    """Return a row of HTML for each metric, what a coach looks at first."""
    measured = list(dict.fromkeys(summary["metric"]))
    first = [name for names in HEADLINE for name in names if name in measured]
    return [
        _row(summary[summary["metric"] == name])
        for name in [*first, *(name for name in measured if name not in first)]
    ]


def _row(own: pd.DataFrame) -> str:
    scale = display_scale(str(own["unit"].iloc[0]), float(own["value"].abs().max()))
    by_side = {
        str(row.side): with_uncertainty(
            scale.factor * row.value, scale.factor * row.uncertainty
        )
        for row in own.itertuples()
    }
    cells = "".join(
        f"<td>{_with_sign(*by_side[side]) if side in by_side else ''}</td>"
        for side in _SIDES
    )
    name = str(own["metric"].iloc[0])
    return (
        f"<tr><td title='{html.escape(name)}'>{html.escape(label_of(name))}</td>"
        f"{cells}<td>{html.escape(scale.unit)}</td><td>{own['n'].max()}</td></tr>"
    )


def _with_sign(value: str, uncertainty: str) -> str:
    return f"{value} &plusmn; {uncertainty}" if uncertainty else value
