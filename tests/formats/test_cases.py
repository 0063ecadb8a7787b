"""Files that failed in this program or another; the right behaviour of each."""

import numpy as np
import pytest

from midstance.errors import FormatError, MissingSettingError
from midstance.formats.base import Told
from midstance.formats.choose import read_points
from midstance.formats.motion.c3d import read_c3d
from midstance.formats.motion.trc import read_trc
from midstance.formats.poses.openpose_json import read_openpose_json
from midstance.schema.tracks import path_of

NAMES = ["LHip", "LKnee", "LAnkle"]


@pytest.fixture(scope="module")
def files(cases):
    return cases / "formats"


def first(tracks, name):
    """Return forward and up (m) of a marker in the first frame."""
    return path_of(tracks, name)[0, [0, 2]].round(6).tolist()


@pytest.mark.parametrize(
    "name",
    [
        *("latin1_path", "bom_crlf", "comma_sep", "space_separated", "short_header"),
        *("labels_from_5", "nan_text", "time_offset", "prefixed"),
        *("numframes_wrong", "values_missing", "zeros_as_gaps"),
        *("units_M", "units_MM", "units_meters"),
    ],
)
def test_a_trc_of_many_hands_is_read_rightly(files, name):
    tracks = read_points(files / f"{name}.trc")
    assert tracks["keypoint"].to_numpy().tolist() == NAMES
    assert tracks.sizes["time"] == 6
    assert first(tracks, "LHip") == [0.1, 0.9]
    assert first(tracks, "LAnkle") == [0.3, 0.08]
    assert tracks.attrs["fps"] == pytest.approx(100.0)


def test_an_unnamed_marker_keeps_its_place_between_two_named_ones(files):
    tracks = read_trc(files / "blank_name.trc")
    assert tracks["keypoint"].to_numpy().tolist() == ["LHip", "point_2", "LAnkle"]
    assert first(tracks, "LAnkle") == [0.3, 0.08]
    assert first(tracks, "point_2") == [0.2, 0.5]


def test_names_that_come_twice_are_told_apart(files):
    tracks = read_trc(files / "duplicate_names.trc")
    assert tracks["keypoint"].to_numpy().tolist() == ["LHip", "LHip_2", "LAnkle"]


def test_a_prefix_names_the_person(files):
    tracks = read_trc(files / "prefixed.trc")
    assert tracks["individual"].to_numpy().tolist() == ["Subj01"]


def test_times_keep_their_offset(files):
    assert float(read_trc(files / "time_offset.trc")["time"][0]) == 12.5


def test_times_that_come_twice_and_do_not_fit_the_rate_are_refused(files):
    with pytest.raises(FormatError, match="0 s is followed by 0 s; export it with"):
        read_trc(files / "time_rounded.trc")


@pytest.mark.parametrize("name", ["nan_text.trc", "zeros_as_gaps.trc"])
def test_what_is_not_seen_is_nan(files, name):
    knee = path_of(read_points(files / name), "LKnee")
    assert np.isnan(knee[2]).all()
    assert np.isfinite(knee[[0, 1, 4, 5]]).all()


def test_wrong_counts_in_the_header_are_said(files):
    said = read_trc(files / "numframes_wrong.trc").attrs["notes"]
    assert said == "Its header counts 999 frames; the table has 6."


def test_a_decimal_comma_is_named(files):
    with pytest.raises(FormatError, match=r"has a decimal comma \('100,000'\); export"):
        read_trc(files / "decimal_comma.trc")


@pytest.mark.parametrize(
    ("name", "came"),
    [
        ("units_in.trc", "the unit 'in'"),
        ("units_none.trc", "no unit"),
        ("units_empty.c3d", "no unit"),
    ],
)
def test_an_unknown_unit_is_named_and_can_be_told(files, name, came):
    with pytest.raises(MissingSettingError, match=came) as caught:
        read_points(files / name)
    assert caught.value.setting == "unit"
    in_mm = read_points(files / name, Told(unit="mm"))
    in_inches = read_points(files / name, Told(unit="in"))
    largest = [np.nanmax(np.abs(one["position"])) for one in (in_inches, in_mm)]
    assert largest[0] == pytest.approx(25.4 * largest[1])


@pytest.mark.parametrize("name", ["units_m_upper.c3d", "units_meters.c3d"])
def test_metres_are_metres_however_spelt(files, name):
    tracks = read_c3d(files / name)
    assert 0.05 < float(np.nanmax(np.abs(tracks["position"]))) < 1000


@pytest.mark.parametrize("name", ["zero_gap.c3d", "nan_gap.c3d"])
def test_a_gap_of_a_c3d_is_nan(files, name):
    seen = np.isfinite(read_c3d(files / name)["position"].to_numpy()).all(axis=1)
    assert 0 < (~seen).sum() < seen.size


def test_a_c3d_of_more_frames_than_16_bits_count_has_all_of_them(files):
    tracks = read_c3d(files / "long_70000.c3d")
    assert tracks.sizes["time"] == 70_000
    assert float(tracks["time"][-1]) == pytest.approx(699.99)


def test_rate_and_names_of_a_c3d_are_exact(files):
    assert read_c3d(files / "rate_59_94.c3d").attrs["fps"] == pytest.approx(59.94)
    names = read_c3d(files / "utf8_label.c3d")["keypoint"].to_numpy().tolist()
    assert names == ["LHüfte", "LAnkle"]


@pytest.mark.parametrize("name", ["op_ok", "op_nopad"])
def test_frames_come_in_the_order_of_their_numbers(files, name):
    poses, skeleton = read_openpose_json(files / name)
    assert skeleton.name == "body-25"
    first_x = [float(frame.xy_px[0, 1, 0]) for frame in poses]
    assert len(poses) == 12
    assert first_x == sorted(first_x)


@pytest.mark.parametrize("name", ["op_pose2sim_halpe26", "op_halpe26_kp"])
def test_26_keypoints_are_those_of_halpe(files, name):
    poses, skeleton = read_openpose_json(files / name)
    assert skeleton.name == "halpe-26"
    assert len(poses) == 12


def test_two_recordings_in_one_folder_are_refused(files):
    with pytest.raises(FormatError, match=r"several recordings \(run_.*walk_"):
        read_openpose_json(files / "op_two_trials")


def test_shares_of_the_picture_need_its_size(files):
    with pytest.raises(MissingSettingError, match="give the size of the video"):
        read_openpose_json(files / "op_normalised")
    poses, _ = read_openpose_json(files / "op_normalised", image_size_px=(1000, 500))
    assert poses[0].xy_px[0, 0].tolist() == pytest.approx([100.0, 25.0])


def test_a_damaged_frame_is_named_and_no_body_is_nobody(files):
    with pytest.raises(FormatError, match=r"run_0+5_keypoints\.json"):
        read_openpose_json(files / "op_trunc")
    poses, _ = read_openpose_json(files / "op_nobody_body")
    assert [frame.n_people for frame in poses] == [0] * 6
