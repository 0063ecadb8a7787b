"""What stands over a report on paper: the practice, the client, a link."""

import base64
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Literal

from midstance.errors import ConfigError, OutputError
from midstance.files import replacing
from midstance.report.quantities import number
from midstance.report.units import Units
from midstance.schema.analysis import Analysis
from midstance.schema.tracks import individuals
from midstance.words.text import _

Paper = Literal["a4", "letter"]
LARGEST_LOGO_BYTES = 2_000_000
_SIGNATURES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}
_KEPT, _LOGO = "practice.toml", "practice-logo"


@dataclass(frozen=True)
class Practice:
    """Who hands the report over.

    Parameters
    ----------
    name, contact
        One line each; empty: none.
    logo
        An image (PNG, JPEG, GIF or WebP) as its bytes; empty: none.

    """

    name: str = ""
    contact: str = ""
    logo: bytes = b""

    @property
    def logo_address(self) -> str:
        """Return the logo as an address that a page holds; empty: there is none."""
        if not self.logo:
            return ""
        content = base64.b64encode(self.logo).decode("ascii")
        return f"data:{image_kind(self.logo)};base64,{content}"


@dataclass(frozen=True)
class Heading:
    """What is printed over a report.

    Parameters
    ----------
    practice
        Who hands it over.
    client
        What is known of the runner: label and value.
    link
        Where the report can be read, with its videos; empty: nowhere.
    paper
        Size of the page.

    """

    practice: Practice = Practice()
    client: Sequence[tuple[str, str]] = ()
    link: str = ""
    paper: Paper = "a4"

    @property
    def qr_svg(self) -> str:
        """Return the link as a QR code, an ``svg`` element; empty without a link."""
        if not self.link:
            return ""
        import segno

        made = segno.make(self.link, error="m", micro=False)
        return str(made.svg_inline(scale=2, border=0, dark="#000", omitsize=True))


def image_kind(content: bytes) -> str:
    """Return the media type of an image.

    Raises
    ------
    ConfigError
        If it is none that a page can hold, or too large.

    """
    kind = next(
        (kind for start, kind in _SIGNATURES.items() if content.startswith(start)), ""
    )
    if not kind:
        raise ConfigError("A logo must be a PNG, JPEG, GIF or WebP image.")
    if len(content) > LARGEST_LOGO_BYTES:
        raise ConfigError(
            f"A logo may have {LARGEST_LOGO_BYTES // 1_000_000} MB, this one has "
            f"{len(content) / 1e6:.1f} MB; make it smaller."
        )
    return kind


def read_logo(path: Path) -> bytes:
    """Return the image in a file.

    Raises
    ------
    ConfigError
        If it cannot be read, is no image, or is too large.

    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"The logo {path} cannot be read: {error}.") from error
    image_kind(content)
    return content


def client_of(analysis: Analysis, units: Units) -> list[tuple[str, str]]:
    """Return what an analysis knows of its runner: label and value.

    Parameters
    ----------
    analysis
        Its first person counts.
    units
        In which speeds are written.

    """
    subject = analysis.config.subject
    names = individuals(analysis.tracks)
    scene = analysis.scenes.get(names[0]) if names else None
    facts = [(_("Name"), subject.name or "")]
    if subject.height_m:
        facts.append((_("Height"), f"{number(subject.height_m, 2)} m"))
    if subject.mass_kg:
        facts.append((_("Body mass"), f"{number(subject.mass_kg, 0)} kg"))
    if scene is not None and isfinite(scene.speed_m_s):
        facts.append((_("Speed"), units.speed_text(scene.speed_m_s)))
    return [(label, value) for label, value in facts if value]


def kept_practice() -> Practice:
    """Return the practice that was named last; an empty one before that."""
    try:
        kept = tomllib.loads(_file(_KEPT).read_text("utf-8"))
        name, contact = (str(kept.get(key, "")) for key in ("name", "contact"))
    except (OSError, ValueError, AttributeError):
        name = contact = ""
    try:
        logo = _file(_LOGO).read_bytes()
        image_kind(logo)
    except (OSError, ConfigError):
        logo = b""
    return Practice(name, contact, logo)


def keep_practice(practice: Practice) -> None:
    """Remember a practice for the next report.

    Raises
    ------
    OutputError
        If the user's folder cannot be written to.

    """
    import json

    lines = [
        f"{key} = {json.dumps(value, ensure_ascii=False)}"
        for key, value in (("name", practice.name), ("contact", practice.contact))
    ]
    with replacing(_file(_KEPT)) as part:
        part.write_text("\n".join(lines) + "\n", "utf-8")
    if practice.logo:
        with replacing(_file(_LOGO)) as part:
            part.write_bytes(practice.logo)
    else:
        try:
            _file(_LOGO).unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"The kept logo cannot be removed: {error}.") from error


def under_heading(page: str, heading: Heading) -> str:
    """Return the text of a report with a heading for paper in it.

    A page that has no place for it, such as one of an older version, keeps its own.
    """
    from midstance.report.page import environment

    mark = '<p class="brand">'
    if mark not in page:
        return page
    made = (
        environment()
        .get_template("heading.html.j2")
        .render(
            practice=heading.practice,
            client=heading.client,
            link=heading.link,
            qr=heading.qr_svg,
            paper=heading.paper,
        )
    )
    return page.replace(mark, f"{made}{mark}", 1)


def paper_for(units: Units) -> Paper:
    """Return the paper that goes with units: Letter with imperial ones.

    Examples
    --------
    >>> paper_for(Units("imperial")), paper_for(Units())
    ('letter', 'a4')

    """
    return "letter" if units.system == "imperial" else "a4"


def _file(name: str) -> Path:
    from platformdirs import user_config_path

    return user_config_path("midstance") / name
