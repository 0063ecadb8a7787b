import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.schema.events import load_events
from midstance.schema.tracks import load_tracks
from midstance.video.reader import open_video

SHORT = ["--duration", "0.2", "--fps", "30", "--size", "320x180"]


def test_the_clip_and_its_truth_have_the_same_clock(tmp_path):
    clip, truth = tmp_path / "clip.mp4", tmp_path / "truth"
    result = CliRunner().invoke(
        app, ["synth", "-o", str(clip), "--truth", str(truth), *SHORT]
    )
    assert result.exit_code == 0, result.output
    with open_video(clip) as video:
        times_s = [frame.time_s for frame in video]
        assert (video.info.width_px, video.info.height_px) == (320, 180)
    tracks = load_tracks(truth / "tracks.nc")
    assert tracks["time"].to_numpy() == pytest.approx(times_s, abs=1e-3)
    assert set(load_events(truth / "events.csv")["source"]) <= {"truth"}


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (["--size", "big"], "--size must look like 1280x720, got 'big'"),
        (["--duration", "0"], "must be more than 0"),
        (["--speed-m-s", "40"], "speed_m_s must lie between"),
        (["--view", "top"], "top"),
    ],
)
def test_a_wrong_setting_is_status_2_and_writes_nothing(tmp_path, option, message):
    clip = tmp_path / "clip.mp4"
    result = CliRunner().invoke(app, ["synth", "-o", str(clip), *SHORT, *option])
    assert result.exit_code == 2
    assert message in result.stderr
    assert not clip.exists()
