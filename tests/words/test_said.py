"""Whatever a person reads goes through a catalogue: no text stands bare in a page."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest

import midstance

SOURCE = Path(midstance.__file__).parent
PAGES = sorted([*SOURCE.rglob("*.j2"), *(SOURCE / "web").rglob("*.html")])
SCRIPTS = sorted(SOURCE.rglob("*.js"))
MODULES = sorted(
    path
    for folder in ("report", "exercises/sheet", "web")
    for path in (SOURCE / folder).rglob("*.py")
    if not {"store", "migrations"} & set(path.parts)
)
READ = {"aria-label", "title", "alt", "placeholder", "label"}
"""Attributes that are read to people."""
LETTERS = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[^\W\d_]{2,}[,:;]? [^\W\d_]{2,}")
QUOTED = r'"(?:[^"\\]|\\.)*"'
SAME = {"midstance", "px", "ms", "cm", "CSV", "ZIP", "XLSX", "SD"}
"""The same in every language."""
CALLS = {"_", "ngettext", "pgettext", "later", "marked"}
UNSAID = {"as_path", "exception", "warning", "info", "debug"}
"""Calls whose texts are for who programs, or who runs the server."""
DESCRIBED = ("description", "summary")


def name_of(path):
    return path.relative_to(SOURCE).as_posix()


def each(paths):
    return pytest.mark.parametrize("path", paths, ids=name_of)


class Bare(HTMLParser):
    """Collects what a person would read in markup."""

    def __init__(self, text):
        super().__init__()
        self.found, self.silent = [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.silent = tag in ("script", "style")
        self.found += [value for name, value in attrs if name in READ and value]

    def handle_endtag(self, tag):
        self.silent = False

    def handle_data(self, data):
        if not self.silent:
            self.found.append(data)


def bare_in_page(text):
    """Words of a template outside its expressions."""
    parts = []
    for _line, kind, token in jinja2.Environment().lex(text):
        parts.append(token if kind == "data" else "" if "{" not in token else " ")
    words = (
        word for one in Bare("".join(parts)).found for word in LETTERS.findall(one)
    )
    return [word for word in words if word not in SAME]


def bare_in_script(text):
    """Sentences of a script in no call that translates them."""
    code = re.sub(r"(?<![\w.:])//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)
    known = rf"(?<![\w.])(?:_|later|ngettext)\(\s*{QUOTED}(?:,\s*{QUOTED})?"
    code = re.sub(known, "", code)
    strings = re.findall(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`', code)
    texts = (re.sub(r"\$\{[^}]*\}", "", one)[1:-1] for one in strings)
    # Selectors, classes and the like are written small and end in no full stop.
    is_code = re.compile(r"[<={#]|^[^A-Z]*[^.?!]$")
    return [one for one in texts if SENTENCE.search(one) and not is_code.search(one)]


def name_called(node):
    return getattr(node.func, "id", "") or getattr(node.func, "attr", "")


def bare_in_module(text):
    """Sentences of a module that is in no call and no error."""
    tree = ast.parse(text)
    hidden = set()
    for node in ast.walk(tree):
        is_docstring = isinstance(node, ast.Expr) and isinstance(
            node.value, ast.Constant
        )
        is_call = isinstance(node, ast.Call) and name_called(node) in CALLS | UNSAID
        if is_docstring or is_call or isinstance(node, ast.Raise):
            hidden |= {id(one) for one in ast.walk(node)}
        if isinstance(node, ast.keyword) and node.arg in DESCRIBED:
            hidden |= {id(one) for one in ast.walk(node)}
        if isinstance(node, ast.Dict):  # of the description of the interface
            pairs = zip(node.keys, node.values, strict=True)
            hidden |= {
                id(value)
                for key, value in pairs
                if isinstance(key, ast.Constant) and key.value in DESCRIBED
            }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in hidden
        and SENTENCE.search(node.value)
        and not re.search(r"[<={;#]|\(\?|^[a-z, ]+$", node.value)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p>{{ _("Play") }} 3 ms</p>', []),
        ("<p>{{ name }} plays</p>", ["plays"]),
        ('<b aria-label="Play {{ name }}" class="loud">', ["Play"]),
        ('<b aria-label="{{ _("Play") }}"></b><style>a b {}</style>', []),
        ("{# a remark #}{% if run %}{% endif %}", []),
    ],
)
def test_a_bare_text_of_a_page_is_noticed(text, found):
    assert bare_in_page(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('say(_("Play it now")); // a remark here', []),
        ('say("Play it now");', ["Play it now"]),
        ("say(`Play ${n} times now`)", ["Play  times now"]),
        ('ngettext("{n} day of it", "{n} days of it", n)', []),
    ],
)
def test_a_bare_text_of_a_script_is_noticed(text, found):
    assert bare_in_script(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"""A docstring here."""\nraise Bad("It is so bad.")', []),
        ('say(_("Play it now."))', []),
        ('say(f"Play it {n} times now.")', ["Play it ", " times now."]),
        ('say("Play it now.")', ["Play it now."]),
    ],
)
def test_a_bare_text_of_a_module_is_noticed(text, found):
    assert bare_in_module(text) == found


@each(PAGES)
def test_no_text_stands_bare_in_a_page(path):
    assert not bare_in_page(path.read_text("utf-8"))


@each(SCRIPTS)
def test_no_text_stands_bare_in_a_script(path):
    assert not bare_in_script(path.read_text("utf-8"))


@each(MODULES)
def test_no_text_stands_bare_in_a_module(path):
    assert not bare_in_module(path.read_text("utf-8"))


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_what_a_script_takes_from_the_words_is_there(path):
    words = SOURCE / "report" / "static" / "player" / "words.js"
    given = set(
        re.findall(r"^export const (\w+)", words.read_text("utf-8"), re.MULTILINE)
    )
    lines = re.findall(
        r"^import \{([^}]*)\} from \S*words\.js", path.read_text("utf-8"), re.M
    )
    assert {one.strip() for line in lines for one in line.split(",")} <= given
