import time
from pathlib import Path

import pytest

from midstance.web.jobs.child import Child, Limits


def heard(child):
    return [message for message in child.messages() if message is not None]


def test_what_it_sends_arrives_in_order(duties):
    child = Child(duties.count, 3)
    assert heard(child) == [["counted", 0], ["counted", 1], ["counted", 2]]
    assert child.problem() == ""


@pytest.mark.parametrize(
    ("work", "sentence"),
    [
        ("refuse", "This is wrong."),
        ("stumble", "midstance itself failed (ZeroDivisionError)"),
        ("fill_disk", "The disk is full"),
        ("crash", "ended by the system (SIGSEGV)"),
        ("leave", "midstance itself failed (status 7)"),
        ("talk_nonsense", "ended by the system (SIGKILL)"),
    ],
)
def test_whatever_fails_is_a_sentence(duties, work, sentence):
    child = Child(getattr(duties, work))
    assert heard(child) == []
    assert sentence in child.problem()


def test_more_memory_than_allowed_is_not_given(duties):
    child = Child(duties.devour, limits=Limits(memory_bytes=2 * 2**30))
    assert heard(child) == []
    assert "more memory" in child.problem()


def test_what_takes_too_long_is_ended(duties):
    child = Child(duties.sleep, limits=Limits(time_s=3))
    assert heard(child) == ["asleep"]
    assert "took longer" in child.problem()


def test_what_is_stopped_ends_at_once(duties):
    child = Child(duties.sleep)
    began = time.monotonic()
    for message in child.messages():
        if message:
            child.stop()
    assert time.monotonic() - began < 30
    assert "SIGKILL" in child.problem()


def test_an_orphan_ends_by_itself(duties, tmp_path):
    child = Child(duties.begin_another, str(tmp_path / "pid"))
    assert heard(child) == ["said"]
    orphan = int((tmp_path / "pid").read_text("utf-8"))
    until = time.monotonic() + 20
    while Path(f"/proc/{orphan}").exists():
        assert time.monotonic() < until, "the orphan lives on"
        time.sleep(0.05)
