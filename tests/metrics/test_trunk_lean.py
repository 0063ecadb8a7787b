import numpy as np
import pytest
from tests.metrics.conftest import Sticks, stick_run, values_of


@pytest.mark.parametrize("lean_deg", [-3.0, 0.0, 12.0])
@pytest.mark.parametrize("view", ["left", "right"])
def test_forward_is_positive(view, lean_deg):
    run = stick_run(view, Sticks(lean_deg=lean_deg))
    assert values_of("trunk_lean", run) == pytest.approx(lean_deg, abs=1e-6)


def test_losing_the_far_shoulder_for_half_the_time_makes_no_jump(side_run):
    position = side_run.tracks["position"].copy(deep=True)
    position.loc[{"keypoint": "right_shoulder"}] += 30.0
    position.loc[{"keypoint": "right_shoulder", "time": position["time"] < 4.0}] = (
        np.nan
    )
    tracks = side_run.tracks.assign(position=position)
    lean = values_of("trunk_lean", side_run._replace(tracks=tracks))
    assert lean == pytest.approx(side_run.sticks.lean_deg, abs=1e-6)
