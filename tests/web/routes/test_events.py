import json
import threading

import httpx
import pytest
import uvicorn

from midstance.web.app import make_app
from midstance.web.serving import listening, serve


@pytest.fixture
def address(store, jobs, monkeypatch):
    """Where a real server runs: a test client cannot read a stream without end."""
    servers = []
    original = uvicorn.Server.__init__

    def remember(self, config):
        servers.append(self)
        original(self, config)

    monkeypatch.setattr(uvicorn.Server, "__init__", remember)
    with listening("127.0.0.1", 0) as socket:
        app = make_app(store, token="s", jobs=jobs)
        serving = threading.Thread(target=serve, args=(app, socket))
        serving.start()
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
        servers[0].should_exit = True
        serving.join()


def test_what_changes_is_told_as_it_changes(address, store, bring):
    with httpx.Client(base_url=address, timeout=20) as client:
        client.get("/?token=s")
        with client.stream("GET", "/api/events") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = stream.iter_lines()
            assert next(lines).startswith(":")
            claimed = store.claim(bring("run.mp4").id)
            store.work.beat(claimed, "Finding people", 0.25)
            for line in lines:
                if line.startswith("data: "):
                    told = json.loads(line.removeprefix("data: "))
                    if told["changed"][0]["stage"]:
                        break
    assert told["n_recordings"] == 1
    assert told["changed"][0]["name"] == "run.mp4"
    assert told["changed"][0]["share"] == 0.25


def test_who_is_not_let_in_hears_nothing(visitor):
    assert visitor.get("/api/events").status_code == 403
