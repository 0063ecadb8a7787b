import dataclasses

import numpy as np
import pytest

from midstance.report.charts.feet_over_floor import feet_over_floor
from midstance.report.charts.svg import height_figure
from midstance.report.people import describe_person
from midstance.schema.scene import Floor, Scene
from midstance.schema.tracks import make_tracks

NAMES = ["left_heel", "left_foot_index", "right_heel"]
N_TIMES = 12


def feet(left_heel_px, left_toes_px, right_heel_px):
    position = np.zeros((N_TIMES, 2, 3, 1))
    position[:, 0] = 100.0
    position[:, 1, :, 0] = [left_heel_px, left_toes_px, right_heel_px]
    return make_tracks(
        position, np.ones((N_TIMES, 3, 1)), np.arange(N_TIMES) / 30, keypoints=NAMES
    )


def test_the_lower_part_of_the_foot_counts_from_the_slanted_line():
    scene = Scene(floor=Floor(slope=0.1, level_px=500.0))
    heights, unit = feet_over_floor(feet(450.0, 470.0, 520.0), scene)
    assert unit == "px"
    assert heights["left"] == pytest.approx(40.0)
    assert heights["right"] == pytest.approx(-10.0)


def test_a_known_scale_gives_centimetres():
    scene = Scene(floor=Floor(0.0, 500.0), m_per_px=0.002)
    heights, unit = feet_over_floor(feet(450.0, 470.0, 490.0), scene)
    assert (unit, heights["left"][0]) == ("cm", pytest.approx(6.0))


def test_without_a_floor_or_a_foot_there_is_no_height():
    tracks = feet(450.0, 470.0, np.nan)
    assert feet_over_floor(tracks, Scene())[0] == {}
    assert set(feet_over_floor(tracks, Scene(floor=Floor(0.0, 500.0)))[0]) == {"left"}


def test_each_foot_is_drawn_in_its_colour_and_unit():
    heights = {"left": np.linspace(0, 30, 50), "right": np.array([np.nan, 1.0])}
    svg = height_figure(heights, unit="cm", name="feet")
    assert "var(--left)" in svg
    assert "var(--right)" in svg
    assert "20 cm" in svg


def test_the_page_shows_it_where_a_floor_was_found(analysis):
    person = describe_person(analysis, "person-1", 1)
    assert "cm" in person.feet.description
    lost = dataclasses.replace(analysis, scenes={"person-1": Scene(view="left")})
    assert describe_person(lost, "person-1", 1).feet is None
