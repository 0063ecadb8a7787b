import runpy
import sys

import pytest

from midstance import __version__


def test_the_module_runs_as_the_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["midstance", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("midstance", run_name="__main__")
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"midstance {__version__}\n"
