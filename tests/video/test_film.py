import av
import numpy as np
import pytest

from midstance.config import Clip
from midstance.errors import VideoError
from midstance.video import film as film_module
from midstance.video.film import write_film
from midstance.video.reader import open_video, probe


def times_s(path, **part):
    return np.array([frame.time_s for frame in open_video(path, **part)])


def images(path):
    return np.stack([frame.image for frame in open_video(path)])


def turned_right(path):
    """Say in the track header that the images are to be turned by a quarter."""
    stored = bytearray(path.read_bytes())
    start = stored.index(b"tkhd") + 44
    numbers = np.array([0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30], ">i4")
    stored[start : start + 36] = numbers.tobytes()
    path.write_bytes(stored)
    return path


def test_what_browsers_play_is_copied_and_not_encoded_again(clips, tmp_path):
    source = clips.make("a.mp4", ticks=[0, 1, 2, 5, 6, 9, 10])
    film = tmp_path / "film.mp4"
    assert write_film(source, film)
    np.testing.assert_array_equal(images(film), images(source))
    np.testing.assert_allclose(times_s(film), times_s(source), atol=1e-3)


def test_a_copy_is_turned_as_its_original(clips, tmp_path):
    source = turned_right(clips.make("a.mp4"))
    assert write_film(source, tmp_path / "film.mp4")
    assert probe(tmp_path / "film.mp4").rotation_deg == 90
    first = next(iter(open_video(tmp_path / "film.mp4"))).image
    assert clips.red_corner(first) == "top right"


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("other_codec.mkv", {"codec": "mpeg4"}),
        ("full_colours.mp4", {"pix_fmt": "yuv444p"}),
        ("stretched.mp4", {"aspect": 2}),
        ("no_time_of_decoding.mkv", {}),
    ],
)
def test_what_browsers_may_not_play_is_encoded(clips, tmp_path, name, settings):
    source = clips.make(name, ticks=[0, 1, 4, 5], **settings)
    film = tmp_path / "film.mp4"
    assert not write_film(source, film)
    with av.open(str(film)) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
    np.testing.assert_allclose(times_s(film), [0.0, 0.1, 0.4, 0.5], atol=1e-3)


def test_a_large_file_is_encoded_and_becomes_smaller(clips, tmp_path, monkeypatch):
    source = clips.make("a.mp4")
    monkeypatch.setattr(film_module, "MOST_COPIED_BYTES", 10)
    monkeypatch.setattr(film_module, "LONGEST_PX", 32)
    assert not write_film(source, tmp_path / "film.mp4")
    info = probe(tmp_path / "film.mp4")
    assert (info.width_px, info.height_px) == (32, 24)


def test_a_part_from_within_begins_at_zero(clips, tmp_path):
    film = tmp_path / "film.mp4"
    assert not write_film(clips.make("a.mp4"), film, Clip(start_s=0.5, end_s=0.9))
    assert [clips.which(frame.image) for frame in open_video(film)] == [5, 6, 7, 8]
    assert times_s(film)[0] == 0.0


def test_a_part_from_the_beginning_holds_every_frame_of_it(clips, tmp_path):
    film = tmp_path / "film.mp4"
    assert write_film(clips.make("a.mp4"), film, Clip(end_s=0.6))
    shown = [clips.which(frame.image) for frame in open_video(film)]
    assert shown[:6] == [0, 1, 2, 3, 4, 5]
    assert len(shown) <= 9


def test_a_video_that_is_turned_by_hand_is_encoded(clips, tmp_path):
    film = tmp_path / "film.mp4"
    assert not write_film(clips.make("a.mp4"), film, Clip(rotate=90))
    first = next(iter(open_video(film))).image
    assert clips.red_corner(first) == "top right"


def test_slow_motion_stays_slow(clips, tmp_path):
    film = tmp_path / "film.mp4"
    write_film(clips.make("a.mp4"), film, Clip(slow_motion=8.0))
    assert times_s(film)[-1] == pytest.approx(1.1, abs=1e-3)


def test_progress_is_told_of_what_is_encoded(clips, tmp_path):
    told = []
    source = clips.make("a.mkv", codec="mpeg4")
    write_film(source, tmp_path / "f.mp4", progress=lambda *what: told.append(what))
    assert told[-1][:2] == ("Preparing the video", clips.n_frames)


def test_no_video_leaves_no_film(tmp_path):
    with pytest.raises(VideoError, match="No video at"):
        write_film(tmp_path / "none.mp4", tmp_path / "film.mp4")
    assert not (tmp_path / "film.mp4").exists()
