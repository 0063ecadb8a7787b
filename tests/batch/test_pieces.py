import numpy as np
import pytest
from tests.pose.test_resuming import assert_same_to_the_bit

from midstance.batch.pieces import find_piece, keep_joined, pieces_of
from midstance.config import Config
from midstance.formats.pose_log import load_pose_log
from midstance.pipeline.analyze import analyze
from midstance.pose import pieces


@pytest.fixture
def _short_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE_S", 0.4)
    monkeypatch.setattr(pieces, "LEAD_S", 0.15)


def test_a_video_of_less_than_a_minute_is_one_piece(two_people):
    assert pieces_of(two_people, Config()) == range(1)


@pytest.mark.usefixtures("_short_pieces")
@pytest.mark.parametrize(
    ("clip", "expected"),
    [
        ({}, range(3)),
        ({"start_s": 0.6}, range(1, 3)),
        ({"start_s": 0.6, "end_s": 0.79}, range(1, 2)),
        ({"end_s": 0.8}, range(2)),
        ({"end_s": 99.0}, range(3)),
        ({"slow_motion": 4.0}, range(1)),
    ],
)
def test_the_pieces_lie_on_the_clock_of_life(two_people, clip, expected):
    assert pieces_of(two_people, Config().updated(clip=clip)) == expected


@pytest.mark.usefixtures("_short_pieces")
def test_what_must_be_seen_whole_is_not_cut(two_people, tmp_path):
    (tmp_path / "images").mkdir()
    assert pieces_of(tmp_path / "images", Config()) == range(1)
    canned = Config().updated(pose={"name": "canned"})
    assert pieces_of(two_people, canned) == range(1)


@pytest.mark.weights
@pytest.mark.usefixtures("_short_pieces")
@pytest.mark.parametrize(
    "settings",
    [
        {"people": 2, "clip": {"camera": "moving"}},
        {"people": 2, "clip": {"start_s": 0.2, "end_s": 1.0, "slow_motion": 1.5}},
    ],
    ids=["whole", "part"],
)
def test_pieces_give_the_analysis_of_the_whole_video(two_people, tmp_path, settings):
    config = Config().updated(**settings)
    whole = analyze(two_people, config=config, poses_file=tmp_path / "whole.npz")
    numbers = pieces_of(two_people, config)
    assert len(numbers) > 1
    found = [find_piece(two_people, config, number) for number in numbers]
    folder = tmp_path / "joined"
    assert keep_joined(folder, two_people, config, found, name="poses.npz")
    poses = [one for piece in found for one in piece]
    key = str(np.load(tmp_path / "whole.npz")["key"])
    log = load_pose_log(tmp_path / "whole.npz", key=key)
    assert {pose.n_people for _, pose in log.poses} >= {2}
    assert_same_to_the_bit(log.poses, poses)

    kept = folder / "poses.npz"
    before = kept.read_bytes()
    joined = analyze(two_people, config=config, poses_file=kept)
    assert kept.read_bytes() == before, "it was not taken up"
    assert joined.fingerprint() == whole.fingerprint()
    assert joined.raw_tracks.equals(whole.raw_tracks)


def test_a_piece_that_cannot_be_read_is_none_and_nothing_is_joined(tmp_path):
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video")
    with pytest.raises(Exception, match="cannot be opened"):
        pieces_of(broken, Config())
    assert not keep_joined(tmp_path, broken, Config(), [[], None], name="p.npz")
    assert not (tmp_path / "p.npz").exists()
