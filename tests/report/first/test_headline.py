import pandas as pd
import pytest

from midstance.findings.norms import norm_at
from midstance.report.first.headline import MOST, headline_numbers
from midstance.report.references import reference_at
from midstance.report.units import Units
from midstance.schema.measures import COLUMNS, summarize

NAN = float("nan")


def lines(*rows, **changes):
    """Lines of the first screen of rows (metric, side, value, doubt, unit)."""
    measures = pd.DataFrame(
        [
            (metric, "anna", side, 0.7 * i, value, doubt, doubt, unit)
            for metric, side, value, doubt, unit in rows
            for i in range(5)
        ],
        columns=list(COLUMNS),
    )
    return headline_numbers(
        summarize(measures), measures, **{"speed_m_s": 3.0, **changes}
    )


def contacts(left, right, doubt=8.0):
    return [
        ("contact_time", "left", left, doubt, "ms"),
        ("contact_time", "right", right, doubt, "ms"),
    ]


def test_sides_within_their_doubt_are_one_number():
    (line,) = lines(*contacts(250.0, 256.0))
    assert (line.text, line.doubt, line.unit) == ("253", "8", "ms")
    assert [mark.side for mark in line.marks] == ["both"]


def test_sides_beyond_their_doubt_are_two():
    (line,) = lines(*contacts(240.0, 280.0))
    assert line.text == "L 240 · R 280"
    assert [mark.side for mark in line.marks] == ["left", "right"]


def test_a_side_that_cannot_be_told_is_left_out_and_the_other_named():
    (line,) = lines(
        ("knee_flexion_contact", "left", 12.0, 4.0, "deg"),
        ("knee_flexion_contact", "right", 12.0, 30.0, "deg"),
    )
    assert (line.side, line.text) == ("left", "12")
    assert lines(("knee_flexion_contact", "right", 12.0, 30.0, "deg")) == []


def test_the_bar_holds_the_others_and_the_runner():
    norm = norm_at("contact_time", 3.0)
    (line,) = lines(*contacts(norm.mean, norm.mean))
    ((low2, high2), (low1, high1)) = line.bands
    assert 0 < low2 < low1 < 50 < high1 < high2 < 100
    assert line.marks[0].at == pytest.approx(50, abs=0.1)
    (far,) = lines(*contacts(norm.mean + 12 * norm.sd, norm.mean + 12 * norm.sd))
    assert 90 < far.marks[0].high <= 100


@pytest.mark.parametrize("speed_m_s", [NAN, 1.2, 7.0])
def test_without_others_at_this_speed_there_is_no_bar(speed_m_s):
    (line,) = lines(*contacts(250.0, 256.0), speed_m_s=speed_m_s)
    assert line.marks == line.bands == ()
    assert line.reference == ""


def test_others_at_another_speed_are_said_to_be():
    (line,) = lines(("trunk_lean", "both", 6.0, 2.0, "deg"), speed_m_s=2.5)
    assert "40 others at 3.4 m/s" in line.reference
    assert reference_at("trunk_lean", 6.0) is None


def test_who_walks_has_no_flight_and_no_reference():
    rows = [("flight_time", "both", 100.0, 9.0, "ms"), *contacts(600.0, 610.0)]
    (line,) = lines(*rows, runs=False)
    assert (line.metric, line.reference) == ("contact_time", "")


def test_there_are_never_too_many():
    names = ["cadence", "overstride", "trunk_lean", "knee_flexion_stance", "step_width"]
    names += ["hip_adduction", "peak_force", "step_length", "flight_time"]
    rows = [(name, "both", 100.0, 1.0, "u") for name in names]
    assert len(lines(*rows)) == MOST


def test_units_are_those_asked_for():
    (line,) = lines(("overstride", "left", 25.4, 2.5, "cm"), units=Units("imperial"))
    assert (line.text, line.unit) == ("10.0", "in")
    assert line.reference.endswith(" in")


def test_a_stride_that_shows_it_is_named():
    assert lines(*contacts(250.0, 256.0))[0].time_s in {0.7 * i for i in range(5)}
