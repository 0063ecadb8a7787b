import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from midstance.errors import OutputError
from midstance.web.store.database import sqlite_url
from midstance.web.store.rows import Rows, n_changed


@pytest.fixture
def rows(tmp_path):
    opened = Rows(sqlite_url(tmp_path / "app.db"), tmp_path / "reserve")
    yield opened
    opened.close()


def full():
    return OperationalError("x", {}, Exception("database or disk is full"))


def test_the_room_that_was_kept_is_used_when_no_other_is_left(rows, tmp_path):
    there = []

    def change(_):
        there.append((tmp_path / "reserve").exists())
        if len(there) == 1:
            raise full()
        return "done"

    assert rows.write(change) == "done"
    assert there == [True, False]
    assert (tmp_path / "reserve").exists()


def test_without_any_room_it_is_said(rows):
    def change(_):
        raise full()

    with pytest.raises(OutputError, match="disk with the recordings is full"):
        rows.write(change)


def test_another_fault_is_no_full_disk(rows):
    with pytest.raises(OperationalError, match="no such table"):
        rows.write(lambda session: session.execute(text("DELETE FROM no_such")))


def test_changed_rows_are_counted(rows):
    deleted = text("DELETE FROM recordings")
    assert rows.write(lambda session: n_changed(session.execute(deleted))) == 0
