from typer.testing import CliRunner

from midstance.cli.main import app


def test_commands_that_measure_share_their_options():
    shared = (
        *("--view", "--height-m", "--speed-m-s", "--mass-kg", "--config"),
        *("--known-length", "--floor"),
    )
    for command in ("analyze", "measure"):
        shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"})
        assert all(option in shown.output for option in shared), command
