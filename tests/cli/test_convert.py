import dataclasses

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

import midstance as ms
from midstance.cli.command_group import CommandGroup
from midstance.cli.convert import convert
from midstance.formats.choose import written_endings
from midstance.formats.motion.c3d import read_c3d
from midstance.formats.motion.mot import read_mot
from midstance.formats.motion.trc import read_trc
from midstance.lifting.lift import lift
from midstance.schema.tracks import load_tracks, save_tracks
from midstance.synth.motion.runner import run

app = typer.Typer(cls=CommandGroup)
app.command("convert")(convert)
app.command("other")(lambda: None)


def ask(*arguments):
    return CliRunner().invoke(app, ["convert", *map(str, arguments)])


@pytest.fixture(scope="module")
def tracks_m():
    return run(duration_s=0.5, rate_hz=100.0).tracks


@pytest.fixture
def source(tracks_m, tmp_path):
    save_tracks(tracks_m, tmp_path / "t.nc")
    return tmp_path / "t.nc"


@pytest.mark.parametrize(("kind", "read"), [("trc", read_trc), ("c3d", read_c3d)])
def test_3d_tracks_go_to_motion_capture_formats_and_back(source, tracks_m, kind, read):
    out = source.with_suffix(f".{kind}")
    assert ask(source, out).exit_code == 0
    assert read(out)["position"].to_numpy() == pytest.approx(
        tracks_m["position"].to_numpy(), abs=1e-4
    )
    assert ask(out, source.with_name("again.nc")).exit_code == 0
    again = load_tracks(source.with_name("again.nc"))
    assert again["position"].attrs["space_unit"] == "m"


def test_joint_angles_become_a_mot(source):
    assert ask(source, source.with_suffix(".mot")).exit_code == 0
    curves = read_mot(source.with_suffix(".mot"))
    assert curves["knee_flexion_left"].between(0, 160).all()
    assert len(curves) == 51


def test_2d_tracks_go_to_videopose3d_and_back(film, tmp_path):
    save_tracks(film(duration_s=1.0), tmp_path / "t.nc")
    assert ask(tmp_path / "t.nc", tmp_path / "v.npz").exit_code == 0
    assert ask(tmp_path / "v.npz", tmp_path / "b.nc").exit_code == 0
    one, other = (load_tracks(tmp_path / f"{n}.nc")["position"] for n in "tb")
    assert other.to_numpy() == pytest.approx(one.to_numpy(), rel=1e-5, nan_ok=True)


def test_poses_of_detectron2_become_tracks_of_each_person(tmp_path):
    y_px = np.linspace(100, 260, 17)
    people = np.stack(
        [[np.full(17, x), y_px, np.zeros(17), np.ones(17)] for x in (100.0, 400.0)]
    )
    boxes = np.array([[50, 90, 150, 270, 0.9], [350, 90, 450, 270, 0.8]])
    frames = np.empty(5, object), np.empty(5, object)
    for index in range(5):
        frames[0][index], frames[1][index] = [[], boxes], [[], people]
    np.savez(
        tmp_path / "d.npz",
        boxes=frames[0],
        keypoints=frames[1],
        metadata={"w": 640, "h": 480},
    )
    asked = (tmp_path / "d.npz", tmp_path / "t.nc")
    assert "--rate-hz" in ask(*asked).stderr
    assert "--trust" in ask(*asked, "--rate-hz", 25).stderr
    assert ask(*asked, "--rate-hz", 25, "--trust").exit_code == 0
    tracks = load_tracks(tmp_path / "t.nc")
    assert tracks.sizes["individual"] == 2
    assert tracks["time"].to_numpy() == pytest.approx(np.arange(5) / 25)
    noses = tracks["position"].sel(keypoint="nose", space="x").to_numpy()
    assert noses == pytest.approx(np.tile([100, 400], (5, 1)))


