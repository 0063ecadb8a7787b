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


def test_a_part_is_cut_and_retimed(video, tmp_path):
    out = tmp_path / "b.mp4"
    result = call("retime", video, "--fps", 85, "-o", out, "--start", 0.2, "--end", 0.6)
    assert result.exit_code == 0, result.output
    times_s = np.array([frame.time_s for frame in open_video(out)])
    assert times_s[0] == 0
    assert np.diff(times_s) == pytest.approx(1 / 85, abs=2e-5)
    assert times_s[-1] == pytest.approx(0.36, abs=1 / 85)


def test_a_wrong_rate_is_one_sentence_and_leaves_no_file(video, tmp_path):
    result = call("retime", video, "--fps", 0, "-o", tmp_path / "b.mp4")
    assert result.exit_code == 2
    assert "must be above 0" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
