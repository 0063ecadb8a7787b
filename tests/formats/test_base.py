"""What every registered file format keeps."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from midstance.errors import (
    ConfigError,
    FormatError,
    MidstanceError,
    MissingSettingError,
)
from midstance.formats.base import (
    CurvesFormat,
    Format,
    Holds,
    PoseFrames,
    Told,
    TracksFormat,
    formats,
    positive_rate,
)
from midstance.formats.choose import identify
from midstance.schema.skeletons import H36M_17, HALPE_26
from midstance.schema.tracks import make_tracks

ALL = {name: formats.get(name)() for name in formats.names()}
BOTH_WAYS = [n for n, one in ALL.items() if one.can_read() and one.can_write()]
POINTS = [n for n in BOTH_WAYS if not isinstance(ALL[n], CurvesFormat)]
CURVES = [n for n in BOTH_WAYS if isinstance(ALL[n], CurvesFormat)]
AXES = [(name, n) for name in POINTS for n in ALL[name].holds.axes]
RATE_HZ = 60.0


def made_tracks(one, n_axes):
    """Tracks that use all a format can hold, with gaps of every kind."""
    holds = one.holds
    skeleton = H36M_17 if n_axes == 3 else HALPE_26
    people = ("Anna", "bo 2") if holds.people else ("person-1",)
    rng = np.random.default_rng(7)
    n_times, n_keypoints = 30, len(skeleton.keypoints)
    size = (n_times, n_axes, n_keypoints, len(people))
    place = rng.uniform(100, 900, size) if n_axes == 2 else rng.normal(0, 1, size)
    place += 2000 * np.arange(len(people)) * (n_axes == 2)
    sure = rng.uniform(0.3, 1.0, (n_times, n_keypoints, len(people))).round(3)
    place[4, :, 2] = np.nan
    place[10:13, :, 5, 0] = np.nan
    place[:, :, 8] = np.nan
    sure[np.isnan(place[:, 0])] = np.nan
    starts_s = 2.5 if holds.starts else 0.0
    return make_tracks(
        place,
        sure,
        starts_s + np.arange(n_times) / RATE_HZ,
        keypoints=skeleton.keypoints,
        individuals=people,
        space_unit="px" if n_axes == 2 else "m",
        attrs={
            "skeleton": skeleton.name,
            "image_width_px": 4000,
            "image_height_px": 1000,
        },
    )


def written(name, tmp_path, content):
    one = ALL[name]
    path = tmp_path / f"run{one.extensions[0] if one.extensions else ''}"
    one.write(content, path)
    return path


@pytest.mark.parametrize("name", ALL)
def test_it_says_what_it_is_and_can(name):
    one = ALL[name]
    assert one.label
    assert one.can_read() or one.can_write()
    assert all(ending.startswith(".") for ending in one.extensions)
    fields = {field.name for field in dataclasses.fields(Told)}
    assert set(one.needs) <= fields
    if not isinstance(one, CurvesFormat):
        assert one.holds.axes
    if one.can_read():
        assert type(one).is_one is not Format.is_one


def test_no_two_write_the_same_content_with_the_same_ending():
    claims = [
        (ending, one.content == "angles", n)
        for one in ALL.values()
        if one.can_write()
        for ending in one.extensions
        for n in one.holds.axes or (0,)
    ]
    assert len(claims) == len(set(claims))


@pytest.mark.parametrize("name", POINTS)
@pytest.mark.parametrize("n_axes", [2, 3])
def test_points_come_back_as_far_as_the_format_holds_them(name, n_axes, tmp_path):
    one = ALL[name]
    if n_axes not in one.holds.axes:
        pytest.skip(f"{name} does not hold points in {n_axes}D")
    tracks = made_tracks(one, n_axes)
    path = written(name, tmp_path, tracks)
    assert identify(path)[0] == name
    told = Told(rate_hz=RATE_HZ) if one.holds.clock == "none" else Told()
    again = one.read(path, told)
    if isinstance(again, PoseFrames):
        assert_same_poses(again, tracks, one)
        return
    assert_same_tracks(again, tracks, one)


def assert_same_tracks(again, tracks, one):
    holds = one.holds
    theirs = again["position"].transpose(*tracks["position"].dims)
    assert theirs.shape == tracks["position"].shape
    assert theirs.attrs["space_unit"] == tracks["position"].attrs["space_unit"]
    np.testing.assert_allclose(
        theirs.to_numpy(), tracks["position"].to_numpy(), atol=holds.exact_to, rtol=1e-6
    )
    np.testing.assert_allclose(again["time"], tracks["time"], atol=1e-6)
    if holds.names:
        assert list(again["keypoint"].values) == list(tracks["keypoint"].values)
    if holds.people_names:
        assert list(again["individual"].values) == list(tracks["individual"].values)
    if holds.confidence:
        np.testing.assert_allclose(again["confidence"], tracks["confidence"], atol=1e-3)
    assert (again["observed"].to_numpy() == tracks["observed"].to_numpy()).all()


def assert_same_poses(again, tracks, one):
    order = ("time", "individual", "keypoint")
    place = tracks["position"].transpose(*order, "space").to_numpy()
    sure = tracks["confidence"].transpose(*order).to_numpy()
    assert again.skeleton == tracks.attrs["skeleton"]
    assert len(again.poses) == tracks.sizes["time"]
    assert again.time_s == pytest.approx(tracks["time"].to_numpy(), abs=1e-6)
    for pose, own, trust in zip(again.poses, place, sure, strict=True):
        assert pose.n_people == len(own)
        np.testing.assert_allclose(pose.xy_px, own, atol=one.holds.exact_to, rtol=1e-6)
        seen = np.isfinite(own[..., 0])
        np.testing.assert_allclose(pose.confidence[seen], trust[seen], atol=1e-3)


@pytest.mark.parametrize("name", CURVES)
def test_curves_come_back(name, tmp_path):
    one = ALL[name]
    time_s = 2.5 + np.arange(30) / RATE_HZ
    curves = pd.DataFrame(
        {"knee_flexion_left": 60 * np.sin(time_s), "hip": np.cos(time_s)}, index=time_s
    )
    curves.iloc[3:5, 1] = np.nan
    path = written(name, tmp_path, curves)
    assert identify(path)[0] == name
    again = one.read(path, Told())
    assert list(again.columns) == list(curves.columns)
    np.testing.assert_allclose(again.index, curves.index, atol=1e-5)
    np.testing.assert_allclose(again, curves, atol=one.holds.exact_to, rtol=1e-6)


@pytest.mark.parametrize("name", [n for n, one in ALL.items() if one.can_read()])
@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 700, b"text\n" * 400, b"\x89HDF\r\n\x1a\n" + bytes(600), b"PK\3\4"],
    ids=["empty", "zeros", "text", "HDF5 in name", "zip in name"],
)
def test_what_is_no_such_file_is_refused_in_one_sentence(name, content, tmp_path):
    one = ALL[name]
    path = tmp_path / f"run{one.extensions[0] if one.extensions else ''}"
    path.write_bytes(content)
    told = Told(rate_hz=30.0, skeleton="h36m-17", labels=path, is_trusted=True)
    with pytest.raises(MidstanceError) as caught:
        one.read(path, told)
    said = str(caught.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert "Traceback" not in said
    with pytest.raises(FormatError):
        one.read(tmp_path / "nowhere" / path.name, told)


@pytest.mark.parametrize("name", BOTH_WAYS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.98])
def test_a_file_cut_short_is_refused_or_says_so(name, share, tmp_path):
    one = ALL[name]
    if not one.extensions:
        pytest.skip("a folder")
    if isinstance(one, CurvesFormat):
        content = pd.DataFrame({"a": np.arange(90.0)}, index=np.arange(90) / 30)
    else:
        content = made_tracks(one, one.holds.axes[-1])
    path = written(name, tmp_path, content)
    stored = path.read_bytes()
    path.write_bytes(stored[: int(share * len(stored))])
    try:
        again = one.read(path, Told(rate_hz=RATE_HZ, is_trusted=True))
    except MidstanceError:
        return
    if isinstance(one, CurvesFormat) or "notes" in again.attrs:
        return  # angles in a table without any count: the rows that are there
    whole = content.isel(time=slice(again.sizes["time"]))
    assert_same_tracks(again, whole, one)


@pytest.mark.parametrize("name", ALL)
def test_what_it_cannot_do_is_said(name, tmp_path):
    one = ALL[name]
    if not one.can_read():
        with pytest.raises(FormatError, match="is written, not read"):
            one.read(tmp_path / "a", Told())
    if not one.can_write():
        with pytest.raises(FormatError, match="is read, not written"):
            one.write(made_tracks(one, 2), tmp_path / "a")


def test_a_rate_has_to_be_one():
    for wrong in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(MissingSettingError, match="must lie between 0 and"):
            positive_rate(wrong)
    with pytest.raises(MissingSettingError, match="give the rate") as caught:
        Told().required_rate_hz("a.npz")
    assert caught.value.setting == "rate_hz"


class _Says:
    label, extensions, holds = "A", (".a",), Holds(axes=(2,))


class _Silent(_Says, TracksFormat):
    """Neither reads nor writes."""


class _Nameless(TracksFormat):
    """Says nothing of itself."""


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (_Says, "must be a class made from TracksFormat"),
        (_Silent, "neither reads nor writes"),
        (_Nameless, "does not say its label"),
    ],
)
def test_a_class_that_keeps_no_contract_is_not_registered(wrong, says):
    with pytest.raises(ConfigError, match=says):
        formats.register("wrong")(wrong)
    assert "wrong" not in formats.names()
