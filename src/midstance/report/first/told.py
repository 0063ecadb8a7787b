"""Findings as the page tells them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from midstance.report.quantities import decimals_for, number, with_uncertainty
from midstance.report.tables import label_of
from midstance.report.units import Units
from midstance.schema.findings import Evidence, Finding, Moment
from midstance.schema.remarks import Decision, Remarks
from midstance.words.kept import retold
from midstance.words.text import _

MOST = 3
"""More at once nobody can work at; the others are folded."""
_WORST_SURE = 99.0


@dataclass(frozen=True)
class Told:
    """One finding, ready for the page.

    Parameters
    ----------
    finding
        The finding.
    title
        Its title with the foot, if it is one.
    added
        What else adds to it, as the end of a sentence.
    evidence
        Each number with its uncertainty and its line, as a sentence.
    sure
        How sure it is, in whole percent, at most 99.
    moments
        The strides that show it.
    player
        Which player of the page shows them; empty: there is one.
    decision
        What a person decided about it; None: nothing yet.

    """

    finding: Finding
    title: str
    added: str
    evidence: tuple[str, ...]
    sure: int
    moments: tuple[Moment, ...]
    player: str = ""
    decision: Decision | None = None

    @property
    def is_left_out(self) -> bool:
        """Whether a person leaves it out of paper and of links."""
        return self.decision is not None and self.decision.choice == "left_out"

    @property
    def choice(self) -> str:
        """What was decided; empty: nothing yet."""
        return "" if self.decision is None else self.decision.choice

    @property
    def words(self) -> str:
        """What a person says to do instead; empty: what midstance says holds."""
        is_changed = self.decision is not None and self.decision.choice == "changed"
        return self.decision.words if self.decision is not None and is_changed else ""


def tell(
    findings: Sequence[Finding],
    units: Units | None = None,
    remarks: Remarks | None = None,
) -> list[Told]:
    """Return `findings` in words, in their order.

    Parameters
    ----------
    findings
        Of one person.
    units
        None: metric.
    remarks
        What a person decided about them; None: nothing.

    """
    said = remarks or Remarks()
    return [
        replace(
            _told(one, units or Units()),
            decision=said.about(one.individual, one.rule),
        )
        for one in findings
    ]


def _told(finding: Finding, units: Units) -> Told:
    adds = dict.fromkeys(one.adds for one in finding.evidence if one.adds)
    return Told(
        finding,
        f"{_(finding.title)}{_foot(finding)}",
        _joined([_(one) for one in adds]),
        tuple(_sentence(one, units) for one in finding.evidence),
        int(min(100 * finding.sure, _WORST_SURE)),
        finding.moments,
    )


def _foot(finding: Finding) -> str:
    if finding.side == "both":
        return ""
    if finding.rule.startswith("contact_asymmetry"):
        return _(", the left") if finding.side == "left" else _(", the right")
    return _(", left foot") if finding.side == "left" else _(", right foot")


def _joined(texts: list[str]) -> str:
    if len(texts) < 2:
        return "".join(texts)
    first = ", ".join(texts[:-1])
    return _("{first} and {second}", first=first, second=texts[-1])


def _sentence(one: Evidence, units: Units) -> str:
    """Return a number, the line that it is beyond, and how sure that is."""
    scale = units.scale(one.unit, abs(one.value))
    value, doubt = with_uncertainty(
        scale.factor * one.value, scale.factor * one.uncertainty
    )
    unit = scale.unit if scale.unit in ("°", "") else f" {scale.unit}"
    limit = number(
        scale.factor * one.limit, decimals_for(scale.factor * one.uncertainty)
    )
    of = f" ({retold(one.against)})" if one.against else ""
    side = {"left": _(", left"), "right": _(", right")}.get(one.side, "")
    sure = int(min(100 * one.sure, _WORST_SURE))
    return _(
        "{what}: {number} over {n} strides; the line is {limit}. {sure} % sure.",
        what=f"{label_of(one.metric)}{side}",
        number=f"{value} ± {doubt}{unit}",
        n=one.n,
        limit=f"{limit}{unit}{of}",
        sure=sure,
    )
