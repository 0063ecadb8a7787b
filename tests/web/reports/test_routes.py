import pytest

from midstance.report.page import write_page
from midstance.report.write import PAGE
from midstance.schema.analysis import load

WISH = {"individual": "person-1", "rule": "overstriding", "choice": "accepted"}
HERE = {"time_s": 1.5, "text": " Here the heel comes late. "}


@pytest.fixture
def reported(done):
    write_page(load(done.results), done.results / PAGE, language="en")
    return done


@pytest.fixture
def api(done):
    return f"/api/recordings/{done.id}"


def test_a_finding_is_decided_and_that_is_taken_back(browser, api):
    said = browser.put(f"{api}/findings", json=WISH).json()
    assert said["decisions"] == [{**WISH, "words": "", "author": ""}]
    assert said["can_undo"]
    own = {**WISH, "choice": "changed", "words": " Land\nsofter. "}
    (changed,) = browser.put(f"{api}/findings", json=own).json()["decisions"]
    assert changed["words"] == "Land softer."
    again = browser.post(f"{api}/remarks/undo").json()
    assert again["decisions"][0]["choice"] == "accepted"
    assert again["can_redo"]
    assert browser.post(f"{api}/remarks/redo").json()["decisions"] == [changed]
    none = browser.put(f"{api}/findings", json={**WISH, "choice": "none"}).json()
    assert none["decisions"] == []
    assert browser.get(f"{api}/remarks").json() == none


def test_other_words_need_words(browser, api):
    answer = browser.put(f"{api}/findings", json={**WISH, "choice": "changed"})
    assert answer.status_code == 400
    assert "sentence of your own" in answer.json()["error"]


def test_a_moment_is_commented_on_changed_and_cleared(browser, api):
    (made,) = browser.post(f"{api}/comments", json=HERE).json()["comments"]
    assert made["text"] == "Here the heel comes late."
    assert made["is_mine"]
    path = f"{api}/comments/{made['id']}"
    other = {"time_s": 2.0, "text": "Late.", "is_printed": True, "is_shared": True}
    (changed,) = browser.put(path, json=other).json()["comments"]
    assert changed == {**made, **other}
    assert browser.delete(path).json()["comments"] == []
    assert browser.delete(path).status_code == 404
    assert (
        browser.post(f"{api}/comments", json={**HERE, "text": " "}).status_code == 400
    )


def test_a_comment_belongs_to_its_author_and_to_owners(log_in, api):
    bo, cy, ann = log_in("Bo"), log_in("Cy"), log_in("Ann", "owner")
    (made,) = bo.post(f"{api}/comments", json=HERE).json()["comments"]
    assert made["author"] == "Bo"
    path = f"{api}/comments/{made['id']}"
    assert not cy.get(f"{api}/remarks").json()["comments"][0]["is_mine"]
    answer = cy.delete(path)
    assert answer.status_code == 400
    assert "Only Bo may change this comment." in answer.json()["error"]
    assert ann.put(path, json=HERE).json()["comments"][0]["author"] == "Bo"
    assert bo.delete(path).status_code == 200


def test_undo_is_everybody_s_own(log_in, api):
    bo, cy = log_in("Bo"), log_in("Cy")
    bo.put(f"{api}/findings", json=WISH)
    assert not cy.get(f"{api}/remarks").json()["can_undo"]
    assert cy.post(f"{api}/remarks/undo").status_code == 404
    cy.put(f"{api}/findings", json={**WISH, "choice": "left_out"})
    answer = bo.post(f"{api}/remarks/undo", headers={"Accept-Language": "de"})
    assert answer.status_code == 400
    assert "Cy" in answer.json()["error"]


def test_viewers_read_and_decide_nothing(log_in, reported, store, api):
    anna = log_in("Ann", "owner").post("/api/people", json={"name": "A"}).json()["id"]
    store.set_about(reported.id, person_id=anna, day="2026-01-05")
    vi = log_in("Vi", "viewer")
    assert vi.get(f"{api}/remarks").status_code == 404  # until they were chosen
    assert vi.put(f"{api}/findings", json=WISH).status_code == 403
    assert vi.post(f"{api}/comments", json=HERE).status_code == 403


def test_the_report_has_its_tools_and_paper_and_archive_tell_what_was_said(
    browser, reported, api
):
    browser.post(f"{api}/comments", json=HERE)
    page = browser.get(f"/recordings/{reported.id}/report.html?language=de")
    assert "/static/remarks.js" in page.text
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert "Here the heel comes late." in page.text
    assert "Here the heel" not in (reported.results / PAGE).read_text("utf-8")
    browser.get(f"/recordings/{reported.id}/results.zip")
    assert "Here the heel" in (reported.results / PAGE).read_text("utf-8")
