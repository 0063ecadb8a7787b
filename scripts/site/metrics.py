"""A page for each metric, made of what it says of itself and of the tables."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from drawings import drawing_of
from people_table import HEAD, cells, people_rows

from midstance.api.catalogue import describe_needs
from midstance.findings.norms import Norm, norms_of
from midstance.findings.rules import rules
from midstance.metrics.base import Metric, metrics

_VALIDATION = Path(__file__).parents[2] / "validation"
_SIMULATED = {
    ("left", "white"): "from the side, 3 px noise",
    ("left", "network"): "from the side, errors like BlazePose's",
    ("rear", "white"): "from behind, 3 px noise",
    ("rear", "network"): "from behind, errors like BlazePose's",
}


def metric_pages() -> Iterator[tuple[str, str]]:
    """Yield path and Markdown of the overview and of the page of each metric."""
    every = {name: metrics.get(name) for name in metrics.names()}
    yield "metrics/index.md", _overview(every)
    for name, metric in every.items():
        yield f"metrics/{name}.md", metric_page(name, metric)


def metric_page(name: str, metric: Metric) -> str:
    """Return the page of one metric."""
    parts = [
        f"# {metric.label}",
        metric.definition,
        drawing_of(name, metric),
        _facts(name, metric),
        *_reference(norms_of(name)),
        *_accuracy(name),
        *_findings(name),
        "[All metrics](index.md) · [how sure a number is](../accuracy.md) · "
        "[filming](../filming.md)",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _overview(every: dict[str, Metric]) -> str:
    by_plane: dict[str, list[str]] = defaultdict(list)
    for name, metric in every.items():
        plane = metric.plane or "times and rates"
        row = f"| [{metric.label}]({name}.md) | {metric.unit} | {metric.definition} |"
        by_plane[plane].append(row)
    parts = [
        "# What each number means",
        "Each page says what is measured, what the recording must have, what others "
        "show, how exact it is on people nobody learned from, and what rests on it. "
        "A number that cannot be measured is left out, and `missing.csv` and the "
        "report say why.",
    ]
    for plane, rows in sorted(by_plane.items(), key=lambda pair: -len(pair[1])):
        head = "| metric | unit | what |\n|---|---|---|\n"
        parts += [f"## {plane.capitalize()}", head + "\n".join(sorted(rows))]
    return "\n\n".join(parts) + "\n"


def _facts(name: str, metric: Metric) -> str:
    rows = {
        "unit": metric.unit,
        "plane": metric.plane,
        "also called": ", ".join(metric.better_known_as),
        "needs": describe_needs(metric.needs),
    }
    lines = [f"| {key} | {value} |" for key, value in rows.items() if value]
    head = f"| name in the tables | `{name}` |"
    return "\n".join([head, "|---|---|", *lines])


def _reference(norms: Sequence[Norm]) -> list[str]:
    if not norms:
        return [
            "## What others show",
            "No group of runners was measured with this definition, so that no "
            "percentile is given.",
        ]
    rows = [
        f"| {norm.speed_m_s:g} m/s | {norm.mean:.3g} ± {norm.sd:.2g} | {norm.n} | "
        f"{norm.group} | {norm.source}, {norm.licence} |"
        for norm in sorted(norms, key=lambda norm: norm.speed_m_s)
    ]
    head = "| speed | mean ± SD | people | who | source |\n|---|---|---|---|---|\n"
    notes = list(dict.fromkeys(norm.note for norm in norms if norm.note))
    closing = (
        "What others show is no target: nobody has shown that it helps to be like them."
    )
    return ["## What others show", head + "\n".join(rows), *notes, closing]


def _accuracy(name: str) -> list[str]:
    parts = [*_on_people(name), *_elsewhere(name), *_on_simulated(name)]
    if not parts:
        parts = ["Nothing was measured against a truth; take it as an indication."]
    return ["## How exact it is", *parts]


def _on_people(name: str) -> list[str]:
    table = people_rows((60,))
    own = table[table["what"] == name]
    if own.empty:
        return []
    rows = [f"| {row.group} | {row.noise} | {cells(row)}" for row in own.itertuples()]
    head = f"| who | keypoints | {HEAD}\n|{'---|' * 8}\n"
    about = (
        "People over force plates, filmed by a virtual camera at 60 frames/s; whoever "
        "is judged was not learned from ([all rows](../validation.md))."
    )
    return [about, head + "\n".join(rows)]


def _elsewhere(name: str) -> list[str]:
    if name in ("peak_force", "vertical_impulse", "rearfoot_strike"):
        where = "force-on-the-ground-and-foot-strike"
        return [
            "People over force plates who were left out of what it learned from: "
            f"[how it did](../validation.md#{where})."
        ]
    if name.startswith(("knee_flexion", "hip_flexion", "dorsiflexion")):
        return [
            "The whole curve through the real pose network, on rendered runners: "
            "[joint angles](../validation.md#joint-angles)."
        ]
    return []


def _on_simulated(name: str) -> list[str]:
    table = pd.read_csv(_VALIDATION / "uncertainty.csv", comment="#")
    own = table[table["metric"] == name]
    if own.empty:
        return []
    measured = ["clip_n", "clip_rmse", "clip_stated", "clip_within_1", "clip_within_2"]
    if len(own) > 1 and len(own[measured].drop_duplicates()) == 1:
        # What contacts alone say does not look at the keypoints.
        own, seen = own.head(1), dict.fromkeys(_SIMULATED, "whatever the view")
    else:
        seen = _SIMULATED
    rows = [
        f"| {seen[row.view, row.error]} | {row.clip_n} | {row.clip_rmse:.3g} | "
        f"{row.clip_stated:.3g} | {100 * row.clip_within_1:.0f} / "
        f"{100 * row.clip_within_2:.0f} % |"
        for row in own.itertuples()
    ]
    head = (
        "| keypoints | clips | RMSE | stated | within 1 / 2 stated deviations |\n"
        "|---|---|---|---|---|\n"
    )
    about = (
        "The value of a clip of simulated runners, whose truth is exact, in the unit "
        "of the metric. Their contacts and toe-offs are 8 and 12 ms wrong, as is "
        "stated. Real people differ more than simulated ones do."
    )
    return [about, head + "\n".join(rows)]


def _findings(name: str) -> list[str]:
    resting = [
        rule
        for rule in rules()
        if any(c.metric == name for c in (*rule.conditions, *rule.additions))
    ]
    if not resting:
        return []
    rows = [
        f"- **{rule.title}**: {rule.why} ({rule.source}.) {rule.unknown}"
        for rule in resting
    ]
    return ["## What rests on it", "\n".join(rows)]
