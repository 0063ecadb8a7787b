import dataclasses
from contextlib import contextmanager

import cv2
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from midstance.bouts.upright import turn_tracks
from midstance.config import Config
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.kernels.geometry.remap import to_skeleton
from midstance.kernels.images.camera_motion import moved
from midstance.kernels.signals.matching import matched_errors
from midstance.pipeline import analyze as pipeline
from midstance.pipeline.analyze import analyze_tracks, curate
from midstance.pose.base import EachFrameAlone
from midstance.pose.networks.canned import Canned
from midstance.report.page import write_page
from midstance.schema.analysis import load
from midstance.schema.edits import make_edits
from midstance.schema.events import times_s
from midstance.schema.poses import FramePoses
from midstance.schema.skeletons import BLAZEPOSE_33, get_skeleton
from midstance.schema.tracks import camera_of, make_tracks
from midstance.schema.video import VideoInfo
from midstance.synth.motion.runner import RunnerSettings
from midstance.synth.motion.runner import run as synthetic_run
from midstance.synth.observation.noise import Noise
from midstance.synth.observation.observe import observe
from midstance.video.writer import VideoWriter

CLIP = VideoInfo("run.mp4", 1280, 720, 60.0, 6.0, 360)


@pytest.fixture(scope="module")
def raw(film):
    """Six seconds at 168 steps per minute and 3 m/s, as a network sees them."""
    return film(
        rate_hz=60.0, noise_px=2.0, cadence_spm=168.0, speed_m_s=3.0, variability=0.0
    )


@pytest.fixture(scope="module")
def analysis(raw):
    config = Config().updated(subject={"height_m": 1.75, "speed_m_s": 3.0})
    return analyze_tracks(raw, config, video=CLIP)


def test_cadence_of_a_synthetic_runner(analysis):
    summary = analysis.summary().set_index("metric")
    assert summary.loc["cadence", "value"] == pytest.approx(168.0, abs=1.0)
    assert 0 < summary.loc["cadence", "uncertainty"] < 2.0


def test_left_and_right_contacts_alternate(analysis):
    contacts = analysis.events.query("event == 'initial_contact'")["side"]
    assert len(contacts) >= 14
    assert (contacts != contacts.shift()).all()


def test_what_needs_another_view_is_named_with_its_reason(film):
    rear = film(view="rear", rate_hz=60.0)
    missing = analyze_tracks(rear, Config(), video=CLIP).missing
    reasons = missing.set_index("metric")["reason"]
    assert "Needs a view from the left or right" in reasons["knee_flexion_contact"]


def test_without_scale_there_are_no_metres(raw):
    found = analyze_tracks(raw, Config(), video=CLIP)
    assert "overstride" not in set(found.measures["metric"])
    assert "overstride" in set(found.missing["metric"])


def test_the_speed_of_the_belt_gives_metres_and_what_they_are_wrong_by(raw, analysis):
    config = Config().updated(subject={"speed_m_s": 3.0})
    found = analyze_tracks(raw, config, video=CLIP)
    scene = found.scenes["person-1"]
    assert scene.scale_source == "belt speed 3.00 m/s"
    share = scene.m_per_px_uncertainty / scene.m_per_px
    bounce = found.measures.query("metric == 'vertical_oscillation'")
    assert (bounce["shared_uncertainty"] >= share * bounce["value"]).all()
    by_height = analysis.measures.query("metric == 'vertical_oscillation'")
    apart = bounce["value"].median() / by_height["value"].median() - 1
    assert abs(apart) < 2 * share


@pytest.fixture(scope="module")
def lifted(film):
    config = Config().updated(subject={"height_m": 1.75}, lifting={"lifter": "network"})
    oblique = film(view="oblique", rate_hz=60.0, cadence_spm=168.0, speed_m_s=3.0)
    return analyze_tracks(oblique, config, video=CLIP)


