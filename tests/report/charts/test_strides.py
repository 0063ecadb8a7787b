import dataclasses

import numpy as np
import pytest
import xarray as xr

from midstance.report.charts.strides import common_band, stride_charts

FRONTAL = ("pelvic_drop", "hip_adduction", "knee_projection")


def charts(analysis, speed_m_s):
    return stride_charts(analysis.cycles, "person-1", "person-1", speed_m_s)


def cycles(angles, doubt_deg=2.0, sides=("left", "right")):
    shape = (1, len(angles), len(sides), 101)
    dims = ("individual", "angle", "side", "percent")
    return xr.Dataset(
        {
            "mean_deg": (dims, np.full(shape, 4.0)),
            "sd_deg": (dims, np.full(shape, 1.0)),
            "uncertainty_deg": (dims, np.full(shape, doubt_deg)),
            "n_strides": (dims[:3], np.full(shape[:3], 9)),
            "toe_off_percent": (("individual", "side"), [[35.0] * len(sides)]),
        },
        coords={"individual": ["anna"], "angle": list(angles), "side": list(sides)},
    )


def test_trunk_and_arms_follow_the_leg_where_they_are_seen(analysis):
    titles = [chart.title for chart in charts(analysis, 2.5)]
    assert titles == ["Hip", "Knee", "Ankle", "Trunk", "Upper arm", "Elbow"]


def test_from_behind_pelvis_hip_and_knee_are_shown():
    found = stride_charts(cycles(FRONTAL), "anna", "a", 3.0)
    assert [chart.title for chart in found] == ["Pelvis", "Hip", "Knee"]
    assert all("18 runners" in chart.band for chart in found)
    assert "at 3 m/s" in common_band(found)


def test_from_behind_few_strides_are_no_missing_keypoints():
    """It showed the joints of the side, which no network could have given there."""
    few = cycles(FRONTAL)
    few["mean_deg"][:] = np.nan
    few["n_strides"][:] = 2
    found = stride_charts(few, "anna", "a", 3.0)
    assert [chart.title for chart in found] == ["Pelvis", "Hip", "Knee"]
    assert {chart.svg for chart in found} == {""}
    assert all("Too few strides" in chart.strides for chart in found)


def test_the_band_is_that_at_the_speed_of_the_runner(analysis):
    by_title = {chart.title: chart for chart in charts(analysis, 3.4)}
    assert "18 runners on a treadmill, measured as here at 3.4 m/s" in (
        by_title["Knee"].band
    )
    # Of the hip there is one speed only: the figure says so.
    assert "46 runners on a treadmill at 2.5 m/s" in by_title["Hip"].caution
    assert by_title["Elbow"].band == ""
    assert "18 runners" in common_band(list(by_title.values()))


@pytest.mark.parametrize("speed_m_s", [float("nan"), 2.5])
def test_a_page_without_strides_has_no_figures(analysis, speed_m_s):
    nobody = dataclasses.replace(analysis, cycles=xr.Dataset())
    assert charts(nobody, speed_m_s) == []
    assert stride_charts(None, "person-1", "a", speed_m_s) == []
    assert stride_charts(analysis.cycles, "zoe", "a", speed_m_s) == []


def test_a_curve_that_cannot_be_told_is_named():
    (knee,) = [
        chart
        for chart in stride_charts(cycles(["knee_flexion"], 40.0), "anna", "a", 3.0)
        if chart.svg
    ]
    assert knee.caution.startswith("Drawn faintly, cannot be told: left and right.")
