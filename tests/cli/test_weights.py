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
