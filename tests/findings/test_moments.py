import pandas as pd

from midstance.findings.moments import N_MOMENTS, moments_of
from midstance.schema.events import make_events

EVENTS = make_events(
    ("anna", side, "initial_contact", start_s + 0.7 * i, 0.005, "x")
    for side, start_s in (("left", 0.2), ("right", 0.55))
    for i in range(6)
)
ROWS = pd.DataFrame(
    {
        "metric": "overstride",
        "side": ["left"] * 5 + ["right"] * 5,
        "time_s": [0.2 + 0.7 * i for i in range(5)]
        + [0.55 + 0.7 * i for i in range(5)],
        "value": [10, 20, 21, 22, 40, 10, 20, 21, 22, 40.0],
    }
)


def test_the_usual_strides_of_the_foot_are_shown_whole():
    found = moments_of(ROWS, EVENTS, "overstride", "left")
    assert [(m.start_s, m.end_s) for m in found] == [(0.9, 1.6), (1.6, 2.3), (2.3, 3.0)]
    assert {m.side for m in found} == {"left"}


def test_of_both_feet_both_are_shown_in_the_order_of_time():
    found = moments_of(ROWS, EVENTS, "overstride", "both")
    assert len(found) == N_MOMENTS
    assert {m.side for m in found} == {"left", "right"}
    assert [m.start_s for m in found] == sorted(m.start_s for m in found)


def test_what_was_not_measured_has_no_moment():
    assert moments_of(ROWS, EVENTS, "cadence", "both") == ()
    assert moments_of(ROWS, EVENTS.iloc[:0], "overstride", "left") == ()
