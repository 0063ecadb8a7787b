"""The documentation is built without a warning, and its commands and code exist."""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from midstance.cleaning.base import cleaners
from midstance.cli.main import app
from midstance.events.base import detectors
from midstance.metrics.base import metrics
from midstance.pose.base import backends

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ROOT_COMMAND = typer.main.get_command(app)


def blocks(path, *languages):
    text = path.read_text("utf-8")
    fenced = re.findall(r"^```(\w+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [code for language, code in fenced if language in languages]


def called(path):
    """Every call of midstance on a page, in code blocks and between backticks."""
    code = "\n".join(blocks(path, "sh", "bash")).replace("\\\n", " ")
    lines = code.splitlines()
    lines += re.findall(r"`(midstance [^`]+)`", path.read_text("utf-8"))
    for line in lines:
        words = shlex.split(line.partition("#")[0], posix=True)
        if words[:1] == ["midstance"]:
            yield words[1:]


def unknown(words):
    """What of a call midstance does not have."""
    command = ROOT_COMMAND
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    below = getattr(command, "commands", {})
    if below and words and words[0].islower() and not words[0].startswith("-"):
        return [words[0]]
    known = {name for p in command.params for name in (*p.opts, *p.secondary_opts)} | {
        "--help"
    }
    options = [re.split(r"[=,]", word)[0] for word in words if word.startswith("--")]
    return [option for option in options if option not in known]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_and_option_on_a_page_exists(page):
    assert {
        " ".join(words): found for words in called(page) if (found := unknown(words))
    } == {}


def test_a_command_or_option_that_does_not_exist_is_noticed():
    assert unknown(["analyse", "run.mp4"]) == ["analyse"]
    assert unknown(["analyze", "run.mp4", "--hight-m", "1.8"]) == ["--hight-m"]
    assert unknown(["analyze", "run.mp4", "--height-m", "1.8"]) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_python_on_a_page_compiles(page):
    for code in blocks(page, "python", "py"):
        ast.parse(code)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("material", reason="mkdocs-material is not installed")
    folder = tmp_path_factory.mktemp("site")
    made = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-d", folder],
        cwd=ROOT,
        env={
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'scripts' / 'site'}",
            "PATH": str(Path(sys.executable).parent),
            "NO_MKDOCS_2_WARNING": "1",
            "HOME": str(folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return folder


def test_the_pages_are_built_without_a_warning(site):
    assert (site / "index.html").is_file()
    assert (site / "metrics" / "contact_time.html").is_file()


def test_every_metric_has_a_page_that_says_what_it_is(site):
    for name in metrics.names():
        page = (site / "metrics" / f"{name}.html").read_text("utf-8")
        assert metrics.get(name).label in page
        assert "What others show" in page
        assert "<svg" in page


def test_people_left_out_stand_before_simulated_ones(site):
    page = (site / "accuracy.html").read_text("utf-8")
    simulated = page.index('id="every-metric-on-simulated-people"')
    assert 0 < page.index("runners from the side</td>") < simulated


def test_options_and_settings_are_in_their_references(site):
    assert "--height-m" in (site / "commands.html").read_text("utf-8")
    settings = (site / "settings.html").read_text("utf-8")
    assert "slow_motion" in settings
    for registry in (backends, cleaners, detectors):
        for name in registry.names():
            assert f"<code>{name}</code>" in settings
    rows = settings.partition("<tbody>")[2].split("</tr>")[:-1]
    assert [row for row in rows if row.rstrip().endswith("<td></td>")] == []
    assert "Undefined" not in settings


def test_no_page_asks_another_server(site):
    asked = re.compile(r"<(?:link|script|img|iframe)[^>]+(?:src|href)=\"https?://")
    for page in site.rglob("*.html"):
        assert not asked.search(page.read_text("utf-8")), page
