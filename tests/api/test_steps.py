import numpy as np
import pandas as pd
import pytest
import xarray as xr

import midstance as ms
from midstance.errors import ConfigError, SchemaError
from midstance.schema.scene import Scene


@pytest.fixture(scope="module")
def tracks():
    return ms.load_tracks(ms.example_file("tracks"))


@pytest.fixture(scope="module")
def events():
    return ms.load_events(ms.example_file("events"))


def test_events_are_the_same_whether_tracks_were_cleaned_before(tracks):
    found = ms.find_events(tracks)
    pd.testing.assert_frame_equal(found, ms.find_events(ms.clean(tracks)))
    truth = ms.load_events(ms.example_file("events"))
    assert found["event"].value_counts().to_dict() == (
        truth["event"].value_counts().to_dict()
    )


def test_another_detector_may_be_asked(tracks):
    assert set(ms.find_events(tracks, detector="fore_aft")["source"]) == {"fore_aft"}
    with pytest.raises(ConfigError, match=r"Unknown event detector 'foreaft'; did you"):
        ms.find_events(tracks, detector="foreaft")


def test_measures_need_no_scenes_and_know_the_height(tracks, events):
    found = ms.measure(tracks, events, height_m=1.75, speed_m_s=3.0)
    measures, missing = found
    assert measures is found.measures
    summary = found.summary().set_index(["metric", "side"])["value"]
    # 3 m/s at 166 steps/min, the truth of the clip.
    assert summary["step_length", "left"] == pytest.approx(3.0 * 60 / 166, rel=0.02)
    assert "step_width" in set(missing["metric"])


def test_a_table_by_hand_is_enough(tracks, events):
    by_hand = events[["side", "event", "time_s"]]
    named = tracks.assign_coords(individual=["id_0"])
    found = ms.measure(named, by_hand).summary()
    assert set(found["individual"]) == {"id_0"}
    assert "cadence" in set(found["metric"])


def test_scenes_that_are_given_are_used(tracks, events):
    from_behind = ms.measure(tracks, events, {"person-1": Scene(view="rear")})
    reasons = from_behind.missing.set_index("metric")["reason"]
    assert "this one is rear" in reasons["knee_flexion_contact"]


def test_tracks_of_another_program_are_analyzed_as_those_of_a_video(tracks):
    bare = xr.Dataset(
        {"position": tracks["position"].drop_attrs(), "confidence": tracks.confidence}
    )
    found = ms.analyze_tracks(bare, height_m=1.75, speed_m_s=3.0)
    assert found.video.name == "tracks"
    assert found.video.rate_hz == pytest.approx(60)
    assert not found.video.is_variable_rate
    cadence = found.summary().set_index("metric").loc["cadence", "value"]
    assert cadence == pytest.approx(166, abs=1)


def test_an_uneven_clock_is_said(tracks):
    part = tracks.isel(time=np.r_[0:100, 150:250])
    assert ms.analyze_tracks(part).video.is_variable_rate


def test_nobody_in_the_tracks_is_an_analysis_that_says_so(tracks):
    found = ms.analyze_tracks(tracks.isel(individual=[]))
    assert found.measures.empty
    assert "Nobody was found" in found.warnings[0]


def test_tracks_in_space_are_not_those_of_a_video(tracks):
    in_3d = xr.concat(
        [tracks, tracks.isel(space=[0]).assign_coords(space=["z"])],
        "space",
        data_vars="minimal",
    )
    with pytest.raises(SchemaError, match=r"got the axes \['x', 'y', 'z'\]"):
        ms.find_events(in_3d)


def test_tracks_cleaned_otherwise_are_measured_unless_other_steps_are_wanted(
    tracks, events
):
    gently = ms.Config(cleaning=({"name": "lowpass", "params": {"cutoff_hz": 12.0}},))
    cleaned = ms.clean(tracks, gently)
    assert ms.clean(cleaned).identical(cleaned)
    assert len(ms.measure(cleaned, events).measures)
    with pytest.raises(ConfigError, match=r"cleaned before by lowpass\(cutoff_hz=12"):
        ms.measure(cleaned, events, config=ms.Config())
