from dataclasses import replace

import numpy as np
import pytest

from midstance.errors import ConfigError
from midstance.events.motion import read_motion
from midstance.events.strides.consensus import (
    PHASE_SD_S,
    Consensus,
    detect_with,
    drop_feet,
    expected_jitter_s,
    people_facing_camera,
    split_into_blocks,
    tell_strides_apart,
)
from midstance.events.strides.people import people_readers
from midstance.kernels.geometry.cameras import orbit_camera, rear_camera
from midstance.kernels.signals.matching import matched_errors
from midstance.schema.events import SIDES, times_s
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run
from midstance.synth.observation.observe import film


@pytest.mark.parametrize("event", ["initial_contact", "toe_off"])
@pytest.mark.parametrize("side", SIDES)
def test_every_event_is_found_once(side, event, gait):
    tracks, truth = gait(noise_px=3.0)
    events = Consensus().detect(tracks)
    true, seen = times_s(truth, side, event), times_s(events, side, event)
    inner = true[(true > 0.1) & (true < 5.9)]
    near = np.abs(inner[:, None] - seen) < 0.06
    assert (near.sum(axis=1) == 1).all()


def test_a_foot_hidden_for_a_third_of_the_time_keeps_its_events(gait):
    tracks = gait()[0]
    plain = Consensus().detect(tracks)
    hidden = tracks.copy(deep=True)
    seconds = tracks["time"].to_numpy() % 1.0
    for name in ("ankle", "heel", "foot_index", "knee"):
        hidden["position"].loc[
            {"keypoint": f"left_{name}", "time": tracks["time"][seconds < 0.3]}
        ] = np.nan
    events = Consensus().detect(hidden)
    for event in ("initial_contact", "toe_off"):
        here, there = times_s(plain, "left", event), times_s(events, "left", event)
        assert len(here) == len(there)
        assert np.abs(here - there).max() < 0.03


def test_long_runs_are_cut_into_stretches_that_join(gait):
    motion = read_motion(gait(duration_s=50.0, rate_hz=30.0)[0], "person-1")
    parts = split_into_blocks(motion)
    assert len(parts) == 3
    assert [part[0].stop for part in parts[:-1]] == [
        part[0].start for part in parts[1:]
    ]
    assert parts[0][0].start == 0
    assert parts[-1][0].stop == len(motion.time_s)


def test_noise_is_not_jitter(gait):
    tracks, _ = gait(noise_px=5.0, duration_s=12.0)
    contacts = times_s(Consensus().detect(tracks), "left", "initial_contact")
    assert np.std(np.diff(contacts)) < 0.004


def test_a_toe_lost_for_a_whole_stretch_of_a_long_run_costs_no_event(gait):
    tracks, truth = gait(duration_s=32.0, rate_hz=30.0)
    lost = tracks.copy(deep=True)
    late = tracks["time"].to_numpy() > 15.0
    lost["position"].loc[
        {"keypoint": "left_foot_index", "time": tracks["time"][late]}
    ] = np.nan
    events = Consensus().detect(lost)
    for event in ("initial_contact", "toe_off"):
        true = times_s(truth, "left", event)[1:-1]
        seen = times_s(events, "left", event)
        assert np.abs(true[:, None] - seen).min(axis=1).max() < 0.06


def test_from_behind_both_events_of_every_step_are_found(gait):
    tracks, truth = gait()
    behind = tracks.copy(deep=True)
    middle = tracks["position"].sel(space="x").mean()
    x = middle + 0.02 * (tracks["position"].sel(space="x") - middle)
    behind["position"].loc[{"space": "x"}] = x
    events = Consensus().detect(behind)
    for side in SIDES:
        for event in ("initial_contact", "toe_off"):
            true = times_s(truth, side, event)[1:-1]
            seen = times_s(events, side, event)
            assert np.abs(true[:, None] - seen).min(axis=1).max() < 0.09


def test_walking_from_behind_every_contact_is_found():
    made = run(RunnerSettings(speed_m_s=1.4), duration_s=8.0, rate_hz=50.0)
    events = Consensus().detect(film(made, rear_camera()))
    for side in SIDES:
        true = times_s(made.events, side, "initial_contact")
        seen = times_s(events, side, "initial_contact")
        off_s = np.abs(true[1:-1, None] - seen).min(axis=1)
        assert off_s.max() < 0.1


