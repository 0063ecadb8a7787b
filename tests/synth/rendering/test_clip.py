import json

import numpy as np
import pandas as pd
import pytest

from midstance.errors import ConfigError
from midstance.schema.events import load_events
from midstance.schema.tracks import load_tracks
from midstance.synth.motion.route import Route
from midstance.synth.motion.runner import RunnerSettings
from midstance.synth.rendering.clip import (
    ClipSettings,
    clip_truth,
    render_clip,
    render_still,
)
from midstance.synth.rendering.scene import SceneSettings
from midstance.video.reader import open_video

SMALL = SceneSettings(width_px=192, height_px=108)
SHORT = ClipSettings(scene=SMALL, duration_s=0.2, rate_hz=25.0)
TWO = ClipSettings(
    runners=(RunnerSettings(speed_m_s=2.5), RunnerSettings(speed_m_s=3.5)),
    scene=SceneSettings(view="rear"),
    duration_s=1.5,
    rate_hz=20.0,
)


def test_a_clip_and_its_truth_are_written_and_agree(tmp_path):
    seen = []
    truth = render_clip(
        SHORT,
        tmp_path / "clip.mp4",
        tmp_path / "truth",
        progress=lambda done, total: seen.append((done, total)),
    )
    with open_video(tmp_path / "clip.mp4") as video:
        times = [frame.time_s for frame in video]
    tracks = load_tracks(tmp_path / "truth" / "tracks.nc")
    np.testing.assert_allclose(times, tracks["time"], atol=1e-4)
    assert seen[-1] == (len(times), len(times))
    assert tracks["position"].attrs["space_unit"] == "px"
    world = load_tracks(tmp_path / "truth" / "tracks3d.nc")
    assert world["position"].attrs["space_unit"] == "m"
    events = load_events(tmp_path / "truth" / "events.csv")
    assert len(events) == len(truth.events)
    angles = pd.read_csv(tmp_path / "truth" / "angles.csv")
    assert len(angles) == len(times)
    assert "left_knee_flexion_deg" in angles
    chosen = json.loads((tmp_path / "truth" / "settings.json").read_text("utf-8"))
    assert chosen["clip"]["runners"][0]["speed_m_s"] == 3.0
    assert np.shape(chosen["camera"]["rotation"]) == (3, 3)


def test_pixels_are_the_world_seen_by_the_camera():
    truth = clip_truth(SHORT)
    world = truth.tracks_3d["position"].sel(keypoint="left_ankle").to_numpy()
    pixels = truth.tracks["position"].sel(keypoint="left_ankle").to_numpy()
    expected = truth.camera.project(world[:, :, 0])
    np.testing.assert_allclose(pixels[:, :, 0], expected)


def test_the_runner_faces_the_left_edge_in_the_left_view():
    position = clip_truth(SHORT).tracks["position"].isel(individual=0)
    nose, ear = (
        position.sel(keypoint=name, space="x").to_numpy()
        for name in ("nose", "left_ear")
    )
    assert (nose < ear).all()


def test_two_runners_have_tracks_events_and_angles_of_their_own():
    truth = clip_truth(TWO)
    names = ["person-1", "person-2"]
    assert truth.tracks["individual"].to_numpy().tolist() == names
    assert sorted(set(truth.events["individual"])) == names
    assert sorted(set(truth.angles["individual"])) == names
    hips = truth.tracks_3d["position"].sel(keypoint="left_hip", space="y")
    assert float(hips.isel(individual=0).mean() - hips.isel(individual=1).mean()) > 1.0


