import numpy as np
import typer
import xarray as xr
from typer.testing import CliRunner

from midstance.cli.lift import lift
from midstance.errors import ConfigError, SchemaError
from midstance.schema.tracks import load_tracks, save_tracks

app = typer.Typer()
app.command("lift")(lift)


def test_tracks_become_3d_and_the_expected_error_is_said(film, tmp_path):
    save_tracks(film(duration_s=2.0), tmp_path / "t.nc")
    out = tmp_path / "t3.nc"
    arguments = [str(tmp_path / "t.nc"), "-o", str(out), "--height-m", "1.75"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "person-1: 100% of the keypoints lifted, expected error" in result.output
    lifted = load_tracks(out)
    assert dict(lifted.sizes) == {
        "time": 61,
        "space": 3,
        "keypoint": 18,
        "individual": 1,
    }
    assert lifted["position"].attrs["space_unit"] == "m"


def test_the_landmarks_of_blazepose_are_lifted_when_there_are_any(film, tmp_path):
    flat = film(duration_s=1.0)
    save_tracks(flat, tmp_path / "flat.nc")
    world = xr.DataArray(
        np.random.default_rng(0).normal(size=(flat.sizes["time"], 3, 33, 1)),
        dims=("time", "world_axis", "keypoint", "individual"),
    )
    save_tracks(flat.assign(world=world), tmp_path / "world.nc")
    end = ["-o", str(tmp_path / "o.nc"), "--height-m", "1.7", "--lifter", "blazepose"]
    result = CliRunner().invoke(app, [str(tmp_path / "world.nc"), *end])
    assert result.exit_code == 0, result.output
    assert load_tracks(tmp_path / "o.nc").sizes["keypoint"] == 18
    result = CliRunner().invoke(app, [str(tmp_path / "flat.nc"), *end])
    assert isinstance(result.exception, SchemaError)
    result = CliRunner().invoke(app, [str(tmp_path / "world.nc"), *end, "--focal-px=9"])
    assert isinstance(result.exception, ConfigError)


def test_somebody_never_seen_is_said(film, tmp_path):
    tracks = film(duration_s=1.0)
    save_tracks(
        tracks.assign(position=tracks["position"] * float("nan")), tmp_path / "t.nc"
    )
    arguments = [
        str(tmp_path / "t.nc"),
        "-o",
        str(tmp_path / "o.nc"),
        "--height-m",
        "1.7",
    ]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert "person-1: not seen well enough to lift" in result.output