def test_on_the_force_plate_every_contact_is_found(reference_data):
    """Within 12 ms (contact) and 25 ms (toe-off), from noise-free joint centres."""
    import json

    import pandas as pd

    from midstance.schema.tracks import make_tracks

    folder = reference_data / "force-treadmill" / "rbds001_2.5"
    table = pd.read_csv(folder / "kinematics.csv.gz")
    truth = pd.read_csv(folder / "events.csv")
    assert json.loads((folder / "meta.json").read_text())["initial_contacts"] == 78
    names = sorted(name[:-2] for name in table if name.endswith("_x"))
    position = np.stack([table[[f"{n}_x", f"{n}_y"]] for n in names], axis=-1)
    position = position * np.array([200.0, -200.0])[None, :, None]
    tracks = make_tracks(
        position[..., None],
        np.ones((len(table), len(names), 1)),
        table["time_s"].to_numpy(),
        keypoints=names,
    ).isel(time=slice(None, None, 3))
    events = Consensus().detect(tracks)
    for event, allowed in (("initial_contact", 0.012), ("toe_off", 0.025)):
        errors = []
        for side in SIDES:
            true = truth[(truth["side"] == side) & (truth["event"] == event)]["time_s"]
            seen = times_s(events, side, event)
            errors.append(np.abs(true.to_numpy()[:, None] - seen).min(axis=1))
        flat = np.concatenate(errors)
        assert flat.max() < 0.1
        assert np.sqrt(np.mean(flat**2)) < allowed


@pytest.mark.parametrize("kind", ["initial_contact", "toe_off"])
def test_from_the_front_errors_stay_within_the_stated_uncertainty(film, kind):
    settings = {"speed_m_s": 3.0, "cadence_spm": 168.0, "variability": 0.0}
    truth = run(RunnerSettings(**settings), duration_s=6.0, rate_hz=60.0).events
    seen = film(view="front", rate_hz=60.0, noise_px=2.0, **settings)
    found = Consensus().detect(seen)
    assert people_facing_camera(seen) == ["person-1"]
    errors_s = matched_errors(
        times_s(found, "left", kind), times_s(truth, "left", kind)
    )
    assert np.isfinite(errors_s).all()
    stated_s = found.loc[found["event"] == kind, "uncertainty_s"].median()
    assert np.sqrt(np.mean(errors_s**2)) < 2 * stated_s < 0.06


@pytest.mark.parametrize("view", ["left", "rear", "oblique"])
def test_feet_count_from_everywhere_else(film, view):
    seen = film(view=view, rate_hz=60.0)
    assert people_facing_camera(seen) == []
    assert drop_feet(seen, []).identical(seen)


def test_a_threshold_that_nobody_learned_is_refused():
    with pytest.raises(ConfigError, match=r"one of \[50, 20\] \(N\), got 30"):
        Consensus(threshold_n=30)


def test_at_20_n_a_foot_lands_earlier_and_leaves_later(gait):
    tracks, _ = gait(noise_px=1.0)
    at_50, at_20 = (Consensus(force).detect(tracks) for force in (50, 20))
    for event, low_s, high_s in (
        ("initial_contact", -0.008, -0.001),
        ("toe_off", 0.003, 0.018),
    ):
        for side in SIDES:
            at_50_s, at_20_s = (times_s(one, side, event) for one in (at_50, at_20))
            # At an end of the clip one of both may lie outside of it.
            every = at_20_s[:, None] - at_50_s
            later = every[np.abs(every) < 0.1]
            assert len(later) >= len(at_50_s) - 1
            assert ((later > low_s) & (later < high_s)).all()


def test_what_person_and_leg_have_in_every_stride_is_part_of_the_uncertainty(gait):
    events = Consensus().detect(gait(noise_px=3.0)[0])
    parts = events["person_uncertainty_s"] ** 2 + events["leg_uncertainty_s"] ** 2
    rest = events["uncertainty_s"] ** 2 - parts
    assert (events["leg_uncertainty_s"] > 0.001).all()
    assert (np.sqrt(rest) >= 0.003 - 1e-9).all()
    own = events.groupby(["side", "event"])["leg_uncertainty_s"].nunique()
    assert (own == 1).all()


def test_without_people_the_votes_decide(gait):
    tracks, truth = gait(noise_px=1.0)
    events = detect_with(tracks, {})
    for side in SIDES:
        for event in ("initial_contact", "toe_off"):
            errors_s = matched_errors(
                times_s(events, side, event), times_s(truth, side, event)[1:-1]
            )
            assert np.abs(errors_s).max() < 0.025


def test_far_from_the_people_known_the_votes_decide_and_doubt_is_larger(film):
    stated, later_s = {}, {}
    for speed_m_s in (3.2, 9.0):
        tracks = film(view="right", rate_hz=120.0, speed_m_s=speed_m_s)
        usual = {
            "run_side": replace(
                people_readers()["run_side"], usual=np.full((2, 2), 0.02)
            )
        }
        events, votes = detect_with(tracks, usual), detect_with(tracks, {})
        stated[speed_m_s] = events["uncertainty_s"].median()
        found, voted = (times_s(one, "right", "toe_off") for one in (events, votes))
        apart = matched_errors(found, voted[1:-1])
        later_s[speed_m_s] = float(np.median(apart))
    assert stated[9.0] > stated[3.2]
    # What is usual counts for sprints alone: near the people known their reader does.
    assert later_s[9.0] == pytest.approx(0.02, abs=0.0025)
    assert later_s[3.2] < 0.01


def test_single_events_of_a_runner_seen_for_a_second_may_lie_far_from_their_phase():
    short, whole = (expected_jitter_s("run", n_strides) for n_strides in (1.5, 10.0))
    assert min(short) > 2 * max(whole)
    assert expected_jitter_s("walk", 1.5) == expected_jitter_s("walk", 10.0)


