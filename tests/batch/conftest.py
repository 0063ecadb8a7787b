"""Fixtures of the tests of batches."""

from importlib import resources

import numpy as np
import pytest

from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter

RATE_HZ, N_FRAMES = 60, 66


@pytest.fixture(scope="session")
def two_people(tmp_path_factory):
    """The demo clip twice, beside itself: two people, one a little later."""
    path = tmp_path_factory.mktemp("pieces") / "two.mp4"
    examples = resources.files("midstance") / "examples"
    with (
        resources.as_file(examples / "demo.mp4") as demo,
        open_video(demo, end_s=(N_FRAMES + 20.5) / RATE_HZ) as source,
    ):
        frames = [frame.image[::2, ::2] for frame in source]
    with VideoWriter(path, 1280, 360, rate_hz=RATE_HZ) as writer:
        for one, other in zip(frames[:N_FRAMES], frames[20:], strict=False):
            writer.write(np.hstack([one, other]))
    return path
