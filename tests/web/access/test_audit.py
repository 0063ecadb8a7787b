import time

from midstance.web.access import audit as module
from midstance.web.access.audit import Audit
from midstance.web.access.who import Who

BO = Who("b", "Bo", "coach")


def test_it_keeps_who_did_what_to_which_id_and_no_word_more(store):
    audit = Audit(store.rows)
    about = {"person_id": "a1", "words": "knee pain", "name": "Anna"}
    audit.note(BO, "PUT /api/people/{person_id}", about, 200)
    audit.note(None, "POST /api/login", {}, 400)
    failed, changed = audit.latest()
    assert (failed.user, failed.status) == ("", 400)
    assert (changed.user, changed.about) == ("Bo", "person_id=a1")
    assert "knee" not in repr(changed)


def test_it_forgets_after_a_year(store, monkeypatch):
    audit, now = Audit(store.rows), time.time()
    audit.note(BO, "first", {}, 200)
    monkeypatch.setattr(module.time, "time", lambda: now + module.KEPT_S + 1)
    audit.note(BO, "second", {}, 200)
    assert [one.action for one in audit.latest()] == ["second"]
