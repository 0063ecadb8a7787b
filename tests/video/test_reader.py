from itertools import count, islice
from math import nan

import numpy as np
import pytest

from midstance.errors import VideoError
from midstance.schema.video import VideoInfo
from midstance.video.reader import VideoReader, open_video, probe

IMAGE = np.zeros((4, 6, 3), np.uint8)


class Stamps:
    """A source of pictures whose timestamps (s) are given."""

    def __init__(self, stamps, *, shown_s=0.1, duration_s=nan):
        self.stamps = stamps
        self.shown_s = shown_s
        self.info = VideoInfo("fake", 6, 4, 10.0, duration_s, 0)
        self.notes = []
        self.n_looked_at = 0

    def pictures(self, start_s, notes):
        for stamp_s in self.stamps:
            yield stamp_s, self.shown_s, self.image

    def image(self):
        self.n_looked_at += 1
        return IMAGE.copy()


def read(stamps, start_s=0.0, end_s=np.inf, slow_motion=1.0, **kwargs):
    reader = VideoReader(Stamps(stamps, **kwargs), start_s, end_s, slow_motion)
    return [frame.time_s for frame in reader], reader


def test_images_outside_the_part_need_no_colours():
    source = Stamps(np.arange(20) / 10)
    frames = list(VideoReader(source, 1.0, 1.5, 1.0))
    assert source.n_looked_at == len(frames) == 5


@pytest.mark.parametrize(
    ("name", "codec", "pix_fmt"),
    [
        ("a.mp4", "libx264", "yuv420p"),
        ("a.mov", "libx264", "yuv420p"),
        ("a.mkv", "libx264", "yuv420p"),
        ("a.avi", "mpeg4", "yuv420p"),
        ("a.webm", "libvpx", "yuv420p"),
        ("a.gif", "gif", "gray"),
    ],
)
def test_every_container_gives_each_frame_once_at_its_time(clips, name, codec, pix_fmt):
    with open_video(clips.make(name, codec=codec, pix_fmt=pix_fmt)) as reader:
        frames = list(reader)
    assert [clips.which(frame.image) for frame in frames] == list(range(12))
    assert [frame.index for frame in frames] == list(range(12))
    np.testing.assert_allclose(
        [frame.time_s for frame in frames], np.arange(12) / 10, atol=0.0011
    )
    assert reader.notes == []
    assert reader.info.rate_hz == pytest.approx(10, rel=0.01)
    assert not reader.info.is_variable_rate
    assert reader.n_frames_expected == 12


def test_frames_are_upright_rgb(clips):
    frame = next(iter(open_video(clips.make("a.mp4"))))
    assert frame.image.shape == (48, 64, 3)
    assert frame.image.dtype == np.uint8
    assert clips.red_corner(frame.image) == "top left"


def test_variable_rate_keeps_every_time(clips):
    ticks = [0, 3, 4, 9, 10, 11, 20, 22, 25, 26, 31, 40]
    path = clips.make("a.mp4", ticks=ticks, rate=100)
    reader = open_video(path)
    times = [frame.time_s for frame in reader]
    np.testing.assert_allclose(times, np.array(ticks) / 100, atol=1e-4)
    assert reader.info.is_variable_rate


def test_a_file_whose_first_frame_is_late_starts_at_zero(clips):
    path = clips.make("a.mkv", ticks=range(50, 62))
    times = [frame.time_s for frame in open_video(path)]
    np.testing.assert_allclose(times, np.arange(12) / 10, atol=0.0011)


@pytest.mark.parametrize(
    ("name", "codec", "pix_fmt"),
    [
        ("a.mp4", "libx264", "yuv420p"),
        ("a.mkv", "libx264", "yuv420p"),
        ("a.gif", "gif", "gray"),
    ],
)
@pytest.mark.parametrize("first", [1, 4, 6, 11])
def test_a_part_is_the_same_frames_on_the_same_clock(
    clips, first, name, codec, pix_fmt
):
    path = clips.make(name, codec=codec, pix_fmt=pix_fmt)
    whole = list(open_video(path))
    last = min(first + 3, 12)
    part = list(open_video(path, start_s=first / 10, end_s=last / 10))
    assert [frame.time_s for frame in part] == [
        frame.time_s for frame in whole[first:last]
    ]
    for frame, other in zip(part, whole[first:last], strict=True):
        np.testing.assert_array_equal(frame.image, other.image)
    assert part[0].index == 0


def test_a_time_typed_in_milliseconds_finds_its_frame():
    times, _ = read([0, 1 / 30, 2 / 30, 3 / 30], start_s=0.067)
    assert times == [2 / 30, 3 / 30]


def test_slow_motion_gives_seconds_of_life(clips):
    path = clips.make("a.mp4")
    reader = open_video(path, start_s=0.4, slow_motion=8)
    times = [frame.time_s for frame in reader]
    np.testing.assert_allclose(times, np.arange(4, 12) / 80)


def test_a_reader_can_be_read_again(clips):
    with open_video(clips.make("a.mp4")) as reader:
        first = [frame.time_s for frame in islice(reader, 3)]
        again = [frame.time_s for frame in reader]
    assert again[:3] == first
    assert len(again) == 12


def test_frames_come_before_the_video_is_read_to_its_end():
    reader = VideoReader(Stamps(index / 10 for index in count()), 0.0, np.inf, 1.0)
    assert [frame.index for frame in islice(reader, 5)] == [0, 1, 2, 3, 4]


