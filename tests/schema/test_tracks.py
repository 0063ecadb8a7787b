import numpy as np
import pytest
import xarray as xr

from midstance.errors import FormatError, OutputError, SchemaError
from midstance.schema.tracks import (
    MISSING,
    SEEN,
    camera_of,
    load_tracks,
    make_tracks,
    path_of,
    paths_of,
    rate_hz,
    require_keypoints,
    save_tracks,
    validate_tracks,
    with_camera,
)


@pytest.fixture
def tracks():
    """Five frames of two keypoints of one person, one point unseen."""
    position = np.arange(20.0).reshape(5, 2, 2, 1)
    position[2, :, 1] = np.nan
    confidence = np.where(np.isfinite(position[:, 0]), 0.9, np.nan)
    return make_tracks(
        position,
        confidence,
        np.arange(5) / 50.0,
        keypoints=["left_ankle", "right_ankle"],
        attrs={"skeleton": "coco-17"},
    )


def test_swapped_axes_are_refused_with_both_shapes():
    with pytest.raises(SchemaError, match=r"n_keypoints=17.*got \(5, 17, 2, 1\)"):
        make_tracks(
            np.zeros((5, 17, 2, 1)),
            np.zeros((5, 17, 1)),
            np.arange(5.0),
            keypoints=[str(i) for i in range(17)],
        )


def test_time_that_stands_still_is_refused():
    with pytest.raises(SchemaError, match="rise strictly"):
        make_tracks(
            np.zeros((2, 2, 1, 1)), np.zeros((2, 1, 1)), np.zeros(2), keypoints=["a"]
        )


def test_confidence_of_the_wrong_shape_is_refused():
    with pytest.raises(SchemaError, match="confidence"):
        make_tracks(
            np.zeros((2, 2, 1, 1)), np.zeros((2, 1)), np.arange(2.0), keypoints=["a"]
        )


def test_one_name_twice_is_refused():
    with pytest.raises(SchemaError, match="keypoint needs a name of its own"):
        make_tracks(
            np.zeros((2, 2, 2, 1)),
            np.zeros((2, 2, 1)),
            np.arange(2.0),
            keypoints=["a", "a"],
        )


def test_nobody_is_valid():
    empty = make_tracks(
        np.empty((3, 2, 1, 0)),
        np.empty((3, 1, 0)),
        np.arange(3.0),
        keypoints=["nose"],
        individuals=[],
    )
    assert empty.sizes["individual"] == 0


def test_a_point_that_is_nan_is_marked_missing(tracks):
    flags = tracks["observed"].isel(individual=0)
    assert flags.sel(keypoint="right_ankle").to_numpy()[2] == MISSING
    assert (flags.sel(keypoint="left_ankle") == SEEN).all()


def test_rate_is_the_median_and_needs_two_frames(tracks):
    assert rate_hz(tracks) == pytest.approx(50.0)
    with pytest.raises(SchemaError, match="at least 2 frames, got 1"):
        rate_hz(tracks.isel(time=[0]))


def test_saved_tracks_come_back_identical(tracks, tmp_path):
    save_tracks(tracks, tmp_path / "a.nc")
    xr.testing.assert_identical(load_tracks(tmp_path / "a.nc"), tracks)


def test_the_older_spelling_of_movement_is_read(tracks, tmp_path):
    old = tracks.drop_vars("observed").rename(
        {"keypoint": "keypoints", "individual": "individuals"}
    )
    old.to_netcdf(tmp_path / "old.nc", engine="h5netcdf")
    loaded = load_tracks(tmp_path / "old.nc")
    xr.testing.assert_equal(loaded, tracks)


def test_a_missing_or_foreign_file_is_refused(tmp_path):
    with pytest.raises(FormatError, match="No tracks file"):
        load_tracks(tmp_path / "none.nc")
    (tmp_path / "text.nc").write_text("hello", "utf-8")
    with pytest.raises(FormatError, match="is not a netCDF file"):
        load_tracks(tmp_path / "text.nc")


def test_another_netcdf_is_refused(tmp_path):
    xr.Dataset({"height": ("time", np.arange(3.0))}).to_netcdf(
        tmp_path / "other.nc", engine="h5netcdf"
    )
    with pytest.raises(SchemaError, match="need a variable 'position'"):
        load_tracks(tmp_path / "other.nc")


def test_missing_keypoint_is_named(tracks):
    with pytest.raises(SchemaError, match=r"Missing keypoints \['nose'\]"):
        require_keypoints(tracks, "left_ankle", "nose")


def test_paths_leave_out_what_was_never_seen():
    position = np.ones((4, 2, 2, 1))
    position[:, :, 1] = np.nan
    tracks = make_tracks(
        position,
        np.ones((4, 2, 1)),
        np.arange(4) / 30,
        keypoints=["left_ankle", "left_heel"],
    )
    assert list(paths_of(tracks)) == ["left_ankle"]
    assert path_of(tracks, "left_ankle").shape == (4, 2)
    assert np.isnan(path_of(tracks, "no_such_point")).all()


def test_the_path_of_the_camera_comes_back_from_a_file(tracks, tmp_path):
    assert camera_of(tracks) is None
    path = np.arange(45.0).reshape(5, 3, 3)
    save_tracks(with_camera(tracks, path), tmp_path / "a.nc")
    assert np.array_equal(camera_of(load_tracks(tmp_path / "a.nc")), path)


