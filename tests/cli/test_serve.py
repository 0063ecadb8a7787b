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

    def serve(app, listener, encryption):
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


@pytest.fixture
def owner(tmp_path):
    """Somebody who may log in."""
    arguments = ["users", "add", "Ann", "--role", "owner", "--folder", str(tmp_path)]
    given = CliRunner().invoke(app, [*arguments, "--password", "0123456789"])
    assert given.exit_code == 0


def test_others_are_let_in_only_when_users_log_in(served, tmp_path):
    result = call("--folder", tmp_path, "--host", "0.0.0.0", "--port", 0)
    assert result.exit_code == 2
    assert "midstance users add NAME --role owner" in result.stderr
    assert served == []


def test_others_are_let_in_only_over_an_encrypted_way(served, tmp_path, owner):
    result = call("--folder", tmp_path, "--host", "0.0.0.0", "--port", 0)
    assert result.exit_code == 2
    assert "--behind-proxy" in result.stderr
    assert served == []


def test_with_users_and_a_proxy_the_addresses_shown_can_be_typed(
    served, tmp_path, owner, monkeypatch
):
    monkeypatch.setattr(
        "midstance.web.serving.network_addresses", lambda: ["192.0.2.7", "10.0.0.3"]
    )
    options = ("--host", "0.0.0.0", "--port", 0, "--behind-proxy", "127.0.0.1")
    result = call("--folder", tmp_path, *options)
    assert result.exit_code == 0
    ((_, (_, port), access),) = served
    assert (access["token"], access["hosts"]) == (None, frozenset())
    assert f"http://192.0.2.7:{port}/\nhttp://10.0.0.3:{port}/\n" in result.stdout
    assert "0.0.0.0" not in result.stdout
    assert "token" not in result.stdout


def test_a_certificate_that_is_none_is_said_at_once(served, tmp_path, owner):
    (tmp_path / "cert.pem").write_text("not a certificate", "utf-8")
    options = ("--host", "0.0.0.0", "--tls-certificate", tmp_path / "cert.pem")
    result = call("--folder", tmp_path, *options)
    assert result.exit_code == 2
    assert "cannot be used for encryption" in result.stderr
    assert served == []


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


@pytest.mark.parametrize(
    ("voice", "stream"), [("--quiet", "stdout"), ("--json", "stderr")]
)
def test_the_address_is_said_in_every_voice(served, tmp_path, voice, stream):
    words = ["serve", "--folder", str(tmp_path), "--port", "0", "--no-browser", voice]
    said = getattr(CliRunner().invoke(app, words), stream)
    ((_, (_, port), access),) = served
    assert f"http://localhost:{port}/?token={access['token']}" in said
    assert "Open this page" not in said
