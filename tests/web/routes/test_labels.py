import json
import re
import shutil
from importlib import resources

import pytest
from starlette.testclient import TestClient

from midstance.schema.analysis import load
from midstance.web.app import make_folder_app
from midstance.web.limits import MOST_BYTES

STATIC = resources.files("midstance.web") / "static" / "label"
TEXTS = {file.name: file.read_text("utf-8") for file in STATIC.iterdir()}
API = "/api/label/folder"
SCRIPTS = resources.files("midstance.web") / "static" / "repetitions"
WHO = {"individual": "person-1"}


def test_the_app_of_a_folder_leads_to_its_page(corrector):
    answer = corrector.get("/")
    assert answer.url.path == "/label/folder"
    assert "Contacts by hand" in answer.text


def test_the_page_and_all_it_loads_are_there(corrector):
    page = corrector.get("/label/folder")
    assert page.headers["Content-Type"].startswith("text/html")
    wanted = set(re.findall(r'(?:src|href)="([^"?]+)"', page.text)) - {"data:,"}
    for name, text in TEXTS.items():
        imported = re.findall(r'from "(\./|/static/)([^"]*)"', text)
        if name.endswith(".js"):
            wanted |= {
                f"/static/label/{other}" if place == "./" else place + other
                for place, other in imported
            }
    own = {f"/static/label/{name}" for name in set(TEXTS) - {"label.html"}}
    player = {
        f"/static/player/{name}"
        for name in ("player.css", "player.js", "recording.js", "words.js")
    }
    assert wanted == own | player | {"/static/shared.css", "/static/time_axis.js"}
    for path in wanted:
        assert corrector.get(path).status_code == 200


def test_the_style_uses_what_the_report_defines(corrector):
    shared = corrector.get("/static/shared.css").text
    assert "--left-fill: #2b7fd4" in shared
    used = set(re.findall(r"var\(--([a-z-]+)\)", TEXTS["label.css"]))
    assert used <= set(re.findall(r"--([a-z-]+):", shared))


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_nothing_is_asked_of_another_machine(name):
    without_names = TEXTS[name].replace("http://www.w3.org/2000/svg", "")
    assert "http" not in without_names
    assert "//" not in re.sub(r"^\s*//.*$", "", without_names, flags=re.MULTILINE)


@pytest.mark.parametrize("path", ["", "/status", "/frame/0"])
def test_who_does_not_know_the_token_learns_nothing(corrector, path):
    corrector.cookies.clear()
    assert corrector.get(API + path).status_code == 403
    assert corrector.post(f"{API}/save", json={"edits": []}).status_code == 403


def test_data_frames_and_status_are_answered(corrector, analyzed):
    described = corrector.get(API).json()
    assert len(described["events"]) == len(analyzed.events)
    frame = corrector.get(f"{API}/frame/5")
    assert frame.headers["Content-Type"] == "image/jpeg"
    assert frame.content[:2] == b"\xff\xd8"
    assert corrector.get(f"{API}/status").json()["is_drawing"] is False


