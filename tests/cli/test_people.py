import dataclasses
import shutil

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.config import Config
from midstance.pipeline.analyze import analyze_tracks
from midstance.pipeline.provenance import video_sha256
from midstance.schema.analysis import load
from midstance.schema.tracks import individuals
from midstance.schema.video import VideoInfo
from midstance.video.writer import VideoWriter


def call(*arguments):
    return CliRunner().invoke(app, ["people", *map(str, arguments)])


@pytest.fixture(scope="module")
def found(film):
    one = film(duration_s=2.0)
    other = film(duration_s=2.0, speed_m_s=4.0).assign_coords(individual=["person-2"])
    both = xr.concat([one, other], "individual", combine_attrs="override")
    raw = both.transpose("time", "space", "keypoint", "individual", ...)
    return analyze_tracks(
        raw,
        Config(metrics=("cadence",)),
        video=VideoInfo("run.mp4", 96, 64, 30.0, 2.0, 61),
    )


@pytest.fixture(scope="module")
def saved(found, tmp_path_factory):
    """A folder of results with its video beside it, from which others are copied."""
    folder = tmp_path_factory.mktemp("people")
    video = folder / "run.mp4"
    with VideoWriter(video, 96, 64, 30.0) as writer:
        for _ in range(61):
            writer.write(np.full((64, 96, 3), 90, np.uint8))
    provenance = {"video_sha256": video_sha256(video)}
    dataclasses.replace(found, provenance=provenance).save(folder / "results")
    return folder


@pytest.fixture
def results(saved, tmp_path):
    """A folder of results with its video beside it."""
    return shutil.copytree(saved, tmp_path, dirs_exist_ok=True) / "results"


def test_everybody_is_shown_and_nothing_changes(results):
    before = (results / "analysis.json").read_bytes()
    result = call(results)
    assert result.exit_code == 0, result.output
    assert "person-1" in result.output
    assert "person-2" in result.output
    assert (results / "people.jpg").is_file()
    assert (results / "analysis.json").read_bytes() == before


def test_another_runner_is_reported(results):
    result = call(results, "--runner", "person-2", "--no-report")
    assert result.exit_code == 0, result.output
    assert "Cadence" in result.output
    assert individuals(load(results).tracks) == ["person-2"]
    assert set(load(results).measures["individual"]) == {"person-2"}


def test_without_the_video_there_are_no_pictures_but_the_numbers(results):
    (results.parent / "run.mp4").unlink()
    result = call(results, "--people", "all", "--no-report")
    assert result.exit_code == 0, result.output
    assert "say where it is with --video" in result.output
    assert individuals(load(results).tracks) == ["person-1", "person-2"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--runner", "person-9"], "got 'person-9'"),
        (["--people", "0"], "a number from 1 on or 'all', got '0'"),
    ],
)
def test_a_wrong_wish_is_refused_in_one_sentence(results, options, sentence):
    result = call(results, *options)
    assert result.exit_code == 2
    assert sentence in result.output.replace("\n", " ")
