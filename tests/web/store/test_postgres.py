"""The app on PostgreSQL; skipped where its server or its client is not there."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from midstance.web.store.people import People
from midstance.web.store.recordings import Store
from midstance.web.store.trends import trend_of
from midstance.web.store.upload import Number


def run(*command):
    """Run a program of the server, which refuses to be root."""
    user = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
    subprocess.run([*user, *map(str, command)], check=True, capture_output=True)


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A database of its own, in a server of its own."""
    pytest.importorskip("psycopg", reason="the client psycopg is not here")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not places:
        pytest.skip("no PostgreSQL here; install Debian's package postgresql")
    programs = places[-1]
    folder = tmp_path_factory.mktemp("postgres")
    if os.geteuid() == 0:
        root = Path(tempfile.gettempdir())
        inside = [each for each in folder.parents if root in each.parents]
        for each in (folder, *inside):
            each.chmod(0o755)
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    run(programs / "initdb", "-D", data, "-A", "trust", "-U", "app", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    control = (programs / "pg_ctl", "-D", data, "-w")
    run(*control, "-l", folder / "log", "-o", options, "start")
    yield f"postgresql+psycopg://app@127.0.0.1:{port}/postgres"
    run(*control, "-m", "immediate", "stop")


@pytest.fixture
def store(url, tmp_path):
    opened = Store(tmp_path / "recordings", url)
    yield opened
    opened.close()


def test_recordings_people_and_trends_are_kept_there_too(store, facts, url):
    people = People(store)
    anna = people.add(facts())
    for day, value in (("2026-01-01", 0.25), ("2026-02-01", 0.23)):
        new = store.begin("run.mp4", {}, person_id=anna.id)
        new.upload.write(str(value).encode())
        recording = store.claim(new.keep().id)
        assert store.work.beat(recording, "Finding people", 0.5)
        store.set_about(recording.id, person_id=anna.id, day=day)
        number = Number("contact_time", "person-1", "left", value, 0.004, "s")
        store.set_numbers(recording.id, [number])
        assert store.work.conclude(recording, "done")
    again = Store(store.root, url)
    assert [one.state for one in again.all()] == ["done", "done"]
    again.close()
    (change,) = trend_of(store.rows, anna.id, "contact_time").changes
    assert change.difference == pytest.approx(-0.02)
    assert people.find("läufer")[0].n_recordings == 2
    people.remove(anna.id)
    assert (store.all(), people.find()) == ([], [])
    assert store.numbers(["contact_time"]) == {}


def test_a_lost_worker_s_recording_waits_again(store):
    new = store.begin("run.mp4", {})
    new.upload.write(b"film")
    recording = store.claim(new.keep().id)
    assert store.claim(recording.id) is None
    store.work.recover(lost_after_s=-1)
    assert [one.id for one in store.waiting()] == [recording.id]
    store.remove(recording.id)
