import numpy as np
import pytest

from midstance.events.motion import read_motion
from midstance.events.rules.toe_rise import ToeRise, rises
from midstance.schema.events import times_s


def test_a_higher_rise_is_later(gait):
    leg = read_motion(gait()[0], "person-1").leg("left")
    assert (rises(leg, 0.04)[1:-2] > rises(leg, 0.01)[1:-2]).all()


@pytest.mark.parametrize("rate_hz", [30.0, 120.0])
def test_toe_offs_lie_within_40_ms_of_the_true_ones(rate_hz, gait):
    tracks, truth = gait(rate_hz=rate_hz)
    events = ToeRise().detect(tracks)
    true = times_s(truth, "left", "toe_off")[1:-1]
    seen = times_s(events, "left", "toe_off")
    assert np.abs(true[:, None] - seen).min(axis=1).max() < 0.04


def test_without_toes_there_is_nothing_to_see(gait):
    tracks = gait()[0]
    names = [key for key in tracks["keypoint"].to_numpy() if "foot" not in str(key)]
    assert ToeRise().detect(tracks.sel(keypoint=names)).empty
