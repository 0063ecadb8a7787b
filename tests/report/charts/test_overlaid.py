import re

import numpy as np

from midstance.report.charts.overlaid import Overlaid, overlaid_figure

CURVE = Overlaid(20 + 10 * np.sin(np.linspace(0, 6, 101)), np.full(101, 2.0))


def test_first_and_last_have_colours_of_their_own():
    svg = overlaid_figure([CURVE, CURVE, CURVE], name="knee", up="flexion")
    assert svg.count("var(--earlier)") >= 2
    assert svg.count("var(--later)") >= 2


def test_a_recording_without_the_angle_is_left_out():
    unknown = Overlaid(CURVE.mean_deg, None)
    svg = overlaid_figure([unknown, None, CURVE], name="knee", up="flexion")
    assert svg.startswith("<svg")


def test_a_wide_doubt_does_not_squeeze_the_curve():
    wide = Overlaid(CURVE.mean_deg, np.full(101, 200.0))
    svg = overlaid_figure([CURVE, wide], name="knee", up="flexion")
    ticks = [int(text) for text in re.findall(r">(\d+)°<", svg)]
    assert ticks
    assert max(ticks) <= 40
