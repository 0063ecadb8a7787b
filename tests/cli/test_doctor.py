import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.weights import added as added_weights
from midstance.weights.published import weights_folder


def test_missing_weights_are_named_with_the_way_to_get_them(tmp_path, monkeypatch):
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path))
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 2
    assert "midstance weights fetch blazepose" in result.output.replace("\n", "")


@pytest.mark.weights
def test_all_is_well_when_the_weights_are_here():
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 0
    assert "✗" not in result.output
    assert "numpy" in result.output


@pytest.mark.weights
def test_optional_networks_are_listed_with_licence_and_what_to_do(
    tmp_path, monkeypatch
):
    (tmp_path / "blazepose").symlink_to(weights_folder() / "blazepose")
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path))
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 0
    text = result.output.replace("\n", "")
    assert "○ pose network openpose (weights for non-commercial research only)" in text
    assert "midstance weights add rtmpose FILE" in text
    assert "✓ pose network canned" in text


@pytest.mark.weights
def test_a_missing_library_is_named_with_its_extra(monkeypatch):
    monkeypatch.setattr(added_weights, "find_spec", lambda name: None)
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 0
    assert "pip install 'midstance[onnx]'" in result.output.replace("\n", "")
