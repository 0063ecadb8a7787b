import pytest

from midstance.config import Config, load_config, load_preset, preset_names
from midstance.errors import ConfigError


def test_no_file_gives_the_defaults():
    assert load_config(None) == Config()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("peple = 2", "peple"),
        ("[subject]\nheight_m = 178.0", r"subject\.height_m.*got 178"),
        ('[subject]\nview = "top"', r"subject\.view.*got 'top'"),
        ("people =", "is not TOML"),
    ],
    ids=["unknown key", "out of range", "not a choice", "no TOML"],
)
def test_bad_setting_names_file_key_and_value(tmp_path, text, where):
    path = tmp_path / "run.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=rf"run\.toml.*{where}"):
        load_config(path)


def test_missing_file_lists_the_presets(tmp_path):
    with pytest.raises(ConfigError, match=r"No settings file .*treadmill"):
        load_config(tmp_path / "none.toml")


@pytest.mark.parametrize("name", preset_names())
def test_presets_are_valid(name):
    assert isinstance(load_preset(name), Config)


def test_unknown_preset_lists_the_known_ones():
    with pytest.raises(ConfigError, match=r"'beach'; choose from \['overground'"):
        load_preset("beach")


def test_updated_keeps_what_is_not_given():
    config = Config().updated(subject={"height_m": 1.8, "view": None})
    assert config.subject.height_m == 1.8
    assert config.updated(subject={"view": "left"}).subject.height_m == 1.8


def test_updated_checks_again():
    with pytest.raises(ConfigError, match=r"subject\.height_m"):
        Config().updated(subject={"height_m": -1.0})
