from dataclasses import replace

from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.report import write
from midstance.schema.analysis import load
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


def test_faces_are_hidden_as_the_analysis_or_the_option_says(
    results, clip, monkeypatch
):
    hides = []

    def draw(analysis, _, folder, **__):
        hides.append(analysis.config.hide_faces)
        return folder / "overlay.mp4"

    monkeypatch.setattr(write, "draw_overlay", draw)
    for options in ([], ["--hide-faces"]):
        assert call(results, "--video", clip, *options).exit_code == 0
    analysis = load(results)
    hidden = analysis.config.updated(hide_faces=True)
    replace(analysis, config=hidden).save(results)
    for options in ([], ["--show-faces"]):
        assert call(results, "--video", clip, *options).exit_code == 0
    assert hides == [False, True, True, False]
