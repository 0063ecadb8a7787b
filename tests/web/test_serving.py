import threading

import httpx
import pytest
import uvicorn

from midstance.errors import ConfigError
from midstance.web.app import make_app
from midstance.web.serving import listening, serve


def test_a_taken_port_is_said():
    with listening("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(ConfigError, match=f"Cannot serve on 127.0.0.1:{port}"),
            listening("127.0.0.1", port),
        ):
            pass


def test_the_app_answers_on_its_socket(store, jobs, monkeypatch):
    servers = []
    original = uvicorn.Server.__init__

    def remember(self, config):
        servers.append(self)
        original(self, config)

    monkeypatch.setattr(uvicorn.Server, "__init__", remember)
    with listening("127.0.0.1", 0) as socket:
        url = f"http://127.0.0.1:{socket.getsockname()[1]}"
        serving = threading.Thread(
            target=serve, args=(make_app(store, token="s", jobs=jobs), socket)
        )
        serving.start()
        with httpx.Client(base_url=url, follow_redirects=True) as client:
            answer = client.get("/?token=s", timeout=20)
        servers[0].should_exit = True
        serving.join()
    assert answer.status_code == 200
    assert "Choose videos" in answer.text
