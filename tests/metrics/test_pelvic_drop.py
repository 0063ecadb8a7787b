import numpy as np
import pytest
from tests.metrics.conftest import (
    PHASES,
    stick_run,
    values_of,
)


@pytest.mark.parametrize("view", ["rear", "front"])
def test_swing_side_down_is_positive_and_sides_are_told_apart(view):
    run = stick_run(view)
    s = run.sticks
    stance = PHASES[s.duty >= PHASES]
    left = values_of("pelvic_drop", run, "left")
    right = values_of("pelvic_drop", run, "right")
    assert left == pytest.approx(np.max(s.drop_deg(stance)), abs=0.02)
    # In right stance the right hip is still the lower one: the drop is negative.
    assert right == pytest.approx(np.max(-s.drop_deg(stance + 0.5)), abs=0.02)
