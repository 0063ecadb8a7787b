import time

import pytest

from midstance.web.pairing import phone as module
from midstance.web.pairing.phone import MOST_VIDEOS, ClosedError, Pairing


def test_the_first_phone_takes_the_code_and_no_other():
    pairing = Pairing()
    secret = pairing.take(None)
    assert pairing.take(secret) == secret  # the page may be loaded again
    for other in (None, "", "guess", "²", pairing.code):
        with pytest.raises(ClosedError, match="Another phone"):
            pairing.take(other)
    assert pairing.knows(secret)
    assert not pairing.knows(pairing.code)


def test_nobody_is_known_before_a_phone_took_the_code():
    assert not Pairing().knows("")
    assert not Pairing().knows(None)


def test_it_closes_by_itself_after_a_while_and_after_many_videos(monkeypatch):
    late, many = Pairing(), Pairing()
    secret = many.take(None)
    for _ in range(MOST_VIDEOS):
        assert many.knows(secret)
        many.count()
    assert not many.knows(secret)
    now = time.monotonic()
    monkeypatch.setattr(module.time, "monotonic", lambda: now + module.OPEN_S + 1)
    assert not late.is_open
    assert not late.is_code(late.code)
    with pytest.raises(ClosedError, match="not open any more"):
        late.take(None)


def test_a_video_on_its_way_keeps_it_open(monkeypatch):
    pairing = Pairing()
    now = time.monotonic()
    monkeypatch.setattr(module.time, "monotonic", lambda: now + module.OPEN_S - 1)
    pairing.stay_open()
    monkeypatch.setattr(module.time, "monotonic", lambda: now + module.OPEN_S + 1)
    assert pairing.is_open
    pairing.close()
    pairing.stay_open()
    assert not pairing.is_open


def test_every_code_is_another_one():
    assert len({Pairing().code for _ in range(20)}) == 20
