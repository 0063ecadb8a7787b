from importlib import resources

import pytest
from starlette.testclient import TestClient

from midstance.config import Config
from midstance.pipeline.analyze import analyze_tracks
from midstance.pipeline.provenance import video_sha256
from midstance.schema.video import VideoInfo
from midstance.web.app import make_app, make_folder_app
from midstance.web.label.session import Session
from midstance.web.store import Store

HOST = "http://localhost:8765"


class Idle:
    """Jobs that only take note."""

    def __init__(self):
        self.n_wakes = 0

    def start(self):
        pass

    def close(self):
        pass

    def wake(self):
        self.n_wakes += 1

    def stop(self, recording):
        recording.set_state("stopped")

    def progress(self, recording):
        return "Finding people", 0.25


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "recordings")


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
        with store.adding(name, settings) as (recording, file):
            file.write(content)
        return recording

    return add


@pytest.fixture
def demo_clip():
    """The clip that ships with the package."""
    return (resources.files("midstance") / "examples" / "demo.mp4").read_bytes()


@pytest.fixture
def done(film, bring, demo_clip):
    """A recording with an analysis in its results."""
    recording = bring("demo.mp4", demo_clip)
    found = analyze_tracks(
        film(rate_hz=30.0, noise_px=1.0, duration_s=4.0),
        Config(metrics=("cadence",)),
        video=VideoInfo("demo.mp4", 1280, 720, 30.0, 4.0, 120),
        provenance={"video_sha256": video_sha256(recording.video)},
    )
    found.save(recording.results)
    recording.set_state("done")
    return recording


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
