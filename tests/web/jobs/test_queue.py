import shutil
import socket
import subprocess
import time
from types import SimpleNamespace

import pytest

from midstance.web.jobs.queue import analysis_task, open_queue, queue_file
from midstance.web.jobs.worker import Worker
from midstance.web.jobs.workers import Jobs


def test_what_is_put_in_is_there_for_another_process_urgent_first(tmp_path):
    def work(_):
        pass

    place = queue_file(tmp_path)
    put = open_queue(place).task(name="analyze")(work)
    for recording_id, priority in (("a", 0), ("b", 5), ("c", 0)):
        put(recording_id, priority=priority)
    taken = open_queue(place)
    taken.task(name="analyze")(work)
    assert taken.pending_count() == 3
    assert [taken.dequeue().args[0] for _ in range(3)] == ["b", "a", "c"]


@pytest.fixture
def redis_url(tmp_path):
    """A Redis of its own."""
    pytest.importorskip("redis", reason="the client of Redis is not here")
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no Redis here; install Debian's package redis-server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    server = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait()


def wait_for_redis(queue):
    import redis

    until = time.monotonic() + 20
    while True:
        try:
            return queue.pending_count()
        except redis.exceptions.ConnectionError:
            assert time.monotonic() < until, "Redis does not answer"
            time.sleep(0.05)


def test_a_redis_serves_as_well_urgent_first(redis_url):
    def work(_):
        pass

    queue = open_queue(redis_url)
    wait_for_redis(queue)
    put = queue.task(name="analyze")(work)
    for recording_id, priority in (("a", 0), ("b", 5)):
        put(recording_id, priority=priority)
    taken = open_queue(redis_url)
    taken.task(name="analyze")(work)
    assert [taken.dequeue().args[0] for _ in range(2)] == ["b", "a"]
    for each in (queue, taken):
        each.storage.conn.close()


def test_what_the_app_puts_in_is_found_by_the_worker(tmp_path):
    place, done = str(tmp_path / "queue.db"), []
    app, worker = open_queue(place), open_queue(place)
    put_in = analysis_task(app, lambda _: None)
    analysis_task(worker, done.append)
    put_in("a recording", priority=1)
    worker.execute(worker.dequeue())
    assert done == ["a recording"]


def test_the_two_sides_of_the_jobs_speak_of_one_task(store, tmp_path):
    place, taken = str(tmp_path / "queue.db"), []
    jobs, queue = Jobs(store, queue=place), open_queue(place)
    worker = Worker(store, queue)
    worker._store = SimpleNamespace(claim=taken.append)
    jobs.wake("a recording")
    queue.execute(queue.dequeue())
    assert taken == ["a recording"]
