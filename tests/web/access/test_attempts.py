import pytest

from midstance.web.access.attempts import Attempts, LockedOutError


def fail(attempts, name, address, n):
    for _ in range(n):
        attempts.ensure_open(name, address)
        attempts.failed(name, address)


def test_a_name_is_locked_after_five_wrong_passwords_from_anywhere():
    attempts = Attempts()
    fail(attempts, "Bo", "192.0.2.1", 4)
    fail(attempts, " Bo ", "192.0.2.2", 1)
    with pytest.raises(LockedOutError, match="quarter of an hour"):
        attempts.ensure_open("Bo", "192.0.2.3")
    attempts.ensure_open("Ann", "192.0.2.1")


def test_an_address_is_locked_that_tries_name_after_name():
    attempts = Attempts()
    for number in range(20):
        fail(attempts, f"name {number}", "192.0.2.1", 1)
    with pytest.raises(LockedOutError):
        attempts.ensure_open("Ann", "192.0.2.1")
    attempts.ensure_open("Ann", "192.0.2.2")


def test_who_gets_in_may_mistype_again():
    attempts = Attempts()
    for _ in range(3):
        fail(attempts, "Bo", "192.0.2.1", 4)
        attempts.succeeded("Bo", "192.0.2.1")
    attempts.ensure_open("Bo", "192.0.2.1")
