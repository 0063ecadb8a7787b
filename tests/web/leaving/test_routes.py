def bring(browser, store, state="done"):
    sent = browser.post("/api/recordings", params={"name": "run.mp4"}, content=b"film")
    recording_id = sent.json()["id"]
    store.set_state(recording_id, state)
    return recording_id


def test_for_the_whole_app(browser, store, jobs):
    one = bring(browser, store)
    jobs.woken.clear()
    assert browser.get("/api/faces").json() == {"hide": False, "n_shown": 1}
    told = browser.put("/api/faces", json={"hide": True})
    assert told.json() == {"hide": True, "n_shown": 0}
    assert jobs.woken == [one]
    # No report with faces leaves while the new one is drawn.
    answer = browser.get(f"/recordings/{one}/results.zip")
    assert answer.status_code == 404
    assert "has no results yet" in answer.json()["error"]
    assert browser.get("/api/recordings").json()[0]["settings"]["hide_faces"] is True


def test_for_one_recording(browser, store, jobs):
    one = bring(browser, store)
    jobs.woken.clear()
    told = browser.put(f"/api/recordings/{one}/faces", json={"hide": True}).json()
    assert (told["settings"]["hide_faces"], told["state"]) == (True, "waiting")
    assert jobs.woken == [one]
    assert browser.get("/api/faces").json() == {"hide": False, "n_shown": 0}


def test_nothing_is_drawn_anew_that_is_as_it_shall_be(browser, store, jobs):
    one = bring(browser, store)
    jobs.woken.clear()
    told = browser.put(f"/api/recordings/{one}/faces", json={"hide": False}).json()
    assert told["state"] == "done"
    assert jobs.woken == []