def test_a_runner_overground_crosses_the_middle_of_the_picture():
    clip = ClipSettings(
        runners=(RunnerSettings(surface="overground", speed_m_s=4.0),),
        scene=SceneSettings(place="overground"),
        duration_s=3.0,
        rate_hz=20.0,
    )
    truth = clip_truth(clip)
    hip = (
        truth.tracks_3d["position"].sel(keypoint="left_hip", space="x").to_numpy()[:, 0]
    )
    assert hip[-1] - hip[0] == pytest.approx(12.0, abs=0.2)
    assert abs(hip.mean()) < 0.3
    pixels = (
        truth.tracks["position"].sel(keypoint="left_hip", space="x").to_numpy()[:, 0]
    )
    # It enters and leaves: out of the picture there is no place.
    assert np.isnan(pixels[0])
    assert np.isnan(pixels[-1])
    assert np.isfinite(pixels[len(pixels) // 2])


def passing(*, time_s=0.5, **middle_m):
    """Two runners who pass each other in the middle of one second."""
    over = RunnerSettings(surface="overground", speed_m_s=4.0)
    clip = ClipSettings(
        runners=(over, over),
        routes=(
            Route(y_m=middle_m.get("first", 0.7)),
            Route(y_m=middle_m.get("second", -0.7), heading_deg=180.0),
        ),
        looks=("blue", "red"),
        scene=SceneSettings(place="overground", width_px=256, height_px=144),
        duration_s=1.0,
        rate_hz=20.0,
    )
    return clip_truth(clip), render_still(clip, time_s)


def test_who_is_nearer_hides_who_is_behind():
    _, blue_ahead = passing()
    _, red_ahead = passing(first=-0.7, second=0.7)
    n_red, n_blue = (
        [
            (image[..., one].astype(int) - image[..., other] > 90).sum()
            for image in (blue_ahead, red_ahead)
        ]
        for one, other in ((0, 2), (2, 0))
    )
    # The track is red too, so only differences count.
    assert n_blue[0] > 2 * n_blue[1]
    assert n_red[1] > n_red[0]


def test_runners_who_cross_run_against_each_other_and_face_where_they_go():
    truth, _ = passing()
    x_px = truth.tracks["position"].sel(space="x")
    for name, way in (("person-1", -1), ("person-2", 1)):
        own = x_px.sel(individual=name)
        hips = own.sel(keypoint="left_hip").to_numpy()
        assert (np.sign(np.diff(hips)) == way).all()
        ahead = own.sel(keypoint="nose") - own.sel(keypoint="left_ear")
        assert (np.sign(ahead) == way).all()


def test_who_turns_outside_the_picture_is_seen_again():
    clip = ClipSettings(
        runners=(RunnerSettings(surface="overground", speed_m_s=4.0),),
        routes=(Route(turns_at_s=3.0),),
        scene=SceneSettings(place="overground"),
        duration_s=4.0,
        rate_hz=20.0,
    )
    hip = clip_truth(clip).tracks["position"].sel(keypoint="left_hip", space="x")
    seen = np.isfinite(hip.to_numpy()[:, 0])
    assert np.diff(seen.astype(int)).tolist().count(1) == 2
    assert not seen[60]
    assert seen[-1]


def test_the_same_settings_give_the_same_picture():
    first, second = (render_still(SHORT, 0.1) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_a_slow_shutter_smears_what_moves():
    from dataclasses import replace

    sharp = render_still(SHORT, 0.1).astype(float)
    smeared = render_still(replace(SHORT, shutter_s=0.02, n_exposures=3), 0.1).astype(
        float
    )
    top = np.s_[:20]
    assert np.abs(sharp - smeared).max() > 25
    assert np.abs(sharp[top, :40] - smeared[top, :40]).max() <= 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"runners": ()}, "at least one runner"),
        ({"looks": ("blue", "red")}, r"one look a runner \(1\), got 2"),
        ({"routes": ()}, r"one route a runner \(1\), got 0"),
        ({"routes": (Route(heading_deg=180.0),)}, "treadmill cannot turn"),
        (
            {"runners": (RunnerSettings(surface="overground"),)},
            r"surface of the scene \(treadmill\), got \['overground'\]",
        ),
        ({"oversampling": 0}, "must be at least 1"),
    ],
)
def test_clips_that_do_not_fit_together_are_refused(wrong, message):
    with pytest.raises(ConfigError, match=message):
        ClipSettings(**wrong)
