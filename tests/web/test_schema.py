"""Whatever the app is asked that its own description allows, it does not fail."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from midstance.web.app import make_app
from midstance.web.models import PersonFacts
from midstance.web.store.people import People

openapi = pytest.importorskip("schemathesis").openapi
HOST = "http://localhost:8765"
ENDLESS = {"/api/events"}
"""Answers that go on as long as somebody listens."""


@pytest.fixture
def app(store, jobs):
    return make_app(store, token="secret", jobs=jobs)


@pytest.fixture
def client(app, monkeypatch):
    monkeypatch.setattr(
        "midstance.web.pairing.server.network_addresses", lambda: ["127.0.0.1"]
    )
    headers = {"origin": HOST}
    with TestClient(
        app, base_url=HOST, headers=headers, raise_server_exceptions=False
    ) as opened:
        opened.get("/?token=secret")
        yield opened


@pytest.fixture
def known(store, bring, finish):
    """Ids of what there is; results are what a crash might have left."""
    anna = People(store).add(PersonFacts(name="Anna").model_dump())
    recording = finish(bring())
    recording.results.mkdir()
    (recording.results / "analysis.json").write_text("{", "utf-8")
    return {"recording_id": recording.id, "person_id": anna.id, "other_id": anna.id}


def ask(client, known, n_examples):
    described = openapi.from_dict(client.get("/api/openapi.json").json())
    every = [one.ok() for one in described.get_all_operations()]
    strategies = [one.as_strategy() for one in every if one.path not in ENDLESS]
    asked = set()

    @settings(
        max_examples=n_examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(strategies), st.booleans())
    def send(case, is_there):
        if is_there:
            case.path_parameters = {
                name: known.get(name, value)
                for name, value in (case.path_parameters or {}).items()
            }
        sent = case.as_transport_kwargs(base_url=HOST)
        sent.pop("cookies", None)
        if "data" in sent and not isinstance(sent["data"], dict):
            sent["content"] = sent.pop("data")
        given_headers = {**(sent.pop("headers", None) or {}), "origin": HOST}
        answer = client.request(**sent, headers=given_headers)
        asked.add(case.operation.label)
        assert answer.status_code < 500, f"{case.operation.label}: {answer.text[:300]}"

    send()
    return asked, every


def test_nothing_that_the_description_allows_makes_it_fail(client, known):
    asked, every = ask(client, known, 25)
    assert len(asked) > len(every) / 5


@pytest.mark.slow
def test_nothing_of_much_that_it_allows_makes_it_fail(client, known):
    asked, every = ask(client, known, 1500)
    assert len(asked) == len(every) - len(ENDLESS)
