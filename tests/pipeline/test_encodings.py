"""The same seconds of one clip, encoded in many ways, give the same contacts."""

from dataclasses import dataclass
from fractions import Fraction
from importlib import resources

import av
import cv2
import numpy as np
import pytest

from midstance.pipeline.analyze import analyze
from midstance.schema.events import KINDS, SIDES, times_s
from midstance.video.reader import open_video

pytestmark = pytest.mark.weights

DURATION_S, RATE_HZ = 3.0, 60


@dataclass(frozen=True)
class Encoding:
    """How large the shorter side is, by what it is packed, and how it lies."""

    short_px: int
    options: tuple[tuple[str, str], ...] = (("crf", "23"),)
    codec: str = "libx264"
    turned_deg: int = 0

    def __str__(self):
        packed = "-".join(value for pair in self.options for value in pair)
        return f"{self.short_px}px-{self.codec}-{packed}-{self.turned_deg}deg"


def crf(short_px, value, turned_deg=0):
    return Encoding(short_px, (("crf", str(value)),), turned_deg=turned_deg)


BEST = Encoding(1080, (("preset", "ultrafast"), ("crf", "12")))
HARDEST = [crf(360, 28), Encoding(360, (("qscale", "4"),), "mjpeg")]
"""No gait was found in these when exchanges of each stride were not undone."""
OTHERS = [
    crf(360, 23, turned_deg=270),
    Encoding(360, (("qscale", "4"),), "mpeg4"),
    *(crf(360, value) for value in (18, 20, 23, 32)),
    *(crf(short_px, 23) for short_px in (480, 540, 720)),
    *(crf(short_px, 30) for short_px in (540, 720)),
    *(crf(360, 23, turned_deg) for turned_deg in (90, 180)),
    *(crf(720, 23, turned_deg) for turned_deg in (90, 180, 270)),
    Encoding(360, (("preset", "ultrafast"), ("crf", "23"))),
    Encoding(360, (("preset", "slow"), ("crf", "23"))),
]

_TURNS = {
    90: (cv2.ROTATE_90_COUNTERCLOCKWISE, (0, 1, -1, 0)),
    180: (cv2.ROTATE_180, (-1, 0, 0, -1)),
    270: (cv2.ROTATE_90_CLOCKWISE, (0, -1, 1, 0)),
}


@pytest.fixture(scope="session")
def images():
    examples = resources.files("midstance") / "examples"
    with (
        resources.as_file(examples / "demo.mp4") as path,
        open_video(path, end_s=DURATION_S) as demo,
    ):
        return [frame.image for frame in demo]


@pytest.fixture(scope="session")
def usual(images, tmp_path_factory):
    """Contacts and toe-offs in the largest and best encoding."""
    path = tmp_path_factory.mktemp("usual") / "run.mp4"
    return analyze(encode(images, BEST, path)).events


def encode(images, how, path):
    height_px, width_px = images[0].shape[:2]
    scale = how.short_px / min(height_px, width_px)
    size = tuple(round(side * scale / 2) * 2 for side in (width_px, height_px))
    with av.open(str(path), "w") as file:
        stream = file.add_stream(how.codec, rate=RATE_HZ)
        stream.width, stream.height = size if how.turned_deg % 180 == 0 else size[::-1]
        stream.pix_fmt = "yuvj420p" if how.codec == "mjpeg" else "yuv420p"
        stream.options = dict(how.options)
        for number, image in enumerate(images):
            small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
            if how.turned_deg:
                small = cv2.rotate(small, _TURNS[how.turned_deg][0])
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(small), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE_HZ)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    if how.turned_deg:
        write_matrix(path, _TURNS[how.turned_deg][1])
    return path


def write_matrix(path, matrix):
    """Write how the image lies into the track header, as phones do."""
    stored = bytearray(path.read_bytes())
    # Version, flags, times, ids, duration, layer, volume: 44 bytes before it.
    start = stored.index(b"tkhd") + 44
    a, b, c, d = ((1 << 16) * value for value in matrix)
    numbers = np.array([a, b, 0, c, d, 0, 0, 0, 1 << 30], ">i4")
    stored[start : start + 36] = numbers.tobytes()
    path.write_bytes(stored)


@pytest.mark.parametrize(
    "how",
    [*HARDEST, *(pytest.param(how, marks=pytest.mark.slow) for how in OTHERS)],
    ids=str,
)
def test_the_contacts_are_those_of_the_best_encoding(how, images, usual, tmp_path):
    found = analyze(encode(images, how, tmp_path / "run.mp4")).events
    in_sd = []
    for side in SIDES:
        for kind in KINDS:
            there, here = times_s(usual, side, kind), times_s(found, side, kind)
            assert len(here) == len(there)
            own = found[(found["side"] == side) & (found["event"] == kind)]
            stated_s = own.sort_values("time_s")["uncertainty_s"].to_numpy()
            in_sd += (np.abs(here - there) / stated_s).tolist()
    # Where the network puts both feet on one leg for some frames, an event is off
    # by more than it says: seen once in these 320.
    assert len(in_sd) == 16
    assert sorted(in_sd)[-2] < 2.5
    assert max(in_sd) < 3.5
