import numpy as np
import pandas as pd
import pytest
import xarray as xr

import midstance as ms
from midstance.api.arguments import (
    as_analysis,
    as_config,
    as_events,
    as_scenes,
    as_tracks,
    as_tracks_3d,
    as_truth,
)
from midstance.config import Config
from midstance.errors import ConfigError, SchemaError
from midstance.schema.scene import Scene


@pytest.fixture
def tracks():
    return ms.load_tracks(ms.example_file("tracks")).isel(time=slice(30))


def test_settings_come_as_themselves_a_mapping_a_file_or_not_at_all(tmp_path):
    (tmp_path / "run.toml").write_text("people = 2", "utf-8")
    wanted = Config(people=2)
    for given in (wanted, {"people": 2}, tmp_path / "run.toml"):
        assert as_config(given) == wanted
    assert as_config(str(tmp_path / "run.toml")) == wanted
    assert as_config(None) == Config()


@pytest.mark.parametrize("config", [3, [1], object(), True])
def test_what_are_no_settings_is_said(config):
    with pytest.raises(ConfigError, match="config must be a Config, a mapping, or"):
        as_config(config)


def test_a_missing_file_of_settings_is_named():
    with pytest.raises(ConfigError, match=r"No settings file at none\.toml"):
        as_config("none.toml")


def test_tracks_of_movement_are_taken_as_they_are_in_memory(tracks):
    old = tracks.drop_vars("observed").rename(
        {"keypoint": "keypoints", "individual": "individuals"}
    )
    again = as_tracks(old.transpose("individuals", "keypoints", "space", "time"))
    xr.testing.assert_equal(again, tracks)
    assert "observed" not in old


def test_people_who_are_numbers_get_names(tracks):
    assert as_tracks(tracks.assign_coords(individual=[7])).individual.item() == "7"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda it: it.isel(time=[0]), "at least 2 frames, got 1"),
        (lambda it: it.isel(space=[0]), r"must hold x and y .* got the axes \['x'\]"),
        (lambda it: it["position"], r"must be an xarray\.Dataset"),
    ],
)
def test_what_are_no_tracks_of_a_video_is_said(tracks, change, message):
    with pytest.raises(SchemaError, match=message):
        as_tracks(change(tracks))


def test_flat_tracks_are_no_people_in_space(tracks):
    assert as_tracks_3d(None) is None
    with pytest.raises(SchemaError, match="must hold x, y and z, got 2 axes"):
        as_tracks_3d(tracks)


HAND = pd.DataFrame({"side": ["left"], "event": ["toe_off"], "time_s": [0.2]})


def test_a_table_written_by_hand_belongs_to_the_one_person_there(tracks):
    named = tracks.assign_coords(individual=["id_0"])
    assert as_events(HAND, named)["individual"].tolist() == ["id_0"]
    assert "individual" not in HAND


def test_events_of_other_people_are_refused(tracks):
    others = HAND.assign(individual="ben")
    with pytest.raises(SchemaError, match=r"those of \['ben'\].*hold \['person-1'\]"):
        as_events(others, tracks)
    assert as_events(HAND.iloc[:0], tracks).empty


@pytest.mark.parametrize("value", [True, False, None])
def test_true_false_and_nothing_are_truths(value):
    assert as_truth(value, "lift") is value


def test_an_array_is_no_truth():
    with pytest.raises(ConfigError, match="lift must be True or False"):
        as_truth(np.zeros(2), "lift")


def test_scenes_and_analyses_are_told_from_others():
    assert as_scenes({"anna": Scene()}) == {"anna": Scene()}
    with pytest.raises(SchemaError, match="scenes must map each person's name"):
        as_scenes({"anna": "left"})
    with pytest.raises(ConfigError, match=r"The other must be an Analysis .* got str"):
        as_analysis("out", "The other")
