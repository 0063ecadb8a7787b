import numpy as np
import pytest
import xarray as xr

from midstance.errors import SchemaError
from midstance.schema.bouts import make_bouts, measured_part
from midstance.schema.events import make_events
from midstance.schema.tracks import make_tracks


def test_bouts_are_sorted_by_start():
    rows = [
        ("anna", 5.0, 9.0, "walking", "left", 0.9),
        ("anna", 0.0, 5.0, "running", "left", 0.9),
    ]
    assert make_bouts(rows)["start_s"].tolist() == [0.0, 5.0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("anna", 0.0, 1.0, "flying", "left", 1.0), r"activity must be one of"),
        (("anna", 0.0, 1.0, "running", "top", 1.0), r"view must be one of"),
        (("anna", 1.0, 1.0, "running", "left", 1.0), r"end after it starts"),
    ],
)
def test_what_is_no_bout_is_refused(row, message):
    with pytest.raises(SchemaError, match=message):
        make_bouts([row])


def test_exercises_carry_their_repetitions_and_nothing_else_does():
    rows = [
        ("anna", 0.0, 1.0, "walking", "left", 1.0),
        ("anna", 1.0, 9.0, "squats", "left", 0.9, 5),
    ]
    counts = make_bouts(rows)["repetitions"]
    assert counts.isna().tolist() == [True, False]
    assert counts[1] == 5.0


def test_a_bout_is_measured_unless_it_is_said_not_to_be():
    row = ("anna", 1.0, 9.0, "running", "left", 0.9, np.nan)
    bouts = make_bouts([row[:6], row, (*row, False)])
    assert bouts["is_measured"].tolist() == [True, True, False]


@pytest.fixture
def people():
    return make_tracks(
        np.zeros((10, 2, 1, 2)),
        np.ones((10, 1, 2)),
        np.arange(10.0),
        keypoints=["nose"],
        individuals=["anna", "ben"],
    )


@pytest.fixture
def contacts():
    return make_events(
        [
            (name, "left", "initial_contact", at_s, 0.01, "truth")
            for name in ("anna", "ben")
            for at_s in (1.0, 5.0)
        ]
    )


def test_only_what_lies_in_measured_bouts_is_left_of_who_goes_both_ways(
    people, contacts
):
    way = ("running", "left", 1.0, np.nan)
    bouts = make_bouts(
        [
            ("anna", 0.0, 3.0, *way, False),
            ("anna", 4.0, 6.0, *way, True),
            ("ben", 4.0, 6.0, *way, True),
        ]
    )
    part, events = measured_part(people, contacts, bouts)
    seen = part["position"].notnull().all(["space", "keypoint"])
    time_s = people["time"].to_numpy()
    is_in = (time_s >= 4.0) & (time_s <= 6.0)
    assert np.array_equal(seen.sel(individual="anna"), is_in)
    assert seen.sel(individual="ben").all()
    of_anna = events[events["individual"] == "anna"]
    assert of_anna["time_s"].tolist() == [5.0]
    assert len(events) == 3


def test_with_every_bout_measured_nothing_is_left_out(people, contacts):
    bouts = make_bouts([("anna", 4.0, 6.0, "running", "left", 1.0)])
    part, events = measured_part(people, contacts, bouts)
    xr.testing.assert_identical(part, people)
    assert events.equals(contacts)
