"""The pages themselves, and the files they load."""

import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from midstance.errors import FormatError
from midstance.web import policy
from midstance.web.preparing.fields import SettingField, setting_fields
from midstance.words.language import NAMES, Language, language, speaking
from midstance.words.page import teach
from midstance.words.scripts import words_for

if TYPE_CHECKING:
    from jinja2 import Environment

_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}

_PLAYER = "player/"
_SETTING = re.compile(r'data-setting="([\w.]+)"')

router = APIRouter(include_in_schema=False)
home_router = APIRouter(include_in_schema=False)


@home_router.get("/")
def home() -> Response:
    """Return the page of recordings."""
    return page("index.html")


@router.get("/docs")
def docs() -> Response:
    """Return the page about the interface for programs."""
    return page("docs.html")


@router.get("/static/{name:path}")
def static(name: str) -> Response:
    """Return a file that a page loads."""
    return page(name)


def page(name: str, status: int = 200) -> Response:
    """Return a page of the app, or a file of one.

    Raises
    ------
    FormatError
        If there is none of that name.

    """
    if name not in _names():
        raise FormatError("There is no such page.")
    headers = {"Content-Security-Policy": policy.PAGE, "Cache-Control": "no-cache"}
    kind = _KINDS[PurePosixPath(name).suffix]
    is_told = name.endswith(".html")
    content = _told(name, language()) if is_told else _content(name)
    return Response(content, status, headers, kind)


def wrong_page(sentence: str, status: int) -> Response:
    """Return a page that says why there is nothing to see at its address."""
    text = _templates().get_template("wrong.html").render(sentence=sentence)
    headers = {"Content-Security-Policy": policy.PAGE, "Cache-Control": "no-store"}
    return Response(text, status, headers, _KINDS[".html"])


@cache
def _told(name: str, spoken: Language) -> bytes:
    """Return a page in a language, with what its scripts say."""
    with speaking(spoken):
        return _templates().get_template(name).render().encode()


@cache
def _templates() -> "Environment":
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template), autoescape=True
    )
    teach(environment)
    environment.globals |= {
        "languages": tuple(NAMES.items()),
        "words": _words,
        "more_settings": _more_settings,
    }
    return environment


def _template(name: str) -> str:
    folder = "templates" if name.endswith(".j2") else "static"
    return (resources.files("midstance.web") / folder / name).read_text("utf-8")


def _words() -> str:
    scripts = sorted(name for name in _names() if name.endswith(".js"))
    return words_for(_content(name).decode() for name in scripts)


def _more_settings() -> list[SettingField]:
    """Return fields for what the page of recordings does not ask on its first sight."""
    page = _template("index.html")
    return setting_fields(without=frozenset(_SETTING.findall(page)))


@cache
def _names() -> frozenset[str]:
    """Return the names of all files there are, so that no other can be asked for."""
    root = resources.files("midstance.web") / "static"
    found = {"shared.css"}
    for folder in ("", "label", "repetitions"):
        place = root / folder if folder else root
        names = (file.name for file in place.iterdir() if file.is_file())
        found |= {f"{folder}/{name}".lstrip("/") for name in names}
    player = (file.name for file in _player().iterdir() if file.is_file())
    return frozenset(found | {f"{_PLAYER}{name}" for name in player})


@cache
def _content(name: str) -> bytes:
    if name == "shared.css":
        return _shared_style()
    if name.startswith(_PLAYER):
        return (_player() / name.removeprefix(_PLAYER)).read_bytes()
    return (resources.files("midstance.web") / "static" / name).read_bytes()


def _player() -> Traversable:
    """Return the folder of the player, which report and app share."""
    return resources.files("midstance.report") / "static" / "player"


def _shared_style() -> bytes:
    """Return the style that the app has in common with the report."""
    from midstance.drawing.colours import LEFT, RIGHT, css

    fills = f":root {{ --left-fill: {css(LEFT)}; --right-fill: {css(RIGHT)}; }}\n"
    shared = resources.files("midstance.report") / "static" / "report.css"
    return fills.encode() + shared.read_bytes()
