import re
from pathlib import Path

import pytest
import typer

import midstance
from midstance.cli.main import app
from midstance.cli.remedies import OPTIONS
from midstance.schema.remedies import PLAIN


def options():
    command = typer.main.get_command(app)
    found, commands = set(), [command]
    while commands:
        one = commands.pop()
        commands += getattr(one, "commands", {}).values()
        found |= {
            name
            for param in one.params
            if param.param_type_name == "option"
            for name in (*param.opts, *param.secondary_opts)
        }
    return found


def test_the_command_line_has_words_for_every_remedy():
    assert PLAIN.keys() <= OPTIONS.keys()


def named_remedies():
    """The remedies that the code names, as `remedy="..."`."""
    source = Path(midstance.__file__).parent
    texts = [path.read_text("utf-8") for path in source.rglob("*.py")]
    return {
        name for text in texts for name in re.findall(r'remedy="([a-z_0-9]+)"', text)
    }


def test_every_remedy_that_is_named_has_words():
    assert named_remedies()
    assert named_remedies() <= OPTIONS.keys()


@pytest.mark.parametrize("remedy", OPTIONS)
def test_every_option_that_is_told_exists(remedy):
    told = re.findall(r"--[a-z][a-z-]+", OPTIONS[remedy])
    assert set(told) <= options()
    commands = re.findall(r"midstance ([a-z]+)", OPTIONS[remedy])
    assert set(commands) <= typer.main.get_command(app).commands.keys()
    assert told or commands
