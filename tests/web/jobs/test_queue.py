import pytest

from midstance.web.jobs.queue import open_queue, queue_file


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


def test_a_redis_is_asked_by_its_address():
    redis = pytest.importorskip("redis", reason="the client of Redis is not here")
    queue = open_queue("redis://127.0.0.1:6379/15")
    try:
        queue.flush()
    except redis.exceptions.ConnectionError:
        pytest.skip("no Redis server runs here")
    queue.task(name="analyze")(lambda _: None)("a")
    assert queue.dequeue().args == ("a",)
