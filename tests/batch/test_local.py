import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from midstance.batch import local
from midstance.batch.base import engines
from midstance.batch.jobs import Job
from midstance.batch.local import _shares_of_cores
from midstance.config import Config
from midstance.errors import ConfigError


@dataclass(frozen=True)
class Trap:
    """Settings that do something to whichever process unpacks them."""

    code: str

    def __reduce__(self):
        return eval, (self.code,)


ABORT = Trap("__import__('os').abort()")
SLEEP = Trap("__import__('time').sleep(120)")
SWALLOW = Trap("[b'x' * 10**9, __import__('time').sleep(120)]")


@pytest.fixture
def job(tmp_path):
    """Make a job with such settings, or one that fails by its input."""

    def make(name, config=None):
        video = tmp_path / f"{name}.mp4"
        return Job(name, video, tmp_path / "out" / name, config or Config())

    return make


def outcomes(jobs, **settings):
    engine = engines.build("local", settings)
    return {outcome.name: outcome for outcome in engine.outcomes(jobs)}


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"n_workers": 0}, "n_workers"),
        ({"memory_gb": float("inf")}, "memory_gb"),
        ({"patience_s": -1}, "patience_s"),
    ],
)
def test_senseless_limits_are_refused(params, message):
    with pytest.raises(ConfigError, match=message):
        engines.build("local", params)


def test_nothing_to_do_is_done_at_once():
    assert outcomes([]) == {}


@pytest.mark.parametrize("n_workers", [1, 2])
def test_a_video_that_kills_its_process_costs_itself_alone(job, n_workers):
    jobs = [job("anna"), job("bomb", ABORT), job("carl"), job("dora")]
    found = outcomes(jobs, n_workers=n_workers)
    assert found["bomb"].status == "crashed"
    assert "SIGABRT" in found["bomb"].message
    others = [found[name] for name in ("anna", "carl", "dora")]
    assert {outcome.status for outcome in others} == {"failed"}
    assert all("No video at" in outcome.message for outcome in others)


def test_a_video_that_dies_by_chance_is_done_the_second_time(job, tmp_path):
    first_time = tmp_path / "first-time"
    first_time.touch()
    once = Trap(
        f"(__import__('os').remove({str(first_time)!r}), __import__('os').abort())"
        f" if __import__('os').path.exists({str(first_time)!r}) else"
        " __import__('midstance.config').config.Config()"
    )
    found = outcomes([job("anna", once)])
    assert found["anna"].status == "failed"
    assert "No video at" in found["anna"].message


def test_a_video_that_takes_too_much_memory_is_given_up(job):
    found = outcomes([job("anna", SWALLOW), job("ben")], memory_gb=0.8)
    assert found["anna"].status == "crashed"
    assert "0.8 GB are allowed" in found["anna"].message
    assert found["ben"].status == "failed"


def test_a_video_that_stands_still_is_given_up(job):
    found = outcomes([job("anna", SLEEP), job("ben")], patience_s=4)
    assert found["anna"].status == "crashed"
    assert "no progress" in found["anna"].message
    assert found["ben"].status == "failed"


def test_whoever_stops_listening_leaves_no_process_behind(job):
    me = psutil.Process()
    before = {child.pid for child in me.children()}
    running = engines.build("local", {}).outcomes([job("anna"), job("ben", SLEEP)])
    assert next(running).name == "anna"
    start_s = time.monotonic()
    running.close()
    # Also one that has not begun its job yet: that took half a minute.
    assert time.monotonic() - start_s < 20
    left = [child for child in me.children() if child.pid not in before]
    assert not [child for child in left if "spawn_main" in " ".join(child.cmdline())]


def test_orphans_end_within_seconds(tmp_path):
    code = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from test_local import SLEEP
from midstance.batch import local
from midstance.batch.base import engines
from midstance.batch.jobs import Job
if __name__ == "__main__":
    job = Job("anna", Path("anna.mp4"), Path({str(tmp_path)!r}) / "out", SLEEP)
    list(engines.build("local", {{}}).outcomes([job]))
"""
    script = tmp_path / "batch.py"
    script.write_text(code, "utf-8")
    parent = subprocess.Popen([sys.executable, str(script)])
    try:
        orphan = _worker_of(psutil.Process(parent.pid))
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    _, alive = psutil.wait_procs([orphan], timeout=15)
    assert not alive


def _worker_of(parent):
    """Return the process that `parent` starts for a video, once it is at work."""
    for _ in range(300):
        for child in parent.children():
            if "spawn_main" in " ".join(child.cmdline()) and child.num_threads() > 1:
                return child
        time.sleep(0.1)
    pytest.fail("no process was started for the video")


def test_there_is_a_process_for_every_core_that_has_enough_memory(monkeypatch):
    monkeypatch.setattr(local, "_cores", lambda: [0, 1, 4, 5])
    assert local._room(64e9) == 4
    assert local._room(3.3e9) == 3
    assert local._room(1e8) == 1


def test_the_cores_are_shared_and_none_is_given_twice():
    shares = _shares_of_cores(2)
    assert len(shares) == 2
    assert not shares[0] & shares[1]
    assert _shares_of_cores(1) == [frozenset()]
