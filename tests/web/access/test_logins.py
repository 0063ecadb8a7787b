import time

import pytest
from sqlalchemy import text

from midstance.web.access import logins as module
from midstance.web.access.logins import Logins
from midstance.web.access.users import Users


@pytest.fixture
def logins(store):
    return Logins(store.rows)


@pytest.fixture
def later(monkeypatch):
    """Let time go by."""

    def wait(seconds):
        now = time.time()
        monkeypatch.setattr(module.time, "time", lambda: now + seconds)

    return wait


def test_digits_stand_for_a_user_until_they_log_out(logins, add_user):
    bo = add_user("Bo", "viewer")
    digits = logins.begin(bo)
    assert logins.find(digits).who == bo.who
    assert logins.find(digits[:-1]) is None
    logins.end(digits)
    assert logins.find(digits) is None


def test_the_database_does_not_hold_the_digits(logins, add_user, store):
    digits = logins.begin(add_user("Bo"))
    with store.rows.engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM logins")).all()
    assert digits not in repr(rows)


def test_digits_are_replaced_every_hour_and_the_old_ones_soon_useless(
    logins, add_user, later
):
    first = logins.begin(add_user("Bo"))
    assert logins.find(first).renewed is None
    later(3700)
    second = logins.find(first).renewed
    assert second not in (None, first)
    # A page that asked for several things at once still gets them.
    assert logins.find(first).renewed is None
    assert logins.find(second).who.name == "Bo"
    later(100)
    assert logins.find(first) is None
    assert logins.find(second)


def test_who_asks_for_nothing_is_out_after_half_a_day(logins, add_user, later):
    digits = logins.begin(add_user("Bo"))
    later(12 * 3600 + 1)
    assert logins.find(digits) is None


def test_everybody_logs_in_again_after_a_week(logins, add_user, monkeypatch):
    digits, now = logins.begin(add_user("Bo")), time.time()
    for hour in range(0, 7 * 24, 6):
        at = now + 3600 * hour
        monkeypatch.setattr(module.time, "time", lambda at=at: at)
        digits = logins.find(digits).renewed or digits
    monkeypatch.setattr(module.time, "time", lambda: now + 7 * 24 * 3600 + 1)
    assert logins.find(digits) is None


def test_who_is_removed_is_out_at_once(logins, add_user, store):
    add_user("Ann", "owner")
    digits = logins.begin(add_user("Bo"))
    Users(store.rows).remove("Bo")
    assert logins.find(digits) is None
