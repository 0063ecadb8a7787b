import numpy as np
import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter


@pytest.fixture
def video(tmp_path):
    path = tmp_path / "a.mp4"
    with VideoWriter(path, 64, 48, 25.0) as writer:
        for index in range(25):
            image = np.zeros((48, 64, 3), dtype=np.uint8)
            image[10:30, index : index + 20] = 255
            writer.write(image)
    return path


def call(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_a_clip_keeps_the_time_of_each_frame(video, tmp_path):
    out = tmp_path / "b.mp4"
    result = call("clip", video, "-o", out, "--start", 0.2, "--end", 0.6)
    assert result.exit_code == 0, result.output
    frames = list(open_video(out))
    assert [f.time_s for f in frames] == pytest.approx(np.arange(10) / 25)
    whole = [f.image for f in open_video(video)]
    assert np.abs(frames[0].image.astype(int) - whole[5]).max() < 40


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["clip", "none.mp4", "-o", "b.mp4"], "No video at none.mp4"),
        (["clip", "VIDEO", "-o", "b.avi"], "Expected a file .mp4"),
        (["clip", "VIDEO", "-o", "b.mp4", "--start", "9"], "has no frame from 9 s"),
    ],
)
def test_a_wrong_input_is_one_sentence_and_leaves_no_file(
    video, tmp_path, monkeypatch, arguments, says
):
    monkeypatch.chdir(tmp_path)
    given = [str(video) if a == "VIDEO" else a for a in arguments]
    result = call(*given)
    assert result.exit_code == 2, result.output
    assert says in " ".join(result.stderr.split())
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
