import ssl
import threading
import time

import httpx
import pytest
import uvicorn

from midstance.errors import ConfigError
from midstance.web.app import make_app
from midstance.web.serving import (
    Encryption,
    listening,
    names_to_type,
    network_addresses,
    serve,
)


def wait_until(is_so):
    until = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


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
        wait_until(lambda: servers and servers[0].started)
        with httpx.Client(base_url=url, follow_redirects=True) as client:
            answer = client.get("/?token=s", timeout=20)
        servers[0].should_exit = True
        serving.join()
    assert answer.status_code == 200
    assert "Choose videos" in answer.text


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_an_address_that_stands_for_all_is_none_to_type(host):
    names = names_to_type(host)
    assert names
    assert not {"0.0.0.0", "::", "[::]", ""} & set(names)


def test_the_addresses_in_the_network_are_not_those_of_this_machine_for_itself():
    assert not any(one.startswith("127.") for one in network_addresses())


def test_the_app_is_served_encrypted(store, jobs, monkeypatch, certificate):
    servers = []
    original = uvicorn.Server.__init__

    def remember(self, config):
        servers.append(self)
        original(self, config)

    monkeypatch.setattr(uvicorn.Server, "__init__", remember)
    encryption = Encryption(certificate)
    with listening("127.0.0.1", 0) as socket:
        url = f"https://localhost:{socket.getsockname()[1]}"
        app = make_app(store, token=None, jobs=jobs)
        serving = threading.Thread(target=serve, args=(app, socket, encryption))
        serving.start()
        wait_until(lambda: servers and servers[0].started)
        context = ssl.create_default_context(cafile=str(certificate))
        with httpx.Client(base_url=url, verify=context, timeout=20) as client:
            answer = client.get("/", follow_redirects=True)
        servers[0].should_exit = True
        serving.join()
    assert answer.url.path == "/login"
    assert "Log in" in answer.text


def test_what_only_claims_to_be_encrypted_is_not_believed():
    assert Encryption().options()["proxy_headers"] is False
    behind = Encryption(proxies="10.0.0.1").options()
    assert behind["forwarded_allow_ips"] == "10.0.0.1"
