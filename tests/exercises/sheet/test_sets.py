import dataclasses
import re

import pytest

from midstance.exercises.bouts import with_exercises
from midstance.exercises.sheet.sets import describe_sets
from midstance.report.page import render_page
from midstance.report.sections import sections
from midstance.schema.bouts import make_bouts
from midstance.schema.events import make_events
from midstance.schema.notes import Note, make_notes


@pytest.fixture
def trained(analyzed, exercise, poses):
    """Somebody who does five squats, two seconds each."""
    tracks = exercise([(poses["squats"], 5, 2.0)])
    last_s = float(tracks["time"][-1])
    bouts = make_bouts([("person-1", 0.0, last_s, "other", "left", 0.8)])
    bouts, repetitions = with_exercises(tracks, bouts)
    return dataclasses.replace(
        analyzed,
        tracks=tracks,
        raw_tracks=tracks,
        bouts=bouts,
        repetitions=repetitions,
        events=make_events([]),
        measures=analyzed.measures.iloc[:0],
        missing=analyzed.missing.iloc[:0],
        cycles=None,
        scenes={},
        findings=(),
    )


def test_five_squats_are_five_rows_with_tempo_depth_and_form(trained):
    section = describe_sets(trained, "person-1")
    assert section.title == "5 squats"
    assert len(section.table) == 5
    assert "2.0 s each, 1.0 s down and 1.0 s up" in section.paragraphs[0]
    assert re.search(r"knee bends through \d+°", section.paragraphs[0])
    assert "All repetitions are alike." in section.paragraphs[0]
    assert set(section.table["form"]) == {"as usual"}


def test_the_sheet_is_among_the_sections_and_opens_the_page(trained):
    assert "exercises" in sections.names()
    page = render_page(trained, film=None, evidence=())
    assert page.index("5 squats") < page.index("how this was made")
    assert "No contact with the ground" not in page
    assert "What stands out" not in page


def test_who_exercises_gets_no_report_of_a_runner(trained):
    kinds = ("no_gait", "frames_between", "cut_off")
    notes = make_notes([Note(kind, f"About {kind}.", "person-1") for kind in kinds])
    said = dataclasses.replace(trained, notes=notes)
    page = render_page(said, film=None, evidence=())
    assert "exercise report" in page
    assert "running report" not in page
    assert "Joint angles over the stride" not in page
    first, rest = page.split("how this was made", 1)
    assert "About cut_off." in first
    assert "About no_gait." not in page
    assert "About frames_between." in rest


def test_two_sets_have_a_pause(trained):
    rows = [
        ("person-1", 1.0, 5.0, "squats", "left", 0.8, 2),
        ("person-1", 7.0, 11.0, "squats", "left", 0.8, 2),
    ]
    both = dataclasses.replace(trained, bouts=make_bouts(rows))
    section = describe_sets(both, "person-1")
    assert section.title == "4 squats in 2 sets"
    assert section.paragraphs[-1] == "Pause between the sets: 2 s."


def test_who_runs_has_no_sheet(analyzed):
    assert describe_sets(analyzed, "anna") is None


def test_cells_keep_their_heading_where_a_table_does_not_fit(trained):
    page = render_page(trained, film=None, evidence=())
    assert page.count('<td data-label="depth">') == 5
    assert ".labelled td::before" in page
