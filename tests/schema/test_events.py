import numpy as np
import pandas as pd
import pytest

from midstance.errors import FormatError, SchemaError
from midstance.schema.events import (
    COLUMNS,
    PARTS,
    complete_events,
    load_events,
    make_events,
    of_individual,
    save_events,
    times_s,
    validate_events,
)

ROWS = [
    ("anna", "right", "initial_contact", 0.75, 0.01, "truth"),
    ("anna", "left", "initial_contact", 0.4, 0.01, "truth"),
    ("ben", "left", "toe_off", 0.5, np.nan, "truth"),
]


def test_rows_are_sorted_by_time():
    assert make_events(ROWS)["time_s"].is_monotonic_increasing


def test_unknown_side_is_refused():
    with pytest.raises(SchemaError, match=r"side must be one of .* got \['L'\]"):
        make_events([("anna", "L", "toe_off", 0.0, 0.0, "truth")])


def test_times_of_one_kind_and_person():
    own = of_individual(make_events(ROWS), "anna")
    assert times_s(own, "left", "initial_contact").tolist() == [0.4]
    assert times_s(own, "left", "toe_off").size == 0


def test_saved_events_come_back(tmp_path):
    events = make_events(ROWS)
    save_events(events, tmp_path / "e.csv")
    pd.testing.assert_frame_equal(load_events(tmp_path / "e.csv"), events)


def test_an_empty_table_survives(tmp_path):
    save_events(make_events([]), tmp_path / "e.csv")
    assert load_events(tmp_path / "e.csv").empty


def test_a_table_written_by_hand_is_manual(tmp_path):
    (tmp_path / "e.csv").write_text("side,event,time_s\nleft,toe_off,1.5\n", "utf-8")
    events = load_events(tmp_path / "e.csv")
    assert events.loc[0, "source"] == "manual"
    assert events.loc[0, "individual"] == "person-1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("side,time_s\nleft,1\n", r"\['event'\] are missing"),
        (
            "side,event,time_s\nleft,toe_off,soon\n",
            "must be a number, got 'soon' in line 2",
        ),
        ("", "not a CSV table"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(tmp_path, text, message):
    (tmp_path / "e.csv").write_text(text, "utf-8")
    with pytest.raises((SchemaError, FormatError), match=message):
        load_events(tmp_path / "e.csv")


def test_parts_of_an_uncertainty_survive_a_file(tmp_path):
    rows = [
        ("anna", "left", "toe_off", 1.0, 0.01, "consensus", 0.006, 0.003),
        ("anna", "left", "toe_off", 2.0, 0.01, "manual"),
    ]
    save_events(make_events(rows), tmp_path / "e.csv")
    again = load_events(tmp_path / "e.csv")
    assert again.columns.tolist() == [*COLUMNS, *PARTS]
    assert again.loc[0, list(PARTS)].tolist() == [0.006, 0.003]
    assert again.loc[1, list(PARTS)].isna().all()
    assert make_events(rows[1:]).columns.tolist() == [*COLUMNS]


def test_missing_file_is_named(tmp_path):
    with pytest.raises(FormatError, match=r"No events file at .*none\.csv"):
        load_events(tmp_path / "none.csv")


def test_the_path_may_be_text(tmp_path):
    save_events(make_events(ROWS), str(tmp_path / "e.csv"))
    assert len(load_events(str(tmp_path / "e.csv"))) == 3


@pytest.mark.parametrize("table", [None, "events.csv", [1, 2], {"side": []}])
@pytest.mark.parametrize("read", [validate_events, complete_events])
def test_what_is_no_table_is_named(read, table):
    with pytest.raises(SchemaError, match=r"must be a pandas\.DataFrame.*, got"):
        read(table)


@pytest.mark.parametrize(
    ("column", "values"),
    [("side", [3, None, "left"]), ("event", [["toe_off"], {}, 1.5])],
)
def test_names_of_mixed_kinds_are_refused_in_one_sentence(column, values):
    table = make_events(ROWS).astype(object)
    table[column] = values
    with pytest.raises(SchemaError, match=f"{column} must be one of"):
        validate_events(table)


def test_a_time_that_is_no_number_at_all_is_refused():
    table = make_events(ROWS).astype(object)
    table["time_s"] = [[], {}, ()]
    with pytest.raises(SchemaError, match="An event time is not a number"):
        validate_events(table)


def test_the_table_that_is_completed_stays_as_it_was():
    table = make_events(ROWS).drop(columns="source")
    assert complete_events(table)["source"].eq("manual").all()
    assert "source" not in table
