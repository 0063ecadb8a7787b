import pytest

from midstance.report.page import write_page
from midstance.report.player.parts import FILM
from midstance.report.write import PAGE
from midstance.schema.analysis import load


@pytest.fixture
def shared(bring, finish, store):
    """A recording with its report, and that without faces."""
    recording = finish(bring())
    for folder in (recording.results, store.shared_folder(recording.id)):
        folder.mkdir(parents=True)
        (folder / PAGE).write_text("<p>what was found</p>", "utf-8")
        (folder / FILM).write_bytes(b"a film")
    (recording.results / "summary.csv").write_text("secret", "utf-8")
    return recording


def make(browser, recording, **wish):
    path = f"/api/recordings/{recording.id}/shares"
    answer = browser.post(path, json=wish)
    assert answer.status_code == 201
    return answer.json()


def test_who_has_the_link_reads_the_report_and_nothing_else(
    log_in, outside, shared, store
):
    link = make(log_in("Bo"), shared)["path"]
    stranger = outside()
    page = stranger.get(link)
    assert "what was found" in page.text
    assert page.headers["x-robots-tag"].startswith("noindex")
    assert "script-src 'none'" in page.headers["content-security-policy"]
    assert stranger.get(f"{link}{FILM}").content == b"a film"
    for name in ("summary.csv", "results.zip", "analysis.json"):
        assert stranger.get(f"{link}{name}").status_code == 404
    assert stranger.get(f"/recordings/{shared.id}/{PAGE}").url.path == "/login"
    assert stranger.get("/api/recordings").status_code == 401
    assert stranger.post(f"{link}pin", json={"pin": ""}).status_code == 204


def test_a_link_speaks_the_language_of_who_reads_it(log_in, outside, done, store):
    folder = store.shared_folder(done.id)
    folder.mkdir(parents=True)
    for page in (done.results / PAGE, folder / PAGE):
        write_page(load(done.results), page, language="en", is_for_others=True)
    link = make(log_in("Bo"), done)["path"]
    german = outside().get(link, headers={"Accept-Language": "de-AT, en;q=0.5"})
    assert '<html lang="de">' in german.text
    assert '<a href="?language=es" lang="es"' in german.text
    stranger = outside()
    assert '<html lang="en">' in stranger.get(link).text
    chosen = stranger.get(f"{link}?language=es")
    assert '<html lang="es">' in chosen.text
    assert "style-src 'unsafe-hashes'" in chosen.headers["content-security-policy"]
    assert '<html lang="es">' in stranger.get(link).text  # which a cookie keeps
    assert stranger.get(f"{link}es.html").status_code == 404


def test_a_link_that_was_taken_back_is_refused_at_once(log_in, outside, shared):
    bo, stranger = log_in("Bo"), outside()
    made = make(bo, shared)
    assert stranger.get(made["path"]).status_code == 200
    path = f"/api/recordings/{shared.id}/shares"
    assert bo.delete(f"{path}/{made['id']}").status_code == 204
    assert stranger.get(made["path"]).status_code == 404
    assert stranger.get(f"{made['path']}{FILM}").status_code == 404
    assert bo.get(path).json()["shares"] == []


def test_a_pin_is_asked_for_and_guessing_ends_soon(log_in, outside, shared):
    link = make(log_in("Bo"), shared, pin="4711")["path"]
    stranger = outside()
    assert "what was found" not in stranger.get(link).text
    assert stranger.get(f"{link}{FILM}").status_code == 404
    assert stranger.post(f"{link}pin", json={"pin": "4711"}).status_code == 204
    assert "what was found" in stranger.get(link).text
    guesser = outside()
    for number in range(5):
        answer = guesser.post(f"{link}pin", json={"pin": f"000{number}"})
        assert answer.status_code == 400
    assert guesser.post(f"{link}pin", json={"pin": "4711"}).status_code == 429
    assert "what was found" not in guesser.get(link).text


@pytest.mark.parametrize(
    ("spoken", "sentence"),
    [
        ("en", "This link has ended, or was taken back."),
        ("de", "Dieser Link ist abgelaufen oder wurde zurückgezogen."),
        ("es", "Este enlace ha caducado o se ha retirado."),
    ],
)
def test_a_link_to_nothing_says_so_on_a_page(outside, spoken, sentence):
    answer = outside().get("/shared/guess/", headers={"Accept-Language": spoken})
    assert answer.status_code == 404
    assert f'<html lang="{spoken}">' in answer.text
    assert sentence in answer.text


@pytest.mark.parametrize(
    ("state", "status", "sentence"),
    [
        ("waiting", 200, "is being prepared"),
        ("working", 200, "is being prepared"),
        ("failed", 404, "no report here any more"),
        ("stopped", 404, "no report here any more"),
    ],
)
def test_a_guest_is_told_nothing_of_a_recording_without_results(
    browser, visitor, shared, store, state, status, sentence
):
    link = make(browser, shared)["path"]
    store.set_state(shared.id, state)
    answer = visitor.get(link)
    assert (answer.status_code, sentence in answer.text) == (status, True)
    file = visitor.get(f"{link}{FILM}")
    assert file.status_code == 404
    assert not any(shared.name in text for text in (answer.text, file.text))


def test_viewers_make_no_links_and_coaches_none_to_whom_they_do_not_see(
    log_in, shared, store
):
    path = f"/api/recordings/{shared.id}/shares"
    assert log_in("Vi", "viewer").post(path, json={}).status_code == 403
    ann, cy = log_in("Ann", "owner"), log_in("Cy")
    anna = ann.post("/api/people", json={"name": "Anna"}).json()["id"]
    store.set_about(shared.id, person_id=anna, day="2026-01-05")
    seen = {"is_restricted": True, "user_ids": []}
    ann.put(f"/api/people/{anna}/seen-by", json=seen)
    assert cy.post(path, json={}).status_code == 404
    assert ann.post(path, json={}).status_code == 201


def test_with_a_person_go_their_links_and_what_was_behind_them(
    browser, visitor, shared, store
):
    anna = browser.post("/api/people", json={"name": "Anna"}).json()["id"]
    store.set_about(shared.id, person_id=anna, day="2026-01-05")
    link = make(browser, shared)["path"]
    assert visitor.get(link).status_code == 200
    browser.delete(f"/api/people/{anna}")
    assert visitor.get(link).status_code == 404
    assert not store.shared_folder(shared.id).exists()
