"""The examples of the documentation run."""

import ast
import importlib.util
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot as plt

from midstance.config import Config
from midstance.errors import FormatError
from midstance.events.base import detectors
from midstance.formats.base import Told, formats
from midstance.formats.choose import identify, read_points, write_tracks
from midstance.metrics.base import metrics
from midstance.pipeline.analyze import analyze, analyze_tracks
from midstance.pipeline.exchange.convert import convert
from midstance.pose.base import backends
from midstance.report.page import render_page
from midstance.report.sections import sections
from midstance.schema.events import times_s
from midstance.schema.tracks import DIMS
from midstance.schema.video import VideoInfo
from midstance.video.writer import VideoWriter

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture
def example(monkeypatch):
    """Import an example, whose plug-in is forgotten afterwards."""

    def load(name, registry):
        registry.names()
        monkeypatch.setattr(registry, "_items", dict(registry._items))
        spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture
def movenet(example):
    return example("pose_backend", backends)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda p: p.stem)
def test_examples_import_public_names_only(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module.startswith("midstance"):
            public = importlib.import_module(node.module).__all__
            assert node.module in ("midstance", "midstance.plugins")
            assert {name.name for name in node.names} <= set(public)


@pytest.fixture
def network(constant_network):
    """Write a MoveNet that always sees the same person."""

    def write(score):
        share = np.linspace(0.25, 0.75, 17)
        found = np.stack([share, share[::-1], np.full(17, score)], axis=1)
        return constant_network(
            {"keypoints": found[None, None]}, inputs={"input": (1, 192, 192, 3)}
        )

    return write


def test_the_example_backend_finds_its_person_in_a_video(movenet, network, tmp_path):
    video = tmp_path / "clip.mp4"
    with VideoWriter(video, 320, 200, 30.0) as writer:
        for shade in range(0, 100, 8):
            writer.write(np.full((200, 320, 3), shade, np.uint8))
    settings = {"name": "movenet", "params": {"weights": str(network(0.9))}}
    found = analyze(video, config=Config(pose=settings))
    raw = found.raw_tracks
    assert raw.attrs["skeleton"] == "coco-17"
    nose = raw["position"].sel(keypoint="nose").isel(individual=0)
    # A quarter of the way down, and three quarters across, a square of 320 px that
    # reaches 60 px beyond the picture above and below.
    assert nose.sel(space="x").to_numpy() == pytest.approx(240)
    assert nose.sel(space="y").to_numpy() == pytest.approx(0.25 * 320 - 60)
    assert list(found.provenance["weights_sha256"]) == ["net.onnx"]


def test_the_example_backend_finds_nobody_when_it_is_unsure(movenet, network):
    with movenet.MoveNet(weights=network(0.1)).session() as estimate:
        assert estimate(np.zeros((160, 320, 3), np.uint8)).n_people == 0


def test_the_example_metric_is_measured_like_ours(example, film):
    example("metric", metrics)
    found = analyzed(film(duration_s=4.0), metrics=["head_oscillation"])
    assert len(found.measures) > 6
    assert (found.measures["uncertainty"] > 0).all()
    # The head of the synthetic runner is fixed to the trunk, and moves as the hips.
    hips = analyzed(film(duration_s=4.0), metrics=["vertical_oscillation_leg"])
    ratio = found.measures["value"].median() / hips.measures["value"].median()
    assert ratio == pytest.approx(1.0, abs=0.25)


def test_the_example_detector_finds_most_contacts(example, film):
    example("event_detector", detectors)
    raw = film(duration_s=4.0, rate_hz=60.0)
    ours = analyzed(raw, metrics=["cadence"])
    theirs = analyzed(raw, metrics=["cadence"], events={"name": "ankle_low"})
    for side in ("left", "right"):
        true = times_s(ours.events, side, "initial_contact")
        seen = times_s(theirs.events, side, "initial_contact")
        inner = true[(true > 0.5) & (true < 3.5)]
        assert np.abs(inner[:, None] - seen).min(axis=1).max() < 0.06


def test_the_example_section_is_in_the_report(example, film):
    example("report_section", sections)
    found = analyzed(film(duration_s=6.0), metrics=["cadence"])
    page = render_page(found, film=None, evidence=())
    assert "<h2>Pacing</h2>" in page
    assert len(re.findall('<td data-label="[^"]*">4</td>', page)) == 1


def test_the_example_format_is_converted_like_ours(example, film, tmp_path):
    example("file_format", formats)
    tracks = film(duration_s=1.0)
    tracks = tracks.assign(position=tracks["position"].copy(deep=True))
    tracks["position"][3, :, 2] = np.nan
    write_tracks(tracks, tmp_path / "run.points")
    assert identify(tmp_path / "run.points")[0] == "points-text"
    convert(tmp_path / "run.points", tmp_path / "run.csv")
    again = read_points(tmp_path / "run.csv")["position"].transpose(*DIMS)
    ours = tracks["position"].transpose(*DIMS)
    np.testing.assert_allclose(again.to_numpy(), ours.to_numpy(), atol=1e-3)
    with pytest.raises(FormatError, match="is not a text of points"):
        formats.get("points-text")().read(EXAMPLES / "metric.py", Told())


def analyzed(raw, **settings):
    info = VideoInfo("run.mp4", 1280, 720, 30.0, 4.0, 120)
    return analyze_tracks(raw, Config(**settings), video=info)


PLUGINS = {
    "midstance.backends": "movenet = pose_backend",
    "midstance.metrics": "head_oscillation = metric",
    "midstance.detectors": "ankle_low = event_detector",
    "midstance.report_sections": "pacing = report_section",
    "midstance.formats": "points-text = file_format",
}


def test_an_installed_package_adds_every_example_without_an_import(tmp_path):
    for path in EXAMPLES.glob("*.py"):
        shutil.copy(path, tmp_path)
    info = tmp_path / "strides-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: strides\nVersion: 1\n")
    points = [f"[{group}]\n{line}\n" for group, line in PLUGINS.items()]
    (info / "entry_points.txt").write_text("\n".join(points))
    code = (
        "from midstance.plugins import *\n"
        "for registry in (backends, metrics, detectors, sections, formats):\n"
        "    print(registry.names(), registry.broken())\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(tmp_path)])},
    )
    lines = out.stdout.splitlines()
    for line, plugin in zip(lines, PLUGINS.values(), strict=True):
        assert repr(plugin.split()[0]) in line
        assert line.endswith("{}")


PICTURES = [
    path for path in sorted(EXAMPLES.glob("*.py")) if "savefig(" in path.read_text()
]


@pytest.mark.parametrize("path", PICTURES, ids=lambda p: p.stem)
def test_an_example_with_a_picture_draws_it(path, tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.setattr(sys, "argv", [str(path), str(tmp_path)])
    runpy.run_path(str(path))
    plt.close("all")
    drawn = plt.imread(tmp_path / f"{path.stem}.png")
    assert drawn[..., :3].std() > 0.02


def test_the_notebook_runs_cell_by_cell(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    text = (EXAMPLES / "notebook.py").read_text("utf-8")
    cells = text.split("# %%")[1:]
    kept: dict = {}
    for number, cell in enumerate(cells):
        if not cell.startswith(" [markdown]"):
            exec(compile(cell, f"cell {number}", "exec"), kept)
    # Who did not change is told to have in one number of twenty.
    assert kept["change"]["is_clear"].mean() <= 0.05
    assert 90 < kept["largest_deg"] < 110
    assert {path.name for path in kept["folder"].iterdir()} == {"analysis", "run.xlsx"}
    plt.close("all")
