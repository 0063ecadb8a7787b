import sys
from types import ModuleType

import pytest

from midstance.api import progress as module
from midstance.api.progress import (
    bar_html,
    notebook_bars,
    shown_progress,
    terminal_bars,
)
from midstance.errors import ConfigError


@pytest.mark.parametrize("wish", [None, False])
def test_nobody_who_does_not_want_to_is_told(wish):
    with shown_progress(wish) as report:
        assert report is None


def test_a_function_of_ones_own_is_told():
    told = []
    with shown_progress(lambda *it: told.append(it)) as report:
        report("Finding people", 1, None)
    assert told == [("Finding people", 1, None)]


def test_what_is_no_function_is_named():
    wrong = shown_progress(3)
    with pytest.raises(ConfigError, match=r"True, False, or a function .* got int"):
        wrong.__enter__()


def test_nothing_is_drawn_where_nobody_looks(capsys):
    with shown_progress(True) as report:
        assert report is None
    assert capsys.readouterr().err == ""


def test_a_terminal_gets_bars(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with shown_progress(True) as report:
        report("Finding people", 5, 10)
    assert "Finding people" in capsys.readouterr().err


@pytest.fixture
def notebook(monkeypatch):
    """A notebook: what is displayed, and each change of it."""
    shown = []

    class Handle:
        def update(self, picture):
            shown.append(("update", picture))

    def display(picture, *, display_id):
        assert display_id
        shown.append(("display", picture))
        return Handle()

    class Shell:
        kernel = object()

    ipython, displayed = ModuleType("IPython"), ModuleType("IPython.display")
    ipython.get_ipython = Shell
    displayed.HTML, displayed.display = str, display
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", displayed)
    return shown


def test_a_notebook_gets_one_picture_that_changes(notebook):
    with shown_progress(True) as report:
        for done in range(100):
            report("Finding people", done + 1, 100)
        report("Drawing <all>", 1, None)
        report("Drawing <all>", 2, 4)
    kinds = [kind for kind, _ in notebook]
    assert kinds[0] == "display"
    assert set(kinds[1:]) == {"update"}
    assert len(kinds) < 10  # a hundred steps in no time are few pictures
    last = notebook[-1][1]
    bar = "<progress value='0.5' max='1'></progress> 2 of 4"
    assert last == f"<div>Drawing &lt;all&gt; {bar}</div>"
    assert "<script" not in last


def test_work_that_tells_nothing_shows_nothing(notebook):
    with notebook_bars():
        pass
    assert notebook == []


def test_ipython_in_a_terminal_is_no_notebook(notebook, monkeypatch):
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: None)
    assert not module._is_notebook()


def test_a_bar_never_runs_over_its_end():
    assert "value='1' max='1'" in bar_html("poses", 1.0, "4 of 4")


def test_all_stages_are_one_bar_to_the_end(capsys):
    with terminal_bars(("Finding people", "Writing the report")) as report:
        report("Finding people", 5, 10)
        report("Finding people", 10, 10)
        report("Writing the report", 0, 1)
    shown = capsys.readouterr().err
    assert shown.count("Writing the report") == 1
    assert "Finding people" not in shown
    assert "100%" in shown


def test_work_that_fails_does_not_look_done(capsys):
    with pytest.raises(ValueError, match="broken"), terminal_bars() as report:
        report("Finding people", 5, 10)
        raise ValueError("broken")
    assert "100%" not in capsys.readouterr().err
