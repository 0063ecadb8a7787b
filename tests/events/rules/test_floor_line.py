import numpy as np
import pytest

from midstance.events.motion import read_motion
from midstance.events.rules.floor_line import FloorLine, height_over_floor
from midstance.schema.events import SIDES, times_s


@pytest.mark.parametrize("slope", [0.0, 0.05, -0.08])
def test_a_standing_foot_is_on_the_line_however_the_camera_tilts(slope, gait):
    tracks, truth = gait(rate_hz=120.0)
    tilted = tracks.copy(deep=True)
    y = tracks["position"].sel(space="y") + slope * tracks["position"].sel(space="x")
    tilted["position"].loc[{"space": "y"}] = y
    leg = read_motion(tilted, "person-1").leg("left")
    height = height_over_floor(leg)
    landed = times_s(truth, "left", "initial_contact")[1:-1]
    standing = np.concatenate(
        [height[(leg.time_s > t + 0.06) & (leg.time_s < t + 0.14)] for t in landed]
    )
    assert np.abs(standing).max() < 0.03
    assert np.nanmax(height) > 0.15


@pytest.mark.parametrize("event", ["initial_contact", "toe_off"])
def test_events_lie_within_50_ms_of_the_true_ones(event, gait):
    tracks, truth = gait()
    events = FloorLine().detect(tracks)
    for side in SIDES:
        true = times_s(truth, side, event)[1:-1]
        seen = times_s(events, side, event)
        assert np.abs(true[:, None] - seen).min(axis=1).max() < 0.05


def test_a_higher_reach_gives_a_longer_contact(gait):
    tracks, _ = gait()
    contact = {}
    for reach in (0.02, 0.06):
        events = FloorLine(reach=reach).detect(tracks)
        start = times_s(events, "left", "initial_contact")[1]
        ends = times_s(events, "left", "toe_off")
        contact[reach] = ends[ends > start][0] - start
    assert contact[0.06] > contact[0.02] + 0.01
