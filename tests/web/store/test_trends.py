import pytest
from scipy.stats import norm

from midstance.web.store.trends import metrics_of, trend_of
from midstance.web.store.upload import Number


def test_points_come_in_the_order_of_their_days(store, anna, filmed):
    later = filmed(anna, "2026-03-01", 230.0, 240.0)
    first = filmed(anna, "2026-01-01", 250.0)
    trend = trend_of(store.rows, anna.id, "contact_time")
    told = [(one.recording_id, one.side, one.value) for one in trend.points]
    assert told == [
        (first.id, "left", 250.0),
        (later.id, "left", 230.0),
        (later.id, "right", 240.0),
    ]
    assert {one.view for one in trend.points} == {"left"}


def test_the_probability_of_a_change_is_that_of_the_normal_law(store, anna, filmed):
    filmed(anna, "2026-01-01", 250.0, uncertainty=3.0)
    filmed(anna, "2026-02-01", 999.0, uncertainty=3.0)
    filmed(anna, "2026-03-01", 240.0, uncertainty=4.0)
    (change,) = trend_of(store.rows, anna.id, "contact_time").changes
    assert change.difference == -10.0
    assert change.uncertainty == pytest.approx(5.0)
    assert change.probability == pytest.approx(norm.cdf(2.0))


def test_a_change_that_is_told_from_chance_is_clear(store, anna, filmed):
    filmed(anna, "2026-01-01", 250.0, uncertainty=3.0)
    filmed(anna, "2026-02-01", 245.0, 240.0, uncertainty=4.0)
    filmed(anna, "2026-03-01", 239.0, 239.0, uncertainty=4.0)
    left, right = trend_of(store.rows, anna.id, "contact_time").changes
    assert (left.is_clear, right.is_clear) == (True, False)


def test_one_day_is_no_change(store, anna, filmed):
    filmed(anna, "2026-01-01", 250.0)
    assert trend_of(store.rows, anna.id, "contact_time").changes == []


def test_another_view_is_no_change_of_the_runner(store, anna, filmed):
    filmed(anna, "2026-01-01", 250.0)
    filmed(anna, "2026-02-01", 245.0)
    rear = filmed(anna, "2026-02-01", 230.0)
    store.set_view(rear.id, "rear")
    (change,) = trend_of(store.rows, anna.id, "contact_time").changes
    assert change.difference == -5.0


def test_two_views_of_one_day_are_no_change(store, anna, filmed):
    filmed(anna, "2026-01-01", 250.0)
    rear = filmed(anna, "2026-01-01", 230.0)
    store.set_view(rear.id, "rear")
    assert trend_of(store.rows, anna.id, "contact_time").changes == []


def test_views_that_differ_are_compared_where_none_was_filmed_twice(
    store, anna, filmed
):
    filmed(anna, "2026-01-01", 250.0)
    rear = filmed(anna, "2026-02-01", 230.0)
    store.set_view(rear.id, "rear")
    (change,) = trend_of(store.rows, anna.id, "contact_time").changes
    assert change.difference == -20.0


def test_without_uncertainty_nothing_is_said_of_a_change(store, anna, filmed):
    filmed(anna, "2026-01-01", 250.0, uncertainty=None)
    filmed(anna, "2026-02-01", 240.0, uncertainty=None)
    trend = trend_of(store.rows, anna.id, "contact_time")
    assert len(trend.points) == 2
    assert trend.changes == []


def test_only_the_runner_counts_when_several_were_seen(store, anna, filmed):
    recording = filmed(anna, "2026-01-01", 250.0)
    numbers = [
        Number("contact_time", "person-2", "left", 300.0, 1.0, "s"),
        Number("contact_time", "person-1", "left", 250.0, 1.0, "s"),
    ]
    store.set_numbers(recording.id, numbers)
    trend = trend_of(store.rows, anna.id, "contact_time")
    assert [one.value for one in trend.points] == [300.0]


def test_metrics_are_counted_by_recording(store, people, anna, facts, filmed):
    filmed(anna, "2026-01-01", 250.0, 240.0)
    filmed(anna, "2026-02-01", 250.0)
    assert metrics_of(store.rows, anna.id) == [("contact_time", 2)]
    assert metrics_of(store.rows, people.add(facts(name="Bo")).id) == []