def test_a_runner_who_stands_longer_on_one_foot_is_seen_to():
    """Nobody like that was learned from; the reader alone tells 14 of these 72 ms."""
    settings = RunnerSettings(speed_m_s=3.0, contact_asymmetry=0.15)
    made = run(settings, duration_s=6.0, rate_hz=60.0)
    events = Consensus().detect(film(made, orbit_camera(90.0, distance_m=4.0)))

    def contact_s(table, side):
        lands, leaves = (
            times_s(table, side, kind) for kind in ("initial_contact", "toe_off")
        )
        lands = lands[lands < leaves[-1]]
        return float(np.mean([leaves[leaves > at][0] - at for at in lands]))

    found, true = (
        contact_s(table, "right") - contact_s(table, "left")
        for table in (events, made.events)
    )
    assert true > 0.06
    own = events[events["event"] == "toe_off"]
    stated = 2**0.5 * float(own["leg_uncertainty_s"].median())
    assert found > 0.03
    assert abs(found - true) < 2.5 * stated


def test_the_phase_of_few_strides_and_of_walkers_is_less_sure(film):
    raw = film(view="rear", speed_m_s=3.0, noise_px=2.0)
    whole = detect_with(raw, people_readers())["uncertainty_s"].median()
    short = detect_with(raw.isel(time=slice(30, 66)), people_readers())
    assert short["uncertainty_s"].median() > whole + 0.002
    assert all(
        min(PHASE_SD_S["walk", is_side, few]) > max(PHASE_SD_S["run", is_side, few])
        for is_side in (True, False)
        for few in (True, False)
    )


@pytest.mark.parametrize("azimuth_deg", [90.0, 180.0])
def test_contacts_near_the_start_and_the_end_are_read_off_their_own_frames(azimuth_deg):
    errors, stated = [], []
    for seed in range(6):
        made = run(
            RunnerSettings(speed_m_s=2.5 + 0.3 * seed),
            duration_s=4.0,
            rate_hz=30.0,
            seed=seed,
        )
        events = Consensus().detect(film(made, orbit_camera(azimuth_deg), seed=seed))
        contacts = events[events["event"] == "initial_contact"]
        for side in SIDES:
            own = contacts[contacts["side"] == side]
            true = times_s(made.events, side, "initial_contact")
            at_s = own["time_s"].to_numpy()
            late = np.array([t - true[np.argmin(np.abs(true - t))] for t in at_s])
            is_edge = (at_s < 0.3) | (at_s > 3.7)
            errors += (late - np.median(late))[is_edge].tolist()
            stated += own["uncertainty_s"][is_edge].tolist()
    assert len(errors) >= 8
    assert np.sqrt(np.mean(np.square(errors))) < 0.0035
    assert np.mean(np.abs(errors) < 2 * np.array(stated)) > 0.9


def test_events_of_a_walker_near_the_start_and_the_end_are_less_sure():
    made = run(RunnerSettings(speed_m_s=1.4), duration_s=6.0, rate_hz=30.0, seed=3)
    events = Consensus().detect(film(made, orbit_camera(90.0), seed=3))
    at_s, sd_s = (events[name].to_numpy() for name in ("time_s", "uncertainty_s"))
    is_edge = (at_s < 0.4) | (at_s > 5.6)
    assert is_edge.any()
    assert sd_s[is_edge].min() > 1.2 * np.median(sd_s[(at_s > 1.5) & (at_s < 4.5)])


def test_what_walkers_were_read_wrong_by_is_not_counted_twice():
    stated_s, phase_s = np.array([0.012, 0.005]), np.full(3, 0.012)
    shared_s, own_s = tell_strides_apart(stated_s, phase_s)
    np.testing.assert_allclose(own_s, phase_s)
    np.testing.assert_allclose((shared_s**2).sum() + 0.012**2, 0.013**2)
    np.testing.assert_allclose(shared_s[1] / shared_s[0], 5 / 12)
    # More than all that was wrong cannot be each stride's own.
    shared_s, own_s = tell_strides_apart(stated_s, np.full(3, 0.02))
    np.testing.assert_allclose(shared_s, 0.0, atol=1e-9)
    np.testing.assert_allclose(own_s, 0.013)


def test_a_walker_seen_for_a_stride_or_two_is_as_wrong_as_people_left_out(film):
    raw = film(view="left", speed_m_s=1.4, noise_px=2.0)
    short = detect_with(raw.isel(time=slice(30, 85)), people_readers())
    shared = short[["person_uncertainty_s", "leg_uncertainty_s"]] ** 2
    own_s = np.sqrt(short["uncertainty_s"] ** 2 - shared.sum(axis=1))
    for number, event in enumerate(("initial_contact", "toe_off")):
        chosen = short["event"] == event
        assert chosen.any()
        phase_s = PHASE_SD_S["walk", True, True][number]
        assert (own_s[chosen] > 0.95 * min(phase_s, 0.012)).all()
        assert (short["uncertainty_s"][chosen] < 0.025).all()
