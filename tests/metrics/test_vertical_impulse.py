import numpy as np
from tests.metrics.conftest import recording_of, rows_of


def test_the_ground_carries_the_weight_over_a_step(side_run):
    rows = rows_of("vertical_impulse", side_run)
    step_s = recording_of(side_run).gait.usual_stride_s / 2
    # What comes below 50 N, before and after the stance, is not in it.
    np.testing.assert_allclose(rows["value"] / step_s, 0.968, atol=0.05)
    assert (rows["uncertainty"] < 0.03 * rows["value"]).all()
