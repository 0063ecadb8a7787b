import pytest
from starlette.testclient import TestClient

from midstance.errors import ConfigError, FormatError
from midstance.web.app import make_app


@pytest.mark.parametrize(
    ("error", "status"), [(FormatError("gone"), 404), (ConfigError("wrong"), 400)]
)
def test_an_error_on_purpose_is_a_sentence(browser, jobs, monkeypatch, error, status):
    def refuse():
        raise error

    monkeypatch.setattr(browser.app.state.store, "all", refuse)
    answer = browser.get("/api/recordings")
    assert answer.status_code == status
    assert answer.json() == {"error": str(error)}


def test_jobs_begin_and_end_with_the_app(store, jobs, monkeypatch):
    said = []
    monkeypatch.setattr(jobs, "start", lambda: said.append("start"))
    monkeypatch.setattr(jobs, "close", lambda: said.append("close"))
    with TestClient(make_app(store, token="secret", jobs=jobs)):
        assert said == ["start"]
    assert said == ["start", "close"]
