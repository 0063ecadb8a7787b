import dataclasses

from midstance.report.people import describe_person
from midstance.schema.bouts import make_bouts
from midstance.schema.events import make_events
from midstance.schema.measures import make_missing
from midstance.schema.scene import Scene


def test_activity_surface_and_view_are_told_in_words(analysis):
    person = describe_person(analysis, "person-1", 1)
    assert person.activity == "Running on a treadmill, seen from the left"
    assert person.facts == ["scale from body height 1.78 m"]


def test_the_longest_activity_is_named_first(make_analysis):
    bouts = make_bouts(
        [("a", 0, 1, "walking", "left", 0.9), ("a", 1, 5, "running", "left", 0.9)]
    )
    person = describe_person(make_analysis("a", bouts=bouts), "a", 1)
    assert person.activity.startswith("Running and walking")


def test_metrics_missing_for_one_reason_stand_together(make_analysis):
    why = "No scale."
    missing = make_missing([("b_b", "a", why), ("c", "z", "No."), ("a_a", "a", why)])
    lacks = describe_person(make_analysis("a", missing=missing), "a", 1).lacks
    assert [(lack.reason, lack.labels) for lack in lacks] == [
        ("No scale.", ["A a", "B b"])
    ]


def test_without_contacts_there_is_no_verdict_and_no_timeline(analysis):
    quiet = dataclasses.replace(analysis, events=make_events([]))
    person = describe_person(quiet, "person-1", 1)
    assert person.quality is None
    assert person.timeline is None
    assert person.figures == []


def test_a_view_from_the_front_has_no_sagittal_figures(analysis):
    scenes = {"person-1": Scene(view="front")}
    front = dataclasses.replace(analysis, scenes=scenes)
    assert describe_person(front, "person-1", 1).figures == []
    assert len(describe_person(analysis, "person-1", 1).figures) == 3
