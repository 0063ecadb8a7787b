"""The player of a page: its film, its data and its script."""

import base64
import hashlib
import os
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from midstance.report.player.recording import as_json, recording_data
from midstance.schema.analysis import Analysis

FilmKind = Literal["embed", "link", "none"]
"""Where the page has its video: in itself, beside it, or nowhere."""
FILM_KINDS: tuple[FilmKind, ...] = ("embed", "link", "none")
FILM = "player.mp4"
"""The video beside a page that links it."""
LARGEST_EMBEDDED_BYTES = 40_000_000
"""A larger film stays a file beside the page: browsers are slow to open more."""
MODULES = (
    *("words", "recording", "film", "view", "layers", "draw", "axes", "show"),
    *("tools", "still", "controls", "player", "beside", "page"),
)
"""Names of the modules of a page, each after those that it imports."""

FACELESS = '"midstance-faces" content="hidden"'
"""Stands in the head of a page that shows nobody's face."""
_IN_PAGE = "data:video/mp4;base64,"
_FOLDER = ("static", "player")
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./([a-z_]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(
    r"^export ((?:const|class|function|async function) (\w+))", re.MULTILINE
)


@dataclass(frozen=True)
class Film:
    """The video of a page as its address: the content itself, or a file beside."""

    source: str

    @classmethod
    def beside(cls, path: Path, folder: Path) -> "Film":
        """Return the film in a file, for a page that lies in `folder`."""
        return cls(quote(Path(os.path.relpath(path, folder)).as_posix()))

    @property
    def is_embedded(self) -> bool:
        """Return whether the page holds it."""
        return self.source.startswith("data:")

    @property
    def is_served(self) -> bool:
        """Return whether an app answers with it: nobody has to keep it beside."""
        return self.source.startswith("/")

    @property
    def name(self) -> str:
        """Return what a file beside the page is called; empty: there is none."""
        return "" if self.is_embedded else self.source


@dataclass(frozen=True)
class PlayerParts:
    """What the page needs to draw the player: see `player.html.j2`."""

    film: Film
    width_px: int
    height_px: int
    data: str


def player_parts(analysis: Analysis, film: Film | None) -> PlayerParts | None:
    """Return the player of a page; None without a film."""
    if film is None:
        return None
    return PlayerParts(
        film=film,
        width_px=analysis.video.width_px,
        height_px=analysis.video.height_px,
        data=as_json(recording_data(analysis)),
    )


def film_of(path: Path, page: Path, kind: FilmKind) -> Film | None:
    """Return the film at `path` for a page.

    One that is too large to be embedded is linked.
    """
    if kind == "none":
        return None
    if kind == "embed" and path.stat().st_size <= LARGEST_EMBEDDED_BYTES:
        content = base64.b64encode(path.read_bytes()).decode("ascii")
        return Film(_IN_PAGE + content)
    return Film.beside(path, page.parent)


def known_film(page: Path) -> Film | None:
    """Return the film that a page has already; None: it has none, or is none."""
    text = _page_text(page)
    if 'class="recording"' not in text:
        return None
    start = text.find(_IN_PAGE)
    if start >= 0:
        return Film(text[start : text.index('"', start)])
    is_beside = page.with_name(FILM).is_file() and f'src="{FILM}"' in text
    return Film(FILM) if is_beside else None


def hides_faces(page: Path) -> bool:
    """Return whether a page was made to show nobody's face."""
    return FACELESS in _page_text(page)


def is_without_film(page: Path) -> bool:
    """Return whether a page is there and was made to have no video."""
    text = _page_text(page)
    return bool(text) and "<video" not in text


def _page_text(page: Path) -> str:
    try:
        return page.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def film_content(film: Film, folder: Path) -> bytes:
    """Return the video itself, of a page in `folder`."""
    if film.is_embedded:
        return base64.b64decode(film.source.removeprefix(_IN_PAGE))
    return (folder / FILM).read_bytes()


@cache
def player_script() -> str:
    """Return all modules of the player as one script, for a page that is one file."""
    return bundled({name: _text(f"{name}.js") for name in MODULES})


def player_style() -> str:
    """Return the style sheet of the player."""
    return _text("player.css")


def bundled(modules: dict[str, str]) -> str:
    """Return modules as one script, which imports nothing.

    Each becomes a function that is called once, so that what it does not export
    stays its own.

    Parameters
    ----------
    modules
        Texts by name, each after those that it imports. Only named imports from
        ``"./NAME.js"`` and exports of what is defined at their place are known.

    Examples
    --------
    >>> print(bundled({"a": "export const x = 1;"}))
    const $a = (() => {
    const x = 1;
    return { x };
    })();

    """
    parts = []
    for name, text in modules.items():
        exported = ", ".join(found for _, found in _EXPORT.findall(text))
        own = _EXPORT.sub(r"\1", _IMPORT.sub(r"const \1 = $\2;", text)).rstrip("\n")
        parts.append(
            f"const ${name} = (() => {{\n{own}\nreturn {{ {exported} }};\n}})();"
        )
    return "\n".join(parts)


def allowed(script: str) -> str:
    """Return how a policy names a script that stands in the page: by its content."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _text(name: str) -> str:
    folder = resources.files("midstance.report")
    for part in _FOLDER:
        folder = folder / part
    return (folder / name).read_text("utf-8")
