import dataclasses

from midstance.report.comparison.curves import overlaid_curves
from midstance.report.comparison.recorded import recorded


def test_every_angle_and_side_that_both_show_has_a_figure(pair):
    charts = overlaid_curves(pair)
    assert {"Knee, left", "Knee, right"} <= {chart.title for chart in charts}
    for chart in charts:
        assert "var(--earlier)" in chart.svg
        assert "var(--later)" in chart.svg
        assert "first recording" in chart.description


def test_without_curves_there_is_no_figure(earlier):
    lacking = dataclasses.replace(earlier, cycles=None)
    assert overlaid_curves(recorded([earlier, lacking])) == []
