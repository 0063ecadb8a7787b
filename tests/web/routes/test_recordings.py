import json

import pytest

from midstance.web.store.upload import Number


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
    assert jobs.woken == [recording.id]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "needs a name"),
        ({"name": "x" * 2000}, "at most 1000 characters"),
        ({"content": b""}, "run.mp4 is empty"),
        ({"settings": "{"}, "Invalid JSON"),
        ({"settings": {"pose": {"name": "x", "params": {}}}}, "Unknown pose backend"),
        ({"settings": {"points": []}}, "points: Extra inputs"),
        ({"settings": {"subject": {"height_m": 17}}}, "height_m"),
        ({"settings": {"subject": {"hat": 1}}}, "hat"),
        ({"settings": '{"clip": {"slow_motion": Infinity}}'}, "finite"),
        ({"settings": '{"clip": {"slow_motion": 1e999}}'}, "finite"),
        ({"settings": {"people": 10**30}}, "people"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_leaves_nothing(
    browser, store, wrong, message
):
    answer = send(browser, **wrong)
    assert answer.status_code == 400
    assert message in answer.json()["error"]
    assert store.all() == []
    assert not any(path.is_file() for path in (store.root / "files").rglob("*"))


@pytest.mark.parametrize("name", ["state.json", "recording.json", "..", "²", "a/b.mp4"])
def test_no_name_of_a_video_breaks_the_list(browser, name):
    send(browser, name=name)
    assert browser.get("/api/recordings").status_code == 200


def test_a_full_disk_is_said(browser, store, monkeypatch):
    monkeypatch.setattr("midstance.web.store.files.KEPT_FREE_BYTES", 10**18)
    answer = send(browser)
    assert answer.status_code == 400
    assert "disk with the recordings is full" in answer.json()["error"]


def test_the_list_says_how_far_each_is(browser, bring, store):
    claimed = store.claim(bring().id)
    store.work.beat(claimed, "Finding people", 0.25)
    (told,) = browser.get("/api/recordings").json()
    assert (told["name"], told["state"]) == ("run.mp4", "working")
    assert (told["stage"], told["share"]) == ("Finding people", 0.25)


def test_a_trimmed_recording_is_analyzed_whole_only_when_that_is_said(
    browser, bring, store, finish
):
    part = {"start_s": 1.0, "end_s": 3.0, "slow_motion": 2.0}
    recording = finish(bring(clip=part))
    path = f"/api/recordings/{recording.id}"
    subject = {"subject": {"height_m": 1.8}, "clip": {"start_s": None}}
    told = browser.post(path, json=subject).json()["settings"]["clip"]
    assert (told["start_s"], told["end_s"]) == (1.0, 3.0)
    wish = {"whole_video": True, "clip": {"camera": "still"}}
    told = browser.post(path, json=wish).json()["settings"]["clip"]
    assert (told["start_s"], told["end_s"]) == (None, None)
    assert (told["slow_motion"], told["camera"]) == (2.0, "still")
    clip = store.get(recording.id).config.clip
    assert (clip.start_s, clip.end_s) == (None, None)
    assert store.get(recording.id).config.subject.height_m == 1.8


def test_what_is_done_tells_its_first_numbers_without_reading_its_files(
    browser, bring, store, finish
):
    recording = bring()
    rows = [
        Number("cadence", "person-1", "both", 168.42, 0.31, "steps/min"),
        Number("contact_time", "person-1", "right", 251.0, 10.0, "ms"),
        Number("contact_time", "person-1", "left", 243.2, 11.2, "ms"),
        Number("vertical_oscillation", "person-1", "right", None, None, "m"),
        Number("trunk_lean", "person-1", "left", 6.0, 2.0, "deg"),
    ]
    store.set_numbers(recording.id, rows)
    finish(recording)
    (told,) = browser.get("/api/recordings").json()
    texts = [(row["label"], row["side"], row["text"]) for row in told["numbers"]]
    assert texts == [
        ("Cadence", "both", "168.4 ± 0.3 steps/min"),
        ("Contact time", "left", "243 ± 11 ms"),
        ("Contact time", "right", "251 ± 10 ms"),
    ]
    assert not recording.results.exists()


def test_what_is_worked_on_tells_what_is_known_so_far(browser, bring, store):
    claimed = store.claim(bring().id)
    rows = [
        ["cadence", "person-1", "both", 168.42, 0.31, "steps/min"],
        ["trunk_lean", "person-1", "left", 6.0, 2.0, "deg"],
    ]
    store.work.tell_first(claimed, rows, is_whole=False)
    (told,) = browser.get("/api/recordings").json()
    assert [row["text"] for row in told["numbers"]] == ["168.4 ± 0.3 steps/min"]
    assert told["are_first"]
    store.work.tell_first(claimed, rows, is_whole=True)
    (told,) = browser.get("/api/recordings").json()
    assert not told["are_first"]


def test_stopped_work_goes_on_with_other_settings(browser, bring, store, jobs):
    recording = bring()
    store.claim(recording.id)
    path = f"/api/recordings/{recording.id}"
    assert browser.post(f"{path}/stop").json()["state"] == "stopped"
    answer = browser.post(path, json={"people": "all"})
    assert answer.json()["state"] == "waiting"
    assert store.get(recording.id).config.people == "all"
    assert jobs.woken == [recording.id]


def test_stopping_what_is_done_changes_nothing(browser, bring, finish):
    recording = finish(bring())
    answer = browser.post(f"/api/recordings/{recording.id}/stop")
    assert answer.json()["state"] == "done"


def test_what_is_deleted_is_gone(browser, bring):
    recording = bring()
    path = f"/api/recordings/{recording.id}"
    assert browser.delete(path).status_code == 204
    assert not recording.video.exists()
    assert browser.delete(path).status_code == 404


def test_the_list_is_made_anew_when_something_changed(
    browser, bring, store, monkeypatch
):
    made = []
    original = store.all
    monkeypatch.setattr(store, "all", lambda: made.append(1) or original())

    def names_and_days():
        told = browser.get("/api/recordings").json()
        return [(one["name"], one["state"], one["day"], one["view"]) for one in told]

    recording = bring("a.mp4")
    assert names_and_days() == names_and_days()
    assert len(made) == 1
    changes = [
        lambda: store.stop(recording.id),
        lambda: store.set_about(recording.id, person_id=None, day="2026-01-05"),
        lambda: store.set_view(recording.id, "left"),
        lambda: bring("b.mp4"),
        lambda: store.remove(recording.id),
    ]
    before = names_and_days()
    for change in changes:
        change()
        now = names_and_days()
        assert now != before
        before = now


def test_why_an_analysis_failed_is_said_in_the_language_of_who_looks(
    browser, bring, finish
):
    sentence = "run.mp4 holds no moving pictures (codec x); give a video file."
    finish(bring(), "failed", sentence)
    german = {"accept-language": "de"}
    (shown,) = browser.get("/api/recordings", headers=german).json()
    assert shown["message"].startswith("run.mp4 enthält keine bewegten Bilder")
    assert browser.get("/api/recordings").json()[0]["message"] == sentence
