import json
from uuid import uuid4

import numpy as np
import pytest

from midstance.batch.base import do
from midstance.batch.jobs import Job, find_jobs, is_done, is_quarantined, quarantine
from midstance.batch.remote import as_place, files_at, send_log, sha256_at
from midstance.batch.run import run_batch
from midstance.config import Config
from midstance.errors import (
    MidstanceError,
    MissingDependencyError,
    OutputError,
    VideoError,
)
from midstance.pipeline.provenance import video_sha256
from midstance.schema.tracks import save_tracks
from midstance.video.writer import VideoWriter

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")


@pytest.fixture(scope="module")
def server():
    """Give the address of a server of S3 on this machine."""
    pytest.importorskip("s3fs", reason="s3fs is not installed; make test-s3 has it")
    moto = pytest.importorskip(
        "moto.server", reason="moto is not installed; make test-s3 has it"
    )
    running = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture(params=["memory", "s3"])
def bucket(request, monkeypatch):
    """Give the address of an empty folder: in memory, and on a server here."""
    name = f"bucket-{uuid4().hex}"
    if request.param == "memory":
        return f"memory://{name}"
    monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("server"))
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(variable, "test")
    fsspec.filesystem("s3").mkdir(name)
    return f"s3://{name}"


@pytest.fixture
def filled(bucket, tmp_path, film):
    """Put two videos there, one of which is none, and give settings for the other."""
    tracks = film(duration_s=4.0)
    save_tracks(tracks, tmp_path / "tracks.nc")
    with VideoWriter(tmp_path / "run.mp4", 96, 64, rate_hz=30) as writer:
        for _ in range(tracks.sizes["time"]):
            writer.write(np.full((64, 96, 3), 90, np.uint8))
    (tmp_path / "text.mp4").write_text("no video", "utf-8")
    files, root = fsspec.core.url_to_fs(bucket)
    files.makedirs(f"{root}/videos/monday", exist_ok=True)
    for name in ("run.mp4", "text.mp4"):
        files.put_file(str(tmp_path / name), f"{root}/videos/monday/{name}")
    files.pipe_file(f"{root}/videos/.hidden.mp4", b"x")
    params = {"tracks": str(tmp_path / "tracks.nc")}
    return bucket, Config().updated(pose={"name": "canned", "params": params})


class Here:
    """An engine that does one job after the other in this process."""

    def __init__(self):
        self.given = []

    def outcomes(self, jobs, *, watch=None):
        for job in jobs:
            self.given.append(job.name)
            yield do(job)


def batch(filled, tmp_path, *, engine=None, **settings):
    bucket, config = filled
    mirror = tmp_path / "mirror"
    jobs = find_jobs(
        *(f"{bucket}/videos", f"{bucket}/out", config.updated(**settings)),
        mirror=mirror,
        with_report=False,
    )
    return run_batch(jobs, engine or Here(), mirror, address=f"{bucket}/out")


def test_videos_and_results_may_lie_at_addresses(filled, tmp_path):
    outcomes = {one.name: one for one in batch(filled, tmp_path)}
    assert outcomes.keys() == {"monday/run", "monday/text"}
    assert outcomes["monday/run"].status == "done"
    assert outcomes["monday/text"].status == "failed"
    assert "cannot be opened as a video" in outcomes["monday/text"].message
    found = files_at(f"{filled[0]}/out")
    assert {"index.html", "batch.csv", "summary.csv", "summary.parquet"} <= {*found}
    assert {"monday/run/analysis.json", "monday/run/events.csv"} <= {*found}
    assert not [name for name in found if name.startswith("monday/text")]
    assert not [name for name in found if "lock" in name]


def test_what_is_done_there_is_kept_until_something_changes(filled, tmp_path):
    batch(filled, tmp_path)
    again = Here()
    # From another machine: nothing of the first batch is here.
    kept = batch(filled, tmp_path / "elsewhere", engine=again)
    assert [one.status for one in kept] == ["kept", "failed"]
    assert again.given == ["monday/text"]
    other = Here()
    changed = {"subject": {"height_m": 1.9}}
    batch(filled, tmp_path / "elsewhere", engine=other, **changed)
    assert other.given == ["monday/run", "monday/text"]
    files, root = fsspec.core.url_to_fs(f"{filled[0]}/out")
    facts = json.loads(files.cat_file(f"{root}/monday/run/analysis.json"))
    assert facts["config"]["subject"]["height_m"] == 1.9