def test_nobody_else_holds_a_frame(clips):
    frames = iter(open_video(clips.make("a.mp4")))
    first = next(frames).image
    before = first.copy()
    list(frames)
    np.testing.assert_array_equal(first, before)


def test_a_frame_without_time_follows_the_one_before():
    times, reader = read([0.0, 0.1, None, None, 0.4])
    assert times == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])
    assert [note.text for note in reader.notes] == [
        "Frames without a time: 2; it was inferred from the frame before."
    ]


def test_without_any_time_the_rate_of_the_container_is_the_clock():
    times, _ = read([None] * 4, shown_s=nan)
    assert times == pytest.approx([0.0, 0.1, 0.2, 0.3])


@pytest.mark.parametrize("stamps", [[0.0, 0.1, 0.1, 0.2], [0.0, 0.1, 0.05, 0.2]])
def test_a_time_that_does_not_rise_is_left_out_and_counted(stamps):
    times, reader = read(stamps)
    assert times == [0.0, 0.1, 0.2]
    (note,) = reader.notes
    assert note.text == "Frames left out because their time does not rise: 1."


@pytest.mark.parametrize("size", [0.4, 0.7])
def test_a_file_cut_short_gives_what_is_there_and_says_so(clips, size):
    path = clips.make("a.mp4", fast_start=True)
    stored = path.read_bytes()
    path.write_bytes(stored[: int(len(stored) * size)])
    reader = open_video(path)
    frames = list(reader)
    assert 0 < len(frames) < 12
    assert [clips.which(frame.image) for frame in frames] == list(range(len(frames)))
    assert any("cut short: it announces" in note.text for note in reader.notes)


def test_an_announced_end_within_the_chosen_part_is_no_cut():
    times, reader = read([0.0, 0.1, 0.2, 0.3], end_s=0.25, duration_s=0.4)
    assert times == [0.0, 0.1, 0.2]
    assert reader.notes == []


def test_a_folder_of_pictures_is_a_video(clips, tmp_path):
    import cv2

    for index in range(11):
        cv2.imwrite(str(tmp_path / f"p{index}.png"), clips.picture(index)[..., ::-1])
    frames = list(open_video(tmp_path, image_rate_hz=20, start_s=0.1))
    assert [clips.which(frame.image) for frame in frames] == list(range(2, 11))
    assert frames[0].time_s == pytest.approx(0.1)
    assert clips.red_corner(frames[0].image) == "top left"


def test_probe_tells_the_facts(clips):
    info = probe(clips.make("a.mp4"))
    assert info == VideoInfo(
        name="a.mp4",
        width_px=64,
        height_px=48,
        rate_hz=10.0,
        duration_s=pytest.approx(1.2),
        n_frames=12,
        codec="h264",
    )


def test_a_start_after_the_end_of_the_video_is_refused(clips):
    path = clips.make("a.mp4")
    with pytest.raises(
        VideoError, match=r"no frame from 9 s on; its last frame is at 1\.10 s"
    ):
        open_video(path, start_s=9)


def test_a_container_that_does_not_know_its_length_is_read_all_the_same(clips):
    path = clips.make("a.mpg", codec="mpeg2video", rate=25)
    assert open_video(path).info.duration_s < 0.2
    frames = list(open_video(path, start_s=0.2))
    assert [clips.which(frame.image) for frame in frames] == list(range(5, 12))


def test_a_part_without_frames_is_refused():
    with pytest.raises(VideoError, match=r"no frame from 0\.5 s to 0\.6 s"):
        read([0.0, 0.4], start_s=0.5, end_s=0.6)


@pytest.mark.parametrize(("start_s", "end_s"), [(2.0, 1.0), (1.0, 1.0), (-1.0, 1.0)])
def test_a_part_that_is_none_is_refused(tmp_path, start_s, end_s):
    with pytest.raises(VideoError, match="The start must lie before the end"):
        open_video(tmp_path / "a.mp4", start_s=start_s, end_s=end_s)


@pytest.mark.parametrize("deg", [90, 180, 270])
def test_frames_are_turned_once_more_when_asked(clips, deg):
    path = clips.make("a.mp4")
    with open_video(path) as plain, open_video(path, rotate_deg=deg) as turned:
        one, other = next(iter(plain)).image, next(iter(turned)).image
        assert np.array_equal(other, np.rot90(one, -deg // 90))
        shape = turned.info.height_px, turned.info.width_px
        assert shape == other.shape[:2]
        assert turned.info.rotation_deg == deg


def test_a_turn_that_is_no_quarter_turn_is_refused():
    with pytest.raises(VideoError, match="0, 90, 180 or 270, got 45"):
        open_video("a.mp4", rotate_deg=45)


@pytest.mark.parametrize("slow_motion", [0.0, -1.0, np.inf])
def test_a_clock_that_does_not_run_is_refused(tmp_path, slow_motion):
    with pytest.raises(VideoError, match="slow_motion must be above 0"):
        open_video(tmp_path / "a.mp4", slow_motion=slow_motion)


def test_a_real_clip_has_the_frames_it_says(reference_data):
    path = reference_data / "video" / "treadmill_side_left_30fps.mp4"
    reader = open_video(path, start_s=10.0)
    times = [frame.time_s for frame in reader]
    np.testing.assert_allclose(times, np.arange(300, 360) / 30)
    assert (reader.info.width_px, reader.info.height_px) == (720, 1280)
