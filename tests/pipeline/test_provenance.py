import hashlib

import numpy as np

from midstance.config import Config
from midstance.pipeline.provenance import (
    provenance_of,
    source_of,
    video_sha256,
    video_size_bytes,
)
from midstance.pose.networks.canned import Canned
from midstance.schema.video import VideoInfo


def test_a_video_is_known_by_its_content(tmp_path):
    path = tmp_path / "run.mp4"
    path.write_bytes(b"frames")
    assert video_sha256(path) == hashlib.sha256(b"frames").hexdigest()
    folder = video_sha256(tmp_path)
    assert len(folder) == 64
    (tmp_path / "more.png").write_bytes(b"frame")
    assert video_sha256(tmp_path) != folder
    assert video_size_bytes(tmp_path) == 11
    assert video_sha256(tmp_path / "none.mp4") == ""


def test_the_video_the_network_and_the_program_are_written_down(tmp_path):
    path = tmp_path / "run.mp4"
    path.write_bytes(b"frames")
    facts = provenance_of(path, Config(), Canned())
    assert facts["video_sha256"] == video_sha256(path)
    assert facts["video_size_bytes"] == 6
    assert facts["video_path"] == str(path.resolve())
    assert facts["pose"] == "blazepose"
    assert facts["midstance"][0].isdigit()
    assert facts["libraries"]["numpy"] == np.__version__
    assert facts == provenance_of(path, Config(), Canned())


def test_tracks_know_their_picture():
    info = VideoInfo("run.mp4", 640, 360, 30.0, 4.0, 120)
    assert source_of(info) == {
        "source_file": "run.mp4",
        "image_width_px": 640,
        "image_height_px": 360,
    }
