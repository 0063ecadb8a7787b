import pytest
from typer.testing import CliRunner

from midstance.cli.main import app


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
