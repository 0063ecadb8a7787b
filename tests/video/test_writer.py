import av
import numpy as np
import pytest

from midstance.errors import OutputError, VideoError
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter


def write(path, clips, times_s, shape=(48, 64)):
    with VideoWriter(path, shape[1], shape[0], 10.0) as writer:
        for index, time_s in enumerate(times_s):
            writer.write(clips.picture(index, shape), time_s)
    return path


def test_frames_come_back_in_order_at_an_even_rate(clips, tmp_path):
    path = write(tmp_path / "a.mp4", clips, [None] * 12)
    frames = list(open_video(path))
    assert [clips.which(frame.image) for frame in frames] == list(range(12))
    np.testing.assert_allclose([frame.time_s for frame in frames], np.arange(12) / 10)


def test_given_times_come_back_and_the_first_becomes_zero(clips, tmp_path):
    times_s = 7.0 + np.array([0.0, 0.01, 0.05, 0.0833, 0.2])
    path = write(tmp_path / "a.mp4", clips, times_s)
    np.testing.assert_allclose(
        [frame.time_s for frame in open_video(path)], times_s - 7.0, atol=1e-5
    )
    with av.open(str(path)) as container:
        assert container.streams.video[0].start_time == 0


def test_the_last_frame_is_shown_for_one_period(clips, tmp_path):
    path = write(tmp_path / "a.mp4", clips, [0.0, 0.1, 0.15])
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert float(stream.duration * stream.time_base) == pytest.approx(0.25)


def test_a_browser_can_play_it_while_it_loads(clips, tmp_path):
    path = write(tmp_path / "a.mp4", clips, [None] * 3)
    stored = path.read_bytes()
    assert stored.index(b"moov") < stored.index(b"mdat")
    with av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert context.profile in ("High", "Main", "Constrained Baseline")


def test_a_key_frame_comes_twice_a_second(clips, tmp_path):
    path = write(tmp_path / "a.mp4", clips, [None] * 12)
    with av.open(str(path)) as container:
        keys = [packet.is_keyframe for packet in container.demux(video=0) if packet.dts]
    assert sum(keys) >= 2


def test_odd_sizes_grow_by_one(clips, tmp_path):
    path = write(tmp_path / "a.mp4", clips, [None] * 2, shape=(47, 63))
    frame = next(iter(open_video(path)))
    assert frame.image.shape == (48, 64, 3)
    assert abs(int(frame.image[47, 63, 0]) - int(frame.image[46, 62, 0])) < 8


def test_colours_survive(clips, tmp_path):
    colours = np.array([[220, 40, 30], [30, 200, 60], [20, 60, 220], [128] * 3])
    image = np.repeat(np.repeat(colours[None], 32, 0), 32, 1).astype(np.uint8)
    with VideoWriter(tmp_path / "a.mp4", 128, 32, 10.0) as writer:
        writer.write(image)
    back = next(iter(open_video(tmp_path / "a.mp4"))).image
    centres = back[16, 16::32].astype(int)
    np.testing.assert_allclose(centres, colours, atol=6)


def test_an_error_leaves_the_old_file_and_no_half_one(clips, tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"old")
    with (
        pytest.raises(KeyboardInterrupt),
        VideoWriter(path, 64, 48, 10.0) as writer,
    ):
        writer.write(clips.picture(0))
        raise KeyboardInterrupt
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_time_that_does_not_rise_is_refused(clips, tmp_path):
    with pytest.raises(VideoError, match=r"must rise, got 0\.1 s after 0\.2 s"):
        write(tmp_path / "a.mp4", clips, [0.0, 0.2, 0.1])
    assert list(tmp_path.iterdir()) == []


def test_a_picture_of_another_size_is_refused(clips, tmp_path):
    with (
        VideoWriter(tmp_path / "a.mp4", 64, 48, 10.0) as writer,
        pytest.raises(VideoError, match=r"shape \(48, 64, 3\), got uint8"),
    ):
        writer.write(clips.picture(0, (50, 64)))


@pytest.mark.parametrize(("width_px", "rate_hz"), [(0, 30.0), (64, 0.0)])
def test_a_video_of_nothing_is_refused(tmp_path, width_px, rate_hz):
    with pytest.raises(VideoError, match="above 0"):
        VideoWriter(tmp_path / "a.mp4", width_px, 48, rate_hz)


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(OutputError, match="Cannot make the folder"),
        VideoWriter(tmp_path / "file" / "a.mp4", 64, 48, 10.0),
    ):
        pass


def test_a_full_disk_is_said_and_leaves_no_file(full_disk):
    rng = np.random.default_rng(0)
    with (
        pytest.raises(OutputError, match=r"run\.mp4.*make room"),
        VideoWriter(full_disk / "run.mp4", 320, 240, 30.0, crf=1) as writer,
    ):
        for _ in range(60):
            writer.write(rng.integers(0, 256, (240, 320, 3), np.uint8))
    assert list(full_disk.iterdir()) == []
