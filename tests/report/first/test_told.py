import dataclasses

from midstance.report.first.told import tell
from midstance.report.units import Units
from midstance.schema.findings import Evidence, Finding, Moment
from midstance.schema.remarks import Decision, Remarks

FINDING = Finding(
    rule="overstride",
    individual="anna",
    title="Landing far ahead",
    side="right",
    seen="Further than others.",
    sure=0.9996,
    size=2.8,
    score=2.4,
    evidence=(
        Evidence("overstride", "right", 38.1, 2.6, "cm", 27.0, 0.97, 11, "18 at 3 m/s"),
        Evidence(
            *("knee_flexion_contact", "right", 2.0, 3.0, "deg", 6.0, 0.91, 11, "18"),
            adds="with a straight knee",
        ),
    ),
    moments=(Moment(1.0, 1.7, "right"),),
    joints=("right_hip",),
    why="Because.",
    source="Somebody 2011",
    unknown="Much.",
    cue="Quick feet.",
    drills=(),
    professional="If it hurts.",
)


def test_every_number_is_told_with_its_doubt_and_its_line():
    (told,) = tell([FINDING])
    assert told.title == "Landing far ahead, right foot"
    assert told.added == "with a straight knee"
    assert told.evidence[0] == (
        "Foot ahead of hip at contact, right: 38 ± 3 cm over 11 strides; the line is "
        "27 cm (18 at 3 m/s). 97 % sure."
    )


def test_nothing_is_certain():
    assert tell([FINDING])[0].sure == 99


def test_both_feet_need_no_name():
    both = dataclasses.replace(FINDING, side="both")
    assert tell([both])[0].title == "Landing far ahead"


def test_lengths_follow_the_units():
    (told,) = tell([FINDING], Units("imperial"))
    assert "15 ± 1.0 in" in told.evidence[0] or "15.0 ± 1.0 in" in told.evidence[0]


def test_what_a_person_decided_is_told_with_the_finding():
    left_out = Decision("anna", "overstride", "left_out")
    changed = Decision("anna", "overstride", "changed", "Land softer.", "Ben")
    other = Decision("ben", "overstride", "left_out")
    (told,) = tell([FINDING], remarks=Remarks((other,)))
    assert (told.choice, told.words, told.is_left_out) == ("", "", False)
    (told,) = tell([FINDING], remarks=Remarks((changed,)))
    assert (told.choice, told.words, told.is_left_out) == (
        *("changed", "Land softer."),
        False,
    )
    (told,) = tell([FINDING], remarks=Remarks((left_out,)))
    assert (told.words, told.is_left_out) == ("", True)
