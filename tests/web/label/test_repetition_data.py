import dataclasses
from math import nan

from midstance.exercises.curate import curate_repetitions
from midstance.schema.repetition_edits import make_repetition_edits
from midstance.schema.repetitions import DOUBTFUL, make_table
from midstance.web.label.models import RepetitionData
from midstance.web.label.repetition_data import describe_repetitions, doubt_text
from midstance.words.language import speaking

STEPS = {"can_undo": False, "can_redo": False}


def test_everything_the_page_shows_is_told(squats):
    told = RepetitionData(**describe_repetitions(squats), **STEPS)
    assert [one.exercise for one in told.repetitions] == ["squats"] * 4
    assert told.counts == ["4 squats"]
    first, row = told.repetitions[0], squats.repetitions.table.iloc[0]
    assert (first.bottom_s, first.joint) == (row["bottom_s"], row["joint"])
    depth = next(one for one in first.numbers if one.name == "depth_deg")
    assert (depth.value, depth.unit) == (round(row["depth_deg"], 4), "°")
    assert depth.uncertainty == round(row["depth_uncertainty_deg"], 4)
    (person,) = told.people
    assert len(person.joints["knee"]) == len(told.times_s) == 120
    assert "exercise" not in [one.name for one in told.exercises]


def test_what_was_deleted_is_told_too(squats):
    third_s = float(squats.repetitions.table["bottom_s"][2])
    edits = make_repetition_edits([("person-1", "delete", nan, third_s, "", "")])
    told = describe_repetitions(curate_repetitions(squats, edits))
    assert told["counts"] == ["3 squats"]
    assert told["deleted"] == [{"individual": "person-1", "at_s": third_s}]


def test_doubts_are_told_in_the_language_of_who_reads(squats):
    doubt = (
        "goes 40% of the usual way, 20% of the body is hidden, at the end of the set"
    )
    hidden = "the left arm is hidden, and counts only with the other"
    with speaking("de"):
        told = doubt_text(doubt)
        assert "40 % des" in told
        assert "20 % des" in told
        assert not {"usual", "hidden", "end"} & set(told.split())
        assert doubt_text(hidden).endswith("zählt nur mit dem anderen")
        table = make_table(
            [("person-1", "", 1, 0.5, 0.4, False, "follows sooner than usual")],
            DOUBTFUL,
        )
        found = dataclasses.replace(squats.repetitions, doubtful=table)
        told = describe_repetitions(dataclasses.replace(squats, repetitions=found))
        assert told["doubtful"][0]["doubt"].startswith("folgt eher")
        assert told["counts"] == ["4 Kniebeugen"]
    assert doubt_text(doubt) == doubt
