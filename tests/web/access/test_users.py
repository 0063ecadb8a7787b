import pytest

from midstance.errors import ConfigError, FormatError
from midstance.web.access.logins import Logins
from midstance.web.access.users import Users


@pytest.fixture
def users(store):
    return Users(store.rows)


def test_who_was_added_is_recognized_by_name_and_password(users):
    added = users.add(" Bo  Berg", "ten feet on the ground", "owner")
    assert (added.name, added.role) == ("Bo Berg", "owner")
    assert users.recognize("Bo Berg", "ten feet on the ground") == added
    assert users.recognize("Bo Berg", "ten feet on the moon") is None
    assert users.recognize("Nobody", "ten feet on the ground") is None


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\0b"])
def test_a_name_that_is_none_is_refused(users, name):
    with pytest.raises(ConfigError, match="1 to 80 printable characters"):
        users.add(name, "ten feet on the ground", "coach")


def test_a_name_is_taken_once(users, add_user):
    add_user("Bo")
    with pytest.raises(ConfigError, match="'Bo' already"):
        add_user("Bo")


def test_the_last_owner_stays(users, add_user):
    add_user("Ann", "owner")
    add_user("Bo")
    with pytest.raises(ConfigError, match="the only owner"):
        users.remove("Ann")
    users.remove("Bo")
    assert [one.name for one in users.all()] == ["Ann"]
    with pytest.raises(FormatError, match="no user 'Bo'"):
        users.remove("Bo")


def test_another_password_logs_out_everywhere(store, users, add_user):
    logins = Logins(store.rows)
    digits = logins.begin(add_user("Bo"))
    assert logins.find(digits)
    users.set_password("Bo", "ten feet in the air")
    assert logins.find(digits) is None
    assert users.recognize("Bo", "ten feet in the air")


def test_a_user_has_what_their_recordings_leave_of_their_quota(store, users, add_user):
    bo = add_user("Bo", quota_bytes=10)
    assert users.bytes_left(bo.id) == 10
    new = store.begin("run.mp4", {}, user_id=bo.id)
    new.upload.write(b"1234")
    new.keep()
    assert users.bytes_left(bo.id) == 6
    users.set_quota("Bo", None)
    assert users.bytes_left(bo.id) is None
    assert users.bytes_left(None) is None


def test_recordings_stay_when_who_brought_them_goes(store, users, add_user):
    new = store.begin("run.mp4", {}, user_id=add_user("Bo").id)
    new.upload.write(b"1234")
    new.keep()
    users.remove("Bo")
    assert len(store.all()) == 1
