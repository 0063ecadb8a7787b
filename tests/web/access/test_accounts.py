import pytest

from midstance.web.access.users import Users

NEW = {"name": "Cy", "password": "ten more feet", "role": "viewer"}


@pytest.fixture
def ann(log_in):
    """An owner who is logged in."""
    return log_in("Ann", "owner")


def account(browser, name):
    return next(
        one for one in browser.get("/api/accounts").json() if one["name"] == name
    )


def change(browser, name, **changes):
    one = account(browser, name)
    wish = {name: one[name] for name in ("role", "is_disabled", "quota_bytes")}
    return browser.put(f"/api/accounts/{one['id']}", json={**wish, **changes})


@pytest.mark.parametrize("role", ["coach", "viewer"])
def test_to_coaches_and_viewers_none_of_it_is_there(log_in, ann, role):
    other, mine = log_in("Bo", role), account(ann, "Ann")["id"]
    asked = [
        other.get("/users"),
        other.get("/api/accounts"),
        other.post("/api/accounts", json=NEW),
        other.delete(f"/api/accounts/{mine}"),
        other.put(f"/api/accounts/{mine}/password", json={"password": "stolen word"}),
        change_as(other, mine),
    ]
    assert {one.status_code for one in asked} <= {403, 404}
    assert [one["name"] for one in ann.get("/api/accounts").json()] == ["Ann", "Bo"]


def change_as(browser, user_id):
    wish = {"role": "viewer", "is_disabled": True, "quota_bytes": None}
    return browser.put(f"/api/accounts/{user_id}", json=wish)


def test_where_nobody_logs_in_there_are_no_users(browser):
    assert browser.get("/users").status_code == 404
    assert browser.get("/api/accounts").status_code == 404


def test_somebody_is_added_and_logs_in(ann, outside):
    added = ann.post("/api/accounts", json={**NEW, "quota_bytes": 2_000_000_000})
    assert added.status_code == 201
    cy = account(ann, "Cy")
    assert (cy["role"], cy["quota_bytes"], cy["used_bytes"]) == ("viewer", 2e9, 0)
    assert cy["seen_at"] is None
    entered = {"name": "Cy", "password": NEW["password"]}
    assert outside().post("/api/login", json=entered).status_code == 204
    assert account(ann, "Cy")["seen_at"] > 0
    again = ann.post("/api/accounts", json=NEW)
    assert again.status_code == 400
    assert "already" in again.json()["error"]
    short = ann.post("/api/accounts", json={**NEW, "name": "Di", "password": "short"})
    assert short.status_code == 400


def test_who_is_let_in_no_more_is_out_at_once(ann, log_in, outside, password):
    bo = log_in("Bo")
    assert bo.get("/api/me").status_code == 200
    assert change(ann, "Bo", is_disabled=True).status_code == 200
    assert bo.get("/api/me").status_code == 401
    entered = {"name": "Bo", "password": password}
    assert outside().post("/api/login", json=entered).status_code == 400
    change(ann, "Bo", is_disabled=False, role="viewer")
    assert outside().post("/api/login", json=entered).status_code == 204
    assert account(ann, "Bo")["role"] == "viewer"


def test_another_password_logs_out(ann, log_in, outside):
    bo = log_in("Bo")
    path = f"/api/accounts/{account(ann, 'Bo')['id']}/password"
    assert ann.put(path, json={"password": "another ten feet"}).status_code == 204
    assert bo.get("/api/me").status_code == 401
    entered = {"name": "Bo", "password": "another ten feet"}
    assert outside().post("/api/login", json=entered).status_code == 204


def test_no_owner_shuts_themselves_or_the_last_one_out(ann, log_in, store):
    alone = change(ann, "Ann", role="coach")
    assert alone.status_code == 400
    assert "only owner" in alone.json()["error"]
    log_in("Olga", "owner")
    mine = account(ann, "Ann")
    for answer in (
        change(ann, "Ann", is_disabled=True),
        ann.delete(f"/api/accounts/{mine['id']}"),
    ):
        assert answer.status_code == 400
        assert "Ask another owner" in answer.json()["error"]
    change(ann, "Olga", is_disabled=True)
    # An owner who may not log in is none to fall back on.
    assert change(ann, "Ann", role="viewer").status_code == 400
    assert ann.delete(f"/api/accounts/{account(ann, 'Olga')['id']}").status_code == 200
    assert [one.name for one in Users(store.rows).all()] == ["Ann"]
    assert ann.delete("/api/accounts/nobody").status_code == 404


def test_what_was_done_to_users_is_in_the_log(ann, log_in):
    log_in("Bo")
    change(ann, "Bo", quota_bytes=5)
    (entry, *_) = ann.get("/api/audit").json()
    assert (entry["user"], entry["action"]) == ("Ann", "PUT /api/accounts/{user_id}")
    assert entry["about"] == f"user_id={account(ann, 'Bo')['id']}"
