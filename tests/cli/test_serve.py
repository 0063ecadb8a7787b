import socket

import pytest
from typer.testing import CliRunner

from midstance.cli.main import app


def call(*arguments):
    return CliRunner().invoke(app, ["serve", "--no-browser", *map(str, arguments)])


@pytest.fixture
def served(monkeypatch):
    """What would be served, instead of serving it."""
    calls = []

    def make_app(store, **access):
        return store.root, access

    def serve(app, listener):
        root, access = app
        calls.append((root, listener.getsockname(), access))
        raise KeyboardInterrupt

    monkeypatch.setattr("midstance.web.app.make_app", make_app)
    monkeypatch.setattr("midstance.web.serving.serve", serve)
    return calls


def test_the_address_with_its_token_is_shown_and_ctrl_c_ends_well(served, tmp_path):
    result = call("--folder", tmp_path / "films", "--port", 0)
    assert result.exit_code == 0
    ((root, (host, port), access),) = served
    assert host == "127.0.0.1"
    assert f"http://localhost:{port}/?token={access['token']}" in result.stdout
    assert "localhost" in access["hosts"]
    assert root == tmp_path / "films"


def test_every_start_has_its_own_token(served, tmp_path):
    for _ in range(2):
        call("--folder", tmp_path, "--port", 0)
    assert served[0][2]["token"] != served[1][2]["token"]


def test_serving_to_others_comes_with_a_warning(served, tmp_path):
    result = call("--folder", tmp_path, "--host", "0.0.0.0", "--port", 0)
    assert result.exit_code == 0
    assert "not encrypted" in result.stderr
    assert served[0][2]["hosts"] == frozenset()


def test_a_taken_port_is_a_wrong_setting(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = call("--folder", tmp_path, "--port", port)
    assert result.exit_code == 2
    assert f"Cannot serve on 127.0.0.1:{port}" in result.stderr


def test_database_queue_and_number_of_jobs_can_be_chosen(served, tmp_path):
    database = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    options = ("--database", database, "--queue", tmp_path / "q.db", "--jobs", 3)
    result = call("--folder", tmp_path / "films", "--port", 0, *options)
    assert result.exit_code == 0
    assert (tmp_path / "elsewhere.db").is_file()
    assert not (tmp_path / "films" / "midstance.db").exists()
    jobs = served[0][2]["jobs"]
    assert (jobs._n_jobs, jobs._place) == (3, str(tmp_path / "q.db"))


@pytest.mark.parametrize("wrong", ["nonsense", "oracle://x", "sqlite:////no/such/a.db"])
def test_a_database_that_cannot_be_opened_is_one_sentence(served, tmp_path, wrong):
    result = call("--folder", tmp_path / "films", "--database", wrong)
    assert result.exit_code == 2
    assert "database" in result.stderr
    assert "Traceback" not in result.stderr