def test_a_lift_gives_the_angles_that_an_oblique_view_does_not_show(lifted, analysis):
    own, side = (a.summary().set_index(["metric", "side"]) for a in (lifted, analysis))
    for name in ("knee_flexion_stance", "hip_flexion_peak", "trunk_lean"):
        reading, shown = own.loc[name].iloc[0], side.loc[name].iloc[0]
        assert abs(reading["value"] - shown["value"]) < 3 * reading["uncertainty"]
    assert "step_width" in set(lifted.missing["metric"])
    assert any("angles that this view does not show" in w for w in lifted.warnings)


def test_a_lifted_analysis_comes_back_and_keeps_its_angles_when_curated(
    lifted, tmp_path
):
    again = load(lifted.save(tmp_path / "out"))
    xr.testing.assert_allclose(again.tracks_3d, lifted.tracks_3d)
    curated = curate(again, make_edits())
    assert set(curated.measures["metric"]) == set(lifted.measures["metric"])
    assert curated.warnings == lifted.warnings


def test_who_is_no_longer_lifted_leaves_no_old_file(lifted, analysis, tmp_path):
    lifted.save(tmp_path)
    assert load(analysis.save(tmp_path)).tracks_3d is None


def test_an_analysis_comes_back_from_its_folder(analysis, tmp_path):
    loaded = load(analysis.save(tmp_path / "out"))
    xr.testing.assert_identical(loaded.tracks, analysis.tracks)
    assert loaded.config == analysis.config
    assert loaded.scenes.keys() == analysis.scenes.keys()
    assert loaded.summary()["value"].to_numpy() == pytest.approx(
        analysis.summary()["value"].to_numpy(), rel=1e-4
    )


def test_nobody_is_an_analysis_that_says_so():
    empty = make_tracks(
        np.empty((30, 2, 1, 0)),
        np.empty((30, 1, 0)),
        np.arange(30) / 30.0,
        keypoints=["nose"],
        individuals=[],
    )
    found = analyze_tracks(empty, Config(), video=CLIP)
    assert found.measures.empty
    assert "Nobody was found" in found.warnings[0]


def test_somebody_who_stands_has_no_events_and_a_warning(raw):
    still = raw.copy(deep=True)
    still["position"][:] = raw["position"].isel(time=0)
    found = analyze_tracks(still, Config(), video=CLIP)
    assert found.events.empty
    assert any("no running or walking" in warning for warning in found.warnings)


def test_more_people_than_wanted_are_counted(raw):
    two = xr.concat([raw, raw.assign_coords(individual=["person-2"])], dim="individual")
    found = analyze_tracks(two, Config(), video=CLIP)
    assert found.tracks.sizes["individual"] == 1
    assert any("1 more person was seen" in warning for warning in found.warnings)


NAN = float("nan")


def an_edit(analysis, action, *, side="left", event="toe_off", shift_s=0.0):
    """An edit of the fifth event of a kind."""
    own = analysis.events.query(f"side == '{side}' and event == '{event}'")
    was_s = float(own["time_s"].iloc[4])
    time_s = NAN if action == "delete" else was_s + shift_s
    return make_edits([("person-1", side, event, action, time_s, was_s)])


def changed(before, after):
    """The metrics and sides of which a value differs."""
    keys = ["metric", "side"]
    values = [
        found.groupby(keys)["value"].agg(tuple).rename(name)
        for found, name in ((before.measures, "before"), (after.measures, "after"))
    ]
    both = pd.concat(values, axis=1)
    return set(both.index[both["before"] != both["after"]])


