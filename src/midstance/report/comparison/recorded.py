"""One recording of a comparison: whose it is, when and how it was filmed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import isfinite
from pathlib import Path

from midstance.errors import ConfigError
from midstance.findings.differences import SAME_SPEED_M_S
from midstance.findings.look import speed_of
from midstance.report.player.parts import Film, PlayerParts, known_film, player_parts
from midstance.report.units import Units
from midstance.schema.analysis import Analysis
from midstance.schema.scene import Scene
from midstance.schema.tracks import individuals, rate_hz
from midstance.words.days import day_text
from midstance.words.text import _, later

SEEN_FROM = {
    "left": later("From the left"),
    "right": later("From the right"),
    "front": later("From the front"),
    "rear": later("From behind"),
    "oblique": later("Obliquely"),
    "unknown": later("From an unknown side"),
}
"""From where somebody is filmed, in words."""
SEEN_IN_A_LIST = {
    "left": later("seen from the left"),
    "right": later("seen from the right"),
    "front": later("seen from the front"),
    "rear": later("seen from behind"),
    "oblique": later("seen obliquely"),
    "unknown": later("seen from an unknown side"),
}
"""The same within a sentence or a list."""


@dataclass(frozen=True)
class Recorded:
    """An analysis to be compared.

    Parameters
    ----------
    analysis
        What was found.
    name
        Which of its people.
    label
        What the recording is called in the comparison.
    page
        Its report, which holds its video; None: there is none.
    address
        Where the folder of that report is reached by a browser; empty: from the page
        of the comparison, as files.

    """

    analysis: Analysis
    name: str
    label: str = ""
    page: Path | None = None
    address: str = ""

    @cached_property
    def scene(self) -> Scene:
        """Return how the person is seen."""
        return self.analysis.scenes.get(self.name, Scene())

    @cached_property
    def speed_m_s(self) -> float:
        """Return how fast the person ran; NaN: not known."""
        measures = self.analysis.measures
        return speed_of(self.scene, measures[measures["individual"] == self.name])

    def player(self, folder: Path) -> PlayerParts | None:
        """Return its player for a page in `folder`; None: its report has no video."""
        film = None if self.page is None else known_film(self.page)
        if self.page is None or film is None:
            return None
        if not film.is_embedded and self.address:
            film = Film(f"{self.address}/{film.name}")
        elif not film.is_embedded:
            film = Film.beside(self.page.with_name(film.name), folder)
        return player_parts(self.analysis, film)

    @property
    def day(self) -> str:
        """Return when it was filmed (``2026-11-30``); empty: not known."""
        return self.analysis.video.filmed_at[:10]

    @property
    def rate_hz(self) -> float:
        """Return the frames per second."""
        return rate_hz(self.analysis.tracks)


def recorded(
    analyses: Sequence[Analysis],
    pages: Sequence[Path | None] = (),
    addresses: Sequence[str] = (),
    labels: Sequence[str] = (),
    *,
    by_day: bool = True,
) -> list[Recorded]:
    """Return the same person in each analysis.

    Who is alone in a recording, or comes first in it, is its runner; where the runner
    of the first one is seen in another by the same name, that name decides. With
    `by_day` the earliest comes first where all of them know their day; else, and where
    somebody who knows better gives `labels`, they stay as they are given.

    Raises
    ------
    ConfigError
        If there are fewer than two, or nobody is in one of them.

    """
    if len(analyses) < 2:
        raise ConfigError(f"Two recordings or more are needed, got {len(analyses)}.")
    found: list[Recorded] = []
    for i, analysis in enumerate(analyses):
        names = individuals(analysis.tracks)
        if not names:
            raise ConfigError(f"Nobody was found in {analysis.video.name}.")
        wanted = found[0].name if found else names[0]
        name = wanted if wanted in names else names[0]
        page = pages[i] if i < len(pages) else None
        address = addresses[i] if i < len(addresses) else ""
        found.append(Recorded(analysis, name, page=page, address=address))
    if labels:
        return _with_labels(found, labels)
    if by_day and all(one.day for one in found):
        found.sort(key=lambda one: one.analysis.video.filmed_at)
    return _with_labels(found, _labels_of(found))


def speed_sentence(first: Recorded, last: Recorded, units: Units) -> str:
    """Return the difference in speed in words: it is to be known before all others."""
    speeds = first.speed_m_s, last.speed_m_s
    n_known = sum(isfinite(one) for one in speeds)
    if n_known < len(speeds):
        lacks = (
            _("The speed of one of them is not known.")
            if n_known
            else _("The speed of neither is known.")
        )
        why = _(
            "Most numbers change with speed: what is told here as changed may be "
            "nothing but another speed."
        )
        return f"{lacks} {why}"
    apart = speeds[1] - speeds[0]
    before, after = (units.speed_text(one) for one in speeds)
    if abs(apart) < SAME_SPEED_M_S:
        return _("Both at {speed}: no change comes from the speed.", speed=after)
    faster = _("Faster: {after} after {before}.", after=after, before=before)
    slower = _("Slower: {after} after {before}.", after=after, before=before)
    taken_out = _(
        "What such a change of speed does to others is taken out where it is known; "
        "where it is not, nothing is told."
    )
    return f"{faster if apart > 0 else slower} {taken_out}"


def cautions(first: Recorded, last: Recorded) -> list[str]:
    """Return what else differs between two recordings and may look like a change."""
    told = []
    views = {first.scene.view, last.scene.view}
    if len(views) > 1:
        how = _(
            "The first was filmed like this: {first}; the last like this: {last}.",
            first=_(SEEN_FROM[first.scene.view]),
            last=_(SEEN_FROM[last.scene.view]),
        )
        if views == {"left", "right"}:
            what = _("The leg that is partly hidden is another.")
        else:
            what = _(
                "What is seen well from one of them may be told badly by the other."
            )
        told.append(f"{how} {what}")
    if abs(first.rate_hz - last.rate_hz) > 0.1 * last.rate_hz:
        told.append(
            _(
                "The first has {first} frames per second, the last {last}.",
                first=f"{first.rate_hz:.0f}",
                last=f"{last.rate_hz:.0f}",
            )
        )
    surfaces = {first.scene.surface, last.scene.surface}
    if surfaces == {"treadmill", "overground"}:
        told.append(_("One is on a treadmill, and the other is not."))
    elif len(surfaces) > 1:
        told.append(_("Of one of them it is not known whether it is on a treadmill."))
    networks = [one.analysis.config.pose for one in (first, last)]
    if networks[0] != networks[1]:
        told.append(
            _(
                "They were read by different pose networks, which differ in where they "
                "see a joint."
            )
        )
    return told


def _labels_of(found: list[Recorded]) -> list[str]:
    """Return what tells them apart: the day, the day and the view, or the file."""
    days = [_day_text(one.day) for one in found]
    seen = [
        f"{day}, {_(SEEN_IN_A_LIST[one.scene.view])}"
        for day, one in zip(days, found, strict=True)
    ]
    for labels in (days, seen) if all(days) else ():
        if len(set(labels)) == len(labels):
            return labels
    return [one.analysis.video.name for one in found]


def _with_labels(found: list[Recorded], labels: Sequence[str]) -> list[Recorded]:
    """Return them with their labels; those of one label are numbered."""
    if len(set(labels)) < len(labels):
        labels = [f"{label} ({i + 1})" for i, label in enumerate(labels)]
    return [replace(one, label=label) for one, label in zip(found, labels, strict=True)]


def _day_text(day: str) -> str:
    try:
        return day_text(date.fromisoformat(day))
    except ValueError:
        return ""
