import os
import subprocess
from importlib import resources

import pytest
from starlette.testclient import TestClient

from midstance.config import Config
from midstance.pipeline.analyze import analyze_tracks
from midstance.pipeline.provenance import video_sha256
from midstance.schema.video import VideoInfo
from midstance.web.app import make_app, make_folder_app
from midstance.web.label.session import Session
from midstance.web.store.recordings import Store

HOST = "http://localhost:8765"


class Idle:
    """Jobs that only take note."""

    def __init__(self):
        self.woken = []

    def start(self):
        pass

    def close(self):
        pass

    def wake(self, recording_id):
        self.woken.append(recording_id)


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "recordings")
    yield opened
    opened.close()


@pytest.fixture
def jobs():
    return Idle()


@pytest.fixture
def visitor(store, jobs):
    """A browser that nobody let in yet."""
    app = make_app(store, token="secret", hosts=frozenset(["localhost"]), jobs=jobs)
    with TestClient(app, base_url=HOST, headers={"origin": HOST}) as client:
        yield client


@pytest.fixture
def browser(visitor):
    """A browser that came with the whole address."""
    visitor.get("/?token=secret")
    return visitor


@pytest.fixture
def bring(store):
    """Put a recording into the store."""

    def add(name="run.mp4", content=b"not a video", **settings):
        new = store.begin(name, settings)
        new.upload.write(content)
        return new.keep()

    return add


@pytest.fixture
def finish(store):
    """Say that a recording was analyzed, or what else became of it."""

    def end(recording, state="done", message=""):
        claimed = store.claim(recording.id)
        assert store.work.conclude(claimed, state, message)
        return store.get(recording.id)

    return end


@pytest.fixture
def demo_clip():
    """The clip that ships with the package."""
    return (resources.files("midstance") / "examples" / "demo.mp4").read_bytes()


@pytest.fixture
def done(film, bring, finish, demo_clip):
    """A recording with an analysis in its results."""
    recording = bring("demo.mp4", demo_clip)
    found = analyze_tracks(
        film(rate_hz=30.0, noise_px=1.0, duration_s=4.0),
        Config(metrics=("cadence",)),
        video=VideoInfo("demo.mp4", 1280, 720, 30.0, 4.0, 120),
        provenance={"video_sha256": video_sha256(recording.video)},
    )
    found.save(recording.results)
    return finish(recording)


@pytest.fixture
def session(analyzed, results, clip):
    """The contacts of one folder, being put right by hand."""
    opened = Session(analyzed, results, clip)
    yield opened
    opened.finish()


@pytest.fixture
def corrector(session):
    """A browser in an app that was opened on one folder."""
    app = make_folder_app(session, token="secret", hosts=frozenset(["localhost"]))
    with TestClient(app, base_url=HOST, headers={"origin": HOST}) as client:
        client.get("/?token=secret")
        yield client


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 40 MB that can be filled."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(place)]
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can make a small disk to fill")
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be made here (mount is not allowed)")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def fill():
    """Fill a disk to the last byte; returns the file that does it."""

    def write(place):
        ballast = place / "ballast"
        with ballast.open("ab", buffering=0) as file:
            for n_bytes in (2**20, 2**12, 1):
                try:
                    while file.write(bytes(n_bytes)) == n_bytes:
                        pass
                except OSError:
                    continue
        return ballast

    return write
