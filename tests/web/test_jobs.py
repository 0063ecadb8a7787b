import time

import pytest

from midstance.web.jobs import Jobs


def wait_for(condition, limit_s=60.0):
    until = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)


@pytest.fixture
def jobs(store):
    running = Jobs(store)
    yield running
    running.close()


def test_what_is_no_video_fails_with_the_reason(store, bring, jobs):
    recording = bring(content=b"not a video")
    jobs.start()
    wait_for(lambda: recording.state()[0] == "failed")
    assert "cannot be opened as a video" in recording.state()[1]


@pytest.mark.weights
def test_a_video_is_analyzed_after_being_stopped(store, bring, jobs, demo_clip):
    recording = bring("demo.mp4", demo_clip, clip={"end_s": 1.5})
    jobs.start()
    wait_for(lambda: recording.state()[0] == "working")
    jobs.stop(recording)
    assert recording.state()[0] == "stopped"
    store.change(recording, {})
    jobs.wake()
    wait_for(lambda: recording.state()[0] == "done")
    assert (recording.results / "report.html").is_file()
    assert jobs.progress(recording) == ("", 0.0)


def test_what_is_interrupted_waits_for_the_next_start(store, bring, demo_clip):
    recording = bring("demo.mp4", demo_clip)
    first = Jobs(store)
    first.start()
    wait_for(lambda: recording.state()[0] == "working")
    first.close()
    assert recording.state()[0] == "waiting"


def test_a_killed_server_leaves_nothing_at_work(store, bring):
    recording = bring(content=b"not a video")
    recording.set_state("working")
    jobs = Jobs(store)
    jobs.start()
    wait_for(lambda: recording.state()[0] == "failed")
    jobs.close()