def test_results_that_were_sent_in_part_are_not_done(filled, tmp_path, monkeypatch):
    sent = []

    def cut(folder, names, address):
        sent.append(names)
        if names == ["analysis.json"]:
            raise OutputError("the line is cut")
        return send(folder, names, address)

    from midstance.batch.remote import send

    monkeypatch.setattr("midstance.batch.remote.send", cut)
    outcome = batch(filled, tmp_path)[0]
    assert outcome.status == "failed"
    assert "line is cut" in outcome.message
    monkeypatch.undo()
    bucket, config = filled
    mirror = tmp_path / "other"
    job = find_jobs(f"{bucket}/videos", f"{bucket}/out", config, mirror=mirror)[0]
    assert not is_done(job)


def test_a_crash_is_remembered_there(filled, tmp_path):
    bucket, config = filled

    def jobs(mirror):
        places = f"{bucket}/videos", f"{bucket}/out"
        return find_jobs(*places, config, mirror=mirror)

    (job, _) = jobs(tmp_path / "one")
    quarantine(job)
    send_log(job)
    (same, other) = jobs(tmp_path / "two")
    assert not is_done(same)
    assert is_quarantined(same)
    assert not is_done(other)
    assert not is_quarantined(other)


def test_what_tells_a_video_is_the_same_here_and_there(filled, tmp_path):
    address = f"{filled[0]}/videos/monday/run.mp4"
    assert sha256_at(address) == video_sha256(tmp_path / "run.mp4")


def test_only_one_of_videos_and_results_may_lie_elsewhere(filled, tmp_path):
    bucket, config = filled
    (first, _) = find_jobs(f"{bucket}/videos", tmp_path / "out", config)
    assert do(first).status == "done"
    assert (tmp_path / "out" / "monday" / "run" / "events.csv").is_file()
    (tmp_path / "videos").mkdir()
    (tmp_path / "run.mp4").rename(tmp_path / "videos" / "run.mp4")
    (second,) = find_jobs(
        *(tmp_path / "videos", f"{bucket}/mine", config), mirror=tmp_path / "mirror"
    )
    assert do(second).status == "done"
    assert "run/events.csv" in files_at(f"{bucket}/mine")


def test_an_empty_address_has_no_video(bucket, tmp_path):
    with pytest.raises(MidstanceError, match=r"holds no video|There is nothing at"):
        find_jobs(f"{bucket}/nowhere", tmp_path / "out", Config())


def test_a_missing_video_costs_its_job_alone(bucket, tmp_path):
    job = Job(
        *("a", tmp_path / "a.mp4", tmp_path / "a", Config()),
        video_url=f"{bucket}/videos/a.mp4",
    )
    assert do(job).status == "failed"


def test_what_an_address_needs_is_said(monkeypatch):
    with pytest.raises(OutputError, match="nowhere://bucket cannot be used"):
        files_at("nowhere://bucket")

    def refuse(*arguments, **settings):
        raise ImportError("no s3fs")

    monkeypatch.setattr(fsspec.core, "url_to_fs", refuse)
    with pytest.raises(MissingDependencyError, match=r"pip install 'midstance\[s3\]'"):
        files_at("s3://bucket/videos")


def test_an_address_of_a_file_here_is_a_path(tmp_path):
    (tmp_path / "my videos").mkdir()
    (tmp_path / "my videos" / "a.mp4").touch()
    place = as_place((tmp_path / "my videos").as_uri())
    (job,) = find_jobs(place, tmp_path / "out", Config())
    assert job.video == tmp_path / "my videos" / "a.mp4"
    assert not job.video_url
    with pytest.raises(VideoError, match="No folder at"):
        find_jobs(as_place(f"file://{tmp_path}/nowhere"), tmp_path, Config())
