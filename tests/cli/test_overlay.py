from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.video.reader import open_video


def call(*arguments):
    return CliRunner().invoke(app, ["overlay", *map(str, arguments)])


def test_the_overlay_is_drawn_on_demand(results, clip):
    result = call(results, "--video", clip)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip().endswith("overlay.mp4")
    with open_video(results / "overlay.mp4") as overlay:
        assert len(list(overlay)) == 120


def test_without_the_video_it_is_said_what_is_missing(results):
    result = call(results)
    assert result.exit_code == 2
    assert "run.mp4 was not found" in result.stderr
    assert "--video" in result.stderr
    assert not (results / "overlay.mp4").exists()
