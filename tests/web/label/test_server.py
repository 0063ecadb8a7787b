import http.client
import json
import re
from importlib import resources
from threading import Thread

import pytest

from midstance.schema.analysis import load
from midstance.web.label.server import LabelServer
from midstance.web.label.session import Session

STATIC = resources.files("midstance.web") / "static" / "label"
TEXTS = {file.name: file.read_text("utf-8") for file in STATIC.iterdir()}


@pytest.fixture
def server(analyzed, results, clip):
    session = Session(analyzed, results, clip)
    with LabelServer(session) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
        session.finish()


@pytest.fixture
def ask(server):
    """Ask the server for something; what is not said is as the page says it."""

    def ask_for(name, *, body=None, token=None, headers=None, kind="application/json"):
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
        sent = {"Content-Type": kind} if body is not None else {}
        connection.request(
            "GET" if body is None else "POST",
            f"/{server.token if token is None else token}/{name}",
            body=body if body is None or isinstance(body, str) else json.dumps(body),
            headers={**sent, **(headers or {})},
        )
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content

    return ask_for


def test_the_page_and_all_it_loads_are_there(ask):
    answer, page = ask("")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    wanted = set(re.findall(r'(?:src|href)="([^"]*)"', page.decode())) - {"data:,"}
    wanted |= set(re.findall(r'from "\./([^"]*)"', TEXTS["label.js"]))
    assert wanted == set(TEXTS) - {"label.html"}
    for name in wanted:
        assert ask(name)[0].status == 200


def test_the_style_begins_with_that_of_the_report(ask):
    style = ask("label.css")[1].decode()
    assert "--left-fill: #2b7fd4" in style
    used = set(re.findall(r"var\(--([a-z-]+)\)", TEXTS["label.css"]))
    assert used <= set(re.findall(r"--([a-z-]+):", style))


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_nothing_is_asked_of_another_machine(name):
    without_names = TEXTS[name].replace("http://www.w3.org/2000/svg", "")
    assert "http" not in without_names
    assert "//" not in re.sub(r"^\s*//.*$", "", without_names, flags=re.MULTILINE)


def test_the_browser_may_load_from_here_only(ask):
    policy = ask("")[0].headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy


def test_who_does_not_know_the_token_learns_nothing(ask):
    for token in ("", "guess", "%00"):
        answer, content = ask("data", token=token)
        assert (answer.status, content) == (404, b"")
        assert ask("save", body={"edits": []}, token=token)[0].status == 404


def test_another_host_name_is_refused(ask):
    assert ask("data", headers={"Host": "evil.example"})[0].status == 404


def test_a_form_of_another_page_is_refused(ask, results):
    answer, _ = ask("save", body={"edits": []}, kind="text/plain")
    assert answer.status == 404


def test_data_frames_and_status_are_answered(ask, analyzed):
    described = json.loads(ask("data")[1])
    assert len(described["events"]) == len(analyzed.events)
    answer, jpeg = ask("frame/5")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert jpeg[:2] == b"\xff\xd8"
    assert json.loads(ask("status")[1])["is_drawing"] is False


def test_an_added_event_is_saved_and_measured(ask, results, server):
    row = ["person-1", "left", "toe_off", "add", 3.95, None]
    answer, content = ask("save", body={"edits": [row]})
    assert answer.status == 200
    assert json.loads(content)["numbers"]
    server.session.finish()
    assert load(results).events.iloc[-1]["source"] == "manual"
    assert "numbers" in json.loads(ask("measure", body={"edits": []})[1])


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("frame/999", None, "Frame 999 does not exist"),
        ("save", "not json", "Expected JSON"),
        ("save", {"edits": [["a"]]}, "six cells"),
        ("measure", {"edits": [["a", "b", "c", "d", 1, 1]]}, "side must be one of"),
    ],
)
def test_a_wrong_wish_is_answered_with_a_sentence(ask, name, body, message):
    answer, content = ask(name, body=body)
    assert answer.status == 400
    assert message in json.loads(content)["error"]


@pytest.mark.parametrize("name", ["nothing", "frame/x", "../results/tracks.nc"])
def test_nothing_else_is_served(ask, name):
    assert ask(name)[0].status == 404
    assert ask(name, body={})[0].status == 404
