import pytest

from midstance.api.settings import chosen_lifter, chosen_pose, starting_config
from midstance.config import Config
from midstance.errors import ConfigError


def test_nothing_said_changes_nothing():
    assert chosen_pose(Config()) is None
    assert chosen_lifter(Config()) is None
    assert starting_config(None, None) == Config()


def test_parameters_of_another_network_are_forgotten():
    heavy = Config(pose={"name": "blazepose", "params": {"model": "heavy"}})
    assert chosen_pose(heavy, pose="rtmo") == {"name": "rtmo", "params": {}}
    assert chosen_pose(heavy, pose_param={"n_threads": 1})["params"] == {
        "model": "heavy",
        "n_threads": 1,
    }


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"pose": 3}, "pose must be the name of a network, got 3"),
        ({"pose_param": ["weights=a"]}, "pose_param must map names to values"),
    ],
)
def test_what_is_no_choice_of_a_network_is_said(wrong, message):
    with pytest.raises(ConfigError, match=message):
        chosen_pose(Config(), **wrong)


@pytest.mark.parametrize(
    ("before", "lift", "lifter", "after"),
    [
        ("none", True, None, "network"),
        ("blazepose", True, None, "blazepose"),
        ("none", True, "blazepose", "blazepose"),
        ("network", False, None, "none"),
        ("none", None, "blazepose", "blazepose"),
    ],
)
def test_who_lifts(before, lift, lifter, after):
    config = Config(lifting={"lifter": before})
    assert chosen_lifter(config, lift=lift, lifter=lifter) == after


def test_a_preset_is_a_start_of_its_own():
    assert starting_config(None, "treadmill").subject.surface == "treadmill"
    with pytest.raises(ConfigError, match="Give config or preset, not both"):
        starting_config(Config(), "treadmill")
