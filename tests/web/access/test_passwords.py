import time

import pytest

from midstance.errors import ConfigError
from midstance.web.access.passwords import hash_password, is_password


@pytest.fixture(autouse=True)
def quick_passwords():
    """Here they take the time that they take."""


def test_only_the_password_itself_fits_and_it_is_kept_as_argon2id():
    known = hash_password("ten feet on the ground")
    assert known.startswith("$argon2id$")
    assert "ten feet" not in known
    assert is_password("ten feet on the ground", known)
    assert not is_password("ten feet on the grounds", known)
    assert hash_password("ten feet on the ground") != known


@pytest.mark.parametrize("wrong", ["", "short", "x" * 201])
def test_a_password_of_no_use_is_refused(wrong):
    with pytest.raises(ConfigError, match=f"10 to 200 characters, got {len(wrong)}"):
        hash_password(wrong)


def test_the_time_does_not_tell_who_there_is():
    known = hash_password("ten feet on the ground")
    took = {}
    for name, given in (("a user", known), ("nobody", None)):
        is_password("warmed up", given)
        began = time.process_time()
        assert not is_password("another password", given)
        took[name] = time.process_time() - began
    assert took["nobody"] > 0.3 * took["a user"]
