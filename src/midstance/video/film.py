"""A copy of a video that a browser plays, its first frame at 0 s."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from midstance.config import Clip
from midstance.files import StrPath, as_path, replacing
from midstance.kernels.progress import Progress
from midstance.kernels.types import Image
from midstance.video.container import ContainerSource, open_container
from midstance.video.reader import Frame, VideoReader, open_video
from midstance.video.writer import VideoWriter

MOST_COPIED_BYTES = 40_000_000
"""A larger file is encoded anew: browsers are slow to open a page that holds it."""
LONGEST_PX = 1280
"""Longer images are made smaller when they are encoded anew."""
Change = Callable[[Iterable[Frame]], Iterator[Frame]]
"""Gives frames as they shall be."""
_CRF = 28
_PLAYED_FORMATS = ("yuv420p", "yuvj420p")
"""Of H.264, what browsers play: 8 bits, colours at half the resolution."""


def write_film(
    video: StrPath,
    path: StrPath,
    clip: Clip | None = None,
    *,
    change: Change | None = None,
    progress: Progress | None = None,
) -> bool:
    """Write a copy of a video that every browser plays, and return how.

    H.264 as browsers play it is copied as it is, when the file is small enough and
    is wanted from its first frame on; anything else is encoded once, at most
    1280 px long. Either way the first frame is at 0 s and the others as long after
    it as in the file, without sound.

    Parameters
    ----------
    video
        Video file or folder of images.
    path
        Where the copy shall be, ``.mp4``.
    clip
        Which part; its pace stays that of the file: slow motion stays slow. None:
        all of it.
    change
        Gives the frames as they shall be, at the times of the file; nothing is
        copied as it is then. None: as they are.
    progress
        Called with the stage, the frames done, and of how many (None when not
        known); not called when nothing is encoded.

    Returns
    -------
    bool
        Whether the stream was copied as it is.

    Raises
    ------
    VideoError
        If the video cannot be decoded.
    OutputError
        If the folder cannot be written to.

    """
    source, target = as_path(video, "The video"), as_path(path, "The copy")
    wanted = (clip or Clip()).model_copy(update={"slow_motion": 1.0})
    options = wanted.reader_options()
    is_whole = not wanted.start_s and not options["rotate_deg"]
    if change is None and is_whole and _is_played(source):
        with replacing(target) as part:
            _copy(source, part, wanted.end_s)
        return True
    with open_video(source, **options) as frames:
        _encode(frames, target, change or iter, progress)
    return False


def _is_played(video: Path) -> bool:
    """Return whether browsers play the stream of a file as it is."""
    if not video.is_file() or video.stat().st_size > MOST_COPIED_BYTES:
        return False
    source = ContainerSource(video)
    if source.info.codec != "h264" or source.notes:
        return False  # its notes: stretched or mirrored, which browsers are not sure of
    with open_container(video) as (container, stream):
        packets = [one for one in container.demux(stream) if one.size]
        # Matroska keeps no time of decoding, and what is guessed may be missing.
        return (
            stream.codec_context.pix_fmt in _PLAYED_FORMATS
            and bool(packets)
            and packets[0].is_keyframe
            and all(one.pts is not None and one.dts is not None for one in packets)
        )


def _copy(video: Path, path: Path, end_s: float | None) -> None:
    """Copy the stream; packets go by their time of decoding, so none is missed."""
    import av

    with (
        open_container(video) as (source, stored),
        av.open(str(path.absolute()), "w", format="mp4", options=_FAST_START) as out,
    ):
        stream = out.add_stream_from_template(stored)
        zero: int | None = None
        for packet in source.demux(stored):
            if packet.dts is None or packet.pts is None or packet.time_base is None:
                continue  # the last one, which is empty
            zero = packet.pts if zero is None else zero
            if end_s is not None and (packet.dts - zero) * packet.time_base >= end_s:
                break
            packet.pts -= zero
            packet.dts -= zero
            packet.stream = stream
            out.mux(packet)


_FAST_START = {"movflags": "+faststart"}


def _encode(
    frames: VideoReader, path: Path, change: Change, progress: Progress | None
) -> None:
    import cv2

    info = frames.info
    shrink = min(1.0, LONGEST_PX / max(info.width_px, info.height_px))
    width_px, height_px = (
        max(2, 2 * round(shrink * side / 2)) for side in (info.width_px, info.height_px)
    )
    rate_hz = info.rate_hz if info.rate_hz > 0 else 30.0
    n_frames = frames.n_frames_expected or None
    with VideoWriter(path, width_px, height_px, rate_hz, crf=_CRF) as writer:
        for n_done, frame in enumerate(change(frames), 1):
            image: Image = frame.image
            if image.shape[:2] != (height_px, width_px):
                resized = cv2.resize(
                    image, (width_px, height_px), interpolation=cv2.INTER_AREA
                )
                image = resized.astype("uint8", copy=False)
            writer.write(image, frame.time_s)
            if progress:
                progress("Preparing the video", n_done, n_frames)
