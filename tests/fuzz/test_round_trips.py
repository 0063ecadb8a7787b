"""Whatever tracks hold, each format gives them back as far as it can hold them."""

import os
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from midstance.errors import MidstanceError
from midstance.formats.base import CurvesFormat, PoseFrames, Told, formats
from midstance.schema.skeletons import BODY_25
from midstance.schema.tracks import make_tracks

ALL = {name: formats.get(name)() for name in formats.names()}
BOTH_WAYS = [
    name
    for name, one in ALL.items()
    if one.can_read()
    and one.can_write()
    and not isinstance(one, CurvesFormat)
    # Each look at a Parquet file is a process of its own: only when there is time.
    and (name != "parquet" or os.environ.get("HYPOTHESIS_PROFILE") == "fuzz")
]
NAMES = st.lists(
    st.text(
        st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12
    ),
    min_size=1,
    max_size=4,
    unique=True,
)


@st.composite
def tracks_for(draw, one):
    """Tracks of any size, names, times and gaps that a format says it can hold."""
    n_axes = draw(st.sampled_from(one.holds.axes))
    keypoints = draw(NAMES) if one.extensions else list(BODY_25.keypoints)
    people = draw(NAMES) if one.holds.people_names else ["person-1"]
    n_times = draw(st.integers(1, 12))
    rate_hz = draw(st.sampled_from([0.5, 24.0, 29.97, 100.0, 240.0, 1000.0]))
    start_s = draw(st.sampled_from([0.0, 2.5, 3600.0])) if one.holds.starts else 0.0
    seed = draw(st.integers(0, 2**31))
    rng = np.random.default_rng(seed)
    size = (n_times, n_axes, len(keypoints), len(people))
    largest = draw(st.sampled_from([1e-3, 1.0, 900.0]))
    place = rng.uniform(-largest, largest, size).round(5) + 2.0 * (n_axes == 2)
    gone = rng.uniform(size=(n_times, *size[2:])) < draw(st.sampled_from([0, 0.3, 1]))
    place.transpose(0, 2, 3, 1)[gone] = np.nan
    return make_tracks(
        place,
        np.where(gone, np.nan, rng.uniform(0.1, 1.0, gone.shape).round(3)),
        start_s + np.arange(n_times) / rate_hz,
        keypoints=keypoints,
        individuals=people,
        space_unit="px" if n_axes == 2 else "m",
        attrs={"image_width_px": 1000, "image_height_px": 800},
    ), rate_hz


@pytest.mark.parametrize("name", BOTH_WAYS)
@given(data=st.data())
def test_tracks_come_back_or_are_refused(tmp_path_factory, name, data):
    one = ALL[name]
    tracks, rate_hz = data.draw(tracks_for(one))
    folder = tmp_path_factory.mktemp("trip")
    path = folder / f"a{one.extensions[0] if one.extensions else ''}"
    try:
        one.write(tracks, path)
        again = one.read(path, Told(rate_hz=rate_hz, unit=None))
    except MidstanceError as error:
        said = str(error)
    else:
        assert_same(again, tracks, one)
        return
    assert said.endswith(".")


def assert_same(again, tracks, one):
    order = ("time", "individual", "keypoint", "space")
    ours = tracks["position"].transpose(*order).to_numpy()
    if isinstance(again, PoseFrames):
        assert len(again.poses) == len(ours)
        for pose, own in zip(again.poses, ours, strict=True):
            seen = own[np.isfinite(own).any(axis=(1, 2))]
            np.testing.assert_allclose(pose.xy_px, seen, atol=one.holds.exact_to)
        return
    theirs = again["position"].transpose(*order).to_numpy()
    even = one.holds.clock == "rate"
    within_s = 0.51 / tracks.attrs["fps"] if even and tracks.attrs["fps"] else 1e-4
    np.testing.assert_allclose(again["time"], tracks["time"], atol=within_s)
    exact = {"atol": one.holds.exact_to, "rtol": 1e-6}
    if are_plain(tracks):
        assert list(again["keypoint"].values) == list(tracks["keypoint"].values)
        np.testing.assert_allclose(theirs, ours, **exact)
        return
    # Motion capture files cut blanks, and take what stands before a colon for a person.
    for places in (theirs, ours):
        places[~np.isfinite(places).all(axis=-1)] = np.nan
    first, second = (np.sort(places[np.isfinite(places)]) for places in (theirs, ours))
    np.testing.assert_allclose(first, second, **exact)


def are_plain(tracks):
    """Return whether all names are of letters, digits and ``_``."""
    names = [*tracks["keypoint"].values, *tracks["individual"].values]
    return all(re.fullmatch(r"\w[\w-]*", str(name)) for name in names)
