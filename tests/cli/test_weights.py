import numpy as np
from typer.testing import CliRunner

from midstance.cli.main import app


def test_missing_weights_are_listed_with_the_command_that_gets_them(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path))
    result = CliRunner().invoke(app, ["weights", "list"])
    assert "missing  blazepose" in result.output
    assert "midstance weights fetch blazepose" in result.output


def test_a_source_that_is_not_there_is_status_2(tmp_path, monkeypatch):
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path))
    result = CliRunner().invoke(
        app, ["weights", "fetch", "blazepose", "--from", str(tmp_path / "no.whl")]
    )
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")


def test_an_unknown_backend_is_status_2():
    result = CliRunner().invoke(app, ["weights", "fetch", "blazepos"])
    assert result.exit_code == 2
    assert "blazepose" in result.stderr


def openpose_weights(folder):
    """Write a Caffe network of OpenPose's published name that is not that file."""
    (folder / "pose_deploy.prototxt").write_text("name: 'toy'")
    path = folder / "pose_iter_584000.caffemodel"
    path.write_bytes(b"not the published network")
    return path


def test_a_network_of_ones_own_is_added_and_listed(
    constant_network, tmp_path, monkeypatch
):
    path = constant_network(
        {"simcc_x": np.zeros((1, 26, 96)), "simcc_y": np.zeros((1, 26, 128))},
        inputs={"input": (1, 3, 64, 48)},
    )
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path / "kept"))
    added = CliRunner().invoke(app, ["weights", "add", "rtmpose", str(path)])
    assert added.exit_code == 0, added.output
    assert "network: halpe-26 (its structure fits)" in added.output
    listed = CliRunner().invoke(app, ["weights", "list"])
    assert "ready    rtmpose" in listed.output
    assert "missing  openpose" in listed.output


def test_a_file_that_is_not_the_published_one_is_status_2(tmp_path, monkeypatch):
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path / "kept"))
    path = openpose_weights(tmp_path)
    result = CliRunner().invoke(app, ["weights", "add", "openpose", str(path)])
    assert result.exit_code == 2
    assert "is not the published pose_iter_584000.caffemodel" in result.stderr
    assert not (tmp_path / "kept").exists()


def test_a_backend_without_weights_of_ones_own_lists_those_with(tmp_path):
    result = CliRunner().invoke(app, ["weights", "add", "canned", str(tmp_path)])
    assert result.exit_code == 2
    assert "'openpose', 'rtmo', 'rtmpose'" in result.stderr
