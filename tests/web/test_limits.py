import pytest
from starlette.testclient import TestClient

from midstance.web.limits import MOST_BYTES, BodyLimit


async def echo(scope, receive, send):
    n_bytes, is_more = 0, True
    while is_more:
        message = await receive()
        n_bytes += len(message["body"])
        is_more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(n_bytes).encode()})


@pytest.fixture
def client():
    return TestClient(BodyLimit(echo, unlimited={("POST", "/film")}))


def pieces(n_bytes):
    """A body that does not say how long it is."""
    for start in range(0, n_bytes, 1_000_000):
        yield b"x" * min(1_000_000, n_bytes - start)


def test_what_fits_comes_through_whole(client):
    assert client.post("/", content=pieces(2_500_000)).text == "2500000"
    assert client.get("/").text == "0"


def test_what_is_too_much_is_refused(client):
    answer = client.post("/", content=pieces(MOST_BYTES + 1))
    assert answer.status_code == 413
    assert answer.json()["error"].startswith("At most 20 MB")


def test_videos_have_no_such_limit(client):
    assert client.post("/film", content=pieces(MOST_BYTES + 1)).text == "20000001"
    assert client.post("/film/", content=pieces(MOST_BYTES + 1)).status_code == 413
