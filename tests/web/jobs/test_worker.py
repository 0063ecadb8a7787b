import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from midstance.errors import OutputError
from midstance.web.jobs import spare
from midstance.web.jobs import worker as module
from midstance.web.jobs.child import Child
from midstance.web.jobs.queue import open_queue, queue_file
from midstance.web.jobs.worker import Worker
from midstance.web.store.upload import Number


@pytest.fixture
def worker(store, monkeypatch, duties):
    """A worker whose jobs do what is wanted."""

    def make(work):
        def begin(_, recording, limits):
            return Child(getattr(duties, work), recording, limits=limits)

        monkeypatch.setattr(spare, "Child", begin)
        return Worker(store, open_queue(queue_file(store.root)))

    return make


def wait_for(condition, limit_s=60.0):
    until = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.02)


def test_what_is_analyzed_is_done_and_its_numbers_kept(store, bring, worker, duties):
    recording = bring()
    worker("succeed").analyze(recording.id)
    assert store.get(recording.id).state == "done"
    assert store.get(recording.id).view == "left"
    assert store.numbers(["cadence"]) == {recording.id: [Number(*duties.ROW)]}


@pytest.mark.parametrize(
    ("work", "sentence"), [("crash_on", "SIGSEGV"), ("say_nothing", "without a word")]
)
def test_whatever_fails_ends_that_job_with_a_sentence(
    store, bring, worker, work, sentence
):
    broken, other = bring(), bring()
    running = worker(work)
    running.analyze(broken.id)
    failed = store.get(broken.id)
    assert failed.state == "failed"
    assert sentence in failed.message
    running.analyze("not there")
    running.analyze(other.id)
    assert store.get(other.id).state == "failed"


def test_what_is_stopped_ends(store, bring, worker):
    recording = bring()
    working = threading.Thread(target=worker("linger").analyze, args=(recording.id,))
    working.start()
    wait_for(lambda: store.get(recording.id).share == 0.5)
    store.stop(recording.id)
    working.join(20)
    assert not working.is_alive()
    assert store.get(recording.id).state == "stopped"


def test_first_numbers_are_there_while_it_works_and_gone_when_it_is_stopped(
    store, bring, worker, duties
):
    recording = bring()
    working = threading.Thread(
        target=worker("tell_early").analyze, args=(recording.id,)
    )
    working.start()
    wait_for(lambda: store.get(recording.id).first)
    assert store.get(recording.id).first == (Number(*duties.ROW),)
    assert not store.get(recording.id).is_first_whole
    store.stop(recording.id)
    working.join(20)
    assert store.get(recording.id).first == ()
    assert store.numbers(["cadence"]) == {}


def test_what_is_deleted_while_it_is_analyzed_leaves_nothing(store, bring, worker):
    recording = bring()
    working = threading.Thread(target=worker("linger").analyze, args=(recording.id,))
    working.start()
    wait_for(lambda: store.get(recording.id).share == 0.5)
    store.remove(recording.id)
    working.join(20)
    assert not recording.results.exists()
    assert not recording.video.exists()


def test_a_full_disk_is_waited_for(store, bring, worker, monkeypatch):
    recording = bring()
    original, refused = store.work.conclude, []

    def refuse_twice(*arguments):
        if len(refused) < 2:
            refused.append(1)
            raise OutputError("The disk is full.")
        return original(*arguments)

    monkeypatch.setattr(store.work, "conclude", refuse_twice)
    monkeypatch.setattr(module, "_SAY_AGAIN_AFTER_S", 0.01)
    worker("succeed").analyze(recording.id)
    assert store.get(recording.id).state == "done"


def test_a_database_that_fails_for_a_while_ends_no_worker(
    store, bring, worker, monkeypatch
):
    recording = bring()

    def fail(_):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(store, "claim", fail)
        running = worker("succeed")
        running.analyze(recording.id)
    running.analyze(recording.id)
    assert store.get(recording.id).state == "done"


def begin(store, *options):
    command = [sys.executable, "-m", "midstance.web.jobs.worker", str(store.root)]
    return subprocess.Popen([*command, *options], start_new_session=True)


def test_the_process_works_off_what_waits_and_ends_well(store, bring):
    recordings = [bring(content=bytes([i])) for i in range(3)]
    process = begin(store, "--jobs", "2")
    wait_for(lambda: all(store.get(one.id).state == "failed" for one in recordings))
    assert "cannot be opened as a video" in store.get(recordings[0].id).message
    process.terminate()
    assert process.wait(20) == 0


@pytest.mark.weights
def test_a_killed_worker_s_job_is_taken_up_by_the_next_one_to_the_same_numbers(
    store, bring, demo_clip, monkeypatch
):
    recording = bring("demo.mp4", demo_clip, clip={"end_s": 2.0})
    first = begin(store)
    wait_for(lambda: store.get(recording.id).stage == "Finding people")
    wait_for(lambda: store.get(recording.id).share > 0.2)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert store.get(recording.id).state == "working"
    other = bring("whole.mp4", demo_clip, clip={"end_s": 2.0})
    second = begin(store)
    wait_for(
        lambda: {store.get(one.id).state for one in (recording, other)} == {"done"}, 120
    )
    second.terminate()
    second.wait()
    assert (recording.results / "report.html").is_file()
    numbers = store.all_numbers(recording.id)
    assert [one.value for one in numbers if one.metric == "cadence"] != []
    assert numbers == store.all_numbers(other.id)  # which nobody killed
    shutil.rmtree(recording.results)


@pytest.mark.slow
@pytest.mark.weights
def test_a_worker_killed_while_first_numbers_are_made_is_taken_up_to_the_same_numbers(
    store, bring, demo_clip, duties
):
    killed = bring("demo.mp4", demo_clip, clip={"end_s": 3.0})
    other = bring("whole.mp4", demo_clip, clip={"end_s": 3.0})

    def work(how, recording):
        told = f"import duties; duties.work({str(store.root)!r}, {how!r}, "
        place = Path(duties.__file__).parent
        return subprocess.run(
            [sys.executable, "-c", f"{told}{recording.id!r})"], cwd=place, check=False
        )

    ended = work("be_killed_while_looking_early", killed)
    assert ended.returncode == -signal.SIGKILL
    left = store.get(killed.id)
    assert (left.state, left.first) == ("working", ())
    store.work.recover(lost_after_s=0.0)
    early = watch_first(store, killed)
    for one in (killed, other):
        assert work("look_early", one).returncode == 0
        assert store.get(one.id).state == "done"
    assert early()
    numbers = store.all_numbers(killed.id)
    assert [one.value for one in numbers if one.metric == "cadence"] != []
    assert numbers == store.all_numbers(other.id)  # which nobody killed


def watch_first(store, recording):
    """Return what says whether first numbers were seen until a recording is done."""
    seen = []

    def watch():
        while (now := store.get(recording.id)).state != "done" and not seen:
            if now.first and not now.is_first_whole:
                seen.append(now.first)
            time.sleep(0.05)

    watching = threading.Thread(target=watch)
    watching.start()

    def result():
        watching.join(20)
        return seen

    return result


@pytest.mark.weights
def test_a_worker_that_is_told_to_end_leaves_its_job_waiting(store, bring, demo_clip):
    recording = bring("demo.mp4", demo_clip)
    process = begin(store)
    wait_for(lambda: store.get(recording.id).state == "working")
    process.terminate()
    assert process.wait(20) == 0
    assert store.get(recording.id).state == "waiting"
