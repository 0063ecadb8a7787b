import dataclasses
import json

import pytest
from typer.testing import CliRunner

import midstance as ms
from midstance.cli.main import app
from midstance.lifting.lift import lift


def test_it_says_how_to_lift_what_was_not_lifted(tmp_path):
    ms.example().save(tmp_path / "run")
    said = CliRunner().invoke(app, ["opensim", str(tmp_path / "run")])
    assert said.exit_code == 2
    assert "has no joints in 3D; analyze the video again with lifting" in said.stderr


def test_angles_of_a_lifted_analysis(tmp_path):
    pytest.importorskip(
        "opensim",
        reason="the opensim wheel is not installed (pip install opensim; "
        "make test-opensim)",
    )
    flat = ms.example()
    lifted = lift(flat.tracks, height_m=1.75)
    dataclasses.replace(flat, tracks_3d=lifted).save(tmp_path / "run")
    said = CliRunner().invoke(app, ["opensim", str(tmp_path / "run"), "--json"])
    assert said.exit_code == 0, said.output
    answered = json.loads(said.stdout)
    assert answered["folder"] == str(tmp_path / "run" / "opensim")
    metrics = {row["metric"] for row in answered["summary"]}
    assert "opensim_hip_flexion_range" in metrics
