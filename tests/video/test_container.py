from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from midstance.errors import VideoError
from midstance.video.container import ContainerSource
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter

UNIT = 1 << 16


def with_matrix(path, matrix):
    """Write `matrix` (a, b, c, d) as display matrix into the track header."""
    stored = bytearray(path.read_bytes())
    # Version, flags, times, ids, duration, layer, volume: 44 bytes before it.
    start = stored.index(b"tkhd") + 44
    a, b, c, d = (UNIT * value for value in matrix)
    numbers = np.array([a, b, 0, c, d, 0, 0, 0, 1 << 30], ">i4")
    stored[start : start + 36] = numbers.tobytes()
    path.write_bytes(stored)
    return path


def first_image(path):
    source = ContainerSource(path)
    return next(source.pictures(0.0, []))[2](), source


@pytest.mark.parametrize(
    ("matrix", "turned_deg", "corner"),
    [
        ((1, 0, 0, 1), 0, "top left"),
        ((0, 1, -1, 0), 90, "top right"),
        ((-1, 0, 0, -1), 180, "bottom right"),
        ((0, -1, 1, 0), 270, "bottom left"),
    ],
)
def test_rotation_of_the_file_is_applied(clips, matrix, turned_deg, corner):
    image, source = first_image(with_matrix(clips.make("a.mp4"), matrix))
    assert clips.red_corner(image) == corner
    assert source.info.rotation_deg == turned_deg
    assert image.shape == (source.info.height_px, source.info.width_px, 3)
    assert (source.info.width_px > source.info.height_px) == (turned_deg % 180 == 0)
    assert image.flags.c_contiguous
    assert source.notes == []


@pytest.mark.parametrize(
    ("matrix", "corner"),
    [((-1, 0, 0, 1), "top right"), ((1, 0, 0, -1), "bottom left")],
)
def test_a_mirrored_picture_is_shown_mirrored_and_said_so(clips, matrix, corner):
    image, source = first_image(with_matrix(clips.make("a.mp4"), matrix))
    assert clips.red_corner(image) == corner
    assert "mirrored" in source.notes[0].text


def test_pixels_are_made_square(clips):
    path = clips.make("a.mp4", aspect=Fraction(3, 2))
    image, source = first_image(path)
    assert image.shape == (48, 96, 3)
    assert source.info.width_px == 96
    assert [note.text for note in source.notes] == [
        "The pixels are not square; the pictures were widened from 64 to 96 px."
    ]


@pytest.mark.parametrize("aspect", [Fraction(16, 1), Fraction(1, 9)])
def test_pixels_that_no_camera_makes_are_refused(clips, aspect):
    path = clips.make("a.mkv", aspect=aspect)
    with pytest.raises(VideoError, match="times as wide as high, which no camera"):
        ContainerSource(path)


@pytest.mark.parametrize("name", ["12:30.mp4", "http:x.mp4", "concat:a.mp4"])
def test_a_name_with_a_colon_is_a_file_and_no_protocol(clips, name, monkeypatch):
    monkeypatch.chdir(clips.folder)
    with VideoWriter(Path(name), 64, 48, 10.0) as writer:
        for index in range(3):
            writer.write(clips.picture(index))
    assert Path(name).is_file()
    assert ContainerSource(Path(name)).info.n_frames == 3


def test_a_clip_that_begins_an_hour_after_its_clock_is_not_cut_short(clips):
    path = clips.make("a.mkv", ticks=range(36_000, 36_012))
    with open_video(path) as video:
        assert len(list(video)) == 12
        assert video.info.duration_s == pytest.approx(1.2, abs=0.1)
        assert [note.kind for note in video.notes] == []


def test_colours_follow_the_standard_the_file_names(clips):
    image, _ = first_image(clips.make("a.mkv"))
    np.testing.assert_allclose(image[4:12, 4:12].mean((0, 1)), [255, 0, 0], atol=12)


def test_a_seek_lands_at_or_before_the_start(clips):
    source = ContainerSource(clips.make("a.mp4"))
    for start_s in (0.55, 0.95, 1.1):
        time_s, _, show = next(source.pictures(start_s, []))
        assert 0 < time_s <= start_s
        assert clips.which(show()) == round(time_s * 10)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(VideoError, match=r"No video at .*a\.mp4"):
        ContainerSource(tmp_path / "a.mp4")


@pytest.mark.parametrize("name", ["a.mp4", "a.txt", "a.m3u8"])
def test_a_text_file_is_no_video(tmp_path, name):
    path = tmp_path / name
    path.write_text("#EXTM3U\n#EXTINF:1,\n/etc/hostname\n" * 40, "utf-8")
    with pytest.raises(VideoError, match="cannot be opened as a video"):
        ContainerSource(path)


def test_an_empty_file_is_no_video(tmp_path):
    path = tmp_path / "a.mp4"
    path.touch()
    with pytest.raises(VideoError, match="cannot be opened as a video"):
        ContainerSource(path)


def test_a_file_of_sound_is_no_video(clips):
    with pytest.raises(VideoError, match="holds no moving pictures, only sound"):
        ContainerSource(clips.make_sound("a.mp4"))


def test_a_single_picture_is_no_video(tmp_path):
    path = tmp_path / "a.png"
    path.touch()
    with pytest.raises(VideoError, match=r"a\.png is a single picture"):
        ContainerSource(path)


def test_a_video_without_a_frame_that_decodes_is_refused(clips):
    path = clips.make("a.mp4", fast_start=True)
    stored = path.read_bytes()
    path.write_bytes(stored[: stored.index(b"mdat") + 4])
    with pytest.raises(VideoError, match=r"No picture of a\.mp4 can be decoded"):
        ContainerSource(path)


def test_damage_in_the_middle_is_said(clips):
    path = clips.make("a.mp4", fast_start=True)
    stored = bytearray(path.read_bytes())
    start = stored.index(b"mdat") + 4
    middle = (start + len(stored)) // 2
    stored[middle : middle + 60] = b"\xff" * 60
    path.write_bytes(stored)
    notes = []
    list(ContainerSource(path).pictures(0.0, notes))
    assert {note.kind for note in notes} & {"frames_damaged", "pieces_lost"}


def test_frames_that_would_fill_the_memory_are_refused_before_they_are_decoded(
    tmp_path,
):
    Image.new("RGB", (8, 8)).save(tmp_path / "a.gif")
    stored = bytearray((tmp_path / "a.gif").read_bytes())
    stored[6:10] = (12_000).to_bytes(2, "little") * 2
    (tmp_path / "a.gif").write_bytes(stored)
    with pytest.raises(VideoError, match=r"frames of 12000 x 12000 px, more than the"):
        ContainerSource(tmp_path / "a.gif")


def test_frames_out_of_order_do_not_make_an_even_rate_uneven(tmp_path, monkeypatch):
    path = tmp_path / "even.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=60, options={"bf": "7"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for k in range(90):
            image = np.full((48, 64, 3), 2 * k, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image)))
        container.mux(stream.encode(None))
    for n_read in range(20, 40):
        monkeypatch.setattr("midstance.video.container._N_PACKETS_FOR_RATE", n_read)
        assert not ContainerSource(path).info.is_variable_rate
