import dataclasses

import numpy as np
import pandas as pd
import pytest

from midstance.config import Config
from midstance.errors import ConfigError
from midstance.formats.choose import read_points
from midstance.formats.motion.c3d import read_c3d
from midstance.formats.motion.mot import read_mot
from midstance.formats.motion.trc import read_trc
from midstance.formats.poses.videopose3d import read_2d
from midstance.pipeline.analyze import analyze_tracks
from midstance.pipeline.exchange.export import angles_3d, export, kinds_of
from midstance.schema.video import VideoInfo

CLIP = VideoInfo("run.mp4", 1280, 720, 30.0, 3.0, 90)


@pytest.fixture(scope="module")
def analysis(film):
    config = Config().updated(subject={"height_m": 1.75}, lifting={"lifter": "network"})
    return analyze_tracks(film(duration_s=3.0), config, video=CLIP)


def test_every_format_is_written_and_read_again(analysis, tmp_path):
    written = export(analysis, tmp_path, ("trc", "c3d", "mot", "npz", "csv", "nc"))
    assert [path.name for path in written] == [
        *("tracks3d.trc", "tracks3d.c3d", "angles.mot", "tracks.npz", "tracks3d.npz"),
        *("tracks.csv", "tracks3d.csv", "angles.csv", "tracks.nc", "tracks3d.nc"),
    ]
    for path in written:
        if not path.name.startswith("angles"):
            assert read_points(path).sizes["time"] == analysis.tracks.sizes["time"]
    lifted = analysis.tracks_3d
    for path, read in ((written[0], read_trc), (written[1], read_c3d)):
        again = read(path)["position"].to_numpy()
        assert np.allclose(again, lifted["position"], atol=1e-4, equal_nan=True)
    knee = angles_3d(lifted)["knee_flexion_left"].to_numpy()
    assert np.allclose(read_mot(written[2])["knee_flexion_left"], knee, atol=1e-5)
    assert read_2d(written[3], trusted=True).sizes["time"] == lifted.sizes["time"]


def test_a_tidy_table_has_a_row_for_each_time_and_point(analysis, tmp_path):
    export(analysis, tmp_path, ["csv"])
    flat = pd.read_csv(tmp_path / "tracks.csv")
    assert list(flat.columns) == [
        *("time_s", "individual", "keypoint", "x_px", "y_px", "confidence", "observed"),
    ]
    at = analysis.tracks["position"].sel(keypoint="left_knee", space="y").isel(time=7)
    row = flat[flat["keypoint"] == "left_knee"].iloc[7]
    assert row["y_px"] == pytest.approx(float(at.item()), rel=1e-4)
    space = pd.read_csv(tmp_path / "tracks3d.csv")
    assert {"x_m", "y_m", "z_m", "uncertainty_m"} < set(space.columns)
    angles = pd.read_csv(tmp_path / "angles.csv")
    assert list(angles.columns) == ["time_s", "angle", "value_deg"]


def test_without_a_lift_the_angles_are_those_in_the_picture(analysis, tmp_path):
    flat = dataclasses.replace(analysis, tracks_3d=None)
    assert [p.name for p in export(flat, tmp_path, ["mot", "npz", "trc"])] == [
        *("angles.mot", "tracks.npz"),
    ]
    curves = read_mot(tmp_path / "angles.mot")
    assert 60 < np.nanmax(curves["knee_flexion_left"]) < 130


def test_several_people_have_a_file_each(analysis, tmp_path):
    both = {
        name: getattr(analysis, name)
        .isel(individual=[0, 0])
        .assign_coords(individual=["Anna", "b/c"])
        for name in ("tracks", "tracks_3d")
    }
    written = export(dataclasses.replace(analysis, **both), tmp_path, ["trc"])
    assert [path.name for path in written] == ["tracks3d-Anna.trc", "tracks3d-b_c.trc"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("xls", "Unknown format to export 'xls'; choose from bvh, c3d, csv"),
        (
            "csv,c3d",
            "C3D holds points in space, and nobody is lifted to 3D; lift",
        ),
    ],
)
def test_what_cannot_be_written_is_said_before_the_work(text, says):
    with pytest.raises(ConfigError, match=says):
        kinds_of(text, lifts=False)


def test_formats_are_named_once_each():
    assert kinds_of("TRC, trc,csv", lifts=True) == ("trc", "csv")
