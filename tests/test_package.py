"""What is built for others to install is whole, and says one thing of itself."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import typer
import yaml

import midstance
from midstance.cli.main import app

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_the_version_is_the_same_everywhere():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == midstance.__version__
    assert "version" in PROJECT["project"]["dynamic"]


def test_paths_in_the_notice_are_there():
    notice = (ROOT / "NOTICE").read_text("utf-8")
    named = re.findall(r"\b(?:src|docs)/[\w./*-]*[\w*]", notice)
    assert named
    assert [path for path in named if not list(ROOT.glob(path))] == []


def test_all_extras_are_in_all_but_those_under_other_licences():
    extras = PROJECT["project"]["optional-dependencies"]
    (everything,) = extras["all"]
    named = set(re.fullmatch(r"midstance\[(.*)\]", everything)[1].split(","))
    heavy_or_copyleft = {"yolo", "rcnn"}
    assert named == set(extras) - {"all"} - heavy_or_copyleft


@pytest.mark.parametrize("path", sorted(ROOT.glob(".github/**/*.yml")), ids=str)
def test_workflows_and_templates_are_yaml(path):
    held = yaml.safe_load(path.read_text("utf-8"))
    assert "jobs" in held or "body" in held


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    pytest.importorskip("hatchling", reason="hatchling is not installed")
    folder = tmp_path_factory.mktemp("dist")
    code = (
        "import sys; from hatchling.build import build_wheel; "
        "print(build_wheel(sys.argv[1]))"
    )
    made = subprocess.run(
        [sys.executable, "-c", code, folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return folder / made.stdout.split()[-1]


def test_the_wheel_holds_every_file_of_the_package(wheel):
    with zipfile.ZipFile(wheel) as held:
        names = set(held.namelist())
    source = ROOT / "src"
    there = {
        path.relative_to(source).as_posix()
        for path in (source / "midstance").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert there - names == set()
    assert not {name for name in names if name.startswith(("tests", "docs"))}


def test_the_wheel_carries_licence_and_notice_and_its_command(wheel):
    with zipfile.ZipFile(wheel) as held:
        info = next(n for n in held.namelist() if n.endswith("/METADATA")).partition(
            "/"
        )
        names = held.namelist()
        scripts = held.read(f"{info[0]}/entry_points.txt").decode()
    assert {f"{info[0]}/licenses/{name}" for name in ("LICENSE", "NOTICE")} <= set(
        names
    )
    assert "midstance = midstance.cli.main:main" in scripts
    assert midstance.__version__ in wheel.name


def recipes_of_midstance():
    """Every call of midstance in the Makefile, without the folder of its program."""
    text = (ROOT / "Makefile").read_text("utf-8")
    return re.findall(r"^\t.*\$\(BIN\)/midstance (.+)$", text, re.MULTILINE)


@pytest.mark.parametrize("call", recipes_of_midstance())
def test_the_makefile_calls_commands_as_they_are_called(call):
    name, *words = call.split()
    command = typer.main.get_command(app).commands[name]
    if hasattr(command, "commands"):
        name, *words = words
        command = command.commands[name]
    command.make_context(name, words)  # an unknown or needless word is an error


def test_the_first_command_of_the_readme_makes_what_it_says():
    (call,) = [one for one in recipes_of_midstance() if one.startswith("demo")]
    assert call == "demo --out demo-report"
