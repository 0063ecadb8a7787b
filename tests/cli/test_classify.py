import pandas as pd
import pytest
from typer.testing import CliRunner

from midstance.cli.main import app


def call(*arguments):
    return CliRunner().invoke(app, ["classify", *map(str, arguments)])


@pytest.mark.weights
def test_a_clip_gives_probabilities_over_time(reference_data, tmp_path):
    clip = reference_data / "video" / "pushups_and_squats_5_5.gif"
    samples = reference_data / "pose-samples" / "fitness_pose_samples.csv"
    result = call(clip, "--samples", samples, "-o", tmp_path, "--no-video")
    assert result.exit_code == 0, result.output
    assert "person-1  pushups  5\nperson-2  squats  5" in result.output
    table = pd.read_csv(tmp_path / "probabilities.csv")
    assert (table.iloc[:, 2:].sum(axis=1) - 1).abs().max() < 1e-3
    assert not (tmp_path / "exercise.mp4").exists()


def test_labelled_poses_are_needed(tmp_path):
    result = call(tmp_path / "clip.mp4", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "--samples" in result.output
