import errno
import os
import signal
import time

import pytest
import typer
from typer.testing import CliRunner

from midstance.cli.command_group import CommandGroup
from midstance.errors import ConfigError


def run(error):
    app = typer.Typer(cls=CommandGroup, pretty_exceptions_enable=False)

    @app.command()
    def fail():
        raise error

    @app.command()
    def other():
        pass

    return CliRunner().invoke(app, ["fail"])


def test_a_wrong_input_is_one_sentence_and_status_2():
    result = run(ConfigError("people must be at least 1, got 0."))
    assert result.exit_code == 2
    assert result.stderr == "Error: people must be at least 1, got 0.\n"


def test_a_fault_of_ours_is_status_1_with_the_traceback():
    result = run(ZeroDivisionError("oops"))
    assert result.exit_code == 1
    assert "ZeroDivisionError: oops" in result.stderr
    assert "please report" in result.stderr


def test_an_interruption_says_how_to_go_on():
    result = run(KeyboardInterrupt())
    assert result.exit_code == 130
    assert "Run the same command again" in result.stderr


@pytest.mark.parametrize("code", [0, 3])
def test_an_exit_passes_through(code):
    assert run(typer.Exit(code)).exit_code == code


def test_the_request_to_end_is_an_interruption_with_a_status_of_its_own():
    app = typer.Typer(cls=CommandGroup, pretty_exceptions_enable=False)
    kept = []

    @app.command()
    def work():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(5)
        finally:
            kept.append(1)

    @app.command()
    def other():
        pass

    # Who runs the tests may have a handler of its own, which is left alone.
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        result = CliRunner().invoke(app, ["work"])
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (result.exit_code, kept) == (143, [1])
    assert "Run the same command again to go on" in result.stderr


def test_a_reader_who_goes_away_is_no_fault_of_ours():
    result = run(BrokenPipeError(errno.EPIPE, "Broken pipe"))
    assert "fault of midstance" not in result.output
