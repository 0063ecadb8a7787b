import numpy as np
import pytest
from tests.metrics.conftest import (
    rows_of,
    values_of,
)


def eversion_deg(s, phase):
    shank = np.radians(s.thigh_deg(phase) - s.knee_deg(phase))
    line = np.radians(s.sole_deg(phase) + s.flat_line_deg)
    heel_down_m = 0.05 * np.sin(line) + 0.06 * np.cos(line)
    inward = np.arctan2(0.03, s.shank_m * np.cos(shank))
    return np.degrees(inward + np.arctan2(0.005, heel_down_m))


def test_heel_outward_of_the_shank_is_positive(rear_run):
    s = rear_run.sticks
    middle = s.duty * np.linspace(1 / 3, 2 / 3, 101)
    truth_deg = np.mean(eversion_deg(s, middle))
    assert values_of("rearfoot_eversion", rear_run) == pytest.approx(truth_deg, abs=0.1)


def test_two_points_on_a_shoe_make_it_very_unsure(rear_run):
    tracks = rear_run.tracks.assign_attrs(keypoint_bias=1.0)
    rows = rows_of("rearfoot_eversion", rear_run._replace(tracks=tracks))
    assert rows["uncertainty"].min() > 5.0