def test_a_moved_toe_off_changes_what_ends_with_it_and_nothing_else(analysis):
    edits = an_edit(analysis, "move", shift_s=0.02)
    after = curate(analysis, edits)
    found = changed(analysis, after)
    assert {("contact_time", "left"), ("flight_time", "left")} <= found
    untouched = {"cadence", "step_time", "stride_time", "knee_flexion_contact"}
    assert not untouched & {metric for metric, _ in found}
    assert not {side for metric, side in found if metric == "contact_time"} - {"left"}
    shift_ms = (
        after.measures.query("metric == 'contact_time' and side == 'left'")["value"]
        - analysis.measures.query("metric == 'contact_time' and side == 'left'")[
            "value"
        ]
    )
    assert sorted(shift_ms.round(6))[-2:] == pytest.approx([0.0, 20.0])


def test_taking_the_edits_back_gives_the_same_numbers_again(analysis):
    after = curate(analysis, an_edit(analysis, "delete", event="initial_contact"))
    assert len(after.events) == len(analysis.events) - 1
    assert any("1 deleted" in warning for warning in after.warnings)
    back = curate(after, make_edits())
    assert back.events.equals(analysis.events)
    assert back.measures.equals(analysis.measures)
    assert back.warnings == analysis.warnings


def test_edits_hold_when_another_detector_looks(raw, analysis):
    edits = an_edit(analysis, "move", shift_s=0.03)
    config = analysis.config.updated(events={"name": "toe_rise"})
    other = analyze_tracks(raw, config, video=CLIP, edits=edits)
    assert "consensus" not in set(other.events["source"])
    by_hand = other.events.query("source == 'manual'")
    assert by_hand["time_s"].tolist() == edits["time_s"].tolist()
    near = other.events["time_s"].between(
        *(edits["time_s"].item() + x for x in (-0.2, 0.2))
    )
    same_kind = other.events["event"].eq("toe_off") & other.events["side"].eq("left")
    assert (near & same_kind).sum() == 1


def test_edits_and_what_was_detected_come_back_from_the_folder(analysis, tmp_path):
    after = curate(analysis, an_edit(analysis, "move", shift_s=0.02))
    loaded = load(after.save(tmp_path / "out"))
    assert loaded.edits["time_s"].to_numpy() == pytest.approx(
        after.edits["time_s"].to_numpy(), abs=1e-4
    )
    assert set(loaded.as_detected()["source"]) == {"consensus"}
    assert set(loaded.events["source"]) == {"consensus", "manual"}
    curate(loaded, make_edits()).save(tmp_path / "out")
    assert not (tmp_path / "out" / "edits.csv").exists()


def test_edits_of_somebody_who_is_not_there_are_named(raw):
    edits = make_edits([("person-7", "left", "toe_off", "add", 1.0, NAN)])
    found = analyze_tracks(raw, Config(), video=CLIP, edits=edits)
    assert any("person-7 is not among" in warning for warning in found.warnings)
    assert "manual" not in set(found.events["source"])


WINDOW_PX = (640, 360)


@pytest.fixture(scope="module")
def crossing(film):
    """Three seconds at 3 m/s past a long wall, as one wide still camera sees them."""
    camera = {
        "distance_m": 14.0,
        "body_px": 250.0,
        "target_m": (4.5, 0.0, 0.9),
        "width_px": 2400,
        "height_px": 500,
    }
    return film(surface="overground", duration_s=3.0, speed_m_s=3.0, camera=camera)


def places(tracks):
    return tracks["position"].isel(individual=0).transpose("time", "keypoint", "space")


def follow(tracks, *, zoom=0.0, shake_px=0.0, speed=1.0):
    """Where the windows of somebody who films lie: pixel of a window to the wall."""
    n = tracks.sizes["time"]
    k = np.arange(n)
    size = 1 + zoom * k / n
    x_px = places(tracks).mean("keypoint").sel(space="x").to_numpy()
    middle = x_px[0] + speed * np.interp(k, [0, n - 1], [0, x_px[-1] - x_px[0]])
    windows = np.zeros((n, 3, 3))
    windows[:, 0, 0] = windows[:, 1, 1] = size
    windows[:, 2, 2] = 1
    windows[:, 0, 2] = middle - size * WINDOW_PX[0] / 2 + shake_px * np.sin(0.4 * k)
    windows[:, 1, 2] = 250 - size * WINDOW_PX[1] / 2 + shake_px * np.sin(0.3 * k)
    return windows