def test_an_added_event_is_saved_and_measured(corrector, results, session):
    row = ["person-1", "left", "toe_off", "add", 3.95, None]
    answer = corrector.post(f"{API}/save", json={"edits": [row]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["numbers"]
    session.finish()
    assert load(results).events.iloc[-1]["source"] == "manual"
    measured = corrector.post(f"{API}/measure", json={"edits": []})
    assert measured.json()["numbers"]


@pytest.mark.parametrize(
    ("path", "sent", "message"),
    [
        ("frame/999", None, "Frame 999 does not exist"),
        ("frame/²", None, "valid integer"),
        ("frame/-1", None, "greater than or equal to 0"),
        ("frame/99999999999999999999", None, "less than or equal to"),
        ("save", "not json", "JSON"),
        ("save", {"edits": [["a"]]}, "Field required"),
        ("save", '{"edits": [["a", "b", "c", "d", Infinity, 1]]}', "finite"),
        ("save", '{"edits": [["a", "b", "c", "d", 1e999, 1]]}', "finite"),
        ("measure", {"edits": [["a", "b", "c", "d", 1, 1]]}, "side must be one of"),
    ],
)
def test_a_wrong_wish_is_answered_with_a_sentence(corrector, path, sent, message):
    url = f"{API}/{path}"
    if sent is None:
        answer = corrector.get(url)
    else:
        body = sent if isinstance(sent, str) else json.dumps(sent)
        kind = {"content-type": "application/json"}
        answer = corrector.post(url, content=body, headers=kind)
    assert answer.status_code == 400
    assert message in answer.json()["error"]


def test_more_than_fits_is_refused(corrector):
    answer = corrector.post(f"{API}/save", content=b" " * (MOST_BYTES + 1))
    assert answer.status_code == 413
    assert "may be sent" in answer.json()["error"]


@pytest.mark.parametrize("path", ["nothing", "frame", "../results/tracks.nc"])
def test_nothing_else_is_served(corrector, path):
    assert corrector.get(f"{API}/{path}").status_code == 404


@pytest.mark.parametrize("name", ["other", "²", "...", "%00"])
def test_another_name_than_that_of_the_folder_is_nobody(corrector, name):
    assert corrector.get(f"/api/label/{name}").status_code == 404
    assert corrector.get(f"/label/{name}").status_code == 404


def test_recordings_are_corrected_on_pages_of_the_same_app(browser, done):
    page = browser.get(f"/label/{done.id}")
    assert "Contacts by hand" in page.text
    assert browser.get(f"/api/label/{done.id}").json()["video"] == "demo.mp4"


def test_opening_the_page_shows_what_was_saved_elsewhere(browser, done):
    def n_events():
        return len(browser.get(f"/api/label/{done.id}").json()["events"])

    before = n_events()
    analysis = load(done.results)
    analysis.events.iloc[1:].to_csv(done.results / "events.csv", index=False)
    browser.get(f"/label/{done.id}")
    deleted = browser.get(f"/api/label/{done.id}").json()["events"]
    assert n_events() == before
    assert "delete" in {item["action"] for item in deleted}


def test_damaged_results_are_said(browser, done):
    shutil.rmtree(done.results)
    answer = browser.get(f"/api/label/{done.id}")
    assert answer.status_code == 404
    assert "holds no analysis" in answer.json()["error"]


def test_another_page_changes_nothing(corrector, results):
    before = (results / "events.csv").read_bytes()
    answer = corrector.post(
        f"{API}/save", json={"edits": []}, headers={"origin": "http://evil.example"}
    )
    assert answer.status_code == 403
    assert (results / "events.csv").read_bytes() == before


def test_a_form_is_refused(corrector):
    answer = corrector.post(
        f"{API}/save", content=b"{}", headers={"content-type": "text/plain"}
    )
    assert answer.status_code == 400


def test_a_deleted_recording_has_no_page(browser, done):
    browser.get(f"/label/{done.id}")
    browser.delete(f"/api/recordings/{done.id}")
    assert browser.get(f"/api/label/{done.id}").status_code == 404


def test_the_player_gets_the_recording(corrector, analyzed):
    data = corrector.get("/api/label/folder/recording").json()
    assert [person["name"] for person in data["people"]] == ["person-1"]
    assert data["pace"] == analyzed.config.clip.slow_motion


def test_what_was_said_is_written_undone_and_written_again(corrector):
    sent = {"edits": [], "said": {"subject": {"height_m": 1.6}}}
    told = corrector.post(f"{API}/revise", json=sent).json()
    assert told["said"]["subject"]["height_m"] == 1.6
    assert told["said"]["subject"]["speed_m_s"] == 3.0
    told = corrector.post(f"{API}/undo").json()
    assert told["said"]["subject"]["height_m"] == 1.75
    assert corrector.post(f"{API}/undo").status_code == 404
    told = corrector.post(f"{API}/redo").json()
    assert told["said"]["subject"]["height_m"] == 1.6


@pytest.mark.parametrize(
    "said",
    [
        {"pose": {"name": "x"}},
        {"points": [{"individual": "a"}]},
        {"clip": {"slow_motion": 0}},
        {"runner": ""},
        {"runner": "nobody-there"},
    ],
)
def test_what_cannot_be_said_changes_nothing(corrector, session, said):
    before = session.analysis
    sent = {"edits": [], "said": said}
    answer = corrector.post(f"{API}/revise", json=sent)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert session.analysis is before


@pytest.fixture
def counter(squatting):
    """A browser in an app that was opened on the folder of the squats."""
    app = make_folder_app(squatting, token="secret", hosts=frozenset(["localhost"]))
    host = "http://localhost:8765"
    with TestClient(app, base_url=host, headers={"origin": host}) as client:
        client.get("/?token=secret")
        yield client


def bottoms(told):
    return [one["bottom_s"] for one in told["repetitions"]]


def test_the_page_of_repetitions_and_all_it_loads_are_there(counter):
    page = counter.get("/label/folder/repetitions")
    assert "Repetitions by hand" in page.text
    wanted = set(re.findall(r'(?:src|href)="(/[^"?]+)"', page.text))
    for name in ("repetitions.js", "course.js"):
        text = (SCRIPTS / name).read_text("utf-8")
        wanted |= {
            one.replace("./", "/static/repetitions/")
            for one in re.findall(r'from "([^"]*)"', text)
        }
    assert "/static/time_axis.js" in wanted
    for path in wanted:
        assert counter.get(path).status_code == 200


def test_changes_of_repetitions_are_saved_and_undone_and_the_analysis_is_kept(
    counter, squatting
):
    before = counter.get(f"{API}/repetitions").json()
    first_s, second_s, *_ = bottoms(before)
    kept = squatting.analysis.repetitions.table

    def send(**change):
        return counter.post(f"{API}/repetitions", json=WHO | change).json()

    fewer = send(action="delete", at_s=second_s)
    assert fewer["counts"] == ["3 squats"]
    moved = send(action="change", at_s=first_s, end_s=first_s + 0.3)
    assert moved["repetitions"][0]["end_s"] == pytest.approx(first_s + 0.3)
    named = send(action="change", at_s=first_s, exercise="lunges", of_the_set=True)
    assert named["counts"] == ["3 lunges"]
    saved = load(squatting.folder).repetitions
    assert saved.counts() == {"lunges": 3}
    assert saved.detected["bottom_s"].tolist() == pytest.approx(
        bottoms(before), abs=1e-3
    )
    assert (squatting.folder / "repetition_edits.csv").is_file()

    for n_left in (3, 3, 4):
        assert counter.post(f"{API}/undo").status_code == 200
        told = counter.get(f"{API}/repetitions").json()
        assert len(told["repetitions"]) == n_left
    assert not told["can_undo"]
    assert load(squatting.folder).repetitions.counts() == {"squats": 4}
    assert squatting.analysis.repetitions.table.equals(kept)
    counter.post(f"{API}/redo")
    assert counter.get(f"{API}/repetitions").json()["counts"] == ["3 squats"]


def test_changes_of_repetitions_that_cannot_be_done_are_said(counter):
    refused = counter.post(
        f"{API}/repetitions", json=WHO | {"action": "delete", "at_s": 0.0}
    )
    assert refused.status_code == 400
    assert "no repetition at 0.00 s" in refused.json()["error"]
    strange = counter.post(f"{API}/repetitions", json=WHO | {"action": "double"})
    assert strange.status_code == 400
