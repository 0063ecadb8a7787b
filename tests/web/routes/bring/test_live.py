from midstance.web.access.audit import Audit


def test_a_camera_is_looked_through_and_closed(browser, no_network, picture):
    assert "Start the camera" in browser.get("/live").text
    begun = browser.post("/api/live", json={"people": 1}).json()
    assert ["left_hip", "left_knee"] in begun["edges"]
    path = f"/api/live/{begun['id']}"
    for k in range(3):
        answer = browser.post(
            f"{path}/frames", params={"time_s": k / 10}, content=picture
        )
    assert answer.status_code == 200
    (person,) = answer.json()["people"]
    assert person["is_seen"]
    assert len(person["points"]) == len(begun["keypoints"])
    assert person["cadence"] is None
    assert answer.json()["guide"]["height_share"] > 0
    judged = browser.get(f"{path}/verdict").json()
    assert judged["verdict"] == "weak"
    assert "Too little" in judged["sentence"]
    assert browser.delete(path).status_code == 204
    late = browser.post(f"{path}/frames", params={"time_s": 1}, content=picture)
    assert late.status_code == 404


def test_a_clip_is_judged(browser, no_network, picture):
    path = f"/api/live/{browser.post('/api/live', json={}).json()['id']}"
    for k in range(100):
        browser.post(f"{path}/frames", params={"time_s": k / 30}, content=picture)
    told = browser.get(f"{path}/verdict").json()
    assert told["verdict"] in ("clear", "usable", "weak")
    assert told["sentence"]


def test_what_is_no_image_is_said(browser, no_network):
    path = f"/api/live/{browser.post('/api/live', json={}).json()['id']}"
    answer = browser.post(f"{path}/frames", params={"time_s": 0}, content=b"x")
    assert answer.status_code == 404
    assert "no image" in answer.json()["error"]


def test_images_are_not_written_down(log_in, no_network, picture, store):
    coach = log_in("Bo", "coach")
    path = f"/api/live/{coach.post('/api/live', json={}).json()['id']}"
    coach.post(f"{path}/frames", params={"time_s": 0}, content=picture)
    actions = [entry.action for entry in Audit(store.rows).latest()]
    assert actions == ["POST /api/live"]
