import pytest

from midstance.config import (
    Clip,
    Config,
    load_config,
    load_preset,
    preset_names,
    without_home,
)
from midstance.errors import ConfigError


def test_no_file_gives_the_defaults():
    assert load_config(None) == Config()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("peple = 2", r"no setting peple; did you mean people\?"),
        (
            "[subject]\nheigth_m = 1.8",
            r"no setting subject\.heigth_m; did you mean hei",
        ),
        ("[subject]\nheight_m = 178.0", r"subject\.height_m.*got 178"),
        ('[subject]\nview = "top"', r"subject\.view.*got 'top'"),
        ("people =", "is not TOML"),
    ],
    ids=[
        "unknown key",
        "unknown key of a group",
        "out of range",
        "not a choice",
        "no TOML",
    ],
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


def test_a_known_length_is_read_from_text_and_from_a_table(tmp_path):
    (tmp_path / "run.toml").write_text(
        "[subject.known_length]\nstart_px = [10, 20]\nend_px = [10, 220.5]\n"
        "length_m = 1.2\n",
        "utf-8",
    )
    from_table = load_config(tmp_path / "run.toml")
    from_text = Config().updated(subject={"known_length": "10,20, 10,220.5 = 1.20"})
    assert from_text == from_table
    assert from_text.subject.known_length.length_px == 200.5
    assert from_text.updated(people=2).subject == from_text.subject


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ({"known_length": "10,20,30"}, r"known_length.*x1,y1,x2,y2=1\.20"),
        ({"known_length": "10,20,30=1.2"}, r"known_length.*x1,y1,x2,y2, got"),
        ({"known_length": "1,2,3,4=1.2"}, "at least 20 px apart"),
        ({"known_length": "1,2,300,4=-1"}, r"length_m.*greater than 0\.01"),
        ({"floor": "0,300,900"}, r"floor.*x1,y1,x2,y2"),
        ({"floor": "0,300,10,900"}, "rises by at most 45 degrees"),
        ({"floor": "0,300,inf,300"}, "finite number"),
        ({"floor": "0,300,1e9,300"}, "must lie on the picture"),
    ],
)
def test_what_is_no_line_is_refused_with_how_to_write_it(subject, message):
    with pytest.raises(ConfigError, match=message):
        Config().updated(subject=subject)


def test_a_reader_is_told_all_of_the_clip_but_the_camera():
    clip = Clip(start_s=1.0, camera="moving", image_rate_hz=50.0)
    assert clip.reader_options() == {
        "start_s": 1.0,
        "end_s": None,
        "slow_motion": 1.0,
        "image_rate_hz": 50.0,
        "rotate_deg": 0,
    }


@pytest.mark.parametrize(("rotate", "rotate_deg"), [(90, 90), ("auto", 0)])
def test_a_reader_turns_images_by_what_is_known(rotate, rotate_deg):
    assert Clip(rotate=rotate).reader_options()["rotate_deg"] == rotate_deg


def test_other_turns_are_refused():
    with pytest.raises(ConfigError, match="rotate"):
        Config(clip={"rotate": 45})


@pytest.mark.parametrize(
    "settings", [{"people": "some"}, {"peple": 2}, {"subject": {"height_m": -1}}]
)
def test_whoever_makes_settings_directly_gets_our_error_too(settings):
    with pytest.raises(ConfigError, match=next(iter(settings))):
        Config(**settings)


def test_a_settings_file_may_be_named_as_text(tmp_path):
    (tmp_path / "run.toml").write_text("people = 2", "utf-8")
    assert load_config(str(tmp_path / "run.toml")).people == 2
    with pytest.raises(ConfigError, match="The settings file must be text"):
        load_config(3)


def test_settings_that_are_nested_too_deeply_or_no_text_are_refused(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text("a = " + "[" * 20_000, "utf-8")
    with pytest.raises(ConfigError, match="is nested too deeply"):
        load_config(path)
    path.write_bytes(b"a = '\xff'")
    with pytest.raises(ConfigError, match="is no text in UTF-8"):
        load_config(path)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("{home}", "~"),
        ("{home}/run.mp4", "~/run.mp4"),
        ("No video at {home}/a b.mp4; give one.", "No video at ~/a b.mp4; give one."),
        ("({home})", "(~)"),
        ("{home}-else/run.mp4", "{home}-else/run.mp4"),
        ("/data{home}/run.mp4", "/data{home}/run.mp4"),
        ("{home}.old/run.mp4", "{home}.old/run.mp4"),
    ],
)
def test_the_home_folder_names_nobody(text, kept, monkeypatch):
    monkeypatch.setenv("HOME", "/home/anna")
    home = "/home/anna"
    assert without_home(text.format(home=home)) == kept.format(home=home)


def test_a_home_that_is_everywhere_changes_nothing(monkeypatch):
    monkeypatch.setenv("HOME", "/")
    assert without_home("/data/run.mp4") == "/data/run.mp4"
