"""The report: one HTML file that needs nothing else and asks no network."""

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from math import isfinite
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from midstance.files import replacing
from midstance.report import timeline
from midstance.report.colours import LEFT, RIGHT, css
from midstance.report.people import describe_person
from midstance.report.quantities import significant
from midstance.schema.analysis import Analysis
from midstance.schema.tracks import individuals

LARGEST_EMBEDDED_BYTES = 40_000_000
"""A larger video stays a file beside the page: browsers are slow to open more."""


class Picture(Protocol):
    """A frame that shows an event; what the page needs to know of it."""

    @property
    def individual(self) -> str:
        """Whose event it is."""

    @property
    def side(self) -> str:
        """Left or right."""

    @property
    def event(self) -> str:
        """Initial contact or toe-off, as the events table spells it."""

    @property
    def event_time_s(self) -> float:
        """When the event was, between frames."""

    @property
    def frame_time_s(self) -> float:
        """When the frame was."""

    @property
    def jpeg(self) -> bytes:
        """The picture."""


@dataclass(frozen=True)
class _Video:
    """How the page finds its video.

    `start_s` is the time of its first frame on the clock of the tracks.
    """

    source: str
    is_embedded: bool
    name: str
    start_s: float
    width_px: int
    height_px: int


@dataclass(frozen=True)
class _Shot:
    individual: str
    side: str
    title: str
    seek_s: float
    caption: str
    source: str


def write_page(
    analysis: Analysis,
    path: Path,
    *,
    overlay: Path | None = None,
    evidence: Sequence[Picture] = (),
) -> None:
    """Write the report of `analysis`.

    Parameters
    ----------
    analysis
        What was found.
    path
        Where the page shall be.
    overlay
        The overlay video. Up to 40 MB it goes into the page, a larger one is
        linked from where it lies. ``None``: a page without a player.
    evidence
        Pictures of single events.

    Raises
    ------
    OutputError
        If the folder cannot be written to.

    """
    page = render_page(
        analysis, overlay=_video(analysis, overlay, path.parent), evidence=evidence
    )
    with replacing(path) as part:
        part.write_text(page, "utf-8")


def render_page(
    analysis: Analysis, *, overlay: _Video | None, evidence: Sequence[Picture]
) -> str:
    """Return the page as text; the same input gives the same text."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: _text("templates", name)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names = individuals(analysis.tracks)
    people = [describe_person(analysis, name, i + 1) for i, name in enumerate(names)]
    return environment.get_template("page.html.j2").render(
        video_facts=_facts(analysis),
        analysis=analysis,
        people=people,
        overlay=overlay,
        shots=_shots(evidence),
        provenance=_flat(analysis.provenance),
        settings=json.dumps(analysis.config.model_dump(mode="json"), indent=2),
        drawing=timeline,
        left=css(LEFT),
        right=css(RIGHT),
        style=_text("static", "report.css"),
        script=_text("static", "report.js"),
    )


def _text(folder: str, name: str) -> str:
    return (resources.files("midstance.report") / folder / name).read_text("utf-8")


def _video(analysis: Analysis, overlay: Path | None, folder: Path) -> _Video | None:
    if overlay is None:
        return None
    is_embedded = overlay.stat().st_size <= LARGEST_EMBEDDED_BYTES
    if is_embedded:
        source = _data("video/mp4", overlay.read_bytes())
    else:
        source = quote(Path(os.path.relpath(overlay, folder)).as_posix())
    time_s = analysis.tracks["time"].to_numpy()
    return _Video(
        source=source,
        is_embedded=is_embedded,
        name=overlay.name,
        start_s=float(time_s[0]) if time_s.size else 0.0,
        width_px=analysis.video.width_px,
        height_px=analysis.video.height_px,
    )


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _shots(evidence: Sequence[Picture]) -> list[_Shot]:
    return [
        _Shot(
            individual=picture.individual,
            side=picture.side,
            title=f"{picture.side.capitalize()} {_EVENTS[picture.event]}",
            seek_s=round(picture.event_time_s, 4),
            caption=_shot_caption(picture),
            source=_data("image/jpeg", picture.jpeg),
        )
        for picture in evidence
    ]


_EVENTS = {"initial_contact": "initial contact", "toe_off": "toe-off"}


def _shot_caption(picture: Picture) -> str:
    apart_ms = 1000 * (picture.frame_time_s - picture.event_time_s)
    if abs(apart_ms) < 0.5:
        return f"{picture.event_time_s:.3f} s"
    order = "before" if apart_ms < 0 else "after"
    return f"{picture.event_time_s:.3f} s; frame {abs(apart_ms):.0f} ms {order}"


def _facts(analysis: Analysis) -> list[str]:
    video = analysis.video
    facts = []
    if isfinite(video.duration_s):
        facts.append(f"{significant(video.duration_s)} s")
    if video.rate_hz > 0:
        uneven = ", uneven" if video.is_variable_rate else ""
        facts.append(f"{significant(video.rate_hz)} frames per second{uneven}")
    facts.append(f"{video.width_px} by {video.height_px} pixels")
    if analysis.config.clip.slow_motion != 1:
        facts.append(f"slowed down {analysis.config.clip.slow_motion:g} times")
    day = _day(analysis.provenance.get("analyzed_at"))
    return [*facts, f"analysed {day}"] if day else facts


def _day(stamp: object) -> str:
    try:
        moment = datetime.fromisoformat(str(stamp))
    except ValueError:
        return ""
    return f"{moment.day} {moment:%B %Y}"


def _flat(tree: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Return the leaves of `tree` with their path in words."""
    leaves = []
    for key, value in tree.items():
        name = f"{prefix}{key}".replace("_", " ")
        if isinstance(value, dict):
            leaves += _flat(value, f"{name} ")
        else:
            leaves.append((name, str(value)))
    return leaves
