import contextlib
import dataclasses
import io
import os
import shutil
import subprocess
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from argon2 import PasswordHasher
from PIL import Image
from starlette.testclient import TestClient
from tests.conftest import CLIP_HEIGHT_PX, CLIP_RATE_HZ, CLIP_WIDTH_PX

from midstance.config import Config
from midstance.pipeline.analyze import analyze_tracks
from midstance.pipeline.provenance import video_sha256
from midstance.pose.base import FramePoses, PoseSession
from midstance.schema.tracks import DIMS
from midstance.schema.video import VideoInfo
from midstance.synth.sets.performances import draw_performance
from midstance.web.access import passwords
from midstance.web.access.logins import Logins
from midstance.web.access.users import Users
from midstance.web.app import make_app, make_folder_app
from midstance.web.label.session import Session
from midstance.web.store.recordings import Store

N_FRAMES, N_SQUATS = 120, 4
HOST = "http://localhost:8765"
FAR = "https://clinic.example"


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

    def forget(self):
        self.woken.clear()


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory):
    """A folder without recordings, from which others are copied."""
    place = tmp_path_factory.mktemp("empty") / "recordings"
    Store(place).close()
    return place


@pytest.fixture
def store(empty_store, tmp_path):
    opened = Store(shutil.copytree(empty_store, tmp_path / "recordings"))
    yield opened
    opened.close()


@pytest.fixture
def jobs():
    return Idle()


@pytest.fixture(scope="session")
def with_kept_routes():
    """Give an app the routes of the first one made in that way.

    What routes check is built at the first request of each app and takes most of the
    time of making one; what an app is over is in its state alone.
    """
    kept = {}

    def give(way, app):
        app.router.routes = kept.setdefault(way, app.router.routes)
        return app

    return give


@pytest.fixture
def visitor(store, jobs, with_kept_routes):
    """A browser that nobody let in yet."""
    app = make_app(store, token="secret", hosts=frozenset(["localhost"]), jobs=jobs)
    app = with_kept_routes("token", app)
    with TestClient(app, base_url=HOST, headers={"origin": HOST}) as client:
        yield client


@pytest.fixture
def browser(visitor):
    """A browser that came with the whole address."""
    visitor.get("/?token=secret")
    return visitor


PASSWORD = "ten feet on the ground"


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """Hash passwords at no cost: otherwise each takes a while on purpose."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)


@pytest.fixture(scope="session")
def password():
    """The password of every user."""
    return PASSWORD


@pytest.fixture
def add_user(store):
    """Let somebody log in, with the password of every user."""
    users = Users(store.rows)

    def add(name, role="coach", **more):
        return users.add(name, PASSWORD, role, **more)

    return add


@pytest.fixture
def outside(store, jobs, with_kept_routes):
    """Open browsers on another machine, in an app whose users log in."""
    app = with_kept_routes("logins", make_app(store, token=None, jobs=jobs))
    with contextlib.ExitStack() as stack:
        stack.enter_context(TestClient(app))  # the app lives as long as that

        def open_browser(cookies=None):
            origin = {"origin": FAR}
            return TestClient(app, base_url=FAR, headers=origin, cookies=cookies)

        yield open_browser


@pytest.fixture
def log_in(outside, add_user, store):
    """Return a browser in which a new user is logged in."""

    def enter(name, role="coach", **more):
        digits = Logins(store.rows).begin(add_user(name, role, **more))
        return outside({"midstance-443": digits})

    return enter


@pytest.fixture
def certificate(tmp_path):
    """A certificate of this machine for itself, with its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate")
    file = tmp_path / "both.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"]
    made += ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=localhost"]
    made += ["-addext", "subjectAltName=DNS:localhost"]
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        [*made, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True
    )
    file.write_bytes(key.read_bytes() + cert.read_bytes())
    return file


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


@pytest.fixture(scope="session")
def found_in_demo(film):
    """An analysis that is told to be of the demo clip."""
    clip = resources.files("midstance") / "examples" / "demo.mp4"
    return analyze_tracks(
        film(rate_hz=30.0, noise_px=1.0, duration_s=4.0),
        Config(metrics=("cadence",)),
        video=VideoInfo("demo.mp4", 1280, 720, 30.0, 4.0, 120),
        provenance={"video_sha256": video_sha256(Path(str(clip)))},
    )


