import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from midstance.errors import FormatError
from midstance.formats.motion.plate_trial import (
    PlateTrial,
    read_plate_trial,
    read_plate_trials,
    write_plate_trial,
)
from midstance.schema.events import make_events, times_s
from midstance.schema.tracks import path_of
from midstance.synth.motion.runner import run


@pytest.fixture(scope="module")
def trial():
    made = run(duration_s=2.0, rate_hz=100.0)
    truth = made.events[["side", "event"]].assign(
        time_50_n_s=made.events["time_s"], time_20_n_s=made.events["time_s"] + 0.008
    )
    truth.loc[0, "time_20_n_s"] = np.nan
    force_n = np.zeros((600, 2, 3))
    force_n[:, 0, 2], force_n[:, 1, 0], force_n[:, 1, 1] = 700.0, -50.0, 20.0
    markers = made.tracks.isel(keypoint=slice(0, 3)).assign_coords(
        keypoint=["L.a", "L.b", "R.c"]
    )
    return PlateTrial(
        "anna_3.0",
        "anna",
        made.tracks,
        truth,
        np.array([[0.1, 1.9]]),
        pd.DataFrame(
            {"side": ["left"], "plate": [1], "start_s": [0.2], "end_s": [0.4]}
        ),
        markers,
        np.arange(600) / 300.0,
        force_n,
        np.full((600, 2, 2), 0.25),
        make_events([("person-1", "left", "toe_off", 0.41, np.nan, "manual")]),
        {"belt_speed_m_s": 3.0, "mass_kg": 60.0},
    )


def test_what_is_written_is_read_again(trial, tmp_path):
    write_plate_trial(trial, tmp_path / "anna_3.0.npz")
    (found,) = read_plate_trials(tmp_path)
    assert (found.name, found.person, found.speed_m_s) == ("anna_3.0", "anna", 3.0)
    for one, other in ((found.world, trial.world), (found.markers, trial.markers)):
        np.testing.assert_allclose(one["position"], other["position"], atol=1e-4)
        np.testing.assert_allclose(one["time"], other["time"], atol=1e-9)
        assert one["keypoint"].to_numpy().tolist() == (
            other["keypoint"].to_numpy().tolist()
        )
    pd.testing.assert_frame_equal(found.truth, trial.truth, check_dtype=False)
    pd.testing.assert_frame_equal(found.stances, trial.stances, check_dtype=False)
    np.testing.assert_allclose(found.force_n, trial.force_n, atol=0.051)
    np.testing.assert_allclose(found.force_time_s, trial.force_time_s)
    np.testing.assert_allclose(found.pressure_m, trial.pressure_m, atol=1e-4)
    np.testing.assert_allclose(found.windows_s, trial.windows_s)
    assert found.marked["time_s"].tolist() == [0.41]


def test_events_are_those_at_the_force_asked_for(trial):
    at_50, at_20 = trial.events(50), trial.events(20)
    assert len(at_20) == len(at_50) - 1  # one never passed 20 N
    np.testing.assert_allclose(
        times_s(at_20, "left", "toe_off") - times_s(at_50, "left", "toe_off"), 0.008
    )


def test_a_point_that_was_not_seen_is_nan_and_not_a_place(trial, tmp_path):
    position = trial.world["position"].copy()
    position[5, :, 2] = np.nan
    unseen = replace(trial, world=trial.world.assign(position=position))
    write_plate_trial(unseen, tmp_path / "a.npz")
    found = read_plate_trial(tmp_path / "a.npz").world
    assert np.isnan(found["position"][5, :, 2]).all()
    assert np.isnan(found["confidence"][5, 2]).all()
    assert int(np.isnan(found["position"]).sum()) == 3


def test_what_nobody_measured_may_be_absent(tmp_path):
    np.savez(
        tmp_path / "bare.npz",
        position_m=np.zeros((20, 1, 3), np.int16),
        scale_m=1e-4,
        origin_m=np.array([1.0, 2.0, 3.0]),
        keypoint=np.array(["left_hip"]),
        rate_hz=100.0,
        event_side=np.array(["left"]),
        event=np.array(["toe_off"]),
        event_time_s=np.array([0.1]),
        about=json.dumps({"person": "ben"}),
    )
    found = read_plate_trial(tmp_path / "bare.npz")
    # The file has y up and z to the right.
    np.testing.assert_allclose(path_of(found.world, "left_hip")[0], [1.0, -3.0, 2.0])
    assert np.isnan(found.speed_m_s)
    assert found.markers is None
    np.testing.assert_allclose(found.windows_s, [[0.0, 0.19]])
    assert times_s(found.events(20), "left", "toe_off").tolist() == [0.1]


@pytest.mark.parametrize("content", [b"no archive", None])
def test_another_file_is_refused(content, tmp_path):
    path = tmp_path / "a.npz"
    if content is None:
        np.savez(path, position_m=np.zeros(3))
    else:
        path.write_bytes(content)
    with pytest.raises(FormatError, match=r"a\.npz is not a plate trial"):
        read_plate_trial(path)


def test_a_folder_without_trials_is_refused(tmp_path):
    with pytest.raises(FormatError, match="No plate trial in"):
        read_plate_trials(tmp_path)


def test_feet_stand_still_on_the_belt_between_the_true_events(reference_data):
    folder = reference_data / "runners-on-plates"
    if not folder.is_dir():
        pytest.skip("the people over force plates are not among the recordings")
    trial = read_plate_trial(folder / "rbds001_2.5.npz")
    assert trial.speed_m_s == 2.5
    assert len(trial.truth) == 156
    heel = path_of(trial.world, "left_heel")
    time_s = trial.world["time"].to_numpy()
    speed_m_s = np.gradient(heel[:, 0], time_s)
    events = trial.events()
    landed = times_s(events, "left", "initial_contact")
    for moment in landed[:-1]:
        stands = (time_s > moment + 0.05) & (time_s < moment + 0.12)
        np.testing.assert_allclose(speed_m_s[stands].mean(), -2.5, atol=0.15)
    # Left is where y grows, and the foot is under the hip.
    assert (
        path_of(trial.world, "left_hip")[:, 1] > path_of(trial.world, "right_hip")[:, 1]
    ).all()
    up_n = trial.force_n[:, 0, 2]
    np.testing.assert_allclose(up_n.mean(), 9.81 * trial.about["mass_kg"], rtol=0.05)
