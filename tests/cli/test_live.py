import numpy as np
import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.video.reader import open_video


def call(*arguments):
    return CliRunner().invoke(app, ["reps", *map(str, arguments)])


@pytest.mark.weights
def test_a_video_plays_as_a_camera_and_the_lag_is_said(reference_data, tmp_path):
    clip = reference_data / "video" / "pushups_and_squats_5_5.gif"
    result = call("--camera", clip, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "ms after they were taken" in result.stdout
    with open_video(tmp_path / "out" / "live.mp4") as frames:
        shown = list(frames)
    assert 5 < len(shown) <= 57
    assert (np.diff([frame.time_s for frame in shown]) > 0).all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Give one thing to look at"),
        (("a.mp4", "--camera", "0"), "Give one thing to look at"),
        (("a.mp4",), "-o FOLDER"),
        (("--camera", "nowhere.mp4"), "No video at nowhere.mp4"),
    ],
)
@pytest.mark.weights
def test_what_cannot_be_looked_at_is_one_sentence(arguments, said):
    result = call(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