@pytest.fixture(scope="session")
def saved_demo(found_in_demo, tmp_path_factory):
    """A folder with that analysis, from which others are copied."""
    return found_in_demo.save(tmp_path_factory.mktemp("saved") / "demo")


@pytest.fixture
def done(saved_demo, bring, finish, demo_clip):
    """A recording with an analysis in its results."""
    recording = bring("demo.mp4", demo_clip)
    shutil.copytree(saved_demo, recording.results, dirs_exist_ok=True)
    return finish(recording)


@pytest.fixture
def session(analyzed, results, clip):
    """The contacts of one folder, being put right by hand."""
    opened = Session(analyzed, results, clip)
    yield opened
    opened.finish()


@pytest.fixture
def corrector(session, with_kept_routes):
    """A browser in an app that was opened on one folder."""
    app = make_folder_app(session, token="secret", hosts=frozenset(["localhost"]))
    app = with_kept_routes("folder", app)
    with TestClient(app, base_url=HOST, headers={"origin": HOST}) as client:
        client.get("/?token=secret")
        yield client


class Looping(PoseSession):
    """Gives the poses of a synthetic runner, again and again."""

    def __init__(self, poses):
        self.poses, self.n = poses, 0

    def __call__(self, image):
        self.n += 1
        pose = self.poses[(self.n - 1) % len(self.poses)]
        return FramePoses(pose[None], np.ones((1, len(pose)), np.float32))

    def forget(self):
        pass


@dataclasses.dataclass(frozen=True)
class Runner:
    """A pose network that sees a synthetic runner in every image."""

    poses: Any
    skeleton: str

    @contextlib.contextmanager
    def session(self):
        yield Looping(self.poses)


@pytest.fixture
def no_network(film, monkeypatch):
    """Let a camera see a synthetic runner, whatever it looks at."""
    tracks = film(rate_hz=30.0, noise_px=1.0, duration_s=6.0)
    xy_px = tracks["position"].transpose(*DIMS).to_numpy()[..., 0]
    poses = xy_px.transpose(0, 2, 1).astype(np.float32)
    runner = Runner(poses, tracks.attrs["skeleton"])
    monkeypatch.setattr("midstance.web.live.session._backend", lambda _people: runner)


@pytest.fixture
def picture():
    """An image of a camera, as JPEG."""
    file = io.BytesIO()
    Image.fromarray(np.full((72, 128, 3), 128, np.uint8)).save(file, "JPEG")
    return file.getvalue()


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


@pytest.fixture(scope="session")
def squats(clip):
    """The analysis of four squats, told to come from that clip."""
    one = draw_performance(
        "squat", np.random.default_rng(8), n=N_SQUATS, azimuth_deg=60.0
    )
    rows = np.linspace(0, one.tracks.sizes["time"] - 1, N_FRAMES).round().astype(int)
    raw = one.tracks.isel(time=rows)
    time_s = np.arange(N_FRAMES) / CLIP_RATE_HZ
    width_px, height_px = (
        raw.attrs[f"image_{name}_px"] for name in ("width", "height")
    )
    scale = min(CLIP_WIDTH_PX / width_px, CLIP_HEIGHT_PX / height_px)
    raw = raw.assign_coords(time=("time", time_s, raw["time"].attrs))
    position = (raw["position"] * scale).assign_attrs(raw["position"].attrs)
    raw = raw.assign(position=position)
    raw = raw.assign_attrs(
        fps=CLIP_RATE_HZ,
        image_width_px=CLIP_WIDTH_PX,
        image_height_px=CLIP_HEIGHT_PX,
    )
    info = VideoInfo(
        clip.name, CLIP_WIDTH_PX, CLIP_HEIGHT_PX, CLIP_RATE_HZ, 4.0, N_FRAMES
    )
    config = Config(metrics=("cadence",))
    return analyze_tracks(
        raw,
        config,
        video=info,
        provenance={"video_sha256": video_sha256(clip), "pose": "none"},
    )


@pytest.fixture
def squatting(squats, clip, tmp_path, monkeypatch):
    """A session over these squats, which draws no report."""
    monkeypatch.setattr(Session, "draw", lambda _: None)
    opened = Session(squats, squats.save(tmp_path / "squats"), clip)
    yield opened
    opened.finish()
