import dataclasses

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from tests.metrics.conftest import Sticks, stick_run

from midstance.metrics.cycles import find_cycles


def cycles_of(run, *, tracks=None, events=None, scene=None):
    return find_cycles(
        run.tracks if tracks is None else tracks,
        run.events if events is None else events,
        {"person-1": scene or run.scene},
    )


def test_cycles_start_and_end_at_contact_and_carry_mean_and_spread(side_run):
    found = cycles_of(side_run)
    s = side_run.sticks
    truth = s.knee_deg(found["percent"].to_numpy() / 100)
    knee = found.sel(angle="knee_flexion", individual="person-1")
    assert knee["angle_deg"].sizes["percent"] == 101
    for side in ("left", "right"):
        own = knee.sel(side=side)
        assert own["mean_deg"].to_numpy() == pytest.approx(truth, abs=0.03)
        assert own["sd_deg"].to_numpy().max() < 0.03
        assert own["n_strides"] == 10
    assert found["toe_off_percent"].to_numpy() == pytest.approx(100 * s.duty)
    strides = knee["angle_deg"].isel(stride=knee["stride_side"] == "left")
    assert strides.mean("stride").to_numpy() == pytest.approx(
        knee["mean_deg"].sel(side="left").to_numpy()
    )


def test_exact_points_and_events_leave_no_uncertainty_and_late_events_some():
    exact = cycles_of(stick_run("left")).sel(angle="knee_flexion")
    unsure = cycles_of(stick_run("left", Sticks(event_sd_s=0.02)))
    unsure = unsure.sel(angle="knee_flexion")
    assert float(exact["uncertainty_deg"].max()) < 0.1
    # Where the knee bends fastest; half of an event's variance is shared.
    steepest = np.abs(np.gradient(exact["mean_deg"].isel(individual=0, side=0))).max()
    per_s = steepest * 100 / Sticks().stride_s
    highest = float(unsure["uncertainty_deg"].max())
    assert 0.5 * 0.02 * per_s < highest < 1.0 * 0.02 * per_s


def test_noise_averages_out_over_strides_and_a_habit_does_not(side_run):
    noisy = side_run.tracks.copy(deep=True)
    rng = np.random.default_rng(0)
    noisy["position"][:] += rng.normal(0, 2.0, noisy["position"].shape)
    biased = side_run.tracks.assign_attrs(keypoint_bias=1.0)
    short = noisy.sel(time=slice(None, 4.0))
    events = side_run.events[side_run.events["time_s"] < 4.0]
    typical = {
        name: float(found["uncertainty_deg"].sel(angle="knee_flexion").median())
        for name, found in (
            ("long", cycles_of(side_run, tracks=noisy)),
            ("short", cycles_of(side_run, tracks=short, events=events)),
            ("biased", cycles_of(side_run, tracks=biased)),
        )
    }
    assert typical["short"] / typical["long"] == pytest.approx(np.sqrt(2), rel=0.25)
    assert typical["biased"] > 2.0


def test_strides_are_not_cut_across_a_missed_contact(side_run):
    contacts = side_run.events.index[side_run.events["event"] == "initial_contact"]
    gappy = cycles_of(side_run, events=side_run.events.drop(contacts[8]))
    assert gappy.sizes["stride"] == cycles_of(side_run).sizes["stride"] - 2


def hidden(run, keypoint, when):
    position = run.tracks["position"].copy(deep=True)
    position.loc[{"keypoint": keypoint, "time": when(position["time"])}] = np.nan
    return run.tracks.assign(position=position)


def test_a_gap_in_a_stride_leaves_the_other_strides(side_run):
    tracks = hidden(side_run, "left_ankle", lambda t: (t > 2.0) & (t < 2.3))
    found = cycles_of(side_run, tracks=tracks).sel(individual="person-1")
    knee = found.sel(angle="knee_flexion")
    assert knee["n_strides"].to_numpy().tolist() == [10, 10]
    assert np.isfinite(knee["mean_deg"]).all()
    left = knee["angle_deg"].isel(stride=knee["stride_side"] == "left")
    assert np.isnan(left).any("percent").sum() in (1, 2)


def phase_of(run, time):
    return (time / run.sticks.stride_s) % 1.0


