import numpy as np
import pytest
import xarray as xr

from midstance.bouts.locomotion import find_bouts
from midstance.schema.tracks import make_tracks


@pytest.mark.parametrize("view", ["left", "right", "rear", "front", "oblique"])
@pytest.mark.parametrize(
    ("speed_m_s", "activity"),
    [
        (1.2, "walking"),
        (1.6, "walking"),
        (2.5, "running"),
        (4.0, "running"),
        (7.0, "running"),
    ],
)
def test_gait_is_known_from_every_side(film, speed_m_s, activity, view):
    bouts = find_bouts(film(view=view, speed_m_s=speed_m_s, noise_px=4.0))
    assert bouts["activity"].tolist() == [activity]
    assert bouts["view"].tolist() == [view]
    assert bouts["probability"].item() > 0.5


def test_a_run_is_one_bout_from_end_to_end(film):
    bouts = find_bouts(film(view="left", speed_m_s=3.0))
    assert bouts["start_s"].item() == 0.0
    assert bouts["end_s"].item() == pytest.approx(6.0, abs=0.05)


def test_walk_then_run_are_two_bouts(film):
    walk = film(view="left", speed_m_s=1.3, noise_px=2.0)
    fast = film(view="left", speed_m_s=3.5, noise_px=2.0)
    shifted = fast.assign_coords(time=fast.time + 6.0 + 1 / 30)
    bouts = find_bouts(xr.concat([walk, shifted], dim="time"))
    assert bouts["activity"].tolist() == ["walking", "running"]
    assert bouts["end_s"].iloc[0] == pytest.approx(6.0, abs=0.7)


def test_who_stands_still_stands(film):
    tracks = film(view="left")
    still = tracks.isel(time=[0] * 90).assign_coords(time=np.arange(90) / 30)
    bouts = find_bouts(still)
    assert bouts["activity"].tolist() == ["standing"]


def test_squats_are_something_else(film):
    tracks = film(view="left").isel(time=[0] * 150)
    tracks = tracks.assign_coords(time=np.arange(150) / 30).copy(deep=True)
    down = 120 * (1 - np.cos(2 * np.pi * 0.5 * tracks.time.to_numpy()))
    upper = [
        n
        for n in tracks.keypoint.to_numpy()
        if not any(part in n for part in ("ankle", "heel", "foot", "knee"))
    ]
    tracks["position"].loc[{"keypoint": upper, "space": "y"}] += down[:, None, None]
    assert find_bouts(tracks)["activity"].tolist() == ["other"]


def test_someone_unseen_for_a_second_has_two_bouts(film):
    tracks = film(view="left").copy(deep=True)
    tracks["position"][80:115] = np.nan
    bouts = find_bouts(tracks)
    assert bouts["activity"].tolist() == ["running", "running"]
    assert bouts["start_s"].iloc[1] == pytest.approx(115 / 30, abs=0.01)


def test_a_runner_who_is_missing_now_and_then_still_runs(film):
    tracks = film(view="left").copy(deep=True)
    lost = np.random.default_rng(0).random(tracks.sizes["time"]) < 0.3
    tracks["position"][lost] = np.nan
    assert find_bouts(tracks)["activity"].tolist() == ["running"]


@pytest.mark.parametrize("n_times", [0, 1, 5, 20])
def test_too_short_a_clip_has_no_bouts(film, n_times):
    assert find_bouts(film(view="left").isel(time=slice(0, n_times))).empty


def test_a_skeleton_without_legs_has_no_bouts():
    tracks = make_tracks(
        np.zeros((90, 2, 1, 1)),
        np.ones((90, 1, 1)),
        np.arange(90) / 30,
        keypoints=["nose"],
    )
    assert find_bouts(tracks).empty
