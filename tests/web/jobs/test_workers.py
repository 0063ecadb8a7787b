import os
import signal
import sqlite3
import time

import pytest

from midstance.web.jobs.workers import Jobs


def wait_for(condition, limit_s=60.0):
    until = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)


@pytest.fixture
def jobs(store):
    running = Jobs(store)
    running.start()
    yield running
    running.close()


def test_what_is_no_video_fails_with_the_reason(store, bring, jobs):
    recording = bring(content=b"not a video")
    jobs.wake(recording.id)
    wait_for(lambda: store.get(recording.id).state == "failed")
    message = store.get(recording.id).message
    assert message.startswith("run.mp4 cannot be opened as a video")


def test_a_worker_that_dies_is_replaced(store, bring, jobs):
    wait_for(lambda: jobs.worker_pid is not None)
    first = jobs.worker_pid
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: jobs.worker_pid != first)
    recording = bring(content=b"not a video")
    jobs.wake(recording.id)
    wait_for(lambda: store.get(recording.id).state == "failed")


def test_a_queue_that_cannot_be_written_loses_nothing(store, bring, jobs, monkeypatch):
    def refuse(*_, **__):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(jobs, "_task", refuse)
    recording = bring(content=b"not a video")
    jobs.wake(recording.id)
    wait_for(lambda: store.get(recording.id).state == "failed")


def test_what_never_began_can_be_closed(store):
    Jobs(store).close()