def test_a_moment_seen_in_less_than_half_of_the_strides_is_a_gap(side_run):
    tracks = hidden(
        side_run,
        "left_ankle",
        lambda t: (t < 5.0) & (abs(phase_of(side_run, t) - 0.45) < 0.06),
    )
    knee = cycles_of(side_run, tracks=tracks).sel(
        individual="person-1", angle="knee_flexion", side="left"
    )
    gap = np.flatnonzero(np.isnan(knee["mean_deg"]))
    assert gap.size
    assert 35 < gap.min() < 42
    assert 48 < gap.max() < 55
    assert np.isnan(knee["uncertainty_deg"]).equals(np.isnan(knee["mean_deg"]))
    assert knee["n_strides"] == 10


def test_a_sliver_between_two_gaps_is_left_out(side_run):
    def is_hidden(time):
        phase = phase_of(side_run, time)
        around = (phase > 0.40) & (phase < 0.56)
        return (time < 5.0) & around & (abs(phase - 0.48) > 0.02)

    tracks = hidden(side_run, "left_ankle", is_hidden)
    knee = cycles_of(side_run, tracks=tracks).sel(
        individual="person-1", angle="knee_flexion", side="left"
    )
    gap = np.flatnonzero(np.isnan(knee["mean_deg"]))
    assert np.array_equal(gap, np.arange(gap[0], gap[-1] + 1))


def test_two_strides_are_no_mean(side_run):
    early = side_run.events[side_run.events["time_s"] < 2.2]
    found = cycles_of(side_run, events=early).sel(angle="knee_flexion")
    assert (found["n_strides"] <= 2).all()
    assert np.isnan(found["mean_deg"]).all()
    assert np.isfinite(found["angle_deg"]).all()


def test_from_behind_pelvis_hip_and_knee_have_curves(rear_run):
    found = cycles_of(rear_run)
    assert found["angle"].to_numpy().tolist() == [
        "pelvic_drop",
        "hip_adduction",
        "knee_projection",
    ]
    assert found["label"].to_numpy().tolist()[0] == "Pelvic drop"
    assert np.isfinite(found["mean_deg"]).all()
    assert (found["uncertainty_deg"] > 0).all()


def test_the_pelvis_of_the_other_leg_is_the_opposite(rear_run):
    pelvis = cycles_of(rear_run).sel(individual="person-1", angle="pelvic_drop")
    strides = pelvis["angle_deg"].groupby("stride_side").mean("stride")
    left, right = (
        strides.sel(stride_side=side).to_numpy() for side in ("left", "right")
    )
    # Half a stride later the other leg stands.
    assert left[:50].mean() == pytest.approx(-right[50:100].mean(), abs=1.0)


def test_from_a_slant_and_without_steps_there_are_no_cycles(side_run, rear_run):
    slant = dataclasses.replace(rear_run.scene, view="oblique")
    found = find_cycles(rear_run.tracks, rear_run.events, {"person-1": slant})
    assert found.identical(xr.Dataset())
    assert cycles_of(side_run, events=side_run.events.iloc[:0]).identical(xr.Dataset())


def test_people_stand_beside_each_other_each_with_their_own(side_run):
    second = side_run.tracks.assign_coords(individual=["person-2"])
    both = xr.concat([side_run.tracks, second], "individual")
    events = side_run.events
    found = find_cycles(both, events, dict.fromkeys(("person-1",), side_run.scene))
    assert found["individual"].to_numpy().tolist() == ["person-1"]
    scenes = dict.fromkeys(("person-1", "person-2"), side_run.scene)
    twice = find_cycles(
        both,
        pd.concat([events, events.assign(individual="person-2")], ignore_index=True),
        scenes,
    )
    one, other = (
        twice.sel(individual=name)[["mean_deg", "uncertainty_deg", "n_strides"]]
        for name in scenes
    )
    xr.testing.assert_equal(one.drop_vars("individual"), other.drop_vars("individual"))
    assert twice["stride_individual"].to_numpy().tolist() == sorted(
        ["person-1", "person-2"] * found.sizes["stride"]
    )


def test_a_network_without_feet_gives_the_angles_above_them(side_run):
    names = side_run.tracks["keypoint"].to_numpy()
    above = [n for n in names if not n.endswith(("heel", "foot_index"))]
    found = cycles_of(side_run, tracks=side_run.tracks.sel(keypoint=above))
    assert not {"foot", "dorsiflexion"} & set(found["angle"].to_numpy())
    assert "knee_flexion" in found["angle"]
