import os
import wave

import numpy as np
import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.schema.analysis import load
from midstance.synth.rendering.clip import ClipSettings, render_clip
from midstance.synth.rendering.scene import SceneSettings
from midstance.video.writer import VideoWriter

RESULTS = {
    *("along.csv", "analysis.json", "bouts.csv", "cycles.nc"),
    *("events.csv", "events_detected.csv", "forces.nc"),
    *("measures.csv", "missing.csv"),
    *("poses.npz", "report.html", "run.jsonl", "summary.csv"),
    *("tracks.nc", "tracks_raw.nc"),
}


def call(*arguments):
    return CliRunner().invoke(app, ["analyze", *map(str, arguments)])


def write_video(path, images):
    height, width, _ = images[0].shape
    with VideoWriter(path, width, height, 30.0) as writer:
        for image in images:
            writer.write(image)


def no_file(path):
    pass


def text(path):
    path.write_text("not a video", "utf-8")


def sound_only(path):
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(b"\0\0" * 8000)


@pytest.mark.parametrize("make", [no_file, text, sound_only])
def test_what_is_no_video_is_one_sentence_and_leaves_nothing(tmp_path, make):
    video, out = tmp_path / "clip.mp4", tmp_path / "out"
    make(video)
    result = call(video, "-o", out)
    assert result.exit_code == 2
    assert result.stderr.strip().startswith("Error: ")
    assert "clip.mp4" in result.stderr
    assert "Traceback" not in result.output
    assert not out.exists()


@pytest.mark.weights
@pytest.mark.parametrize(
    ("n_frames", "message"), [(5, "5 frames"), (30, "Nobody was found")]
)
def test_too_little_to_see_is_one_sentence_and_leaves_nothing(
    tmp_path, n_frames, message
):
    video, out = tmp_path / "clip.mp4", tmp_path / "out"
    write_video(video, [np.full((120, 160, 3), 90, np.uint8)] * n_frames)
    result = call(video, "-o", out)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert not out.exists()


@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    tmp_path.chmod(0o500)
    result = call(tmp_path / "clip.mp4", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "choose another output folder" in result.stderr


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path):
    (tmp_path / "out").write_text("", "utf-8")
    result = call(tmp_path / "clip.mp4", "-o", tmp_path / "out" / "deeper")
    assert result.exit_code == 2
    assert "choose another output folder" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--people", "none"], "--people must be"),
        (["--height-m", "178"], "subject.height_m"),
        (["--pose", "eyes"], "Unknown pose backend 'eyes'"),
        (["--preset", "moon"], "Unknown preset 'moon'"),
        (["--slow-motion", "0"], "clip.slow_motion"),
        (["--known-length", "1,2,3"], "subject.known_length"),
        (["--floor", "1,2,3"], "subject.floor"),
        (["--image-fps", "0"], "clip.image_rate_hz"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, arguments, message):
    result = call(tmp_path / "clip.mp4", "-o", tmp_path / "out", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.weights
def test_a_rendered_runner_is_analyzed_into_a_whole_folder(tmp_path):
    video, out = tmp_path / "clip.mp4", tmp_path / "out"
    scene = SceneSettings(width_px=640, height_px=360)
    render_clip(
        ClipSettings(scene=scene, duration_s=2.0, rate_hz=30.0, oversampling=1), video
    )
    result = call(video, "-o", out, "--height-m", 1.75, "--speed-m-s", 3)
    assert result.exit_code == 0, result.output
    assert {path.name for path in out.iterdir()} == RESULTS
    assert "Cadence" in result.output
    analysis = load(out)
    assert analysis.provenance["weights_sha256"]
    assert set(analysis.events["event"]) == {"initial_contact", "toe_off"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--lift"], "needs the body height, height_m. Give --height-m."),
        (["--export", "c3d"], "nobody is lifted to 3D; lift people as well"),
        (["--export", "xls"], "Unknown format to export 'xls'"),
    ],
)
def test_what_cannot_be_lifted_or_exported_is_said_before_the_work(
    tmp_path, options, says
):
    video, out = tmp_path / "clip.mp4", tmp_path / "out"
    write_video(video, [np.zeros((64, 64, 3), dtype=np.uint8)] * 12)
    result = call(video, "-o", out, *options)
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())
    assert not out.exists()
