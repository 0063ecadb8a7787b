import pandas as pd
import pytest

from midstance.report.tables import grouped, label_of, make_rows
from midstance.schema.measures import SUMMARY_COLUMNS

NAN = float("nan")


def summary(*rows):
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))


def line(metric, side, value, uncertainty=1.0, spread=2.0, n=10, unit="ms"):
    return (metric, "anna", side, value, uncertainty, spread, n, unit)


def test_left_and_right_are_compared():
    rows = make_rows(
        summary(line("x", "left", 240.0, 3.0), line("x", "right", 250.0, 4.0))
    )
    difference = rows[0].difference
    assert (difference.value, difference.uncertainty) == ("\N{MINUS SIGN}10", "5")
    assert not difference.is_clear


@pytest.mark.parametrize(("apart", "is_clear"), [(2.7, False), (2.9, True)])
def test_a_difference_is_clear_beyond_twice_its_uncertainty(apart, is_clear):
    rows = make_rows(summary(line("x", "left", 10 + apart), line("x", "right", 10.0)))
    assert rows[0].difference.is_clear is is_clear


def test_a_difference_of_unknown_uncertainty_is_never_clear():
    rows = make_rows(
        summary(line("x", "left", 900.0, NAN), line("x", "right", 10.0, 1.0))
    )
    assert not rows[0].difference.is_clear


def test_one_side_alone_has_no_difference():
    assert make_rows(summary(line("x", "left", 240.0)))[0].difference is None


def test_both_sides_are_told_in_one_unit():
    rows = make_rows(
        summary(
            line("x", "left", 0.98, 0.01, unit="s"),
            line("x", "right", 1.02, 0.01, unit="s"),
        )
    )
    assert {cell.unit for cell in rows[0].cells.values()} == {"s"}


def test_a_single_stride_has_no_spread():
    row = make_rows(summary(line("x", "both", 3.0, spread=NAN, n=1)))[0]
    assert row.cells["both"].spread == ""


def test_metrics_fall_into_their_groups():
    table = summary(
        line("cadence", "both", 170.0, unit="steps/min"),
        line("x_symmetry", "both", 3.0, unit="%"),
        line("a_length", "both", 1.0, unit="m"),
        line("an_angle", "both", 1.0, unit="deg"),
        line("peak_force_estimate", "both", 1.0, unit="body weights"),
    )
    groups = grouped(make_rows(table), table)
    assert [(g.title, [r.metric for r in g.rows]) for g in groups] == [
        ("Time", ["cadence"]),
        ("Space", ["a_length"]),
        ("Angles", ["an_angle"]),
        ("Symmetry", ["x_symmetry"]),
        ("Estimates", ["peak_force_estimate"]),
    ]


def test_an_unregistered_metric_is_called_by_its_name():
    assert label_of("my_own_metric") == "My own metric"
