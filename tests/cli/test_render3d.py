import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from midstance.cli.command_group import CommandGroup
from midstance.cli.render3d import render3d
from midstance.schema.tracks import save_tracks
from midstance.synth.motion.runner import run
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter

app = typer.Typer(cls=CommandGroup)
app.command("render3d")(render3d)
app.command("other")(lambda: None)


def ask(*arguments):
    return CliRunner().invoke(app, ["render3d", *map(str, arguments)])


@pytest.fixture
def tracks(tmp_path):
    made = run(duration_s=0.5, rate_hz=30.0).tracks
    save_tracks(made, tmp_path / "t.nc")
    return tmp_path / "t.nc"


def frames(path):
    with open_video(path) as reader:
        return [(frame.time_s, frame.image) for frame in reader]


def test_an_mp4_shows_every_time(tracks, tmp_path):
    result = ask(tracks, "-o", tmp_path / "v.mp4", "--size-px", 160)
    assert result.exit_code == 0, result.output
    shown = frames(tmp_path / "v.mp4")
    assert len(shown) == 16
    assert shown[0][1].shape == (160, 160, 3)
    assert np.diff([time_s for time_s, _ in shown]) == pytest.approx(1 / 30, abs=1e-3)


def test_a_gif_lasts_as_long_as_the_tracks(tracks, tmp_path):
    from PIL import Image

    result = ask(tracks, "-o", tmp_path / "v.gif", "--size-px", 120)
    assert result.exit_code == 0, result.output
    with Image.open(tmp_path / "v.gif") as gif:
        lasts = 0
        for index in range(gif.n_frames):
            gif.seek(index)
            lasts += gif.info["duration"]
    assert lasts == pytest.approx(500, abs=60)


def test_the_video_stands_beside_the_person(tracks, tmp_path):
    grey = np.full((90, 120, 3), 128, np.uint8)
    with VideoWriter(tmp_path / "clip.mp4", 120, 90, 30.0) as writer:
        for _ in range(10):
            writer.write(grey)
    result = ask(
        *(tracks, "-o", tmp_path / "v.mp4", "--size-px", 180),
        *("--video", tmp_path / "clip.mp4"),
    )
    assert result.exit_code == 0, result.output
    shown = frames(tmp_path / "v.mp4")
    assert len(shown) == 10
    assert shown[0][1].shape == (180, 240 + 180, 3)
    assert np.abs(shown[0][1][:, :230].astype(int) - 128).max() < 6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "v.avi"), "Expected a file .mp4 or .gif"),
        (("-o", "v.mp4", "--person", "bo"), "No 'bo' in the tracks"),
    ],
)
def test_what_cannot_be_done_is_said(tracks, arguments, message):
    result = ask(tracks, *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
