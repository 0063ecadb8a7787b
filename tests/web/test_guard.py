import pytest


def test_without_the_token_nobody_learns_anything(visitor):
    for path in ("/", "/api/recordings", "/app.js", "/nothing"):
        answer = visitor.get(path)
        assert answer.status_code == 403
        assert "whole address" in answer.text


def test_the_token_leaves_the_address_and_stays_in_a_cookie(visitor):
    answer = visitor.get("/?token=secret", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert visitor.get("/").status_code == 200


def test_a_wrong_token_lets_nobody_in(visitor):
    assert visitor.get("/?token=guess").status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_other_pages_change_nothing(browser, bring, store, origin):
    recording = bring()
    path = f"/api/recordings/{recording.id}"
    answer = browser.delete(path, headers={"origin": origin})
    assert answer.status_code == 403
    assert store.get(recording.id)


def test_another_name_for_this_machine_is_refused(browser):
    answer = browser.get("/", headers={"host": "evil.example:8765"})
    assert answer.status_code == 421
