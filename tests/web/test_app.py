import errno

import pytest
from starlette.testclient import TestClient

from midstance.errors import ConfigError, FormatError
from midstance.web.app import make_app


@pytest.mark.parametrize(
    ("error", "status"), [(FormatError("gone"), 404), (ConfigError("wrong"), 400)]
)
def test_an_error_on_purpose_is_a_sentence(browser, monkeypatch, error, status):
    def refuse():
        raise error

    monkeypatch.setattr(browser.app.state.store, "all", refuse)
    answer = browser.get("/api/recordings")
    assert answer.status_code == status
    assert answer.json() == {"error": str(error)}


def test_a_fault_of_ours_is_a_sentence_too(store, jobs, monkeypatch):
    def fail():
        raise ZeroDivisionError

    app = make_app(store, token="secret", jobs=jobs)
    monkeypatch.setattr(store, "all", fail)
    with TestClient(app, raise_server_exceptions=False) as client:
        client.get("/?token=secret")
        answer = client.get("/api/recordings")
    assert answer.status_code == 500
    assert "midstance itself failed" in answer.json()["error"]


def test_jobs_begin_and_end_with_the_app(store, jobs, monkeypatch):
    said = []
    monkeypatch.setattr(jobs, "start", lambda: said.append("start"))
    monkeypatch.setattr(jobs, "close", lambda: said.append("close"))
    with TestClient(make_app(store, token="secret", jobs=jobs)):
        assert said == ["start"]
    assert said == ["start", "close"]


def test_the_api_describes_itself(browser):
    described = browser.get("/api/openapi.json").json()
    assert "RecordingAnswer" in described["components"]["schemas"]
    assert set(described["paths"]["/api/recordings/{recording_id}"]) == {
        "post",
        "delete",
    }


def test_no_page_of_the_framework_loads_from_elsewhere(browser):
    assert "/static/docs.js" in browser.get("/docs").text
    assert browser.get("/redoc").status_code == 404


def test_a_full_disk_is_a_sentence(browser, monkeypatch):
    def refuse():
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(browser.app.state.store, "all", refuse)
    answer = browser.get("/api/recordings")
    assert answer.status_code == 507
    assert answer.json()["error"].startswith("The disk is full")
