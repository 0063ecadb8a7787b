import dataclasses

import numpy as np
import pandas as pd
import pytest

from midstance.report.people import describe_person
from midstance.schema.bouts import make_bouts
from midstance.schema.events import make_events
from midstance.schema.measures import COLUMNS, make_missing
from midstance.schema.notes import Note, make_notes
from midstance.schema.scene import Scene


def test_activity_surface_and_view_are_told_in_words(analysis):
    person = describe_person(analysis, "person-1", 1)
    assert person.activity == "Running on a treadmill, seen from the left"
    assert person.facts == ["scale from body height 1.78 m"]


def test_how_exact_the_scale_is_stands_beside_its_source(analysis):
    scene = Scene(m_per_px=0.003, m_per_px_uncertainty=2e-4, scale_source="belt speed")
    scenes = {"person-1": scene}
    person = describe_person(
        dataclasses.replace(analysis, scenes=scenes), "person-1", 1
    )
    assert person.facts == ["scale from belt speed (± 7 %)"]


def test_of_what_cannot_be_nothing_is_praised_or_sold(analysis):
    note = Note("backwards", "Somebody goes backwards.", individual="person-1")
    impossible = dataclasses.replace(
        analysis, measures=analysis.measures[:0], notes=make_notes([note])
    )
    person = describe_person(impossible, "person-1", 1)
    assert person.quality.verdict == "weak"
    assert person.shoes is None
    assert "no number is believed" in person.no_findings


def test_the_longest_activity_is_named_first(make_analysis):
    bouts = make_bouts(
        [("a", 0, 1, "walking", "left", 0.9), ("a", 1, 5, "running", "left", 0.9)]
    )
    person = describe_person(make_analysis("a", bouts=bouts), "a", 1)
    assert person.activity.startswith("Running and walking")


def test_a_gait_is_named_before_other_movement_and_alone_has_a_surface(make_analysis):
    still = [("a", 0, 5, "other", "left", 0.9)]
    person = describe_person(make_analysis("a", bouts=make_bouts(still)), "a", 1)
    assert person.activity == "Other movement, seen from the left"
    mixed = make_bouts([*still, ("a", 5, 6, "walking", "left", 0.9)])
    person = describe_person(make_analysis("a", bouts=mixed), "a", 1)
    assert person.activity.startswith("Walking and other movement on a treadmill")


def test_metrics_missing_for_one_reason_stand_together(make_analysis):
    why = "No scale."
    missing = make_missing([("b_b", "a", why), ("c", "z", "No."), ("a_a", "a", why)])
    lacks = describe_person(make_analysis("a", missing=missing), "a", 1).lacks
    assert [(lack.reason, lack.labels) for lack in lacks] == [
        ("No scale.", ["A a", "B b"])
    ]


def test_what_can_be_done_stands_beside_the_reason(make_analysis):
    missing = make_missing([("b", "a", "Needs the mass of the body.", "body_mass")])
    (lack,) = describe_person(make_analysis("a", missing=missing), "a", 1).lacks
    assert lack.reason == "Needs the mass of the body. Enter the body mass."


def test_without_contacts_there_is_no_verdict_and_no_timeline(make_analysis):
    quiet = make_analysis(events=make_events([]))
    person = describe_person(quiet, "person-1", 1)
    assert person.quality is None
    assert person.timeline is None
    assert person.figures == []
    assert person.why_no_figures.endswith("need contacts; none was found.")


def test_a_slant_view_says_why_there_are_no_figures(make_analysis):
    scenes = {"person-1": Scene(view="oblique")}
    person = describe_person(make_analysis(scenes=scenes), "person-1", 1)
    assert person.figures == []
    assert "need a view from the side" in person.why_no_figures
    assert "seen obliquely" in person.why_no_figures


def test_from_behind_the_pelvis_has_a_figure(make_analysis):
    scenes = {"person-1": Scene(view="rear")}
    person = describe_person(make_analysis(scenes=scenes), "person-1", 1)
    assert [figure.title for figure in person.figures] == ["Pelvis", "Hip", "Knee"]


def test_a_joint_that_was_never_seen_keeps_its_place_and_says_so(
    make_analysis, analysis
):
    tracks = analysis.tracks.copy(deep=True)
    tracks["position"].loc[{"keypoint": ["left_knee", "right_knee"]}] = np.nan
    figures = describe_person(make_analysis(tracks=tracks), "person-1", 1).figures
    assert [figure.title for figure in figures[:3]] == ["Hip", "Knee", "Ankle"]
    assert figures[1].svg == ""
    assert "Too few strides" in figures[1].strides


def test_a_joint_that_the_network_does_not_give_says_so(make_analysis, analysis):
    feet = ["left_heel", "right_heel", "left_foot_index", "right_foot_index"]
    tracks = analysis.tracks.drop_sel(keypoint=feet)
    figures = describe_person(make_analysis(tracks=tracks), "person-1", 1).figures
    assert [bool(figure.svg) for figure in figures[:3]] == [True, True, False]
    assert "does not give the keypoints" in figures[2].strides


def test_results_without_curves_say_what_to_do(analysis):
    old = dataclasses.replace(analysis, cycles=None)
    person = describe_person(old, "person-1", 1)
    assert person.figures == []
    assert person.why_no_figures.endswith("analyze the video again to see them.")


def test_every_figure_says_how_many_strides_it_rests_on(analysis):
    figures = describe_person(analysis, "person-1", 1).figures
    assert [figure.strides for figure in figures] == ["10 left, 9 right strides"] * 6


@pytest.mark.parametrize(
    ("activity", "has_flight"), [("running", True), ("walking", False)]
)
def test_flight_is_a_headline_of_running_alone(make_analysis, activity, has_flight):
    row = {"metric": "flight_time", "individual": "a", "side": "left", "value": -90.0}
    measures = pd.DataFrame([row]).reindex(columns=list(COLUMNS)).assign(unit="ms")
    bouts = make_bouts([("a", 0, 5, activity, "left", 0.9)])
    analysis = make_analysis("a", bouts=bouts, measures=measures)
    person = describe_person(analysis, "a", 1)
    assert bool(person.numbers) is has_flight
    assert [r.metric for g in person.groups for r in g.rows] == ["flight_time"]


def test_shoes_are_a_matter_of_runners_alone(make_analysis):
    bouts = make_bouts([("a", 0, 5, "walking", "left", 0.9)])
    assert describe_person(make_analysis("a", bouts=bouts), "a", 1).shoes is None
    assert describe_person(make_analysis("a"), "a", 1).shoes.findings
