import os
import sys
import threading

import pytest

from midstance.video.prefetch import prefetch


class Made:
    """Numbers made one by one; says how many, in which thread, and whether closed."""

    def __init__(self, n_items, error=None):
        self.n_items = n_items
        self.error = error
        self.n_made = 0
        self.threads = set()
        self.is_closed = False

    def __iter__(self):
        try:
            for number in range(self.n_items):
                self.threads.add(threading.current_thread())
                self.n_made += 1
                yield number
            if self.error:
                raise self.error
        finally:
            self.is_closed = True


def test_items_come_in_order_from_one_other_thread():
    made = Made(50)
    assert list(prefetch(made, 3)) == list(range(50))
    assert len(made.threads) == 1
    assert threading.current_thread() not in made.threads


def test_no_more_is_made_ahead_than_was_said():
    made = Made(100)
    for number in prefetch(made, 3):
        # One is used, three wait, and one more waits for a place.
        assert made.n_made <= number + 5


@pytest.mark.parametrize("error", [ValueError("no more"), KeyboardInterrupt()])
def test_an_error_arises_after_what_came_before_it(error):
    ahead = prefetch(Made(4, error), 2)
    assert [next(ahead) for _ in range(4)] == [0, 1, 2, 3]
    with pytest.raises(type(error)):
        next(ahead)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells threads apart")
def test_a_thread_that_is_not_urgent_steps_back_alone():
    def niceness():
        yield os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    (here,) = niceness()
    assert list(prefetch(niceness(), 1)) == [here]
    (stepped_back,) = prefetch(niceness(), 1, is_urgent=False)
    assert stepped_back == min(here + 10, 19)
    assert list(niceness()) == [here]


def test_closing_ends_the_thread_and_what_it_was_at():
    made = Made(1000)
    ahead = prefetch(made, 2)
    next(ahead)
    ahead.close()
    assert made.is_closed
    assert made.n_made < 10
    assert not any(thread.is_alive() for thread in made.threads)


def test_an_error_of_the_user_closes_the_whole_line():
    first = Made(1000)
    second = prefetch((2 * number for number in prefetch(first, 2)), 2)
    with pytest.raises(RuntimeError, match="enough"):
        try:
            for number in second:
                if number == 6:
                    raise RuntimeError("enough")
        finally:
            second.close()
    assert first.is_closed
    assert first.n_made < 20
