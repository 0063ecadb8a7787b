import time

import pytest

from midstance.web.store.work import MOST_ATTEMPTS


def test_a_recording_is_taken_once(store, bring):
    recording = bring()
    claimed = store.claim(recording.id)
    assert claimed.state == "working"
    assert store.claim(recording.id) is None


def test_work_that_was_stopped_cannot_say_anything_any_more(store, bring):
    claimed = store.claim(bring().id)
    assert store.work.beat(claimed, "Finding people", 0.25)
    seen = store.get(claimed.id)
    assert (seen.stage, seen.share) == ("Finding people", 0.25)
    store.stop(claimed.id)
    assert not store.work.beat(claimed, "Finding people", 0.5)
    assert not store.work.conclude(claimed, "done")
    assert store.get(claimed.id).state == "stopped"


def test_first_numbers_belong_to_the_run_that_found_them(store, bring):
    rows = [["cadence", "person-1", "both", 168.0, 1.0, "steps/min"]]
    claimed = store.claim(bring().id)
    assert store.work.tell_first(claimed, rows, is_whole=True)
    seen = store.get(claimed.id)
    assert (seen.first[0].value, seen.is_first_whole) == (168.0, True)
    store.change(claimed, {})
    assert store.get(claimed.id).first == ()
    assert not store.work.tell_first(claimed, rows, is_whole=False)
    assert store.claim(claimed.id).first == ()


def test_work_of_an_earlier_run_says_nothing_about_the_next(store, bring):
    first = store.claim(bring().id)
    store.change(first, {})
    second = store.claim(first.id)
    assert not store.work.conclude(first, "failed", "old")
    assert store.work.conclude(second, "done")


def test_the_time_left_follows_the_share(store, bring, monkeypatch):
    claimed = store.claim(bring().id)
    began = time.time()
    store.work.beat(claimed, "Finding people", 0.0)
    monkeypatch.setattr(time, "time", lambda: began + 30)
    store.work.beat(claimed, "Finding people", 0.25)
    assert store.get(claimed.id).left_s == pytest.approx(90, abs=1)


def test_what_a_lost_worker_worked_on_waits_again_and_is_given_up_in_the_end(
    store, bring
):
    recording = bring()
    for _ in range(MOST_ATTEMPTS - 1):
        assert store.claim(recording.id)
        store.work.recover()
        assert store.get(recording.id).state == "working"
        store.work.recover(lost_after_s=-1)
        assert store.get(recording.id).state == "waiting"
    store.claim(recording.id)
    store.work.recover(lost_after_s=-1)
    given_up = store.get(recording.id)
    assert given_up.state == "failed"
    assert "without a word" in given_up.message
