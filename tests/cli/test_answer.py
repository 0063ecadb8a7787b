import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer

from midstance.cli.answer import answer, insist, is_quiet, speaking
from midstance.errors import ConfigError


def test_a_person_reads_what_was_always_said(capsys):
    with speaking(as_json=False, quiet=False):
        typer.echo("12 contacts")
        answer(n=12)
        assert not is_quiet()
    assert capsys.readouterr().out == "12 contacts\n"


def test_a_program_reads_one_object(capsys):
    table = pd.DataFrame({"value": [1.5, math.nan], "side": ["left", "right"]})
    with speaking(as_json=True, quiet=False):
        typer.echo("for people")
        answer(file=Path("a.csv"), n=np.int64(3), table=table, none=None)
        answer(more=[math.inf, {"a": (1,)}])
        assert is_quiet()
    said = json.loads(capsys.readouterr().out)
    assert said == {
        "file": "a.csv",
        "n": 3,
        "table": [{"value": 1.5, "side": "left"}, {"value": None, "side": "right"}],
        "none": None,
        "more": [None, {"a": [1]}],
    }
    assert not is_quiet()


def test_without_an_answer_the_lines_are_given(capsys):
    with speaking(as_json=True, quiet=False):
        typer.echo("one\n\ntwo")
    assert json.loads(capsys.readouterr().out) == {"said": ["one", "two"]}


def test_quiet_leaves_warnings_and_nothing_else(capsys):
    with speaking(as_json=False, quiet=True):
        typer.echo("one")
        typer.echo("! look here", err=True)
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "! look here\n")


def test_an_error_is_an_object_and_raised(capsys):
    with pytest.raises(ConfigError), speaking(as_json=True, quiet=False):
        answer(n=1)
        raise ConfigError("The view must be left or right.")
    said = json.loads(capsys.readouterr().out)
    assert said == {"error": "The view must be left or right."}


def test_what_a_command_is_of_no_use_without_is_said_when_quiet(capsys):
    with speaking(as_json=False, quiet=True):
        insist("http://localhost:8765")
        typer.echo("Open this page.")
    assert capsys.readouterr().out == "http://localhost:8765\n"


def test_as_json_it_goes_beside_the_one_object(capsys):
    with speaking(as_json=True, quiet=False):
        insist("http://localhost:8765")
        answer(n=1)
    said = capsys.readouterr()
    assert json.loads(said.out) == {"n": 1}
    assert said.err == "http://localhost:8765\n"
