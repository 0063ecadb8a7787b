import os
import threading

import pytest

from midstance.pose.people.parallel import (
    InstancePool,
    SharedCores,
    parallel_map,
    usable_cores,
)


@pytest.mark.parametrize("n_at_once", [1, 2, 5])
def test_results_have_the_order_of_what_was_given(n_at_once):
    with parallel_map(n_at_once) as each:
        assert list(each(lambda number: number**2, range(6))) == [0, 1, 4, 9, 16, 25]
        assert list(each(str, [])) == []


def test_two_are_worked_on_at_the_same_time():
    both_there = threading.Barrier(2, timeout=5)
    with parallel_map(2) as each:
        # Each waits for the other: one after the other would never end.
        assert sorted(each(lambda _: both_there.wait(), "ab")) == [0, 1]


def test_a_single_one_is_worked_on_here():
    with parallel_map(4) as each:
        (thread,) = each(lambda _: threading.current_thread(), "a")
    assert thread is threading.current_thread()


def test_an_error_is_raised_where_the_results_are_asked_for():
    with parallel_map(2) as each, pytest.raises(ZeroDivisionError):
        each(lambda number: 1 / number, [1, 0])


def test_one_after_the_other_share_one_network():
    made = []

    def make():
        made.append(1)
        return lambda value: value + 1

    spares = InstancePool(make)
    assert [spares(value) for value in range(3)] == [1, 2, 3]
    assert len(made) == 1


def test_two_at_the_same_time_never_share_a_network():
    both_there = threading.Barrier(2, timeout=5)

    def make():
        in_use = threading.Lock()

        def work(_):
            assert in_use.acquire(blocking=False)
            both_there.wait()
            in_use.release()

        return work

    with parallel_map(2) as each:
        each(InstancePool(make), "ab")


def test_cores_are_at_least_one_and_not_more_than_asked_for():
    assert usable_cores(1) == 1
    assert 1 <= usable_cores(10**6) <= (os.cpu_count() or 1)


def test_who_shares_out_the_machine_is_heeded(monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda _: range(8), raising=False)
    for told, n_cores in (("3", 3), ("99", 8), ("0", 8), ("", 8), ("2,1", 8)):
        monkeypatch.setenv("OMP_NUM_THREADS", told)
        assert usable_cores(10) == n_cores
    assert usable_cores(2) == 2


@pytest.mark.parametrize(
    ("n_people", "n_each"), [(0, 4), (1, 4), (2, 2), (3, 1), (9, 1)]
)
def test_several_people_share_the_cores(n_people, n_each):
    shared = SharedCores(lambda n_cores: lambda: n_cores, 4)
    assert shared.among(n_people)() == n_each
    assert shared.among(n_people) is shared.among(n_people)
