import numpy as np
import pandas as pd
import pytest
import xarray as xr

from midstance.report.courses import SHORTEST_S, courses_of, force_chart
from midstance.report.units import Units


def rows(metric, unit, *, lasts_s=40.0):
    time_s = np.arange(0.0, lasts_s, 0.7)
    side = np.where(np.arange(time_s.size) % 2, "left", "right")
    return pd.DataFrame(
        {"metric": metric, "side": side, "time_s": time_s, "value": 9.0, "unit": unit}
    )


def test_what_is_measured_along_the_clip_is_drawn_over_its_time():
    table = pd.concat([rows("contact_time", "ms"), rows("vertical_oscillation", "cm")])
    contact, oscillation = courses_of(table, "person-1", Units())
    assert (contact.title, contact.axis) == ("Contact time", "time")
    assert contact.start_s == 0.0
    assert contact.end_s == pytest.approx(39.9, abs=0.7)
    assert "var(--left)" in contact.svg
    assert oscillation.description.endswith("9.00 cm.")


def test_lengths_follow_the_units():
    (chart,) = courses_of(rows("vertical_oscillation", "cm"), "a", Units("imperial"))
    assert chart.description.endswith("3.54 in.")


def test_a_short_clip_has_no_course():
    short = rows("contact_time", "ms", lasts_s=SHORTEST_S)
    assert courses_of(short, "a", Units()) == []


def forces(**sides):
    empty = np.full(101, np.nan)
    force = [sides.get(side, empty) for side in ("left", "right")]
    dims = ("individual", "side", "percent")
    return xr.Dataset(
        {
            "force_bw": (dims, [force]),
            "uncertainty_bw": (dims, [[0.1 + 0 * one for one in force]]),
        },
        coords={"individual": ["anna"], "side": ["left", "right"]},
    )


def test_the_force_is_drawn_of_the_feet_that_have_one():
    arch = 2.4 * np.sin(np.linspace(0, np.pi, 101))
    chart = force_chart(forces(left=arch), "anna", "person-1")
    assert "left up to 2.40 body weights" in chart.description
    assert "var(--right)" not in chart.svg
    assert "cannot be told" in chart.caution


@pytest.mark.parametrize("given", [None, xr.Dataset(), forces()])
def test_without_a_curve_there_is_no_figure(given):
    assert force_chart(given, "anna", "a") is None
    assert force_chart(given, "ben", "a") is None
