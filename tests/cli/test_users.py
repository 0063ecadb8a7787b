import pytest
from argon2 import PasswordHasher
from typer.testing import CliRunner

from midstance.cli.main import app


@pytest.fixture
def call(tmp_path, monkeypatch):
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("midstance.web.access.passwords._hasher", lambda: hasher)

    def run(*arguments, typed=""):
        place = ["--folder", str(tmp_path)]
        return CliRunner().invoke(app, ["users", *arguments, *place], input=typed)

    return run


def test_users_are_added_listed_given_another_password_and_removed(call):
    assert "midstance users add" in call("list").stdout
    typed = "ten feet on the ground\n" * 2
    added = call("add", "Ann", "--role", "owner", typed=typed)
    assert "Ann may log in as owner." in added.stdout
    assert "ten feet" not in added.stdout
    call("add", "Bo", "--quota-gb", "1.5", "--password", "ten feet on the ground")
    assert call("list").stdout == "Ann: owner\nBo: coach, 1.5 GB\n"
    assert "logged out" in call("password", "Bo", "--password", "0123456789").stdout
    assert call("remove", "Bo").exit_code == 0
    assert call("list").stdout == "Ann: owner\n"


def test_a_role_is_changed_and_who_is_locked_out_is_let_in_again(call):
    for name, role in (("Ann", "owner"), ("Bo", "coach")):
        call("add", name, "--role", role, "--password", "ten feet on the ground")
    changed = call("change", "Bo", "--role", "viewer", "--quota-gb", "2")
    assert changed.stdout == "Bo: viewer, 2 GB\n"
    assert call("change", "Bo", "--disable").stdout == "Bo: viewer, 2 GB, locked out\n"
    assert call("list").stdout == "Ann: owner\nBo: viewer, 2 GB, locked out\n"
    assert call("change", "Bo", "--enable").stdout == "Bo: viewer, 2 GB\n"


@pytest.mark.parametrize("wanted", [("--role", "coach"), ("--disable",)])
def test_the_only_owner_stays_one(call, wanted):
    call("add", "Ann", "--role", "owner", "--password", "ten feet on the ground")
    refused = call("change", "Ann", *wanted)
    assert refused.exit_code == 2
    assert "Ann is the only owner; add another owner first." in refused.stderr
    assert call("list").stdout == "Ann: owner\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("change", "Bo", "--disable"), "There is no user 'Bo'"),
        (("change", "Bo"), "Nothing to change; give --role"),
        (("remove", "Bo"), "There is no user 'Bo'"),
        (("password", "Bo"), "There is no user 'Bo'"),
        (("add", "Bo", "--password", "short"), "10 to 200 characters"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(call, arguments, message):
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
