"""Small clips in which every frame tells which one it is."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest


class Clips:
    """Makes clips of a grey that grows brighter, with a red corner."""

    width_px, height_px = 64, 48
    n_frames = 12

    def __init__(self, folder: Path):
        self.folder = folder

    def picture(self, index, shape=(height_px, width_px)):
        grain = np.random.default_rng(index).integers(-6, 7, (*shape, 1))
        image = np.repeat(20 + 16 * index + grain, 3, axis=2).astype(np.uint8)
        image[:16, :16] = (255, 0, 0)
        return image

    def which(self, image):
        """Return the index of the `picture` that became `image`."""
        return round((np.median(image.astype(float)) - 20) / 16)

    def red_corner(self, image):
        redness = image[..., 0].astype(float) - image[..., 1]
        y_px, x_px = np.argwhere(redness > 100).mean(axis=0)
        vertical = "top" if y_px < image.shape[0] / 2 else "bottom"
        return f"{vertical} {'left' if x_px < image.shape[1] / 2 else 'right'}"

    def make(
        self,
        name: str,
        *,
        codec: str = "libx264",
        ticks: Sequence[int] = range(n_frames),
        rate: int = 10,
        pix_fmt: str = "yuv420p",
        aspect: Fraction | None = None,
        fast_start: bool = False,
    ) -> Path:
        """Write one picture for each of `ticks`, which count at `rate`."""
        path = self.folder / name
        options = {"movflags": "+faststart"} if fast_start else {}
        with av.open(str(path), "w", options=options) as container:
            stream = container.add_stream(codec, rate=rate)
            stream.width, stream.height = self.width_px, self.height_px
            stream.pix_fmt = pix_fmt
            stream.codec_context.gop_size = 4
            stream.codec_context.max_b_frames = 0 if fast_start else 2
            if aspect is not None:
                stream.codec_context.sample_aspect_ratio = aspect
            for index, tick in enumerate(ticks):
                rgb = av.VideoFrame.from_ndarray(self.picture(index), format="rgb24")
                frame = rgb.reformat(format=pix_fmt)
                frame.pts = tick
                frame.time_base = Fraction(1, rate)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return path

    def make_sound(self, name: str) -> Path:
        """Write a tenth of a second of silence."""
        path = self.folder / name
        with av.open(str(path), "w", format="mp4") as container:
            stream = container.add_stream("aac", rate=16_000, layout="mono")
            silence = np.zeros((1, 1600), np.float32)
            frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
            frame.sample_rate = 16_000
            container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return path


@pytest.fixture
def clips(tmp_path):
    return Clips(tmp_path)