def write_film(path, tracks, windows):
    """Write the windows as a video, and return the poses that a network gives."""
    rng = np.random.default_rng(0)
    fine = rng.integers(0, 255, (500, 2400)).astype(np.float32)
    wall = sum(cv2.GaussianBlur(fine, (0, 0), sd) * sd for sd in (2, 6, 15))
    wall = cv2.normalize(wall, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)
    names = BLAZEPOSE_33.keypoints
    edges = [[names.index(end) for end in edge] for edge in BLAZEPOSE_33.edges]
    xy_px = places(tracks).to_numpy()
    with VideoWriter(path, *WINDOW_PX, 30.0) as writer:
        for here_px, window in zip(xy_px, windows, strict=True):
            picture = np.repeat(wall[..., None], 3, axis=2)
            for edge in edges:
                cv2.polylines(picture, [here_px[edge].astype(int)], False, 90, 22)
            flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            writer.write(cv2.warpAffine(picture, window[:2], WINDOW_PX, flags=flags))
    seen_px = moved(xy_px, np.linalg.inv(windows))[:, None].astype("f4")
    return tuple(FramePoses(xy, np.ones(xy.shape[:2], "f4")) for xy in seen_px)


def film_by_hand(path, monkeypatch, tracks, windows, camera, name=None):
    poses = write_film(path, tracks, windows)
    monkeypatch.setattr(pipeline, "choose_backend", lambda _: Canned(poses=poses))
    return analyze_film(path, camera, name)


def analyze_film(path, camera, name=None):
    config = Config().updated(subject={"height_m": 1.75}, clip={"camera": camera})
    return pipeline.analyze(path, config=config, name=name)


def events_ms(analysis):
    events = analysis.events.sort_values(["side", "event", "time_s"])
    return 1000 * events["time_s"].to_numpy()


@pytest.mark.parametrize(
    "motion",
    [
        pytest.param({}, id="panned"),
        pytest.param({"zoom": 0.3}, id="zoomed", marks=pytest.mark.slow),
        pytest.param({"shake_px": 6.0}, id="held by hand", marks=pytest.mark.slow),
    ],
)
def test_a_moving_camera_gives_the_numbers_of_a_still_one(
    tmp_path, monkeypatch, crossing, motion
):
    config = Config().updated(subject={"height_m": 1.75})
    still = analyze_tracks(crossing, config, video=CLIP)
    windows = follow(crossing, **motion)
    found = film_by_hand(
        tmp_path / "a.mp4", monkeypatch, crossing, windows, "moving", "lap 2.mp4"
    )
    assert found.video.name == "lap 2.mp4"
    assert found.scenes["person-1"].surface == "overground"
    assert events_ms(found) == pytest.approx(events_ms(still), abs=2.0)
    for metric in ("speed", "step_length", "cadence"):
        one, other = (
            run.summary().query(f"metric == '{metric}'")["value"].to_numpy()
            for run in (found, still)
        )
        assert one == pytest.approx(other, rel=0.005), metric
    assert not any("camera" in warning for warning in found.warnings)
    alone = analyze_film(tmp_path / "a.mp4", "auto", "lap 2.mp4")
    assert "camera_followed" in set(alone.notes["kind"])
    assert alone.tracks["position"].equals(found.tracks["position"])
    loaded = load(found.save(tmp_path / "out"))
    assert np.array_equal(camera_of(loaded.tracks), camera_of(found.tracks))


