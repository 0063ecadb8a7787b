from io import StringIO

import pandas as pd
import pytest
from rich.console import Console

from midstance.cli.tables import (
    change_table,
    missing_lines,
    summary_table,
    with_uncertainty,
)
from midstance.report.comparison.lines import Line
from midstance.schema.measures import SUMMARY_COLUMNS, make_missing


@pytest.mark.parametrize(
    ("value", "uncertainty", "text"),
    [
        (168.934, 0.21, "168.9 ± 0.2"),
        (0.2412, 0.0034, "0.241 ± 0.003"),
        (3012.0, 140.0, "3012 ± 140"),
        (12.5, float("nan"), "12.5"),
        (float("nan"), 1.0, ""),
    ],
)
def test_digits_follow_the_uncertainty(value, uncertainty, text):
    assert with_uncertainty(value, uncertainty) == text


def test_metrics_with_the_same_reason_share_a_line():
    missing = make_missing(
        [
            ("cadence", "anna", "No initial contact was found."),
            ("stride_time", "anna", "No initial contact was found."),
            ("cadence", "ben", "No initial contact was found."),
        ]
    )
    lines = list(missing_lines(missing))
    assert len(lines) == 2
    assert lines[0].startswith("anna: not measured: cadence, stride time.")


def test_a_reason_is_told_with_the_option_that_helps():
    missing = make_missing(
        [("peak_force", "anna", "Needs the mass of the body.", "body_mass")]
    )
    (line,) = missing_lines(missing)
    assert line.endswith("Needs the mass of the body. Give --mass-kg.")


def test_nothing_missing_gives_no_line():
    assert list(missing_lines(pd.DataFrame(make_missing([])))) == []


def test_no_number_is_cut_on_a_narrow_screen():
    summary = pd.DataFrame(
        [
            ("cadence", "anna", "both", 168.04, 0.21, 1.0, 12, "steps/min"),
            ("contact_time", "anna", "left", 243.1, 9.2, 3.0, 12, "ms"),
            ("contact_time", "anna", "right", 248.7, 10.4, 3.0, 12, "ms"),
            ("overstride_leg", "anna", "left", 20.1, 6.2, 2.0, 12, "% leg"),
        ],
        columns=list(SUMMARY_COLUMNS),
    )
    console = Console(width=64, record=True, file=StringIO())
    console.print(summary_table(summary))
    shown = console.export_text()
    assert all(
        text in shown for text in ("168.0 ± 0.2", "243 ± 9", "steps/min", "% leg")
    )


def test_a_change_has_a_line_with_what_can_be_told_and_its_chance():
    line = Line(
        metric="cadence",
        label="Cadence",
        side="both",
        values=("170 ± 1", "178 ± 1"),
        unit="steps/min",
        change="+8.0",
        by_speed="",
        detectable="1.0",
        chance="over 99 %",
        is_clear=True,
        is_told=True,
        sentence="",
    )
    out = StringIO()
    Console(file=out, width=120).print(change_table([line]))
    text = out.getvalue().splitlines()[1]
    for part in ("Cadence", "170 ± 1", "178 ± 1", "+8.0", "1.0", "over 99 %"):
        assert part in text


def test_what_goes_with_the_speed_stands_beside_the_chance_of_the_rest():
    line = Line(
        *("cadence", "Cadence", "both", ("165", "172"), "steps/min", "+7", "+5", "1.5"),
        *("91 %", False, True, ""),
    )
    out = StringIO()
    Console(file=out, width=120).print(change_table([line]))
    assert out.getvalue().split() == [
        *("metric", "before", "after", "change", "by", "speed", "least", "chance"),
        *("Cadence", "(steps/min)", "165", "172", "+7", "+5", "1.5", "91", "%"),
    ]
