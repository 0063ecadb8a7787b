import pytest

from midstance.web.access.audit import Audit
from midstance.web.models import PersonFacts
from midstance.web.reports import routes as remarks
from midstance.web.routes import (
    access,
    demo,
    events,
    exports,
    labels,
    made,
    people,
    recordings,
    results,
    shares,
)
from midstance.web.store.people import People

ANNA = {"name": "Anna Läufer"}
FACTS = PersonFacts(**ANNA).model_dump()


def enter(browser, name, password):
    return browser.post("/api/login", json={"name": name, "password": password})


def test_a_user_logs_in_and_out(outside, add_user, password):
    add_user("Bo")
    browser = outside()
    answer = enter(browser, "Bo", password)
    assert answer.status_code == 204
    for part in ("HttpOnly", "Secure", "SameSite=strict"):
        assert part in answer.headers["set-cookie"]
    assert browser.get("/api/me").json() == {
        "name": "Bo",
        "role": "coach",
        "logs_in": True,
    }
    assert browser.get("/login", follow_redirects=False).headers["location"] == "/"
    browser.post("/api/logout")
    assert browser.get("/api/me").status_code == 401


def test_every_login_has_its_own_cookie(outside, add_user, password):
    add_user("Bo")
    cookies = {enter(outside(), "Bo", password).headers["set-cookie"] for _ in "ab"}
    assert len(cookies) == 2


def test_a_wrong_login_does_not_say_what_was_wrong_and_soon_none_is_heard(
    outside, add_user, password, store
):
    add_user("Bo")
    browser = outside()
    answers = [enter(browser, "Bo", f"a wrong one {n}") for n in range(5)]
    assert {one.status_code for one in answers} == {400}
    nobody = enter(browser, "Nobody", "a wrong one 0")
    assert {one.json()["error"] for one in [*answers, nobody]} == {
        "There is no user of that name with that password."
    }
    late = enter(browser, "Bo", password)
    assert late.status_code == 429
    assert "quarter of an hour" in late.json()["error"]
    assert Audit(store.rows).latest()[0].status == 429


def test_a_password_is_changed_by_who_knows_the_old_one(log_in, outside, password):
    bo, new = log_in("Bo"), "eleven feet on the ground"
    path = "/api/me/password"
    assert bo.post(path, json={"old": "wrong", "new": new}).status_code == 400
    assert bo.post(path, json={"old": password, "new": "short"}).status_code == 400
    assert bo.post(path, json={"old": password, "new": new}).status_code == 204
    assert bo.get("/api/me").status_code == 200
    assert enter(outside(), "Bo", password).status_code == 400
    assert enter(outside(), "Bo", new).status_code == 204


def test_the_audit_log_is_for_owners(log_in):
    assert log_in("Ann", "owner").get("/api/audit").json() == []
    for role in ("coach", "viewer"):
        assert log_in(role, role).get("/api/audit").status_code == 404


def test_who_sits_here_logs_in_nowhere(browser):
    assert browser.get("/api/me").json()["logs_in"] is False
    assert browser.get("/api/users").status_code == 404
    assert browser.get("/login").status_code == 404


def test_a_restricted_person_is_gone_for_others(log_in, bring, store):
    ann, bo, cy = log_in("Ann", "owner"), log_in("Bo"), log_in("Cy")
    anna = bo.post("/api/people", json=ANNA).json()["id"]
    recording = bring()
    store.set_about(recording.id, person_id=anna, day="2026-01-05")
    seen = {"is_restricted": True, "user_ids": []}
    answer = bo.put(f"/api/people/{anna}/seen-by", json=seen).json()
    assert len(answer["user_ids"]) == 1  # nobody shuts themselves out
    for browser, n in ((ann, 1), (bo, 1), (cy, 0)):
        assert len(browser.get("/api/people").json()) == n
        assert len(browser.get("/api/recordings").json()) == n
        status = 200 if n else 404
        assert browser.get(f"/api/people/{anna}").status_code == status
        assert browser.get(f"/people/{anna}/archive.zip").status_code == status
    stop = f"/api/recordings/{recording.id}/stop"
    hidden, nowhere = cy.post(stop), cy.post("/api/recordings/nowhere/stop")
    assert hidden.status_code == nowhere.status_code == 404
    gone = hidden.json()["error"].replace(recording.id, "nowhere")
    assert gone == nowhere.json()["error"]


def test_nobody_gives_a_recording_to_somebody_they_do_not_see(log_in, bring):
    ann, cy, recording = log_in("Ann", "owner"), log_in("Cy"), bring()
    anna = ann.post("/api/people", json=ANNA).json()["id"]
    seen = {"is_restricted": True, "user_ids": []}
    ann.put(f"/api/people/{anna}/seen-by", json=seen)
    about = {"person_id": anna, "day": "2026-01-05"}
    path = f"/api/recordings/{recording.id}/about"
    assert cy.put(path, json=about).status_code == 404
    query = {"name": "a.mp4", "person": anna}
    answer = cy.post("/api/recordings", params=query, content=b"film")
    assert answer.status_code == 404
    assert ann.put(path, json=about).status_code == 200


MODULES = (
    access,
    demo,
    events,
    exports,
    labels,
    made,
    people,
    recordings,
    remarks,
    results,
    shares,
)
ROUTES = [
    route
    for module in MODULES
    for name, router in vars(module).items()
    if name.endswith("router") and name != "folder_router"
    for route in router.routes
]
IDS = {"recording_id", "person_id"}
OTHERS = {"extent": "report", "index": "0"}
READ = [
    route
    for route in ROUTES
    if "GET" in route.methods and IDS & set(route.param_convertors)
]


@pytest.mark.parametrize("route", READ, ids=lambda route: route.path)
def test_no_route_about_somebody_leaves_out_who_may_see_them(
    route, log_in, bring, store, finish
):
    viewer, recording = log_in("Vi", "viewer"), bring()
    anna = People(store).add(FACTS)
    store.set_about(recording.id, person_id=anna.id, day="2026-01-05")
    finish(store.get(recording.id))
    known = {"recording_id": recording.id, "person_id": anna.id, **OTHERS}
    names = {name: known.get(name, "cadence") for name in route.param_convertors}
    answer = viewer.get(route.path.format(**names))
    assert answer.status_code == 404
    assert "any more" in answer.json()["error"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_ids_in_paths_have_the_names_that_are_looked_at(route):
    others = {"other_id", "moment_id", "share_id", "file", "metric", "index"}
    others |= {
        "extent",
        "word",
        "comment_id",
        "user_id",
    }  # the word of a link is what lets in
    assert set(route.param_convertors) <= IDS | others


def test_who_used_up_their_quota_is_told(log_in, store):
    bo = log_in("Bo", quota_bytes=10)
    query = {"name": "a.mp4"}
    assert (
        bo.post("/api/recordings", params=query, content=b"1234567").status_code == 201
    )
    answer = bo.post("/api/recordings", params=query, content=b"1234567")
    assert answer.status_code == 400
    assert "are left; delete recordings" in answer.json()["error"]
    assert len(store.all()) == 1


def test_changes_are_told_to_who_may_know(log_in, bring, store):
    ann, cy = log_in("Ann", "owner"), log_in("Cy", "viewer")
    bring()
    assert len(ann.get("/api/recordings").json()) == 1
    assert cy.get("/api/recordings").json() == []
