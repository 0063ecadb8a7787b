import pytest

from midstance.bouts.clock import find_clock_doubts
from midstance.bouts.locomotion import find_bouts
from midstance.bouts.one_clock import doubts_in, notes_on_clock, on_one_clock
from midstance.cli.remedies import with_option
from midstance.schema.bouts import ClockDoubt
from midstance.schema.notes import make_notes


def doubts(tracks, factor):
    slowed = tracks.assign_coords(time=tracks["time"] * factor)
    return find_clock_doubts(slowed, find_bouts(slowed))


def test_bouts_end_where_the_clock_changes(film):
    tracks = film(speed_m_s=3.0, rate_hz=60.0)
    bouts = find_bouts(tracks)
    (doubt,) = doubts(tracks, 2.0)
    half = type(doubt)("person-1", 2.0, 4.0, 2.0, 0.2)
    cut = on_one_clock(bouts, [half])
    assert cut["start_s"].tolist() == pytest.approx([0.0, 2.0, 4.0], abs=0.1)
    assert on_one_clock(bouts, []).equals(bouts)


def test_the_note_names_the_factor_that_would_be_right(film):
    found = doubts(film(rate_hz=120.0, noise_px=2.0), 2.0)
    (note,) = notes_on_clock(found, slow_motion=4.0)
    assert note.facts["factor"] == pytest.approx(8.0, rel=0.25)
    assert "taken to be slowed down 4 times" in note.text
    assert doubts_in(make_notes([note], stage="tracks")) == tuple(found)


def test_short_bouts_stay_where_the_clock_is_right(film):
    """Who sprints past a camera is there for half a second."""
    tracks = film(speed_m_s=3.0, rate_hz=60.0)
    bouts = find_bouts(tracks).assign(end_s=0.5)
    assert len(on_one_clock(bouts, [])) == 1


def test_a_wrong_clock_of_a_part_is_mended_in_that_part_alone():
    """The factor of a ramp would make slow motion backwards of the rest."""
    doubt = ClockDoubt("person-1", 3.5, 11.5, 4.0, 0.3)
    (part,) = notes_on_clock([doubt], slow_motion=1.0, span_s=(0.0, 15.0))
    said = with_option(part.text, part.remedy, **part.facts)
    assert said.endswith("--start 3.5 --end 11.5 --slow-motion 4.")
    (whole,) = notes_on_clock([doubt], slow_motion=1.0, span_s=(3.2, 12.0))
    assert whole.remedy == "slow_motion_factor"


def test_the_part_is_named_on_the_clock_of_a_player():
    doubt = ClockDoubt("person-1", 3.0, 6.0, 2.0, 0.2)
    (note,) = notes_on_clock([doubt], slow_motion=2.0, span_s=(0.0, 15.0))
    assert note.facts["part_start_s"] == pytest.approx(6.0)
    assert note.facts["part_end_s"] == pytest.approx(12.0)
    assert note.facts["factor"] == pytest.approx(4.0)
