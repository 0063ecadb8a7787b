import pytest
from typer.testing import CliRunner

from midstance.cli import completion
from midstance.cli.main import app
from midstance.formats.choose import written_endings
from midstance.pose.base import backends


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("bash", "complete -o default -F _midstance_completion midstance"),
        ("zsh", "compdef _midstance_completion midstance"),
        ("fish", "complete --command midstance"),
    ],
)
def test_each_shell_gets_its_script(shell, line):
    said = CliRunner().invoke(
        app, prog_name="midstance", env={"_MIDSTANCE_COMPLETE": f"source_{shell}"}
    )
    assert said.exit_code == 0
    assert line in said.output


def offered(words):
    said = CliRunner().invoke(
        app,
        prog_name="midstance",
        env={
            "_MIDSTANCE_COMPLETE": "complete_bash",
            "COMP_WORDS": " ".join(words),
            "COMP_CWORD": str(len(words) - 1),
        },
    )
    return said.output.split()


def test_commands_and_options_are_offered():
    assert offered(["midstance", "ana"]) == ["analyze"]
    assert "--height-m" in offered(["midstance", "measure", "--hei"])


def test_names_of_the_registries_are_offered():
    command = ["midstance", "analyze", "run.mp4"]
    assert offered([*command, "--export", "tr"]) == ["trc"]
    assert offered([*command, "--export", "csv,pa"]) == ["csv,parquet"]
    assert offered([*command, "--pose", "rtm"]) == ["rtmo", "rtmpose"]
    assert offered([*command, "--preset", "tr"]) == ["treadmill"]


def test_every_name_can_be_reached():
    assert list(completion.export_kinds("")) == written_endings()
    assert list(completion.pose_networks("")) == backends.names()
    assert "consensus" in completion.event_detectors("con")
    assert list(completion.skeletons("running")) == ["running-18"]
    assert "blazepose-lite" in completion.networks_to_fetch("blaze")


def test_a_kind_that_was_given_is_not_offered_again():
    assert "csv,csv" not in completion.export_kinds("csv,")
