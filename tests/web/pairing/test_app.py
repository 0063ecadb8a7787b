import pytest
from starlette.testclient import TestClient

from midstance.web.pairing.app import make_phone_app
from midstance.web.pairing.phone import Pairing

HOST = "http://192.0.2.7:5555"


@pytest.fixture
def pairing():
    return Pairing({"subject": {"height_m": 1.8}})


@pytest.fixture
def phone(store, jobs, pairing):
    """Browsers on phones in the same network."""
    app = make_phone_app(store, jobs, pairing, host="192.0.2.7")
    return lambda: TestClient(app, base_url=HOST, headers={"origin": HOST})


def send(client, pairing, content=b"film", name="run.mov"):
    path, facts = f"/{pairing.code}/uploads", {"name": name, "n_bytes": len(content)}
    begun = client.post(path, json=facts)
    if begun.status_code != 201:
        return begun
    here = f"{path}/{begun.json()['id']}"
    client.patch(here, params={"offset": 0}, content=content)
    return client.post(f"{here}/recording", json=facts)


def test_a_video_goes_to_the_computer_with_its_settings(phone, pairing, store, jobs):
    client = phone()
    assert "Film now" in client.get(f"/{pairing.code}").text
    assert client.post(f"/{pairing.code}/take").status_code == 200
    assert send(client, pairing).status_code == 201
    (recording,) = store.all()
    assert recording.video.read_bytes() == b"film"
    assert recording.config.subject.height_m == 1.8
    assert jobs.woken == [recording.id]
    assert pairing.n_videos == 1


def test_a_second_phone_with_the_same_code_sends_nothing(phone, pairing, store):
    first, second = phone(), phone()
    first.post(f"/{pairing.code}/take")
    answer = second.post(f"/{pairing.code}/take")
    assert answer.status_code == 400
    assert "Another phone" in answer.json()["error"]
    assert send(second, pairing).status_code == 403
    assert store.all() == []


def test_nothing_is_sent_before_the_code_was_taken(phone, pairing, store):
    assert send(phone(), pairing).status_code == 403
    assert store.all() == []


PATHS = (
    "/",
    "/api/recordings",
    "/api/people",
    "/api/phone",
    "/api/openapi.json",
    "/docs",
    "/people",
    "/recordings/x/report.html",
    "/label/x",
    "/static/index.html",
    "/static/app.js",
    "/static/../index.html",
    "//evil.example",
)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_else_is_reachable(phone, pairing, path):
    client = phone()
    client.post(f"/{pairing.code}/take")
    for prefix in ("", f"/{pairing.code}"):
        for method in ("GET", "POST", "DELETE", "PUT"):
            answer = client.request(method, f"{prefix}{path}")
            is_page = prefix and path == "/"
            assert answer.status_code in (
                (200, 404, 405) if is_page else (403, 404, 405)
            )


def test_a_wrong_code_shows_no_page(phone):
    assert phone().get("/guess").status_code == 403


def test_other_pages_and_names_are_refused(phone, pairing):
    client = phone()
    path = f"/{pairing.code}/take"
    assert client.post(path, headers={"origin": "http://evil"}).status_code == 403
    assert client.get(f"/{pairing.code}", headers={"host": "evil"}).status_code == 421


def test_what_is_closed_takes_nothing_any_more(phone, pairing, store):
    client = phone()
    client.post(f"/{pairing.code}/take")
    pairing.close()
    assert send(client, pairing).status_code == 403
    assert client.get(f"/{pairing.code}").status_code == 403
    assert store.all() == []


def test_what_cannot_be_taken_is_a_sentence(phone, pairing, store):
    client = phone()
    client.post(f"/{pairing.code}/take")
    answer = send(client, pairing, content=b"")
    assert answer.status_code == 400
    assert "run.mov is empty" in answer.json()["error"]
    assert pairing.n_videos == 0


def test_a_video_that_was_interrupted_goes_on_where_it_was(phone, pairing, store):
    client = phone()
    client.post(f"/{pairing.code}/take")
    path = f"/{pairing.code}/uploads"
    digits = client.post(path, json={"name": "a.mov", "n_bytes": 4}).json()["id"]
    here = f"{path}/{digits}"
    begun = client.patch(here, params={"offset": 0}, content=b"fi")
    assert begun.json()["n_bytes"] == 2
    refused = client.patch(here, params={"offset": 0}, content=b"film")
    assert (refused.status_code, refused.json()["n_bytes"]) == (409, 2)
    assert client.get(here).json()["n_bytes"] == 2
    assert client.patch(here, content=b"lm").status_code == 400
    client.patch(here, params={"offset": 2}, content=b"lm")
    facts = {"name": "a.mov", "n_bytes": 4}
    assert client.post(f"{here}/recording", json=facts).status_code == 201
    assert store.all()[0].video.read_bytes() == b"film"
    assert client.post(f"{here}/recording", json=facts).status_code == 404
