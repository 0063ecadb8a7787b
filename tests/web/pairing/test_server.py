import time

import httpx
import pytest

from midstance.errors import ConfigError
from midstance.web.pairing import server as module
from midstance.web.pairing.phone import Pairing
from midstance.web.pairing.server import PhoneServer


@pytest.fixture
def server(store, jobs):
    opened = PhoneServer(store, jobs)
    yield opened
    opened.close()


def test_it_is_open_until_it_is_closed(server):
    assert server.url == ""
    url = server.open(Pairing(), address="127.0.0.1")
    assert httpx.get(url).status_code == 200
    server.close()
    assert server.url == ""
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_another_code_closes_the_one_before(server):
    first = server.open(Pairing(), address="127.0.0.1")
    second = server.open(Pairing(), address="127.0.0.1")
    assert httpx.get(second).status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(first)


def test_it_closes_by_itself(server, monkeypatch):
    monkeypatch.setattr(module, "_LINGER_S", 0.0)
    monkeypatch.setattr(module, "_LOOK_EVERY_S", 0.01)
    pairing = Pairing()
    url = server.open(pairing, address="127.0.0.1")
    pairing.close()
    server._thread.join(20)
    assert not server._thread.is_alive()
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_without_a_network_it_says_so(server, monkeypatch):
    monkeypatch.setattr(module, "network_addresses", list)
    with pytest.raises(ConfigError, match="in no network"):
        server.open(Pairing())


def test_an_address_of_another_machine_is_said(server):
    began = time.monotonic()
    with pytest.raises(ConfigError, match=r"No port can be opened at 192\.0\.2\.7"):
        server.open(Pairing(), address="192.0.2.7")
    assert time.monotonic() - began < 10
    assert server.url == ""
