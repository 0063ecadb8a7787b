from pathlib import Path

import numpy as np
import pytest

from midstance.errors import FormatError, MissingSettingError, SchemaError
from midstance.formats.base import Told
from midstance.formats.points import (
    as_tracks,
    by_person,
    metres_per_unit,
    own_names,
    require_one_in_3d,
    rising_times,
)

PATH = Path("a.trc")


def test_what_lies_in_the_origin_or_is_not_finite_was_not_seen():
    places = np.ones((4, 1, 2, 3))
    places[1, 0, 0] = 0.0
    places[2, 0, 0, 1] = np.inf
    places[3, 0, 0, 2] = 0.0
    tracks = as_tracks(places, np.arange(4.0), keypoints=["a", "b"], unit="m")
    seen = np.isfinite(tracks["position"].to_numpy()).all(axis=1)[:, 0, 0]
    assert seen.tolist() == [True, False, False, True]
    assert np.isnan(tracks["confidence"][1, 0, 0])
    assert (tracks["observed"].to_numpy()[:, 1] == 1).all()


def test_a_point_without_confidence_that_is_seen_is_sure():
    tracks = as_tracks(
        np.ones((2, 1, 1, 2)),
        np.arange(2.0),
        keypoints=["a"],
        unit="px",
        confidence=np.array([[[0.5]], [[np.nan]]]),
        notes=("One.", "Two."),
    )
    assert tracks["confidence"].to_numpy().ravel().tolist() == [0.5, 1.0]
    assert tracks.attrs["notes"] == "One. Two."


def test_each_name_is_one_of_a_kind_however_often_it_comes():
    names = own_names(["a", "a", "a_2", "", "a", ""])
    assert len(set(names)) == len(names)
    assert names[0] == "a"
    assert names[2] == "a_2"


def test_many_names_take_no_time_that_grows_with_their_square():
    assert len(set(own_names(["same"] * 60_000))) == 60_000


@pytest.mark.parametrize(
    ("said", "metres"),
    [("mm", 0.001), ("MM", 0.001), (" Meters ", 1.0), ("centimetres", 0.01)],
)
def test_a_unit_is_known_however_it_is_spelt(said, metres):
    assert metres_per_unit(said, Told(), PATH) == metres


def test_a_unit_that_is_told_counts_and_an_unknown_one_is_named():
    assert metres_per_unit("mm", Told(unit="IN"), PATH) == 0.0254
    with pytest.raises(MissingSettingError, match="must be one of m, cm, mm, in, ft"):
        metres_per_unit("mm", Told(unit="mile"), PATH)
    with pytest.raises(MissingSettingError, match="names the unit 'furlong'"):
        metres_per_unit("furlong", Told(), PATH)


def test_rounded_times_of_an_even_rate_are_mended_with_a_note():
    times_s, notes = rising_times(
        np.array([0, 0.01, 0.02, 0.02, 0.03, 0.04]), 120.0, PATH
    )
    assert times_s == pytest.approx(np.arange(6) / 120)
    assert "120 Hz" in notes[0]


@pytest.mark.parametrize("rate_hz", [np.nan, 0.0, 100.0])
def test_times_that_jump_back_are_refused(rate_hz):
    with pytest.raises(FormatError, match=r"9 s is followed by 0\.5 s"):
        rising_times(np.array([0.0, 9.0, 0.5]), rate_hz, PATH)


def test_a_frame_without_a_time_is_refused():
    with pytest.raises(FormatError, match="without a time"):
        rising_times(np.array([0.0, np.nan]), 100.0, PATH)


def test_prefixes_keep_people_apart_and_what_one_lacks_is_nan():
    points = np.arange(1.0, 10.0).reshape(1, 3, 3)
    place, keypoints, people = by_person(points, ["A:hip", "B:hip", "B:knee"])
    assert (keypoints, people) == (["hip", "knee"], ["A", "B"])
    assert place[0, 1, 1].tolist() == [7.0, 8.0, 9.0]
    assert np.isnan(place[0, 0, 1]).all()


def test_prefixes_that_share_no_keypoints_are_no_people():
    names = [f"p{i}:k{i}" for i in range(200)]
    place, keypoints, people = by_person(np.ones((2, 200, 3)), names)
    assert place.shape == (2, 1, 200, 3)
    assert keypoints == names
    assert people == ["person-1"]


def test_only_one_person_in_metres_in_3d_will_do():
    two = as_tracks(
        np.ones((2, 2, 1, 3)), np.arange(2.0), keypoints=["a"], people="ab", unit="m"
    )
    with pytest.raises(SchemaError, match=r"holds one person, got \['a', 'b'\]"):
        require_one_in_3d(two, "TRC")
    flat = as_tracks(np.ones((2, 1, 1, 2)), np.arange(2.0), keypoints=["a"], unit="px")
    with pytest.raises(SchemaError, match="holds 3D tracks in m, got unit 'px'"):
        require_one_in_3d(flat, "TRC")
