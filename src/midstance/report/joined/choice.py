"""Which view each number of a session comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf, isfinite, nan

import pandas as pd

from midstance.findings.look import Runner, look, runner_of
from midstance.findings.moments import moments_of
from midstance.report.comparison.recorded import Recorded
from midstance.schema.events import SIDES, of_individual
from midstance.schema.findings import Finding
from midstance.schema.measures import COLUMNS, make_missing, summarize
from midstance.schema.remarks import Decision

_SAME_SPEED_M_S = 0.1


@dataclass(frozen=True)
class Joined:
    """The views of one session.

    Parameters
    ----------
    views
        One recording each; the first is from the side where any is.

    """

    views: tuple[Recorded, ...]

    @property
    def name(self) -> str:
        """Return what the runner is called in the first view."""
        return self.views[0].name

    @cached_property
    def sources(self) -> dict[tuple[str, str], int]:
        """Return which view tells a metric of a side best, by metric and side.

        That with the smallest uncertainty; of two alike the first.
        """
        best: dict[tuple[str, str], tuple[float, int]] = {}
        for number, view in enumerate(self.views):
            for row in summarize(_measures(view)).itertuples():
                doubt = float(row.uncertainty) if isfinite(row.uncertainty) else inf
                key = (str(row.metric), str(row.side))
                if key not in best or doubt < best[key][0]:
                    best[key] = (doubt, number)
        return {key: number for key, (_, number) in best.items()}

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Return the measures, each metric and side from one view."""
        parts = []
        for number, view in enumerate(self.views):
            own = _measures(view)
            keys = zip(own["metric"], own["side"], strict=True)
            is_chosen = [self.sources.get(key) == number for key in keys]
            parts.append(own[is_chosen].assign(individual=self.name))
        table = pd.concat(parts, ignore_index=True)
        return table.reindex(columns=[*COLUMNS])

    @cached_property
    def missing(self) -> pd.DataFrame:
        """Return what no view could measure; the last view that has it says why."""
        measured = {metric for metric, _ in self.sources}
        rows = {}
        for view in self.views:
            table = view.analysis.missing
            for row in table[table["individual"] == view.name].itertuples():
                if row.metric not in measured:
                    rows[row.metric] = (row.metric, self.name, row.reason, row.remedy)
        return make_missing(rows.values())

    @property
    def speed_m_s(self) -> float:
        """Return the speed of the first view that knows it; NaN: none does."""
        known = [one.speed_m_s for one in self.views if isfinite(one.speed_m_s)]
        return known[0] if known else nan

    @property
    def runs(self) -> bool:
        """Return whether the first view shows somebody who runs."""
        first = self.views[0]
        return runner_of(first.analysis, first.name).gait == "running"

    @property
    def has_one_speed(self) -> bool:
        """Return whether no two views were run at speeds that differ."""
        known = [one.speed_m_s for one in self.views if isfinite(one.speed_m_s)]
        return not known or max(known) - min(known) <= _SAME_SPEED_M_S

    def findings(self) -> list[tuple[Finding, int]]:
        """Return what stands out over all views, each with the view that shows it."""
        first = runner_of(self.views[0].analysis, self.views[0].name)
        heights = [one.scene.height_m for one in self.views]
        runner = Runner(
            self.name,
            self.measures,
            first.events,
            speed_m_s=self.speed_m_s,
            height_m=next((one for one in heights if isfinite(one)), nan),
            gait=first.gait,
        )
        return [self._shown(finding) for finding in look(runner)]

    def decision(self, rule: str) -> Decision | None:
        """Return what was decided about a finding, in the first view that says it."""
        said = (one.analysis.remarks.about(one.name, rule) for one in self.views)
        return next((one for one in said if one is not None), None)

    def view_of(self, metric: str, side: str) -> int:
        """Return the number of the view that a metric is told from."""
        sides = (side, "both", *SIDES)
        found = (self.sources.get((metric, one)) for one in sides)
        return next((number for number in found if number is not None), 0)

    def _shown(self, finding: Finding) -> tuple[Finding, int]:
        """Return a finding with strides of the view that its number comes from."""
        first = finding.evidence[0]
        number = self.view_of(first.metric, first.side)
        view = self.views[number]
        events = of_individual(view.analysis.events, view.name)
        moments = moments_of(_measures(view), events, first.metric, finding.side)
        return replace(finding, moments=moments), number


def join(recordings: Sequence[Recorded]) -> Joined:
    """Return recordings as the views of one session, one from the side first."""
    ordered = sorted(recordings, key=lambda one: not one.scene.is_side_view)
    return Joined(tuple(ordered))


def _measures(view: Recorded) -> pd.DataFrame:
    measures = view.analysis.measures
    return measures[measures["individual"] == view.name]