@pytest.mark.parametrize("speed", [0.0, 1.0], ids=["still", "following"])
def test_a_camera_that_moves_without_being_said_is_warned_of(
    tmp_path, monkeypatch, crossing, speed
):
    tracks = crossing.isel(time=slice(0, 45))
    windows = follow(tracks, speed=speed)
    found = film_by_hand(tmp_path / "a.mp4", monkeypatch, tracks, windows, "still")
    warned = "camera_moves" in set(found.notes["kind"])
    assert warned == (speed > 0)
    found = analyze_film(tmp_path / "a.mp4", "auto")
    assert (camera_of(found.tracks) is not None) == (speed > 0)


@pytest.mark.parametrize("rotate", [0, 90, "auto"])
def test_a_video_that_lies_on_its_side_is_turned_or_that_is_said(
    tmp_path, monkeypatch, film, rotate
):
    tracks = film(duration_s=3.0)
    n_frames = tracks.sizes["time"]
    width_px, height_px = (
        tracks.attrs[name] for name in ("image_width_px", "image_height_px")
    )
    lying = turn_tracks(tracks, 270)["position"] + xr.DataArray(
        [0, width_px], dims="space"
    )
    lying = tracks.assign(position=lying.transpose(*tracks["position"].dims))
    with VideoWriter(tmp_path / "a.mp4", height_px, width_px, 30.0) as writer:
        for _ in range(n_frames):
            writer.write(np.full((width_px, height_px, 3), 90, np.uint8))

    class Network(Canned):
        @contextmanager
        def session(self):
            seen = {height_px: lying, width_px: tracks}
            frames = iter(range(n_frames))

            def look(image):
                xy = places(seen[image.shape[1]])[next(frames)].to_numpy()[None]
                return FramePoses(xy.astype("f4"), np.ones(xy.shape[:2], "f4"))

            yield EachFrameAlone(look)

    monkeypatch.setattr(pipeline, "choose_backend", lambda _: Network(poses=()))
    config = Config().updated(clip={"rotate": rotate})
    found = pipeline.analyze(tmp_path / "a.mp4", config=config)
    said = found.notes[found.notes["kind"] == "turned_frames"]
    if rotate == 0:
        assert "turned by 90 degrees clockwise" in said["text"].item()
        assert found.measures.empty
    else:
        assert said.empty
        assert (found.video.width_px, found.config.clip.rotate) == (width_px, 90)
        assert len(found.measures)


def test_where_the_camera_is_lost_is_said(tmp_path, monkeypatch, crossing):
    windows = follow(crossing)
    # The camera whips round, until the wall is out of sight.
    windows[60:, 0, 2] -= 150.0 * (1 + np.arange(len(windows) - 60))
    found = film_by_hand(tmp_path / "a.mp4", monkeypatch, crossing, windows, "moving")
    assert any("not be followed after 1.97 s" in text for text in found.warnings)
    assert found.tracks["position"].isel(time=slice(60, None)).isnull().all()


def test_a_camera_that_is_elsewhere_at_once_begins_a_shot(
    tmp_path, monkeypatch, crossing
):
    windows = follow(crossing)
    windows[60:, 0, 2] -= 400.0
    found = film_by_hand(tmp_path / "a.mp4", monkeypatch, crossing, windows, "moving")
    assert any("cut at 2.00 s" in text for text in found.warnings)
    assert not any("not be followed" in text for text in found.warnings)
    path = camera_of(found.raw_tracks)
    assert path[[0, 60]] == pytest.approx(np.stack([np.eye(3)] * 2))


