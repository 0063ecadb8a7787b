"""A folder as `midstance analyze` leaves it, of a short rendered runner."""

import dataclasses

import numpy as np
import pytest

from midstance.config import Config
from midstance.pipeline import analyze_tracks, video_sha256
from midstance.schema.video import VideoInfo
from midstance.video.writer import VideoWriter

RATE_HZ = 30.0
WIDTH_PX, HEIGHT_PX = 96, 64


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    """Four seconds of grey; how grey the two halves are says which frame it is."""
    path = tmp_path_factory.mktemp("clip") / "run.mp4"
    with VideoWriter(path, WIDTH_PX, HEIGHT_PX, RATE_HZ, crf=10) as writer:
        for i in range(120):
            image = np.full((HEIGHT_PX, WIDTH_PX, 3), 20 * (i % 11), np.uint8)
            image[:, WIDTH_PX // 2 :] = 20 * (i // 11)
            writer.write(image)
    return path


@pytest.fixture(scope="session")
def analyzed(film, clip):
    """The analysis of a synthetic runner, told to come from that clip."""
    raw = film(rate_hz=RATE_HZ, noise_px=1.0, duration_s=4.0)
    config = Config(metrics=("cadence", "contact_time")).updated(
        subject={"height_m": 1.75, "speed_m_s": 3.0}
    )
    info = VideoInfo(clip.name, WIDTH_PX, HEIGHT_PX, RATE_HZ, 4.0, 120)
    found = analyze_tracks(raw, config, video=info, notes=("A note on the video.",))
    return dataclasses.replace(
        found, provenance={"video_sha256": video_sha256(clip), "pose": "none"}
    )


@pytest.fixture
def results(analyzed, tmp_path):
    """A folder with that analysis, as `midstance analyze` writes it."""
    return analyzed.save(tmp_path / "results")
