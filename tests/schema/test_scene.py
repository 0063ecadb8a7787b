from dataclasses import replace
from math import nan

import pytest

from midstance.errors import SchemaError
from midstance.schema.scene import Floor, Scene


def test_floor_rises_with_its_slope():
    assert Floor(slope=0.1, level_px=600.0).y_px(100.0) == pytest.approx(610.0)


def test_direction_is_a_sign():
    with pytest.raises(SchemaError, match="-1, 0 or 1, got 2"):
        Scene(direction=2)


@pytest.mark.parametrize(("view", "is_side"), [("left", True), ("rear", False)])
def test_side_views(view, is_side):
    assert Scene(view=view).is_side_view is is_side


def test_only_a_runner_seen_from_the_side_crosses_a_picture_of_known_scale():
    crossing = Scene("left", -1, "overground", m_per_px=0.004)
    assert crossing.is_crossing
    assert not replace(crossing, surface="treadmill").is_crossing
    assert not replace(crossing, view="rear", direction=0).is_crossing
    assert not replace(crossing, m_per_px=nan).is_crossing