def test_speed_and_bounce_do_not_drift_past_a_camera_that_stands_askew(tmp_path):
    camera = orbit_camera(
        75.0, distance_m=7.0, body_px=300.0, target_m=(4.5, 0.0, 0.9), width_px=1920
    )
    settings = RunnerSettings(speed_m_s=3.0, surface="overground")
    made = synthetic_run(settings, duration_s=3.0, rate_hz=60.0)
    tracks = observe(made.tracks, camera, noise=Noise(white_px=2.0))
    config = Config().updated(subject={"height_m": 1.75, "view": "left"})
    found = load(analyze_tracks(tracks, config, video=CLIP).save(tmp_path / "out"))
    speeds_m_s = found.measures.query("metric == 'speed'")["value"].to_numpy()
    assert len(speeds_m_s) >= 3
    assert speeds_m_s == pytest.approx(3.0, rel=0.1)
    bounce = found.measures.query("metric == 'vertical_oscillation'")
    per_s, mean_cm = np.polyfit(bounce["time_s"] - 1.5, bounce["value"], 1)
    assert 3.0 * abs(per_s) < 0.12 * mean_cm
    assert found.scenes["person-1"].perspective.slope_per_px < 0


FEET = ("left_heel", "right_heel", "left_foot_index", "right_foot_index")


@pytest.mark.parametrize("name", ["coco-17", "mpii-16", "body-25", "halpe-26"])
def test_tracks_of_any_skeleton_are_analyzed_to_the_report(raw, name, tmp_path):
    skeleton = get_skeleton(name)
    tracks = to_skeleton(raw, skeleton)
    config = Config().updated(subject={"height_m": 1.75, "speed_m_s": 3.0})
    found = analyze_tracks(tracks, config, video=CLIP)
    has_feet = set(FEET) <= set(skeleton.keypoints)

    runner = RunnerSettings(cadence_spm=168.0, speed_m_s=3.0, variability=0.0)
    truth = synthetic_run(runner, duration_s=6.0, rate_hz=60.0).events
    for kind, most_s in (("initial_contact", 0.015), ("toe_off", 0.025)):
        errors_s = np.concatenate(
            [
                matched_errors(
                    times_s(found.events, side, kind), times_s(truth, side, kind)
                )
                for side in ("left", "right")
            ]
        )
        assert np.isfinite(errors_s).mean() > 0.85
        assert np.sqrt(np.nanmean(errors_s**2)) < most_s

    measured = set(found.measures["metric"])
    assert {"cadence", "contact_time", "knee_flexion_contact", "overstride"} <= measured
    assert ("foot_strike_angle" in measured) == has_feet
    if not has_feet:
        reasons = found.missing.set_index("metric")["reason"]
        assert reasons["foot_strike_angle"] == (
            f"Needs {', '.join(FEET)}, which this network does not give."
        )
    write_page(found, tmp_path / "report.html")
    assert "Foot-strike angle" in (tmp_path / "report.html").read_text("utf-8")


def test_one_direction_alone_is_measured_of_who_comes_back(film_return):
    tracks = film_return(turns_at_s=3.0)
    analysis = analyze_tracks(tracks, Config(), video=CLIP)
    bouts = analysis.bouts.set_index("activity")
    assert analysis.scenes["person-1"].view == "right"
    assert analysis.measures["time_s"].min() > bouts.loc["turning", "end_s"]
    assert analysis.events["time_s"].min() < bouts.loc["turning", "start_s"]
    summary = analysis.summary().set_index("metric")
    assert summary.loc["cadence", "value"] == pytest.approx(168.0, abs=2.0)
    assert "goes both ways along the picture" in " ".join(analysis.warnings)
    again = curate(analysis, make_edits())
    assert again.measures.equals(analysis.measures)
    assert again.warnings == analysis.warnings
    # Results of version 0.1 do not say which bouts are measured.
    unsaid = analysis.bouts.assign(is_measured=True)
    old = dataclasses.replace(analysis, bouts=unsaid)
    assert curate(old, make_edits()).measures.equals(analysis.measures)


def test_the_given_view_chooses_the_direction(film_return):
    config = Config().updated(subject={"view": "left"})
    analysis = analyze_tracks(film_return(turns_at_s=3.0), config, video=CLIP)
    turning = analysis.bouts.set_index("activity").loc["turning"]
    assert analysis.measures["time_s"].max() < turning["start_s"]


