import numpy as np
import pytest

from midstance.report.charts.timeline import PX_PER_S, ROW_PX, make_timeline
from midstance.schema.bouts import make_bouts
from midstance.schema.events import make_events

NO_BOUTS = make_bouts([])


def test_every_contact_is_one_bar_as_long_as_it_lasted(make_contacts):
    timeline = make_timeline(make_contacts(), NO_BOUTS, 0.0, 8.0)
    assert len(timeline.bars) == 21
    assert {bar.width_px for bar in timeline.bars} == {0.24 * PX_PER_S}
    assert timeline.bars[0].x_px == 0.2 * PX_PER_S


def test_left_and_right_have_a_row_of_their_own(make_contacts):
    for bar in make_timeline(make_contacts(), NO_BOUTS, 0.0, 8.0).bars:
        assert bar.y_px == ROW_PX[bar.side]


def test_soft_edges_reach_two_standard_deviations(make_contacts):
    events = make_contacts(uncertainty_s=0.01)
    bar = make_timeline(events, NO_BOUTS, 0.0, 8.0).bars[0]
    assert bar.soft_start_px == bar.soft_end_px == pytest.approx(0.02 * PX_PER_S)


def test_an_unknown_uncertainty_has_no_soft_edge_and_no_text(make_contacts):
    events = make_contacts(uncertainty_s=float("nan"))
    bar = make_timeline(events, NO_BOUTS, 0.0, 8.0).bars[0]
    assert bar.soft_start_px == 0
    assert "nan" not in bar.title
    assert "±" not in bar.title


def test_a_contact_without_its_toe_off_stays_as_a_mark(make_contacts):
    events = make_contacts()
    toe_off = events.index[(events["event"] == "toe_off")][0]
    bars = make_timeline(events.drop(toe_off), NO_BOUTS, 0.0, 8.0).bars
    marks = [bar for bar in bars if bar.width_px == 0]
    assert [mark.x_px for mark in marks] == [0.2 * PX_PER_S]
    assert "not found" in marks[0].title


def test_the_drawing_begins_with_the_clip():
    events = make_events([("a", "left", "initial_contact", 12.5, 0.01, "truth")])
    timeline = make_timeline(events, NO_BOUTS, 12.0, 14.0)
    assert timeline.bars[0].x_px == 0.5 * PX_PER_S
    assert timeline.bars[0].seek_s == 12.5
    assert [(t.x_px, t.text) for t in timeline.ticks][:2] == [(0, "12 s"), (100, "")]


def test_activities_are_strips(make_contacts):
    bouts = make_bouts([("a", 1.0, 3.0, "walking", "left", 0.9)])
    strip = make_timeline(make_contacts(), bouts, 0.0, 8.0).strips[0]
    assert (strip.x_px, strip.width_px, strip.text) == (200, 400, "walking")


def test_event_times_rise_without_repetition(make_contacts):
    times = make_timeline(make_contacts(), NO_BOUTS, 0.0, 8.0).event_times_s
    assert (np.diff(times) > 0).all()
    assert len(times) == 42


def test_no_events_is_an_empty_timeline():
    timeline = make_timeline(make_events([]), NO_BOUTS, 0.0, 2.0)
    assert timeline.bars == []
    assert timeline.width_px == 400
