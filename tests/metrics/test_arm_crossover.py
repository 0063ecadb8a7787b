import pytest
from tests.metrics.conftest import stick_run, values_of


@pytest.mark.parametrize("view", ["rear", "front"])
def test_it_is_the_hand_beside_the_middle_by_shoulder_width(view):
    run = stick_run(view)
    truth = 100.0 * (0.18 + 0.03 - 0.1) / 0.36
    assert values_of("arm_crossover", run) == pytest.approx(truth, abs=0.02)
