import pytest

from midstance.web.store.people import People

ANNA = {
    "name": "Anna",
    "birth_year": None,
    "sex": "",
    "height_m": 1.7,
    "mass_kg": 60,
    "leg_length_m": None,
    "shoes": "",
    "notes": "",
    "tags": [],
}


def begin(browser, n_bytes=4):
    answer = browser.post("/api/uploads", json={"name": "a.mp4", "n_bytes": n_bytes})
    assert answer.status_code == 201
    return f"/api/uploads/{answer.json()['id']}"


def test_a_video_comes_in_pieces_and_is_analyzed_as_said_in_the_end(
    browser, store, jobs
):
    anna = People(store).add(ANNA)
    here = begin(browser)
    assert browser.patch(here, params={"offset": 0}, content=b"fi").status_code == 200
    late = browser.patch(here, params={"offset": 0}, content=b"fi")
    assert (late.status_code, late.json()["n_bytes"]) == (409, 2)
    assert browser.get(here).json()["n_bytes"] == 2
    browser.patch(here, params={"offset": 2}, content=b"lm")
    said = {
        "name": "a.mp4",
        "person_id": anna.id,
        "settings": {"clip": {"start_s": 1.5, "end_s": 4.0}, "runner": "100,200"},
    }
    answer = browser.post(f"{here}/recording", json=said)
    assert answer.status_code == 201
    (recording,) = store.all()
    assert recording.video.read_bytes() == b"film"
    assert recording.config.clip.start_s == 1.5
    assert recording.config.runner == "100,200"
    assert recording.config.subject.height_m == 1.7
    assert recording.person_id == anna.id
    assert jobs.woken == [recording.id]


@pytest.mark.parametrize(
    ("said", "status", "message"),
    [
        ({"name": ""}, 400, "needs a name"),
        ({"name": "a.mp4", "settings": {"hat": 1}}, 400, "hat"),
        ({"name": "a.mp4", "person_id": "x"}, 404, "person"),
    ],
)
def test_what_is_said_wrongly_leaves_the_upload(browser, store, said, status, message):
    here = begin(browser)
    browser.patch(here, params={"offset": 0}, content=b"film")
    answer = browser.post(f"{here}/recording", json=said)
    assert answer.status_code == status
    assert message in answer.json()["error"]
    assert browser.get(here).json()["n_bytes"] == 4
    assert store.all() == []


def test_an_empty_video_is_none(browser):
    answer = browser.post(f"{begin(browser, 0)}/recording", json={"name": "a.mp4"})
    assert answer.status_code == 400
    assert "empty" in answer.json()["error"]


def test_an_upload_is_given_up(browser, store):
    here = begin(browser)
    assert browser.delete(here).status_code == 204
    assert browser.get(here).status_code == 404
    assert not any((store.root / "files" / "uploads").iterdir())


def test_a_viewer_sends_nothing(log_in):
    viewer = log_in("Vi", "viewer")
    sent = {"name": "a.mp4", "n_bytes": 1}
    assert viewer.post("/api/uploads", json=sent).status_code == 403


def test_a_quota_holds_for_pieces(log_in, store):
    coach = log_in("Bo", "coach", quota_bytes=3)
    sent = {"name": "a.mp4", "n_bytes": 4}
    answer = coach.post("/api/uploads", json=sent)
    assert answer.status_code == 400
    begun = coach.post("/api/uploads", json={**sent, "n_bytes": 1}).json()
    here = f"/api/uploads/{begun['id']}"
    assert coach.patch(here, params={"offset": 0}, content=b"film").status_code == 400
