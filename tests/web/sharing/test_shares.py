import os
import time

import pytest

from midstance.errors import ConfigError, FormatError
from midstance.report.write import PAGE
from midstance.schema.analysis import FACTS
from midstance.web.sharing import shares as module
from midstance.web.sharing.shares import Shares


@pytest.fixture
def shares(store):
    opened = Shares(store)
    yield opened
    opened.wait()


def quick(monkeypatch):
    """Reports without faces are made without looking at the video."""
    made = []

    class Made:
        def __init__(self, _work, results, _video, folder, **_):
            made.append(folder)
            folder.mkdir(parents=True)
            (folder / PAGE).write_bytes((results / PAGE).read_bytes())

        def messages(self):
            return iter([1.0])

        def problem(self):
            return ""

    monkeypatch.setattr(module, "Child", Made)
    return made


@pytest.fixture
def reported(bring, finish):
    recording = finish(bring())
    recording.results.mkdir()
    (recording.results / PAGE).write_text("<p>report</p>", "utf-8")
    return recording


def test_a_link_is_found_by_its_word_until_it_is_taken_back(
    shares, reported, monkeypatch
):
    quick(monkeypatch)
    share, word = shares.add(reported, days=7)
    assert shares.find(word)[0] == share
    assert shares.of(reported.id) == [share]
    shares.remove("another recording", share.id)
    assert shares.find(word)
    shares.remove(reported.id, share.id)
    with pytest.raises(FormatError, match="leads nowhere"):
        shares.find(word)


def test_a_link_ends_by_itself(shares, reported, monkeypatch):
    quick(monkeypatch)
    _, word = shares.add(reported, days=7)
    now = time.time()
    monkeypatch.setattr(module.time, "time", lambda: now + 7 * 24 * 3600 + 1)
    with pytest.raises(FormatError, match="leads nowhere"):
        shares.find(word)
    assert shares.of(reported.id) == []


def test_only_the_pin_opens(shares, reported, monkeypatch):
    quick(monkeypatch)
    _, word = shares.add(reported, days=7, pin="4711")
    _, known = shares.find(word)
    assert shares.opens("4711", known)
    assert not shares.opens("4712", known)
    assert "4711" not in known
    with pytest.raises(ConfigError, match="4 to 20 characters"):
        shares.add(reported, days=7, pin="1")


def test_it_is_made_once_and_again_when_the_report_changed(
    shares, reported, monkeypatch
):
    made = quick(monkeypatch)
    shares.add(reported, days=7)
    shares.wait()
    shares.add(reported, days=7)
    shares.wait()
    assert len(made) == 1
    assert shares.is_ready(reported)
    later = time.time_ns() + 10**9
    os.utime(reported.results / PAGE, ns=(later, later))
    assert not shares.is_ready(reported)


def test_it_is_ready_while_it_is_of_these_results(shares, reported):
    folder = shares.folder(reported)
    folder.mkdir(parents=True)
    (reported.results / FACTS).write_text('{"fingerprint": "of the results"}')
    (folder / PAGE).write_text('"midstance-fingerprint" content="of the results"')
    assert shares.is_ready(reported)
    (reported.results / FACTS).write_text('{"fingerprint": "of later ones"}')
    assert not shares.is_ready(reported)


def test_what_is_shared_goes_with_the_recording(store, shares, reported, monkeypatch):
    quick(monkeypatch)
    _, word = shares.add(reported, days=7)
    shares.wait()
    folder = shares.folder(reported)
    assert folder.is_dir()
    store.remove(reported.id)
    assert not folder.exists()
    with pytest.raises(FormatError):
        shares.find(word)


def test_a_problem_is_kept_as_a_sentence(shares, reported):
    shares.add(reported, days=7)
    shares.wait()
    assert "analysis" in shares.problem(reported.id)
    assert not shares.is_ready(reported)
