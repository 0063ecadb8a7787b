import re

import pytest
import typer

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
    assert OPTIONS.keys() == PLAIN.keys()


@pytest.mark.parametrize("remedy", OPTIONS)
def test_every_option_that_is_told_exists(remedy):
    told = re.findall(r"--[a-z][a-z-]+", OPTIONS[remedy])
    assert set(told) <= options()
    commands = re.findall(r"midstance ([a-z]+)", OPTIONS[remedy])
    assert set(commands) <= typer.main.get_command(app).commands.keys()
    assert told or commands
