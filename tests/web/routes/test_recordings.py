import json

import pandas as pd
import pytest


def send(browser, name="run.mp4", content=b"film", settings=None):
    query = {"name": name}
    if settings is not None:
        query["settings"] = (
            settings if isinstance(settings, str) else json.dumps(settings)
        )
    return browser.post("/api/recordings", params=query, content=content)


def test_a_video_is_kept_as_it_came_and_waits(browser, store, jobs):
    film = bytes(range(256)) * 5000
    answer = send(browser, content=film, settings={"subject": {"height_m": 1.8}})
    assert answer.status_code == 201
    (recording,) = store.all()
    assert recording.video.read_bytes() == film
    assert answer.json()["settings"]["subject"]["height_m"] == 1.8
    assert answer.json()["state"] == "waiting"
    assert jobs.n_wakes == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": "run"}, "needs a name with an ending"),
        ({"content": b""}, "run.mp4 is empty"),
        ({"settings": "{"}, "Invalid JSON"),
        ({"settings": {"pose": {"name": "x"}}}, "pose: Extra inputs"),
        ({"settings": {"subject": {"height_m": 17}}}, "height_m"),
        ({"settings": {"subject": {"hat": 1}}}, "hat"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_leaves_nothing(
    browser, store, wrong, message
):
    answer = send(browser, **wrong)
    assert answer.status_code == 400
    assert message in answer.json()["error"]
    assert list(store.root.iterdir()) == []


def test_the_list_says_how_far_each_is(browser, bring):
    recording = bring()
    recording.set_state("working")
    (told,) = browser.get("/api/recordings").json()
    assert (told["name"], told["state"]) == ("run.mp4", "working")
    assert (told["stage"], told["share"]) == ("Finding people", 0.25)


def test_what_is_done_tells_its_first_numbers(browser, bring):
    recording = bring()
    recording.results.mkdir()
    columns = ["metric", "individual", "side", "value", "uncertainty", "unit"]
    rows = [
        ("cadence", "person-1", "both", 168.42, 0.31, "steps/min"),
        ("contact_time", "person-1", "left", 243.2, 11.2, "ms"),
        ("trunk_lean", "person-1", "left", 6.0, 2.0, "deg"),
    ]
    pd.DataFrame(rows, columns=columns).to_csv(recording.results / "summary.csv")
    recording.set_state("done")
    (told,) = browser.get("/api/recordings").json()
    texts = [(row["label"], row["side"], row["text"]) for row in told["numbers"]]
    assert texts == [
        ("Cadence", "both", "168.4 ± 0.3 steps/min"),
        ("Contact time", "left", "243 ± 11 ms"),
    ]


def test_stopped_work_goes_on_with_other_settings(browser, bring, store, jobs):
    recording = bring()
    recording.set_state("working")
    path = f"/api/recordings/{recording.id}"
    assert browser.post(f"{path}/stop").json()["state"] == "stopped"
    answer = browser.post(path, json={"people": "all"})
    assert answer.json()["state"] == "waiting"
    assert store.get(recording.id).config.people == "all"
    assert jobs.n_wakes == 1


def test_stopping_what_is_done_changes_nothing(browser, bring):
    recording = bring()
    recording.results.mkdir()
    (recording.results / "summary.csv").write_text("metric\n", "utf-8")
    recording.set_state("done")
    answer = browser.post(f"/api/recordings/{recording.id}/stop")
    assert answer.json()["state"] == "done"


def test_what_is_deleted_is_gone(browser, bring):
    recording = bring()
    path = f"/api/recordings/{recording.id}"
    assert browser.delete(path).status_code == 204
    assert not recording.folder.exists()
    assert browser.delete(path).status_code == 404
