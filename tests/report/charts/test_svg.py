import re

import numpy as np

from midstance.findings.norms import norm_curve_at
from midstance.report.charts.svg import Cycle, cycle_figure

PHASE = np.linspace(0, 2 * np.pi, 101)


def cycle(side, toe_off_percent=35.0):
    mean = 40 + 30 * np.sin(PHASE)
    return Cycle(side, mean, np.full(101, 3.0), toe_off_percent, 12)


def drawn(*cycles, **settings):
    return cycle_figure(list(cycles), **{"name": "knee", "up": "flexion", **settings})


def test_colours_and_font_come_from_the_page():
    svg = drawn(cycle("left"), cycle("right"), band=norm_curve_at("knee_flexion", 2.5))
    named = {"var(--left)", "var(--right)", "var(--band)", "var(--muted)"}
    assert named <= set(re.findall(r"var\([^)]*\)", svg))
    assert "#a1b2c" not in svg
    assert "font-family" not in svg


def test_a_side_that_was_not_seen_is_not_drawn():
    assert "var(--right)" not in drawn(cycle("left"))


def test_the_same_cycles_give_the_same_figure():
    assert drawn(cycle("left")) == drawn(cycle("left"))


def test_the_order_of_the_sides_does_not_matter():
    left, right = cycle("left"), cycle("right")
    assert drawn(left, right) == drawn(right, left)


def test_an_unknown_toe_off_leaves_out_its_line():
    assert "stroke-dasharray" in drawn(cycle("left"))
    assert "stroke-dasharray" not in drawn(cycle("left", float("nan")))


def test_ids_begin_with_the_name_of_the_figure():
    svg = drawn(cycle("left"), name="hip")
    assert set(re.findall(r'id="([^"-]*)', svg)) == {"hip"}
    assert set(re.findall(r"url\(#([^-]*)", svg)) == {"hip"}


def test_a_figure_is_small_and_knows_no_address():
    svg = drawn(cycle("left"), cycle("right"))
    assert len(svg) < 20_000
    assert "http" not in svg
    assert svg.startswith('<svg viewBox="0 0 ')
