import signal
from multiprocessing import Pipe

import pytest

from midstance.batch.base import Outcome
from midstance.batch.jobs import Job
from midstance.batch.worker import _do, _how
from midstance.config import Config


@pytest.fixture
def job(tmp_path):
    return Job("a", tmp_path / "a.mp4", tmp_path / "out" / "a", Config())


@pytest.fixture(autouse=True)
def _signals_and_stderr():
    """Give back what a worker, which owns its process, changes."""
    import faulthandler
    import os

    before = {s: signal.getsignal(s) for s in (signal.SIGINT, signal.SIGTERM)}
    stderr = os.dup(2)
    yield
    os.dup2(stderr, 2)
    os.close(stderr)
    faulthandler.disable()
    for number, handler in before.items():
        signal.signal(number, handler)


def do_with(monkeypatch, work, job):
    monkeypatch.setattr("midstance.batch.worker.do", work)
    mine, other = Pipe()
    with other:
        outcome = _do(job, other)
        said = []
        while mine.poll():
            said.append(mine.recv())
    return outcome, said


def test_ctrl_c_reaches_the_work_and_not_the_waiting(job, monkeypatch):
    seen = []

    def work(job, progress):
        seen.append(signal.getsignal(signal.SIGINT))
        raise KeyboardInterrupt

    with pytest.raises(SystemExit, match="130"):
        do_with(monkeypatch, work, job)
    assert seen == [signal.default_int_handler]
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN


def test_progress_is_told_now_and_then(job, monkeypatch):
    def work(job, progress):
        for k in range(1000):
            progress("Finding people", k, 1000)
        return Outcome(job.name, "done")

    outcome, said = do_with(monkeypatch, work, job)
    assert outcome.status == "done"
    assert said == [("Finding people", 0, 1000)]
    assert not job.log.exists()


def test_a_fault_is_an_outcome_and_its_traceback_stays_in_the_log(job, monkeypatch):
    def work(job, progress):
        raise ZeroDivisionError("by nothing")

    outcome, _ = do_with(monkeypatch, work, job)
    assert outcome.status == "crashed"
    assert "by nothing" in outcome.message
    assert "ZeroDivisionError" in job.log.read_text("utf-8")


@pytest.mark.parametrize(
    ("exitcode", "words"),
    [(-9, "killed by SIGKILL"), (3, "exit status 3"), (-99, "killed by signal 99")],
)
def test_how_a_process_ended_is_said_in_words(exitcode, words):
    assert _how(exitcode) == words
