"""What a desktop bundle runs; `scripts/bundle/check.py` tries a whole one."""

import importlib.util
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "scripts" / "bundle"


@pytest.fixture
def start():
    spec = importlib.util.spec_from_file_location("bundle_start", FOLDER / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_worker_of_ours_runs_as_its_module(start, monkeypatch, tmp_path):
    ran = []
    monkeypatch.setattr("runpy.run_module", lambda name, **_: ran.append(name))
    monkeypatch.setattr(sys, "argv", ["midstance", "-m", "midstance.web.jobs.worker"])
    start.main()
    assert ran == ["midstance.web.jobs.worker"]


def test_other_modules_are_not_in_it(start, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["midstance", "-m", "pip", "download"])
    with pytest.raises(SystemExit, match="the desktop build has no pip"):
        start.main()


def test_its_networks_are_copied_once(start, monkeypatch, tmp_path):
    shipped = tmp_path / "weights" / "blazepose"
    shipped.mkdir(parents=True)
    (shipped / "a.tflite").write_bytes(b"new")
    monkeypatch.setattr(start, "__file__", str(tmp_path / "start.py"))
    monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path / "own"))
    start._bring_weights()
    kept = tmp_path / "own" / "blazepose" / "a.tflite"
    assert kept.read_bytes() == b"new"
    kept.write_bytes(b"of the user")
    start._bring_weights()
    assert kept.read_bytes() == b"of the user"