def test_a_path_of_another_length_is_refused(tracks):
    with pytest.raises(SchemaError, match=r"\(5, 3, 3\) .* got \(4, 3, 3\)"):
        with_camera(tracks, np.zeros((4, 3, 3)))


def test_a_full_disk_is_said_and_the_earlier_tracks_stay(tracks, full_disk):
    save_tracks(tracks, full_disk / "tracks.nc")
    # A megabyte that no compression makes small.
    noise = np.random.default_rng(0).normal(size=(30_000, 2, 2, 1))
    long = make_tracks(
        noise,
        np.ones((30_000, 2, 1)),
        np.arange(30_000) / 50.0,
        keypoints=["left_ankle", "right_ankle"],
    )
    with pytest.raises(OutputError, match=r"tracks\.nc.*make room"):
        save_tracks(long, full_disk / "tracks.nc")
    assert load_tracks(full_disk / "tracks.nc").sizes["time"] == 5
    assert [path.name for path in full_disk.iterdir()] == ["tracks.nc"]


def test_what_older_files_say_of_everybody_belongs_to_each_person(tracks, tmp_path):
    second = tracks.assign_coords(individual=["person-2"])
    old = xr.concat([tracks, second], dim="individual")
    old = old.assign_attrs(lowpass_hz=7.5, heading_deg=[10.0, 20.0])
    save_tracks(old, tmp_path / "old.nc")
    loaded = load_tracks(tmp_path / "old.nc")
    assert loaded["lowpass_hz"].to_numpy().tolist() == [7.5, 7.5]
    other = loaded.sel(individual="person-2")
    assert other["heading_deg"] == 20.0
    assert not {"lowpass_hz", "heading_deg"} & set(loaded.attrs)


def test_lists_and_whole_numbers_make_tracks_too():
    made = make_tracks(
        [[[[1]], [[2]]], [[[3]], [[4]]]], [[[1]], [[1]]], [0, 1], keypoints=("nose",)
    )
    assert made["position"].dtype == float
    assert made["time"].dtype == float
    assert path_of(made, "nose").tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_single_precision_is_kept():
    position = np.zeros((2, 2, 1, 1), np.float32)
    made = make_tracks(position, position[:, 0], np.arange(2.0), keypoints=["nose"])
    assert made["position"].dtype == np.float32


GOOD = {
    "position": np.zeros((2, 2, 1, 1)),
    "confidence": np.zeros((2, 1, 1)),
    "time_s": [0.0, 1.0],
    "keypoints": ["nose"],
}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"position": "run.nc"}, "position must be an array of numbers"),
        ({"position": None}, r"position must have shape .*got \(\)"),
        ({"confidence": [[1], [1, 2]]}, "confidence must be an array of numbers"),
        ({"time_s": 3.0}, r"time_s must have shape \(n_times,\), got \(\)"),
        ({"keypoints": "nose"}, "keypoints must be a list of names, got 'nose'"),
        ({"keypoints": [3]}, r"keypoints must be a list of names, got \[3\]"),
        ({"individuals": None}, "individuals must be a list of names, got None"),
        ({"attrs": 3}, "attrs must be a mapping, got int"),
    ],
)
def test_what_cannot_be_made_into_tracks_is_named(wrong, message):
    with pytest.raises(SchemaError, match=message):
        make_tracks(**{**GOOD, **wrong})


@pytest.mark.parametrize("tracks", [None, "tracks.nc", np.zeros(3)])
def test_what_is_no_dataset_is_refused(tracks):
    with pytest.raises(SchemaError, match=r"must be an xarray\.Dataset.*, got"):
        validate_tracks(tracks)


def test_a_clock_of_dates_is_refused():
    made = make_tracks(**GOOD)
    dated = made.assign_coords(time=np.array(["2026-01-01", "2026-01-02"], "M8[ns]"))
    with pytest.raises(SchemaError, match="time must be in seconds"):
        validate_tracks(dated)


def test_the_path_may_be_text(tmp_path):
    save_tracks(make_tracks(**GOOD), str(tmp_path / "tracks.nc"))
    assert load_tracks(str(tmp_path / "tracks.nc")).sizes["time"] == 2


def test_a_name_that_no_file_can_hold_is_refused():
    with pytest.raises(SchemaError, match="cannot hold NUL"):
        make_tracks(
            np.ones((1, 2, 1, 1)), np.ones((1, 1, 1)), np.zeros(1), keypoints=["a\0b"]
        )


def test_a_file_that_is_read_has_its_dimensions_in_the_order_that_was_written(
    tracks, tmp_path
):
    dims = ("time", "world_axis", "keypoint", "individual")
    landmarks = tracks.assign(world=(dims, np.zeros((5, 3, 2, 1))))
    save_tracks(landmarks, tmp_path / "a.nc")
    assert load_tracks(tmp_path / "a.nc")["world"].dims == dims
    turned = landmarks.assign(world=landmarks["world"].transpose(..., "world_axis"))
    save_tracks(turned, tmp_path / "b.nc")
    assert load_tracks(tmp_path / "b.nc")["world"].dims == dims
