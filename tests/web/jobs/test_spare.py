import threading
import time

import pytest

from midstance.web.jobs.child import Limits
from midstance.web.jobs.spare import Spare


@pytest.fixture
def spare():
    made = Spare(Limits())
    yield made
    made.end()


def problem_of(child):
    for _ in child.messages():
        pass
    return child.problem()


def test_the_process_that_waits_does_the_work_and_the_next_one_is_new(spare, bring):
    recording = bring()
    spare.prepare()
    waiting = spare._waiting
    spare.prepare()
    assert spare._waiting is waiting
    child = spare.begin(recording)
    assert child is waiting.child
    assert "run.mp4 cannot be opened as a video" in problem_of(child)
    other = spare.begin(recording)
    assert other is not child
    assert "cannot be opened as a video" in problem_of(other)


def test_a_process_that_died_while_it_waited_is_replaced(spare, bring):
    spare.prepare()
    child = spare._waiting.child
    child.stop()
    assert problem_of(child)
    assert "cannot be opened as a video" in problem_of(spare.begin(bring()))


def test_nobody_waits_after_the_end(spare):
    spare.prepare()
    child = spare._waiting.child
    ended = threading.Thread(target=spare.end)
    began = time.monotonic()
    ended.start()
    ended.join(20)
    assert time.monotonic() - began < 20
    assert not child._process.is_alive()
    spare.end()