def test_qtm_becomes_markers(tmp_path):
    (tmp_path / "q.txt").write_text("1,2,3,4,5,6\n7,8,9,0,0,0\n")
    (tmp_path / "l.txt").write_text("HeadL\nHeadR\n")
    result = ask(
        tmp_path / "q.txt",
        tmp_path / "q.nc",
        "--labels",
        tmp_path / "l.txt",
        "--rate-hz",
        100,
    )
    assert result.exit_code == 0, result.output
    assert np.isnan(load_tracks(tmp_path / "q.nc")["position"][1, :, 1]).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("t.nc", "t.xyz"), "No format of points is written as 't.xyz'; choose one"),
        (("t.xyz", "t.nc"), "There is no"),
        (("q.txt", "t.nc"), "midstance convert is --labels"),
        (("t.nc", "u.nc", "--person", "bo"), "No 'bo' in the tracks"),
        (("p.npz", "u.nc"), "midstance convert is --skeleton"),
        (("p.npz", "u.nc", "--skeleton", "h36m-17"), "midstance convert is --rate-hz"),
        (
            ("p.npz", "u.nc", "--skeleton", "h36m-17", "--rate-hz", "50"),
            "midstance convert is --trust",
        ),
        (("--image-size", "big", "t.nc", "u.nc"), "such as 1280x720, got 'big'"),
        ((), "Give a file to read and a file to write, or --list"),
    ],
)
def test_what_cannot_be_done_is_said(source, arguments, message):
    source.with_name("q.txt").write_text("1,2,3\n")
    np.savez(source.with_name("p.npz"), positions_3d=np.array({"S1": {}}, object))
    paths = [source.with_name(a) if "." in a else a for a in arguments]
    result = ask(*paths)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_every_format_is_listed_with_what_it_holds():
    result = ask("--list")
    assert result.exit_code == 0
    for said in ("trc", "c3d", "netcdf", ".mot, .sto", "points 2D and 3D", "has to be"):
        assert said in result.stdout


def test_what_had_to_be_mended_is_said(source):
    path = source.with_suffix(".trc")
    assert ask(source, path).exit_code == 0
    path.write_text(path.read_text().replace("\t51\t", "\t999\t"))
    result = ask(path, source.with_name("again.nc"))
    assert "! Its header counts 999 frames; the table has 51." in result.stderr


def test_a_file_is_known_by_its_content_and_not_its_name(source):
    path = source.with_name("points.data")
    assert ask(source, source.with_suffix(".trc")).exit_code == 0
    source.with_suffix(".trc").rename(path)
    assert ask(path, source.with_name("again.nc")).exit_code == 0


def test_curves_are_converted_between_formats_of_angles(source):
    mot, csv = source.with_suffix(".mot"), source.with_suffix(".csv")
    assert ask(source, mot).exit_code == 0
    assert ask(mot, csv).exit_code == 0
    assert csv.read_text().startswith("time_s,angle,value_deg")


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    flat = ms.example()
    lifted = lift(flat.tracks, height_m=1.75)
    folder = tmp_path_factory.mktemp("analysed")
    flat.save(folder / "flat")
    dataclasses.replace(flat, tracks_3d=lifted).save(folder / "lifted")
    return folder


@pytest.mark.parametrize("kind", written_endings())
def test_the_folder_of_an_analysis_becomes_whatever_is_exported(
    analysed, kind, tmp_path
):
    out = tmp_path / f"run.{kind}"
    result = CliRunner().invoke(app, ["convert", str(analysed / "lifted"), str(out)])
    assert result.exit_code == 0, result.output
    assert out.stat().st_size > 1000


def test_angles_in_the_plane_come_from_an_analysis_that_did_not_lift(
    analysed, tmp_path
):
    out = tmp_path / "run.mot"
    result = CliRunner().invoke(app, ["convert", str(analysed / "flat"), str(out)])
    assert result.exit_code == 0, result.output
    assert "knee_flexion_left" in read_mot(out).columns


def test_points_in_space_of_an_analysis_that_did_not_lift_are_refused(
    analysed, tmp_path
):
    words = ["convert", str(analysed / "flat"), str(tmp_path / "run.trc")]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "was lifted to 3D; analyze with lifting" in result.stderr
