import anyio
import pytest
from starlette.requests import Request

from midstance.web.access.doors import Admitted, TokenDoor
from midstance.web.guard import Guard

HOST = "localhost:8765"


def answer_to(**scope):
    """The answer of a guard to a request as a server hands it on."""
    asked = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "server": ("127.0.0.1", 8765),
        "path": "/",
        "query_string": b"",
        "headers": [(b"host", HOST.encode())],
        **scope,
    }
    door, hosts = TokenDoor("secret"), frozenset(["localhost"])
    return anyio.run(Guard(None, door=door, hosts=hosts)._answer, Request(asked))


def test_without_the_token_nobody_learns_anything(visitor):
    for path in ("/", "/api/recordings", "/static/app.js", "/nothing", "/docs"):
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
    for wrong in ("guess", "", "%ff", "²"):
        assert visitor.get(f"/?token={wrong}").status_code == 403


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "///a//b"])
def test_the_token_never_leads_to_another_site(path):
    answer = answer_to(path=path, query_string=b"token=secret")
    assert answer.status_code == 303
    assert answer.headers["location"][0] == "/"
    assert answer.headers["location"][1] not in "/\\"


@pytest.mark.parametrize("headers", [[], [(b"host", b"")]])
def test_a_request_for_no_host_is_refused(headers):
    answer = answer_to(headers=[*headers, (b"cookie", b"midstance-8765=secret")])
    assert answer.status_code == 400


def test_two_apps_on_one_machine_keep_their_own_tokens():
    other = (b"cookie", b"midstance-9000=other; midstance-8765=secret")
    answer = answer_to(headers=[(b"host", HOST.encode()), other])
    assert isinstance(answer, Admitted)


@pytest.mark.parametrize("cookie", [b"\xff=;;=", b"a b=c; =", b"midstance-8765=\xff"])
def test_a_strange_cookie_is_no_token(cookie):
    headers = [(b"host", HOST.encode()), (b"cookie", cookie)]
    assert answer_to(headers=headers).status_code == 403


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


@pytest.mark.parametrize("path", ["/", "/api/recordings", "/nothing", "/static/app.js"])
def test_every_answer_keeps_the_browser_from_loading_from_elsewhere(browser, path):
    headers = browser.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
