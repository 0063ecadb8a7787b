"""What a person reads names no option and no command, except at the command line."""

import ast
import re
from pathlib import Path

import pytest
import typer

import midstance
from midstance.cli.main import app

SOURCE = Path(midstance.__file__).parent
DOORS = {"cli", "web"}
"""The app may tell what to do in a terminal where it cannot do it itself."""


def option_names():
    """Every option of every command."""
    names, commands = set(), [typer.main.get_command(app)]
    while commands:
        command = commands.pop()
        commands += getattr(command, "commands", {}).values()
        for param in command.params:
            every = (*param.opts, *param.secondary_opts)
            names |= {name for name in every if name.startswith("-")}
    return names


COMMANDS = "|".join(typer.main.get_command(app).commands)
NAMES = option_names()


def told(text):
    """The options and commands of midstance that a text names."""
    options = set(re.findall(r"(?<![\w(-])--?[a-z][a-z0-9-]*", text)) & NAMES
    commands = re.findall(rf"\bmidstance (?:{COMMANDS})\b", text)
    return [*sorted(options), *commands]


def texts(path):
    """The texts of a module that are not there for who reads the code."""
    tree = ast.parse(path.read_text("utf-8"))
    for_readers = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        # A single word is an argument for another program.
        if is_text and id(node) not in for_readers and " " in node.value.strip():
            yield node.lineno, node.value


MODULES = [
    path.relative_to(SOURCE)
    for path in sorted(SOURCE.rglob("*.py"))
    if path.relative_to(SOURCE).parts[0] not in DOORS
]
MADE_BY = "midstance synth"
"""Synthetic tracks name this as the software that they come from."""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Needs the mass: give --mass-kg.", ["--mass-kg"]),
        ("Choose another folder with -o, please.", ["-o"]),
        ("get them with: midstance weights fetch toy", ["midstance weights"]),
        ("var(--left) and OpenPose's --write_json", []),
        ("Needs the mass of the body.", []),
    ],
)
def test_a_text_that_names_an_option_or_a_command_is_noticed(text, names):
    assert told(text) == names


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_no_text_below_the_doors_names_an_option_or_a_command(module):
    found = {
        line: told(text)
        for line, text in texts(SOURCE / module)
        if told(text) and text != MADE_BY
    }
    assert not found, f"name a remedy instead, see midstance.schema.remedies: {found}"


@pytest.mark.parametrize(
    "page", sorted((SOURCE / "report").rglob("*.j2")), ids=lambda page: page.name
)
def test_no_text_of_the_report_names_an_option(page):
    lines = page.read_text("utf-8").splitlines()
    # Styles name their variables like options.
    found = [line for line in lines if told(line) and "style" not in line]
    assert not found
