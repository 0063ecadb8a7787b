import pytest

from midstance.errors import FormatError
from midstance.web.label.sessions import Sessions, session_of


class Opened:
    def __init__(self):
        self.is_finished = False

    def finish(self):
        self.is_finished = True


@pytest.fixture
def sessions():
    return Sessions(lambda name: Opened())


def test_a_session_stays_until_it_is_opened_anew(sessions):
    first = sessions.get("a")
    assert sessions.get("a") is first
    assert sessions.get("b") is not first
    second = sessions.open("a")
    assert second is not first
    assert first.is_finished
    assert sessions.get("a") is second


def test_what_is_closed_is_finished_and_gone(sessions):
    first, second = sessions.get("a"), sessions.get("b")
    sessions.close("a")
    sessions.close("never opened")
    assert (first.is_finished, second.is_finished) == (True, False)
    sessions.close_all()
    assert second.is_finished
    assert sessions.get("a") is not first


def test_only_so_many_are_kept_open(sessions):
    opened = {name: sessions.get(name) for name in "abcd"}
    sessions.get("a")
    sessions.get("e")
    closed = [name for name, one in opened.items() if one.is_finished]
    assert closed == ["b"]


def test_a_session_shows_the_results_of_its_recording(store, done):
    assert session_of(store, done).data()["video"] == "demo.mp4"


def test_a_recording_without_results_has_none(store, bring):
    with pytest.raises(FormatError, match="holds no analysis"):
        session_of(store, bring())


def test_the_list_knows_the_numbers_that_were_saved(store, done):
    session = session_of(store, done)
    assert store.numbers(["cadence"]) == {}
    session.save({"edits": []})
    session.finish()
    (cadence,) = store.numbers(["cadence"])[done.id]
    assert cadence.value == pytest.approx(
        session.analysis.summary().query("metric == 'cadence'")["value"].iloc[0]
    )
