"""After somebody was deleted, nothing of them lies in the folder of the app."""

import dataclasses
import io
import json
import shutil
import zipfile

import pytest
from starlette.testclient import TestClient

from midstance.schema.remarks import REMARKS
from midstance.web.app import make_app
from midstance.web.jobs.workers import Jobs
from midstance.web.store.upload import Number

HOST = "http://localhost:8765"
NAME, NICKNAME = "Zebulon Quittenbaum", "Quitty"
FILM = b"the only film of its kind " * 100
FACTS = {
    "name": NAME,
    "shoes": f"{NICKNAME} shoes",
    "notes": f"{NAME} limps",
    "tags": [NICKNAME],
}


@pytest.fixture
def app(store, monkeypatch):
    """An app with a real queue, whose worker never begins."""
    jobs = Jobs(store)
    monkeypatch.setattr(jobs, "start", lambda: None)
    return make_app(store, token="secret", hosts=frozenset(["localhost"]), jobs=jobs)


@pytest.fixture
def browser(app):
    with TestClient(app, base_url=HOST, headers={"origin": HOST}) as client:
        client.get("/?token=secret")
        yield client


@pytest.fixture
def person(browser, store, analyzed, results, monkeypatch):
    """Somebody about whom everything is known that the app can know."""
    monkeypatch.setattr(browser.app.state.shares, "prepare", lambda _: None)
    named = analyzed.config.updated(subject={"name": NAME})
    dataclasses.replace(analyzed, config=named).save(results)
    person_id = browser.post("/api/people", json=FACTS).json()["id"]
    moment = {"day": "2026-11-01", "kind": "injury", "text": f"{NICKNAME} fell"}
    browser.post(f"/api/people/{person_id}/moments", json=moment)
    for number in range(2):
        query = {"name": f"{NICKNAME} {number}.mp4", "person": person_id}
        film = FILM + bytes([number])
        sent = browser.post("/api/recordings", params=query, content=film).json()
        recording = store.get(sent["id"])
        recording.results.mkdir()
        for file in results.iterdir():
            shutil.copy(file, recording.results)
        (recording.results / "report.html").write_text(f"<p>{NAME}</p>")
        store.set_numbers(recording.id, [Number("cadence", NAME, "both", 1.0, 1.0, "")])
        store.set_state(recording.id, "done")
        # What it makes when it is asked for: pages, remarks, a link.
        for folder in (store.pages_folder, store.shared_folder):
            folder(recording.id).mkdir(parents=True)
            (folder(recording.id) / "page.html").write_text(f"<p>{NAME}</p>")
        told = {"comments": [{"id": "a", "time_s": 1.0, "text": f"{NAME} leans"}]}
        (recording.results / REMARKS).write_text(json.dumps(told), "utf-8")
        browser.post(f"/api/recordings/{recording.id}/shares", json={"days": 3})
    again = browser.post("/api/recordings/" + sent["id"], json={}).json()
    assert again["state"] == "waiting"
    return person_id


def traces(store, *words):
    """Every file of the app that holds one of the words, or is called so."""
    found = set()
    for path in store.root.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for word in words:
            if word in content or word.decode(errors="replace") in path.name:
                found.add((word[:30], path.relative_to(store.root).as_posix()))
    return found


def test_nothing_is_left_of_who_is_deleted(browser, store, person):
    ids = [one.id.encode() for one in store.of_person(person)]
    words = [NAME.encode(), NICKNAME.encode(), FILM[:50], person.encode(), *ids]
    before = traces(store, *words)
    assert {word for word, _ in before} == {word[:30] for word in words}
    assert "queue.db" in {path.split("-")[0] for _, path in before}
    assert browser.delete(f"/api/people/{person}").status_code == 204
    assert traces(store, *words) == set()
    assert browser.get("/api/people", params={"words": NICKNAME}).json() == []
    assert browser.get("/api/recordings").json() == []


def test_nothing_is_left_of_a_name_that_was_changed(browser, store, person):
    new = {**FACTS, "name": "Somebody", "shoes": "", "notes": "", "tags": []}
    kept = {path for _, path in traces(store, b"limps")}
    assert kept
    browser.put(f"/api/people/{person}", json=new)
    assert traces(store, b"limps") == set()


def test_nothing_is_left_of_a_recording_that_is_deleted(browser, store, person):
    for one in store.of_person(person):
        assert browser.delete(f"/api/recordings/{one.id}").status_code == 204
        assert traces(store, one.id.encode()) == set()
    assert traces(store, FILM[:50]) == set()


def test_what_others_wait_for_is_analyzed_all_the_same(browser, store, person):
    sent = browser.post("/api/recordings", params={"name": "other.mp4"}, content=b"x")
    browser.delete(f"/api/people/{person}")
    assert [one.id for one in store.waiting()] == [sent.json()["id"]]


def test_everything_of_somebody_is_in_their_archive(browser, store, person):
    archive = browser.get(f"/people/{person}/archive.zip").content
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        names = set(packed.namelist())
        facts = json.loads(packed.read("person.json"))
        videos = {packed.read(name) for name in names if name.endswith("/video")}
    assert {key: facts["person"][key] for key in FACTS} == FACTS
    assert [one["text"] for one in facts["moments"]] == [f"{NICKNAME} fell"]
    assert videos == {FILM + bytes([number]) for number in range(2)}
    for place in (one["place"] for one in facts["recordings"]):
        assert f"{place}results/{REMARKS}" in names
        assert f"{place}results/report.html" in names
    kept = {
        path.name
        for one in store.of_person(person)
        for path in one.results.iterdir()
        if path.is_file()
    }
    assert {name.split("/")[-1] for name in names if "/results/" in name} == kept
    browser.delete(f"/api/people/{person}")
    back = browser.post("/api/people/import", content=archive).json()
    assert (back["name"], back["n_recordings"]) == (NAME, 2)
