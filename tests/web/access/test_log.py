import pytest
from sqlalchemy.exc import OperationalError

from midstance.web.access.audit import Audit

FACTS = {"name": "Anna Läufer", "notes": "pain in the left knee", "mass_kg": 61.5}


def test_changes_and_what_is_taken_away_are_written_down(log_in, store):
    coach = log_in("Bo")
    anna = coach.post("/api/people", json=FACTS).json()
    coach.get(f"/api/people/{anna['id']}")
    coach.get(f"/people/{anna['id']}/archive.zip")
    coach.delete(f"/api/people/{anna['id']}")
    entries = Audit(store.rows).latest()
    assert [one.action for one in reversed(entries)] == [
        "POST /api/people",
        "GET /people/{person_id}/archive.zip",
        "DELETE /api/people/{person_id}",
    ]
    assert {one.user for one in entries} == {"Bo"}
    assert entries[0].about == f"person_id={anna['id']}"


def test_nothing_about_anybodys_health_is_in_it(log_in, store):
    coach = log_in("Bo")
    coach.post("/api/people", json=FACTS)
    coach.post("/api/people", json={**FACTS, "mass_kg": "pain"})
    kept = repr(Audit(store.rows).latest())
    for word in ("Anna", "knee", "61.5", "pain"):
        assert word not in kept


def test_a_log_that_cannot_be_written_stops_nobody(log_in, monkeypatch, caplog):
    coach = log_in("Bo")

    def refuse(*_):
        raise OperationalError("INSERT", {}, Exception("broken"))

    monkeypatch.setattr(Audit, "note", refuse)
    assert coach.post("/api/people", json=FACTS).status_code == 201
    assert "the audit log could not be written" in caplog.text


@pytest.mark.parametrize("path", ["/login", "/api/login", "/nothing"])
def test_looking_is_not_written_down(outside, store, path):
    outside().get(path)
    assert Audit(store.rows).latest() == []
