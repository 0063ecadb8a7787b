import json
from math import isnan

import pytest

from midstance.errors import SchemaError
from midstance.schema.notes import (
    Note,
    from_plain,
    from_sentences,
    join_notes,
    make_notes,
    notes_before,
    sentences,
    to_plain,
)

SLOW = Note(
    "slow_motion",
    "anna moves slowly.",
    individual="anna",
    start_s=1.0,
    end_s=2.5,
    remedy="slow_motion_factor",
    facts={"factor": 8.0},
)
FEW = Note("few", "There are few strides.", severity="note")


def test_a_note_is_told_with_what_can_be_done_in_the_words_of_the_door():
    notes = make_notes([SLOW, FEW])
    words = {"slow_motion_factor": "Turn the knob to {factor:.0f}."}
    assert sentences(notes, words) == (
        "anna moves slowly. Turn the knob to 8.",
        "There are few strides.",
    )


def test_notes_come_back_from_json():
    notes = join_notes(
        make_notes([SLOW], stage="video"), make_notes([FEW], stage="events")
    )
    rows = json.loads(json.dumps(to_plain(notes), allow_nan=False))
    again = from_plain(rows)
    assert again.to_dict("records")[0] == notes.to_dict("records")[0]
    assert isnan(again["start_s"][1])
    assert again["facts"][0] == {"factor": 8.0}


def test_a_stage_worked_anew_leaves_the_notes_before_it():
    tables = [make_notes([FEW], stage=stage) for stage in ("events", "tracks", "video")]
    notes = join_notes(*tables)
    assert notes_before(notes, "events")["stage"].tolist() == ["tracks", "video"]
    assert notes_before(notes, "tracks")["stage"].tolist() == ["video"]
    assert notes_before(notes, "video").empty


def test_no_notes_are_a_table_without_rows():
    assert sentences(join_notes()) == ()
    assert from_plain(to_plain(make_notes())).empty


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"severity": "panic"}, "severity must be one of"),
        ({"stage": "lunch"}, "stage must be one of"),
        ({"start_s": "noon"}, "time of a note is not a number"),
    ],
)
def test_what_is_no_note_is_refused(change, message):
    (row,) = to_plain(make_notes([SLOW]))
    with pytest.raises(SchemaError, match=message):
        from_plain([{**row, **change}])


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("The pixels are not square.", "video"),
        ("anna walks and does not run.", "tracks"),
        ("1 more person was seen; somebody may look.", "tracks"),
        ("Nobody was found in any frame.", "tracks"),
        ("anna: 42 steps/min while every stride has a flight phase.", "events"),
        ("3 events were curated by hand: 3 deleted.", "events"),
    ],
)
def test_sentences_of_older_folders_are_filed_by_what_they_speak_of(text, stage):
    notes = from_sentences([text], ["anna"])
    assert notes["stage"].item() == stage
    assert sentences(notes) == (text,)
