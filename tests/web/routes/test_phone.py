import pytest

from midstance.web.models import PersonFacts
from midstance.web.store.people import People


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """This machine is in the network of its own only."""
    monkeypatch.setattr(
        "midstance.web.pairing.server.network_addresses", lambda: ["127.0.0.1"]
    )


def test_a_code_is_shown_and_closed(browser):
    assert browser.get("/api/phone").json()["url"] == ""
    assert browser.get("/api/phone/code.svg").status_code == 404
    shown = browser.post("/api/phone", json={}).json()
    assert shown["url"].startswith("http://127.0.0.1:")
    assert (shown["is_taken"], shown["n_videos"]) == (False, 0)
    drawn = browser.get("/api/phone/code.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert b"<svg" in drawn.content
    assert browser.delete("/api/phone").status_code == 204
    assert browser.get("/api/phone").json()["url"] == ""


def test_videos_of_the_phone_are_of_who_was_chosen(browser, store):
    facts = PersonFacts(name="Anna", height_m=1.71).model_dump()
    anna = People(store).add(facts)
    wish = {"person_id": anna.id, "settings": {"people": 1}}
    assert browser.post("/api/phone", json=wish).status_code == 201
    pairing = browser.app.state.phone.pairing
    assert pairing.person_id == anna.id
    assert pairing.settings["subject"] == {"height_m": 1.71}
    gone = {"person_id": "nobody"}
    assert browser.post("/api/phone", json=gone).status_code == 404


def test_where_users_log_in_no_phone_gets_around_that(log_in):
    assert log_in("Ann", "owner").post("/api/phone", json={}).status_code == 404
