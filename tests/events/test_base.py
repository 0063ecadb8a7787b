"""What every registered detector of gait events keeps."""

import numpy as np
import pandas as pd
import pytest

from midstance.errors import NotEnoughDataError
from midstance.events.base import detectors
from midstance.schema.events import COLUMNS, PARTS, SIDES, times_s
from midstance.schema.skeletons import COCO_17, mirrored

EVERY = pytest.mark.parametrize("name", detectors.names())


def found(name, tracks) -> pd.DataFrame:
    return detectors.get(name)().detect(tracks)


def assert_same_times(first, second, within_s):
    assert len(first) == len(second)
    for side in SIDES:
        for event in ("initial_contact", "toe_off"):
            np.testing.assert_allclose(
                times_s(first, side, event), times_s(second, side, event), atol=within_s
            )


@EVERY
def test_it_returns_an_events_table_in_order_with_its_uncertainty(name, gait):
    events = found(name, gait()[0])
    assert tuple(events.columns) in (COLUMNS, (*COLUMNS, *PARTS))
    assert len(events) >= 10
    assert events["time_s"].is_monotonic_increasing
    assert (events["uncertainty_s"] > 0).all()
    assert set(events["source"]) == {name}


@EVERY
def test_it_leaves_its_input_alone(name, gait):
    tracks = gait()[0]
    before = tracks.copy(deep=True)
    found(name, tracks)
    assert tracks.identical(before)


@EVERY
def test_the_same_kind_of_event_alternates_between_left_and_right(name, gait):
    events = found(name, gait()[0])
    for _, one_kind in events.groupby("event"):
        sides = one_kind.sort_values("time_s")["side"].to_numpy()
        assert (sides[1:] != sides[:-1]).all()


@EVERY
def test_no_event_is_far_from_a_true_one_and_inner_ones_are_all_found(name, gait):
    tracks, truth = gait()
    events = found(name, tracks)
    for side in SIDES:
        for event in set(events["event"]):
            true, seen = times_s(truth, side, event), times_s(events, side, event)
            inner = true[(true > 0.6) & (true < 5.4)]
            assert np.abs(inner[:, None] - seen).min(axis=1).max() < 0.11
            later = seen[(seen > true[0] - 0.1) & (seen < true[-1] + 0.1)]
            assert np.abs(later[:, None] - true).min(axis=1).max() < 0.11


@EVERY
def test_a_mirrored_runner_has_the_same_events_on_the_other_side(name, gait):
    tracks = gait()[0]
    other = tracks.copy(deep=True)
    other["position"].loc[{"space": "x"}] = 1280 - tracks["position"].sel(space="x")
    other = other.assign_coords(
        keypoint=[mirrored(str(key)) for key in tracks["keypoint"].to_numpy()]
    )
    swapped = found(name, other)
    swapped["side"] = swapped["side"].map({"left": "right", "right": "left"})
    assert_same_times(found(name, tracks), swapped, 1e-6)


@EVERY
def test_place_size_and_clock_of_the_picture_do_not_matter(name, gait):
    plain = found(name, gait()[0])
    moved = found(name, gait(scale_px=97.0, shift_px=(200.0, 3000.0))[0])
    assert_same_times(plain, moved, 1e-6)
    tracks = gait()[0]
    late = found(name, tracks.assign_coords(time=tracks["time"] + 100.0))
    late["time_s"] -= 100.0
    assert_same_times(plain, late, 1e-4)


@EVERY
@pytest.mark.parametrize("rate_hz", [25.0, 30.0, 120.0, 240.0])
def test_the_frame_rate_changes_times_by_less_than_its_uncertainty(name, rate_hz, gait):
    plain = found(name, gait(rate_hz=60.0)[0])
    other = found(name, gait(rate_hz=rate_hz)[0])
    for side in SIDES:
        for event in set(plain["event"]):
            here, there = times_s(plain, side, event), times_s(other, side, event)
            here = here[(here > 0.7) & (here < 5.3)]
            assert np.abs(here[:, None] - there).min(axis=1).max() < 0.012


@EVERY
def test_uneven_frame_times_are_honoured(name, gait):
    tracks = gait(rate_hz=120.0)[0]
    keep = np.sort(np.random.default_rng(2).choice(720, 480, replace=False))
    uneven = found(name, tracks.isel(time=keep))
    plain = found(name, tracks)
    for side in SIDES:
        for event in set(plain["event"]):
            here, there = times_s(plain, side, event), times_s(uneven, side, event)
            here = here[(here > 0.7) & (here < 5.3)]
            assert np.abs(here[:, None] - there).min(axis=1).max() < 0.012


@EVERY
def test_scattered_missing_frames_cost_few_events(name, gait):
    tracks = gait()[0]
    seen = np.random.default_rng(3).uniform(size=tracks["confidence"].shape) > 0.1
    holed = tracks.assign(
        position=tracks["position"].where(tracks["confidence"].copy(data=seen))
    )
    assert len(found(name, holed)) >= 0.8 * len(found(name, tracks))


@EVERY
def test_a_person_never_seen_has_no_events(name, gait):
    tracks = gait()[0]
    nobody = tracks.assign(position=tracks["position"] * np.nan)
    assert found(name, nobody).empty


@EVERY
def test_a_person_who_stands_has_no_events(name, gait):
    tracks = gait()[0]
    still = tracks.copy(deep=True)
    noise = np.random.default_rng(4).normal(size=tracks["position"].shape)
    still["position"] = tracks["position"].isel(time=0).drop_vars("time") + (
        tracks["position"].copy(data=noise)
    )
    assert found(name, still).empty


@EVERY
def test_an_ankle_never_seen_is_named(name, gait):
    tracks = gait()[0]
    blind = tracks.copy(deep=True)
    blind["position"].loc[{"keypoint": "left_ankle"}] = np.nan
    with pytest.raises(NotEnoughDataError, match="left_ankle of 'person-1'"):
        found(name, blind)


@EVERY
def test_a_skeleton_without_feet_is_enough_or_gives_nothing(name, gait):
    tracks = gait()[0]
    legs = [
        str(key) for key in tracks["keypoint"].to_numpy() if key in COCO_17.keypoints
    ]
    events = found(name, tracks.sel(keypoint=legs))
    assert tuple(events.columns) in (COLUMNS, (*COLUMNS, *PARTS))
    needed = {
        f"{side}_{key}" for key in detectors.get(name).keypoints for side in SIDES
    }
    assert (len(events) >= 10) == (needed <= set(legs))


@EVERY
def test_five_frames_are_no_gait(name, gait):
    assert found(name, gait()[0].isel(time=slice(5))).empty
