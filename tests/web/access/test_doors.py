import pytest

from midstance.web.access.logins import Logins

PATHS = ("/", "/people", "/docs", "/label/x", "/nothing")
CALLS = ("/api/recordings", "/api/people", "/api/events", "/api/openapi.json")


def test_who_is_not_logged_in_is_led_to_do_so(outside):
    browser = outside()
    for path in PATHS:
        answer = browser.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    for path in CALLS:
        answer = browser.get(path)
        assert answer.status_code == 401
        assert answer.json() == {"error": "Log in first."}
    assert "Log in" in browser.get("/login").text
    assert browser.get("/static/login.js").status_code == 200


def test_a_way_that_is_not_encrypted_is_refused(outside, log_in):
    coach = log_in("Bo")
    answer = coach.get("http://clinic.example/", follow_redirects=False)
    assert answer.status_code == 403
    assert "not encrypted" in answer.text


def test_a_viewer_looks_and_changes_nothing(log_in, bring, store):
    recording = bring()
    viewer = log_in("Vi", "viewer")
    assert viewer.get("/").status_code == 200
    for method, path in (
        ("POST", "/api/people"),
        ("DELETE", f"/api/recordings/{recording.id}"),
        ("POST", "/api/recordings?name=a.mp4"),
        ("POST", "/api/people/import"),
    ):
        answer = viewer.request(method, path, json={})
        assert answer.status_code == 403
        assert "change nothing" in answer.json()["error"]
    assert store.get(recording.id)
    assert viewer.post("/api/logout").status_code == 204


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_other_pages_change_nothing_for_who_is_logged_in(log_in, origin):
    coach = log_in("Bo")
    answer = coach.post("/api/people", json={"name": "x"}, headers={"origin": origin})
    assert answer.status_code == 403
    assert coach.get("/api/people").json() == []


def test_other_pages_log_nobody_in(outside):
    sent = {"name": "Bo", "password": "0123456789"}
    evil = {"origin": "https://evil.example"}
    assert outside().post("/api/login", json=sent, headers=evil).status_code == 403


def test_the_cookie_is_renewed_along_the_way(log_in, monkeypatch):
    coach = log_in("Bo")
    monkeypatch.setattr("midstance.web.access.logins.RENEW_AFTER_S", -1.0)
    answer = coach.get("/api/people")
    cookie = answer.headers["set-cookie"]
    for part in ("midstance-443=", "HttpOnly", "Secure", "SameSite=strict"):
        assert part in cookie


def test_two_logins_are_two(log_in, store):
    first, second = log_in("Ann"), log_in("Bo")
    first.post("/api/logout")
    assert first.get("/api/people").status_code == 401
    assert second.get("/api/people").status_code == 200
    assert Logins(store.rows).find("") is None


def test_without_the_token_only_what_a_link_needs_is_there(visitor):
    for name in ("shared.css", "app.css", "common.js", "pin.js", "soon.js"):
        assert visitor.get(f"/static/{name}").status_code == 200
    for name in ("app.js", "person.js", "index.html", "label/label.js"):
        assert visitor.get(f"/static/{name}").status_code == 403
