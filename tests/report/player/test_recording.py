import base64
import json
from dataclasses import replace

import numpy as np
import pytest

from midstance.metrics.curves import joint_angles
from midstance.report.player.recording import as_json, recording_data
from midstance.schema.tracks import FILLED, path_of

NOWHERE = -32768


def numbers(text, kind):
    return np.frombuffer(base64.b64decode(text), kind)


def points(data, person):
    shape = (-1, len(data["keypoints"]), 2)
    return numbers(person["points"], "<i2").reshape(shape)


def test_keypoints_come_back_to_an_eighth_of_a_pixel(analysis):
    data = recording_data(analysis)
    (person,) = data["people"]
    found = points(data, person)[:, data["keypoints"].index("left_ankle")]
    truth = path_of(analysis.tracks, "left_ankle")
    np.testing.assert_allclose(found / data["per_px"], truth, atol=1 / 16 + 1e-9)
    times_s = numbers(data["times_s"], "<f8")
    np.testing.assert_array_equal(times_s, analysis.tracks["time"].to_numpy())


def test_what_was_not_seen_is_nowhere_and_what_was_filled_is_marked(make_analysis):
    tracks = make_analysis().tracks.copy(deep=True)
    tracks["position"].loc[{"keypoint": "left_ankle", "time": tracks.time[5]}] = np.nan
    tracks["observed"].loc[{"keypoint": "right_knee", "time": tracks.time[7]}] = FILLED
    data = recording_data(make_analysis(tracks=tracks))
    (person,) = data["people"]
    ankle, knee = map(data["keypoints"].index, ("left_ankle", "right_knee"))
    assert (points(data, person)[5, ankle] == NOWHERE).all()
    assert (points(data, person)[4, ankle] != NOWHERE).all()
    filled = numbers(person["filled"], "u1").reshape(-1, len(data["keypoints"]))
    assert set(map(tuple, np.argwhere(filled))) == {(7, knee)}


def test_angles_are_those_of_the_report(analysis):
    (person,) = recording_data(analysis)["people"]
    found = numbers(person["angles"]["knee_flexion"]["left"], "<i2") / 10
    truth = joint_angles(analysis.tracks, analysis.events, analysis.scenes["person-1"])[
        "knee_flexion"
    ].sel(side="left")
    np.testing.assert_allclose(found, truth, atol=0.051)


def test_stances_events_and_floor_are_told(analysis):
    (person,) = recording_data(analysis)["people"]
    assert person["stances"]["left"][0] == pytest.approx([0.2, 0.44])
    first = person["events"][0]
    assert (first["side"], first["event"], first["time_s"]) == (
        "left",
        "initial_contact",
        0.2,
    )
    assert first["uncertainty_s"] == pytest.approx(0.009)
    assert [end[1] for end in person["floor"]] == pytest.approx([585.0, 585.0])


def test_large_images_fit_into_sixteen_bits(make_analysis):
    analysis = make_analysis()
    video = replace(analysis.video, width_px=8192, height_px=4320)
    assert recording_data(replace(analysis, video=video))["per_px"] == 2


def test_a_moving_camera_is_told_and_a_still_one_not(analysis):
    assert recording_data(analysis)["camera"] is None


def test_nobody_is_a_recording_too(make_analysis):
    analysis = make_analysis()
    nobody = analysis.tracks.isel(individual=slice(0, 0))
    data = recording_data(make_analysis(tracks=nobody, scenes={}))
    assert data["people"] == []
    assert data["keypoints"] == []
    json.loads(as_json(data))


def test_no_name_ends_the_script_it_stands_in(make_analysis):
    evil = "</script><b>"
    text = as_json(recording_data(make_analysis(evil)))
    assert "<" not in text
    assert json.loads(text)["people"][0]["name"] == evil
