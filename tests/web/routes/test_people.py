import re

import pytest

from midstance.web.store.people import People
from midstance.web.store.upload import Number

ANNA = {"name": "Anna", "height_m": 1.71, "mass_kg": 60.0, "tags": ["club"]}


@pytest.fixture
def anna(browser):
    return browser.post("/api/people", json=ANNA).json()


@pytest.fixture
def filmed(browser, store, bring, finish):
    def film(person, day, value):
        recording = bring(f"{day}.mp4")
        about = {"person_id": person["id"], "day": day}
        browser.put(f"/api/recordings/{recording.id}/about", json=about)
        numbers = [Number("contact_time", "person-1", "left", value, 0.003, "s")]
        store.set_numbers(recording.id, numbers)
        return finish(recording)

    return film


def test_people_are_added_found_and_changed(browser, anna):
    assert anna["n_recordings"] == 0
    assert browser.get("/api/people", params={"words": "CLUB"}).json() == [anna]
    assert browser.get("/api/people", params={"words": "bo"}).json() == []
    path = f"/api/people/{anna['id']}"
    changed = browser.put(path, json={**ANNA, "name": "Anna B."}).json()
    assert changed["name"] == "Anna B."
    assert browser.get(path).json()["person"] == changed


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"height_m": 17}, "height_m"),
        ({"birth_year": 10**30}, "birth_year"),
        ({"tags": ["x"] * 51}, "tags"),
        ({"hat": "red"}, "hat"),
    ],
)
def test_what_is_wrong_is_said(browser, wrong, message):
    answer = browser.post("/api/people", json={**ANNA, **wrong})
    assert answer.status_code == 400
    assert message in answer.json()["error"]
    assert browser.get("/api/people").json() == []


def test_a_video_is_brought_for_somebody_with_what_is_known_of_them(
    browser, store, anna
):
    query = {
        "name": "run.mp4",
        "person": anna["id"],
        "settings": '{"subject": {"mass_kg": 61, "height_m": null}}',
    }
    told = browser.post("/api/recordings", params=query, content=b"film").json()
    assert told["person_id"] == anna["id"]
    subject = store.get(told["id"]).config.subject
    assert (subject.height_m, subject.mass_kg) == (1.71, 61.0)
    query["person"] = "nobody"
    answer = browser.post("/api/recordings", params=query, content=b"film")
    assert answer.status_code == 404


def test_a_recording_is_given_to_somebody_and_taken_back(browser, bring, anna):
    path = f"/api/recordings/{bring().id}/about"
    told = browser.put(path, json={"person_id": anna["id"], "day": "2026-01-05"})
    assert (told.json()["person_id"], told.json()["day"]) == (anna["id"], "2026-01-05")
    nobody = browser.put(path, json={"person_id": None, "day": "2026-01-05"})
    assert nobody.json()["person_id"] is None
    wrong = browser.put(path, json={"person_id": "x", "day": "2026-01-05"})
    assert wrong.status_code == 404
    assert browser.put(path, json={"person_id": None, "day": "x"}).status_code == 400


def test_a_trend_is_told_in_the_unit_that_people_read(browser, anna, filmed):
    filmed(anna, "2026-01-05", 0.250)
    filmed(anna, "2026-02-05", 0.230)
    path = f"/api/people/{anna['id']}"
    (known,) = browser.get(path).json()["metrics"]
    assert known == {
        "metric": "contact_time",
        "label": "Contact time",
        "n_recordings": 2,
    }
    told = browser.get(f"{path}/trend/contact_time").json()
    assert told["unit"] == "ms"
    assert [point["text"] for point in told["points"]] == ["250 ± 3 ms", "230 ± 3 ms"]
    assert [point["value"] for point in told["points"]] == pytest.approx([250, 230])
    (change,) = told["changes"]
    assert change["text"] == "20 ± 4 ms less on the last day than on the first."
    assert change["probability"] > 0.999


def test_a_small_change_may_be_chance(browser, anna, filmed):
    filmed(anna, "2026-01-05", 0.230)
    filmed(anna, "2026-02-05", 0.233)
    told = browser.get(f"/api/people/{anna['id']}/trend/contact_time").json()
    assert "may be chance" in told["changes"][0]["text"]
    assert 0.5 < told["changes"][0]["probability"] < 0.975


def test_a_change_of_nothing_is_neither_more_nor_less(browser, anna, filmed):
    filmed(anna, "2026-01-05", 0.2300)
    filmed(anna, "2026-02-05", 0.2299)
    told = browser.get(f"/api/people/{anna['id']}/trend/contact_time").json()
    (change,) = told["changes"]
    assert change["text"].startswith("The same on the last day as on the first, ± 4 ms")


def test_an_unknown_metric_is_said(browser, anna):
    answer = browser.get(f"/api/people/{anna['id']}/trend/nothing")
    assert answer.status_code == 400
    assert "nothing" in answer.json()["error"]


def test_what_happened_is_written_down_and_forgotten(browser, anna):
    path = f"/api/people/{anna['id']}/moments"
    shoe = {"day": "2026-01-20", "kind": "shoe", "text": "new"}
    new = browser.post(path, json=shoe).json()
    page = browser.get(f"/api/people/{anna['id']}").json()
    assert page["moments"] == [new]
    assert browser.delete(f"{path}/{new['id']}").status_code == 204
    assert browser.get(f"/api/people/{anna['id']}").json()["moments"] == []
    wrong = browser.post(path, json={**shoe, "kind": "wedding"})
    assert wrong.status_code == 400


def test_two_become_one(browser, anna):
    twin = browser.post("/api/people", json={**ANNA, "name": "A."}).json()
    path = f"/api/people/{anna['id']}/merge/{twin['id']}"
    assert browser.post(path).json()["name"] == "Anna"
    assert len(browser.get("/api/people").json()) == 1


def test_an_archive_goes_out_and_comes_in(browser, store, anna, filmed):
    filmed(anna, "2026-01-05", 0.250)
    answer = browser.get(f"/people/{anna['id']}/archive.zip")
    assert "Anna-midstance.zip" in answer.headers["content-disposition"]
    browser.delete(f"/api/people/{anna['id']}")
    back = browser.post("/api/people/import", content=answer.content)
    assert back.status_code == 201
    assert back.json()["n_recordings"] == 1
    assert back.json()["id"] != anna["id"]
    wrong = browser.post("/api/people/import", content=b"no zip")
    assert wrong.status_code == 404
    assert "no complete archive" in wrong.json()["error"]
    assert list((store.root / "files" / "uploads").iterdir()) == []


def test_who_is_deleted_is_gone(browser, store, anna, filmed):
    recording = filmed(anna, "2026-01-05", 0.250)
    assert browser.delete(f"/api/people/{anna['id']}").status_code == 204
    assert People(store).find() == []
    assert store.all() == []
    assert not recording.video.exists()
    assert browser.get(f"/people/{anna['id']}").status_code == 404


@pytest.mark.parametrize("name", ["people", "person"])
def test_the_script_of_a_page_finds_every_element_it_names(browser, anna, name):
    html = browser.get("/people" if name == "people" else f"/people/{anna['id']}").text
    script = browser.get(f"/static/{name}.js").text
    ids = set(re.findall(r'\$\("([\w-]+)"\)', script))
    assert len(ids) > 4
    assert ids <= set(re.findall(r'id="([\w-]+)"', html))
    for path in set(re.findall(r'(?:src|href)="([^"]*)"', html)) - {"data:,"}:
        assert browser.get(path).status_code == 200
