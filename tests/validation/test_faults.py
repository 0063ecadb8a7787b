"""The quick rows of the matrix of faults, whose table is frozen in validation."""

import csv
import importlib
import sys
from pathlib import Path

import pytest

VALIDATION = Path(__file__).parents[2] / "validation"


@pytest.fixture(scope="module")
def faults():
    sys.path.insert(0, str(VALIDATION))
    try:
        yield importlib.import_module("faults")
    finally:
        sys.path.remove(str(VALIDATION))


def table():
    """Return the frozen rows."""
    lines = (VALIDATION / "faults.csv").read_text("utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_every_row_of_the_frozen_table_is_as_expected():
    rows = table()
    assert len(rows) >= 90
    assert {row["as_expected"] for row in rows} <= {"yes", "skipped"}


def test_the_frozen_table_has_the_rows_of_today(faults):
    rows = [(row.group, row.given, row.expected) for row in faults.rows()]
    assert rows == [(r["group"], r["given"], r["expected"]) for r in table()]


@pytest.mark.parametrize(
    "group", ["shape", "clock", "damage", "no video", "folder", "name", "hostile"]
)
def test_quick_rows_are_as_expected_today(faults, group):
    wrong = {}
    for row in faults.rows():
        if row.group == group:
            got, verdict = faults.tried(row)
            if verdict == "no":
                wrong[row.given] = got
    assert wrong == {}


def test_what_came_is_compared_with_what_was_expected(faults):
    row = faults.Row("a", "b", "2: Cannot … (full); go …", lambda _: "")
    assert row.fits("2: Cannot write (full); go on")
    assert not row.fits("1: Cannot write (full); go on")
    assert not row.fits("2: Cannot write (busy); go on")
    assert faults.tried(row) == ("", "no")


def test_what_a_row_raises_is_what_came(faults):
    def fail(folder):
        raise ZeroDivisionError("oops")

    got, verdict = faults.tried(faults.Row("a", "b", "…", fail))
    assert (got.split(" in ")[0], verdict) == ("ZeroDivisionError", "no")
