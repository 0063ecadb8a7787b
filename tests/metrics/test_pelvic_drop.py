import numpy as np
import pytest
from tests.metrics.conftest import (
    stick_run,
    values_of,
)


@pytest.mark.parametrize("view", ["rear", "front"])
def test_swing_side_down_is_positive_and_sides_are_told_apart(view):
    run = stick_run(view)
    s = run.sticks
    stance = s.duty * np.linspace(1 / 3, 2 / 3, 101)
    left = values_of("pelvic_drop", run, "left")
    right = values_of("pelvic_drop", run, "right")
    assert left == pytest.approx(np.mean(s.drop_deg(stance)), abs=0.02)
    # In right stance the left hip stays above: the drop is negative.
    assert right == pytest.approx(np.mean(-s.drop_deg(stance + 0.5)), abs=0.02)
