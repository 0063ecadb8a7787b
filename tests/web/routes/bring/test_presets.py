from midstance.web.preparing.presets import Presets
from midstance.web.store.tables import PresetRow

SIDE = {"subject": {"view": "left"}, "cleaning": [{"name": "lowpass", "params": {}}]}


def test_a_preset_is_made_seen_changed_and_deleted(browser):
    made = browser.post("/api/presets", json={"name": "side", "settings": SIDE})
    assert made.status_code == 201
    assert made.json()["settings"]["subject"]["view"] == "left"
    path = f"/api/presets/{made.json()['id']}"
    browser.put(path, json={"name": "rear", "settings": {"people": 2}})
    (kept,) = browser.get("/api/presets").json()
    assert (kept["name"], kept["settings"]["people"]) == ("rear", 2)
    assert browser.delete(path).status_code == 204
    assert browser.delete(path).status_code == 404
    assert browser.get("/api/presets").json() == []


def test_what_no_setting_says_is_refused(browser):
    wrong = {"name": "side", "settings": {"hat": 1}}
    assert browser.post("/api/presets", json=wrong).status_code == 400


def test_a_viewer_sees_presets_and_changes_none(log_in, store):
    Presets(store.rows).add("side", SIDE)
    viewer = log_in("Vi", "viewer")
    assert len(viewer.get("/api/presets").json()) == 1
    assert viewer.post("/api/presets", json={"name": "rear"}).status_code == 403


def test_a_preset_that_another_version_kept_is_still_listed(browser, store):
    row = PresetRow(id="p", name="old", settings={"hat": 1}, created_at=0.0)
    store.rows.write(lambda session: session.add(row))
    (kept,) = browser.get("/api/presets").json()
    assert (kept["name"], kept["settings"]["people"]) == ("old", None)
