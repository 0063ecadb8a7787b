from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.drawing import hiding
from midstance.schema.analysis import load
from midstance.schema.tracks import save_tracks
from midstance.synth.motion.runner import run
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


@pytest.fixture
def blackened(monkeypatch):
    """Stands for what hides faces: who is hidden is black altogether."""

    def hide(_analysis, frames, *, slower=1.0):
        for frame in frames:
            yield replace(frame, image=np.zeros_like(frame.image))

    monkeypatch.setattr(hiding, "hidden_frames", hide)


def hide_in(results):
    analysis = load(results)
    config = analysis.config.updated(hide_faces=True)
    replace(analysis, config=config).save(results)


def doors(results, video, out, tracks):
    """Every command that makes a video out of a video and asks for its analysis."""
    known = ("--analysis", results)
    part = ("--start", 1.0, "--end", 1.2)
    return {
        "clip": ("clip", video, "-o", out, *part, *known),
        "retime": (
            *("retime", video, "-o", out, "--fps", 60, "--method", "blend"),
            *(*part, *known),
        ),
        "render3d": (
            *("render3d", tracks, "-o", out, "--video", video, "--size-px", 160),
            *known,
        ),
        "reps": ("reps", video, "-o", out.parent / "reps", *known),
        "classify": (
            *("classify", video, "-o", out.parent / "reps", "--samples", "none.csv"),
            *known,
        ),
    }


@pytest.mark.parametrize("door", ["clip", "retime", "render3d"])
def test_faces_are_hidden_where_the_analysis_hides_them(
    results, clip, blackened, tmp_path, door
):
    out, tracks = tmp_path / "made.mp4", tmp_path / "t.nc"
    save_tracks(run(duration_s=0.3, rate_hz=30.0).tracks, tracks)
    light = []
    for hides in (False, True):
        if hides:
            hide_in(results)
        made = call(*doors(results, clip, out, tracks)[door])
        assert made.exit_code == 0, made.output
        with open_video(out) as frames:
            # Beside a lifted person the video is on the left.
            light.append(np.mean([frame.image[:, :60].max() for frame in frames]))
    assert light[0] > 60
    assert light[1] < 8


@pytest.mark.parametrize("door", ["clip", "retime", "render3d", "reps", "classify"])
def test_the_analysis_of_another_video_hides_nobody_and_is_refused(
    results, video, tmp_path, door
):
    tracks = tmp_path / "t.nc"
    save_tracks(run(duration_s=0.3, rate_hz=30.0).tracks, tracks)
    refused = call(*doors(results, video, tmp_path / "made.mp4", tracks)[door])
    assert refused.exit_code == 2, refused.output
    assert "is not the video that was analyzed" in " ".join(refused.stderr.split())


def test_tracks_in_the_folder_of_an_analysis_know_whether_faces_are_hidden(
    results, clip, blackened, tmp_path
):
    save_tracks(run(duration_s=0.3, rate_hz=30.0).tracks, results / "lifted.nc")
    hide_in(results)
    out = tmp_path / "made.mp4"
    made = call("render3d", results / "lifted.nc", "-o", out, "--video", clip)
    assert made.exit_code == 0, made.output
    with open_video(out) as frames:
        assert all(frame.image[:, :60].max() < 8 for frame in frames)


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
