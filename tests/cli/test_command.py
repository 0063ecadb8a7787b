import json

import pytest
import typer
from typer.testing import CliRunner

from midstance.cli.answer import answer
from midstance.cli.command import Command, Commands
from midstance.cli.command_group import CommandGroup
from midstance.cli.main import app


def every_command(command=None, path=""):
    command = command or typer.main.get_command(app)
    below = getattr(command, "commands", {})
    if not below:
        yield path.strip(), command
    for name, own in below.items():
        yield from every_command(own, f"{path} {name}")


EVERY = dict(every_command())


@pytest.fixture
def own():
    made = Commands(cls=CommandGroup)

    @made.command("one")
    def one(height_m: float = 1.0):
        typer.echo(f"{height_m} m")
        answer(height_m=height_m)

    @made.command("other")
    def other():
        pass

    return lambda *words: CliRunner().invoke(made, list(words))


@pytest.mark.parametrize("name", EVERY)
def test_every_command_can_speak_to_programs_and_be_quiet(name):
    options = {option for param in EVERY[name].params for option in param.opts}
    assert {"--json", "--quiet"} <= options
    assert isinstance(EVERY[name], Command)


def test_the_answer_is_json_when_it_is_asked_for(own):
    assert json.loads(own("one", "--height-m", "2", "--json").stdout) == {"height_m": 2}
    assert own("one", "--height-m", "2").stdout == "2.0 m\n"
    assert own("one", "-q").stdout == ""


def test_groups_of_options_stand_together_in_the_help():
    panels = [
        param.rich_help_panel
        for param in EVERY["analyze"].params
        if param.param_type_name == "option"
    ]
    without_repeats = [p for i, p in enumerate(panels) if i == 0 or panels[i - 1] != p]
    assert len(without_repeats) == len(set(without_repeats))
    assert None not in panels
    assert "Who and where" in panels


def test_an_own_option_of_a_shared_name_stays(own):
    made = Commands(cls=CommandGroup)

    @made.command("mine")
    def mine(as_json: bool = typer.Option(False, "--json")):
        typer.echo(f"mine: {as_json}")

    @made.command("other")
    def other():
        pass

    assert CliRunner().invoke(made, ["mine", "--json"]).stdout == "mine: True\n"
