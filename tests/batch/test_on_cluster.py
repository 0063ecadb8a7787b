"""Several nodes of a Ray cluster, all of them on this machine."""

import threading
from collections import Counter
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import pytest

from midstance.batch.base import engines
from midstance.batch.jobs import Job
from midstance.config import Config
from midstance.pipeline.analyze import analyze
from midstance.pose import pieces
from midstance.schema.analysis import load
from midstance.schema.tracks import save_tracks
from midstance.video.writer import VideoWriter

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::ResourceWarning")]
PIECE_S, LEAD_S = 0.4, 0.15
BUSY_S = 1.5


@dataclass(frozen=True)
class Noted:
    """Settings that leave a line in a file each time that somebody unpacks them."""

    config: Config
    log: str
    name: str
    busy_s: float = 0.0

    def __reduce__(self):
        code = (
            f"[open({self.log!r}, 'a').write({self.name!r} + chr(10)),"
            f" __import__('time').sleep({self.busy_s}),"
            " [setattr(__import__('midstance.pose.pieces', fromlist=['x']), *one)"
            f" for one in (('PIECE_S', {PIECE_S}), ('LEAD_S', {LEAD_S}))],"
            " __import__('midstance.config', fromlist=['x']).Config"
            f".model_validate_json({self.config.model_dump_json()!r})][-1]"
        )
        return eval, (code,)


@pytest.fixture
def cluster():
    pytest.importorskip("ray", reason="Ray is not installed")
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    yield made
    made.shutdown()


@pytest.fixture
def jobs(tmp_path, filmed_in_clip):
    """Six short videos with tracks made elsewhere, each a second of work or more."""
    tracks = filmed_in_clip
    save_tracks(tracks, tmp_path / "tracks.nc")
    video = tmp_path / "run.mp4"
    image = np.full((64, 96, 3), 90, np.uint8)
    with VideoWriter(video, 96, 64, rate_hz=30) as writer:
        for _ in range(tracks.sizes["time"]):
            writer.write(image)
    pose = {"name": "canned", "params": {"tracks": str(tmp_path / "tracks.nc")}}
    config = Config().updated(pose=pose)
    log = str(tmp_path / "executions.txt")
    return [
        Job(
            *(name, video, tmp_path / "out" / name),
            Noted(config, log, name, busy_s=BUSY_S),
            with_report=False,
        )
        for name in "abcdef"
    ]


def executions(tmp_path):
    return Counter((tmp_path / "executions.txt").read_text("utf-8").split())


def on(cluster):
    return engines.build("ray", {"address": cluster.address, "cores_per_video": 1})


def test_every_video_is_done_once_by_several_nodes(cluster, jobs, tmp_path):
    for _ in range(3):
        cluster.add_node(num_cpus=1)
    outcomes = list(on(cluster).outcomes(jobs))
    assert sorted(one.name for one in outcomes) == list("abcdef")
    assert {one.status for one in outcomes} == {"done"}, outcomes
    assert executions(tmp_path) == dict.fromkeys("abcdef", 1)
    tables = [load(job.folder).measures for job in jobs]
    for table in tables:
        pd.testing.assert_frame_equal(table, tables[0])


def test_a_node_that_is_killed_while_busy_costs_no_video(cluster, jobs, tmp_path):
    nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
    outcomes = []
    for outcome in on(cluster).outcomes(jobs):
        outcomes.append(outcome)
        if len(outcomes) == 1:
            # A moment later both nodes are at a video again.
            kill = partial(cluster.remove_node, nodes[0], allow_graceful=False)
            threading.Timer(BUSY_S / 3, kill).start()
    assert sorted(one.name for one in outcomes) == list("abcdef")
    assert {one.status for one in outcomes} == {"done"}, outcomes
    times = executions(tmp_path)
    assert set(times) == set("abcdef")
    assert 7 <= times.total() <= 9, "the node was to be killed while it was busy"
    for job in jobs:
        assert len(load(job.folder).events)


@pytest.mark.weights
def test_a_long_video_is_shared_by_nodes_and_is_that_of_one(
    cluster, two_people, tmp_path, monkeypatch
):
    monkeypatch.setattr(pieces, "PIECE_S", PIECE_S)
    monkeypatch.setattr(pieces, "LEAD_S", LEAD_S)
    for _ in range(2):
        cluster.add_node(num_cpus=1)
    config = Config().updated(people=2)
    noted = Noted(config, str(tmp_path / "executions.txt"), "long")
    job = Job("long", two_people, tmp_path / "out" / "long", noted, with_report=False)
    (outcome,) = on(cluster).outcomes([job])
    assert outcome.status == "done", outcome.message
    # Looked at, three pieces, and put together.
    assert executions(tmp_path) == {"long": 5}
    whole, shared = analyze(two_people, config=config), load(job.folder)
    difference = abs(whole.raw_tracks["position"] - shared.raw_tracks["position"])
    assert float(difference.max()) == 0.0
    assert whole.fingerprint() == shared.fingerprint()
