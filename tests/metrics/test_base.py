"""The contract that every registered metric keeps, and how they are run."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.metrics.conftest import Sticks, mirrored_run, recording_of, stick_run

from midstance.errors import NotEnoughDataError
from midstance.metrics.base import ROW_COLUMNS, Needs, lacking, measure, metrics
from midstance.schema.measures import COLUMNS, MISSING_COLUMNS
from midstance.schema.remedies import PLAIN
from midstance.schema.scene import Scene
from midstance.schema.tracks import FILLED


def run_for(plug_in):
    """A run that shows the metric."""
    needs = plug_in.needs
    views = needs.views or ("left",)
    sticks = Sticks(
        speed_m_s=2.0 if needs.crossing else 0.0,
        duty=0.62 if needs.gait == "walking" else 0.34,
        jitter_s=0.01 if needs.min_strides else 0.0,
        duration_s=max(1.2 * needs.min_strides, 6.0),
        rate_hz=60.0,
    )
    return stick_run(views[0], sticks)


@pytest.fixture(params=metrics.names())
def plug_in(request):
    """Every registered metric."""
    return metrics.get(request.param)


@pytest.fixture
def run(plug_in):
    return run_for(plug_in)


def values(plug_in, run, **changes):
    return plug_in.compute(recording_of(run._replace(**changes)))


def test_it_says_what_it_is(plug_in):
    assert plug_in.label
    assert plug_in.unit
    assert plug_in.definition.endswith(".")
    assert len(plug_in.definition.split()) > 4


def test_columns_are_those_of_the_contract_and_numbers_come_with_doubt(plug_in, run):
    rows = values(plug_in, run)
    assert tuple(rows.columns) == ROW_COLUMNS
    assert len(rows)
    assert set(rows["side"]) <= {"left", "right", "both"}
    seen = rows[rows["value"].notna()]
    assert len(seen)
    assert (seen["uncertainty"] >= seen["shared_uncertainty"]).all()
    assert (seen["shared_uncertainty"] >= 0).all()


def test_moving_the_camera_changes_nothing(plug_in, run):
    by_px = 37.0
    moved = run.tracks.assign(position=run.tracks["position"] + by_px)
    floor = replace(run.scene.floor, level_px=run.scene.floor.level_px + by_px)
    close(
        values(plug_in, run),
        values(plug_in, run, tracks=moved, scene=replace(run.scene, floor=floor)),
    )


def test_starting_the_clock_later_changes_only_the_times(plug_in, run):
    later = run.tracks.assign_coords(time=run.tracks["time"] + 100.0)
    events = run.events.assign(time_s=run.events["time_s"] + 100.0)
    after = values(plug_in, run, tracks=later, events=events)
    close(values(plug_in, run), after.assign(time_s=after["time_s"] - 100.0))


def test_a_larger_picture_changes_nothing(plug_in, run):
    larger = run.tracks.assign(position=run.tracks["position"] * 2.0)
    scene = replace(run.scene, m_per_px=run.scene.m_per_px / 2.0)
    close(values(plug_in, run), values(plug_in, run, tracks=larger, scene=scene))


def test_a_mirror_swaps_the_sides(plug_in, run):
    mirror = mirrored_run(run)
    other = values(plug_in, mirror)
    swapped = other["side"].replace({"left": "right", "right": "left"})
    other = other.assign(side=swapped)
    close(by_side(values(plug_in, run)), by_side(other))


def test_a_point_that_was_not_seen_gives_no_number(plug_in, run):
    if not plug_in.needs.keypoints:
        pytest.skip("reads no keypoint")
    names = [
        f"{side}_{name}"
        for name in plug_in.needs.keypoints
        for side in ("left", "right")
    ]
    is_needed = run.tracks["keypoint"].isin(names)
    gap = (run.tracks["time"] < 3.0) & is_needed
    holed = run.tracks.assign(position=run.tracks["position"].where(~gap))
    before = values(plug_in, run)
    after = values(plug_in, run, tracks=holed)
    if before["side"].is_unique:
        pytest.skip("is one number for the whole recording")
    early = after[after["time_s"] < 2.0]
    assert not np.isfinite(early["value"]).any()
    late = before.merge(after, on=["side", "time_s"], suffixes=("", "_holed"))
    late = late[(late["time_s"] > 3.2) & late["value_holed"].notna()]
    assert len(late)
    np.testing.assert_allclose(late["value_holed"], late["value"], rtol=0.02, atol=0.5)


def test_nothing_seen_at_all_is_a_reason_and_no_number(plug_in, run):
    blind = run.tracks.assign(position=run.tracks["position"] * np.nan)
    name = name_of(plug_in)
    table, missing = measure(blind, run.events, {"person-1": run.scene}, [name])
    if plug_in.needs.keypoints:
        assert table.empty
        assert missing["reason"].item().endswith("never seen.")
    else:
        assert not table.empty


def test_no_events_are_a_reason(plug_in, run):
    table, missing = measure(
        run.tracks, run.events.iloc[:0], {"person-1": run.scene}, [name_of(plug_in)]
    )
    assert table.empty
    assert missing["reason"].item().startswith("No initial contact")


def test_a_missed_contact_makes_no_number_of_double_length(plug_in):
    run = run_for(plug_in)
    contacts = run.events.index[run.events["event"] == "initial_contact"]
    dropped = run.events.drop(contacts[[4, 9, 10]]).reset_index(drop=True)
    whole, gappy = values(plug_in, run), values(plug_in, run, events=dropped)
    seen = gappy[gappy["value"].notna()]
    assert len(seen)
    low, high = whole["value"].min(), whole["value"].max()
    slack = 0.02 * max(abs(low), abs(high)) + 0.1
    assert seen["value"].between(low - slack, high + slack).all()


@pytest.mark.parametrize("view", ["oblique", "unknown"])
def test_a_view_that_does_not_show_it_is_a_reason(plug_in, run, view):
    if not plug_in.needs.views:
        pytest.skip("any view shows it")
    scene = replace(run.scene, view=view)
    table, missing = measure(
        run.tracks, run.events, {"person-1": scene}, [name_of(plug_in)]
    )
    assert table.empty
    assert "view" in missing["reason"].item()


def test_measure_gives_the_columns_of_the_schema(side_run):
    table, missing = measure(
        side_run.tracks, side_run.events, {"person-1": side_run.scene}
    )
    assert tuple(table.columns) == COLUMNS
    assert tuple(missing.columns) == MISSING_COLUMNS
    assert set(table["metric"]) | set(missing["metric"]) == set(metrics.names())
    assert np.isfinite(table["value"].astype(float)).all()


def test_a_metric_that_gives_up_is_listed_with_its_sentence(side_run, monkeypatch):
    def gives_up(*_):
        raise NotEnoughDataError("The sun was too low.")

    broken = replace(metrics.get("cadence"), compute=gives_up)
    monkeypatch.setattr(metrics, "get", lambda _: broken)
    table, missing = measure(
        side_run.tracks, side_run.events, {"person-1": side_run.scene}, ["cadence"]
    )
    assert table.empty
    assert missing["reason"].tolist() == ["The sun was too low."]


@pytest.mark.parametrize(
    ("needs", "sentence"),
    [
        (
            Needs(views=("rear",)),
            "Needs a view from the rear; this one is left.",
        ),
        (
            Needs(keypoints=("tail",)),
            "Needs left_tail, right_tail, which this network does not give.",
        ),
        (
            Needs(min_rate_hz=200.0),
            "Needs at least 200 frames per second; this video has 120.",
        ),
        (Needs(scale=True), "Needs the scale of the picture."),
        (Needs(speed=True), "Needs the running speed."),
        (Needs(mass=True), "Needs the mass of the body."),
        (Needs(), ""),
    ],
)
def test_what_is_lacking_is_said_in_a_sentence(side_run, needs, sentence):
    scene = Scene(view="left", direction=-1)
    reason = lacking(needs, side_run.tracks, side_run.events, scene)
    assert reason.text == sentence
    asks_the_user = needs.scale or needs.speed or needs.mass
    assert (reason.remedy in PLAIN) == asks_the_user


@pytest.mark.parametrize(
    ("scene", "reason"),
    [
        (Scene("left", -1, "unknown"), "only on a treadmill."),
        (
            Scene("rear", 0, "treadmill"),
            "only from the left or right, and this view is rear",
        ),
        (Scene("left", -1, "treadmill"), "only from three or more whole contacts"),
    ],
)
def test_why_the_speed_gives_no_scale_is_said(side_run, scene, reason):
    scene = replace(scene, speed_m_s=3.0)
    found = lacking(Needs(scale=True), side_run.tracks, side_run.events, scene)
    assert f"the speed gives it {reason}" in found.text
    assert found.remedy in PLAIN


def name_of(plug_in):
    return next(name for name in metrics.names() if metrics.get(name) is plug_in)


def by_side(rows):
    return rows.sort_values(["side", "time_s"], ignore_index=True)


def close(one, other):
    pd.testing.assert_frame_equal(one, other, rtol=1e-6, atol=1e-5)


def test_one_side_that_was_never_seen_does_not_cost_the_other(side_run):
    position = side_run.tracks["position"].copy(deep=True)
    position.loc[{"keypoint": "right_elbow"}] = np.nan
    tracks = side_run.tracks.assign(position=position)
    table, missing = measure(
        tracks, side_run.events, {"person-1": side_run.scene}, ["arm_swing"]
    )
    assert set(table["side"]) == {"left"}
    assert missing.empty


def battered(run, seed):
    """A recording with lost and filled points and missing events."""
    rng = np.random.default_rng(seed)
    position = run.tracks["position"].copy(deep=True)
    observed = run.tracks["observed"].copy(deep=True)
    for name in position["keypoint"].to_numpy():
        some = rng.random(position.sizes["time"]) < rng.choice([0.0, 0.05, 0.5, 1.0])
        position.loc[{"keypoint": name, "time": position["time"][some]}] = np.nan
        some = rng.random(position.sizes["time"]) < rng.choice([0.0, 0.3])
        observed.loc[{"keypoint": name, "time": position["time"][some]}] = FILLED
    tracks = run.tracks.assign(position=position, observed=observed)
    events = run.events[rng.random(len(run.events)) < rng.choice([0.3, 0.9])]
    scene = replace(
        run.scene,
        surface=str(rng.choice(["treadmill", "overground", "unknown"])),
        floor=None,
        speed_m_s=float(rng.choice([np.nan, 3.0])),
    )
    return run._replace(
        tracks=tracks.assign_coords(lowpass_hz=("individual", [6.0])),
        events=events.assign(uncertainty_s=np.nan).reset_index(drop=True),
        scene=scene,
    )


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("view", ["left", "rear"])
def test_whatever_is_missing_every_metric_gives_numbers_or_a_reason(seed, view):
    short = stick_run(view, Sticks(rate_hz=30.0, duration_s=3.0))
    run = battered(short, seed)
    measures, missing = measure(run.tracks, run.events, {"person-1": run.scene})
    told = set(measures["metric"]) | set(missing["metric"])
    assert told == set(metrics.names())
    assert np.isfinite(measures["value"].astype(float)).all()
    assert missing["reason"].str.endswith(".").all()


def test_a_slow_camera_gets_cadence_and_no_contact_time():
    slow = stick_run("left", Sticks(rate_hz=12.0))
    names = ["cadence", "contact_time", "foot_strike_angle"]
    table, missing = measure(slow.tracks, slow.events, {"person-1": slow.scene}, names)
    assert set(table["metric"]) == {"cadence"}
    assert missing["metric"].tolist() == names[1:]
    assert missing["reason"].str.contains("24 frames per second").all()
