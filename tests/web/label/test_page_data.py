import dataclasses
import json

import numpy as np
import pytest

from midstance.errors import SchemaError
from midstance.pipeline.analyze import curate
from midstance.schema.edits import make_edits
from midstance.schema.events import make_events
from midstance.schema.tracks import with_camera
from midstance.web.label.page_data import describe, items, numbers, read_edits

NAN = float("nan")
DETECTED = make_events(
    [
        ("anna", "left", "toe_off", 1.0, 0.01, "consensus"),
        ("anna", "left", "toe_off", 1.7, NAN, "consensus"),
    ]
)


def test_each_event_says_what_was_done_to_it():
    edits = make_edits(
        [
            ("anna", "left", "toe_off", "move", 1.1, 0.98),
            ("anna", "left", "toe_off", "add", 2.4, NAN),
            ("anna", "left", "toe_off", "delete", NAN, 3.1),
        ]
    )
    moved, added, deleted, detected = items(DETECTED, edits)
    assert (moved["action"], moved["time_s"]) == ("move", 1.1)
    assert (moved["found_s"], moved["detected_s"], moved["doubt_s"]) == (
        1.0,
        0.98,
        0.01,
    )
    assert (added["time_s"], added["found_s"], added["source"]) == (2.4, None, "")
    assert (deleted["time_s"], deleted["detected_s"]) == (None, 3.1)
    assert (detected["action"], detected["time_s"], detected["doubt_s"]) == (
        "",
        1.7,
        None,
    )


def test_what_the_page_sends_back_unchanged_are_the_same_edits():
    edits = make_edits(
        [
            ("anna", "left", "toe_off", "move", 1.1, 1.0),
            ("anna", "left", "toe_off", "delete", NAN, 1.7),
        ]
    )
    sent = [
        [
            *(item["individual"], item["side"], item["event"], item["action"]),
            *(item["time_s"], item["detected_s"]),
        ]
        for item in items(DETECTED, edits)
        if item["action"]
    ]
    assert read_edits(json.loads(json.dumps({"edits": sent}))).equals(edits)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"edits": 1},
        {"edits": [[1, 2]]},
        {"edits": [["a", "left", "x", 1, 2, 3]]},
    ],
)
def test_anything_else_is_refused(sent):
    with pytest.raises(SchemaError):
        read_edits(sent)


def test_the_page_learns_frames_legs_and_where_the_feet_are(analyzed):
    described = describe(analyzed, shows_film=False)
    json.dumps(described, allow_nan=False)
    (person,) = described["people"]
    n_frames = analyzed.tracks.sizes["time"]
    assert len(described["times_s"]) == len(person["centre"]) == n_frames
    toe = analyzed.tracks["position"].sel(
        keypoint="left_foot_index", individual="person-1"
    )
    x_px = person["legs"]["left_foot_index"][50][0]
    assert x_px == pytest.approx(float(toe.sel(space="x")[50]), abs=0.06)
    centre = np.array(person["centre"], dtype=float)
    feet = np.array(
        [
            person["legs"][f"{side}_{part}"]
            for side in ("left", "right")
            for part in ("heel", "foot_index")
        ],
        dtype=float,
    )
    inside = np.abs(feet - centre) <= person["reach_px"]
    assert inside.mean() > 0.97
    assert np.abs(np.diff(centre, axis=0)).max() < 0.1 * person["reach_px"]


def test_somebody_whose_feet_are_never_seen_has_no_window(analyzed):
    hidden = analyzed.tracks.copy(deep=True)
    hidden["position"][:] = NAN
    nobody = dataclasses.replace(analyzed, tracks=hidden)
    (person,) = describe(nobody, shows_film=True)["people"]
    assert person["reach_px"] is None
    assert person["centre"][0] == [None, None]


def test_numbers_are_written_as_the_report_writes_them(analyzed):
    rows = {(row["metric"], row["side"]): row for row in numbers(analyzed.summary())}
    cadence = rows["cadence", "both"]
    assert cadence["label"] == "Cadence"
    assert float(cadence["value"]) == pytest.approx(cadence["exact"], abs=0.5)
    assert rows["contact_time", "left"]["unit"] == "ms"


def test_edits_of_people_who_are_not_there_go_through_the_page_unharmed(analyzed):
    edits = make_edits([("person-9", "left", "toe_off", "add", 1.0, NAN)])
    described = describe(curate(analyzed, edits), shows_film=False)
    assert any(item["individual"] == "person-9" for item in described["events"])


def test_the_legs_of_a_moving_camera_lie_where_each_frame_shows_them(analyzed):
    tracks = analyzed.tracks
    path = np.tile(np.eye(3), (tracks.sizes["time"], 1, 1))
    path[:, 0, 2] = np.arange(tracks.sizes["time"])
    path[-1] = NAN
    panned = dataclasses.replace(analyzed, tracks=with_camera(tracks, path))
    still, moving = (
        np.array(
            describe(found, shows_film=False)["people"][0]["legs"]["left_heel"],
            dtype=float,
        )
        for found in (analyzed, panned)
    )
    shift = moving - still
    np.testing.assert_allclose(shift[:-1, 0], -path[:-1, 0, 2], atol=0.11)
    np.testing.assert_allclose(shift[:-1, 1], 0, atol=0.11)
    assert np.isnan(moving[-1]).all()
