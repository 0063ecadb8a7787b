import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.cli.options import chosen_pose
from midstance.config import Config
from midstance.errors import ConfigError


def test_commands_that_measure_share_their_options():
    shared = (
        *("--view", "--height-m", "--speed-m-s", "--mass-kg", "--config"),
        *("--known-length", "--floor"),
    )
    for command in ("analyze", "measure"):
        shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"})
        assert all(option in shown.output for option in shared), command


def test_parameters_of_the_pose_network_are_added_to_those_of_the_settings():
    given = Config(pose={"name": "rtmpose", "params": {"device": "gpu"}})
    assert chosen_pose(given, None, None) is None
    assert chosen_pose(given, None, ["weights=a=b.onnx"]) == {
        "name": "rtmpose",
        "params": {"device": "gpu", "weights": "a=b.onnx"},
    }


def test_another_pose_network_forgets_the_parameters():
    given = Config(pose={"name": "rtmpose", "params": {"device": "gpu"}})
    assert chosen_pose(given, "rtmo", None) == {"name": "rtmo", "params": {}}


def test_the_model_is_one_of_the_parameters():
    assert chosen_pose(Config(), None, ["n_threads=1"], "heavy") == {
        "name": "blazepose",
        "params": {"n_threads": "1", "model": "heavy"},
    }


@pytest.mark.parametrize("text", ["weights", "=net.onnx"])
def test_a_parameter_without_key_or_value_is_refused(text):
    with pytest.raises(ConfigError, match="must be KEY=VALUE, got"):
        chosen_pose(Config(), None, [text])
