import logging
import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from midstance import __version__
from midstance.cli.main import app, main


def test_version():
    result = CliRunner().invoke(app, ["--version"])
    assert result.exit_code == 0
    assert result.output == f"midstance {__version__}\n"


@pytest.mark.parametrize(("said", "used"), [(None, "1"), ("4", "4")])
def test_linear_algebra_keeps_no_core_busy_unless_somebody_asks_for_it(
    said, used, monkeypatch
):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if said:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", said)
    seen = []
    command_line = sys.modules["midstance.cli.main"]
    monkeypatch.setattr(
        command_line, "app", lambda: seen.append(os.environ["OPENBLAS_NUM_THREADS"])
    )
    main()
    assert seen == [used]


def test_numpy_is_not_read_before_it_is_known_how_many_threads_it_may_have():
    names = "import sys, midstance.cli.main; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", names], check=True, capture_output=True, text=True
    )
    assert "numpy" not in done.stdout.split()


def test_help_lists_every_command():
    result = CliRunner().invoke(app, ["--help"])
    names = (
        *("analyze", "label", "events", "measure"),
        *("synth", "demo", "doctor", "weights"),
    )
    assert all(name in result.output for name in names)


def test_without_a_command_the_app_opens(monkeypatch):
    opened = []
    monkeypatch.setattr("midstance.cli.serve.serve", lambda: opened.append(1))
    assert CliRunner().invoke(app, []).exit_code == 0
    assert opened == [1]


@pytest.mark.parametrize(("level", "is_said"), [("info", True), ("error", False)])
def test_what_is_done_is_said_from_the_level_that_was_asked_for(
    level, is_said, tmp_path, monkeypatch
):
    logger = logging.getLogger("midstance")
    monkeypatch.setattr(logger, "handlers", [])
    monkeypatch.setattr(logger, "propagate", True)
    before = logger.level
    try:
        result = CliRunner().invoke(
            app, ["--log-level", level, "analyze", str(tmp_path / "none.mp4")]
        )
    finally:
        logger.setLevel(before)
    assert result.exit_code == 2
    said = "INFO midstance.pipeline.runs.log: begin: video none.mp4"
    assert (said in result.stderr) == is_said


@pytest.mark.parametrize(
    "arguments",
    [["analyze"], ["analyze", "a.mp4", "--hight-m", "1.8"], ["dance"]],
    ids=["argument missing", "wrong option", "no such command"],
)
def test_a_wrong_call_is_status_2_without_traceback(arguments):
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_help_answers_at_once():
    command = [sys.executable, "-m", "midstance", "--help"]
    costs_s = []
    for _ in range(3):
        before = os.times()
        subprocess.run(command, check=True, capture_output=True)
        after = os.times()
        # Processor time: what else the machine does must not count.
        costs_s.append(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system
        )
    assert min(costs_s) < 0.3