def slowed(raw, factor):
    return raw.assign_coords(time=raw["time"] * factor)


@pytest.mark.parametrize("factor", [1 / 1.5, 1.5, 2.0])
def test_no_number_of_a_wrong_clock_is_stated(raw, factor):
    found = analyze_tracks(slowed(raw, factor), Config(), video=CLIP)
    (note,) = found.notes.query("kind == 'slow_motion'").itertuples()
    assert note.facts["factor"] == pytest.approx(factor, rel=0.2)
    assert found.measures.empty
    reasons = found.missing.query("metric == 'cadence'")["reason"]
    assert "times its speed" in reasons.iloc[0]
    assert curate(found, make_edits()).measures.empty


def test_a_wrong_factor_of_slow_motion_is_met_with_the_right_one(raw):
    """Filmed at life's speed, and said to be twice as slow."""
    config = Config().updated(clip={"slow_motion": 2.0})
    found = analyze_tracks(slowed(raw, 0.5), config, video=CLIP)
    (note,) = found.notes.query("kind == 'slow_motion'").itertuples()
    assert note.facts["factor"] == pytest.approx(1.0, rel=0.2)
    assert "although it was taken to be slowed down 2 times" in note.text


def test_slow_motion_in_the_middle_costs_that_part_alone(film):
    raw = film(
        speed_m_s=3.5, rate_hz=240.0, noise_px=2.0, duration_s=15.0, cadence_spm=170.0
    )
    life_s = [
        np.arange(0.0, 5.0, 1 / 30),
        np.arange(5.0, 10.0, 1 / 60),
        np.arange(10.0, 14.9, 1 / 30),
    ]
    own_s = np.concatenate(life_s)
    frames = np.searchsorted(raw["time"].to_numpy(), own_s - 1e-9)
    shown = raw.isel(time=frames).assign_coords(time=np.arange(own_s.size) / 30)
    found = analyze_tracks(shown, Config(), video=CLIP)
    cadence = found.measures.query("metric == 'cadence'")
    assert cadence["value"].to_numpy() == pytest.approx(170.0, abs=8.0)
    at_s = found.measures["time_s"]
    assert (at_s < 4.0).any()
    assert (at_s > 16.5).any()
    assert not at_s.between(5.5, 14.5).any()


def test_kilometres_per_hour_give_no_step_length(raw):
    config = Config().updated(subject={"height_m": 1.75, "speed_m_s": 10.8})
    found = analyze_tracks(raw, config, video=CLIP)
    assert not {"step_length", "speed"} & set(found.measures["metric"])
    assert "cadence" in set(found.measures["metric"])
    (note,) = found.notes.query("kind == 'leg_sweep'").itertuples()
    assert "10.8 km/h are 3.0 m/s" in note.text


def test_feet_below_the_edge_of_the_picture_give_no_contacts_and_that_is_said(
    tmp_path, monkeypatch, film
):
    tracks = film(duration_s=4.0)
    height_px = int(tracks["position"].sel(keypoint="left_knee", space="y").max()) + 4
    xy = places(tracks).to_numpy()[:, None].astype("f4")
    poses = tuple(FramePoses(one, np.ones(one.shape[:2], "f4")) for one in xy)
    monkeypatch.setattr(pipeline, "choose_backend", lambda _: Canned(poses=poses))
    width_px = tracks.attrs["image_width_px"]
    with VideoWriter(tmp_path / "a.mp4", width_px, height_px // 2 * 2, 30.0) as writer:
        for _ in range(len(poses)):
            writer.write(np.full((height_px // 2 * 2, width_px, 3), 90, np.uint8))
    found = pipeline.analyze(tmp_path / "a.mp4")
    assert found.events.empty
    assert "contact_time" not in set(found.measures["metric"])
    said = found.notes[found.notes["kind"] == "cut_off"]
    assert "the feet are out of the picture for 7" in said["text"].item()
