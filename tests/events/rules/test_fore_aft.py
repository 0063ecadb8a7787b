import numpy as np
import pytest

from midstance.events.motion import read_motion
from midstance.events.rules.fore_aft import (
    ForeAft,
    contacts_after_farthest_ahead,
    foot_farthest_ahead,
)
from midstance.schema.events import SIDES, times_s


@pytest.mark.parametrize("side", SIDES)
def test_the_foot_turns_before_it_lands(side, gait):
    tracks, truth = gait(rate_hz=120.0)
    leg = read_motion(tracks, "person-1").leg(side)
    true = times_s(truth, side, "initial_contact")
    for turn in foot_farthest_ahead(leg)[1:-1]:
        assert 0.0 < true[np.argmin(np.abs(true - turn))] - turn < 0.08


def test_the_larger_the_share_of_stance_speed_the_later_the_contact(gait):
    leg = read_motion(gait()[0], "person-1").leg("left")
    early, late = (
        contacts_after_farthest_ahead(leg, 0.3),
        contacts_after_farthest_ahead(leg, 0.8),
    )
    assert (late[1:-1] > early[1:-1]).all()


def test_contacts_lie_within_25_ms_of_the_true_ones(gait):
    tracks, truth = gait()
    events = ForeAft().detect(tracks)
    for side in SIDES:
        true = times_s(truth, side, "initial_contact")[1:-1]
        seen = times_s(events, side, "initial_contact")
        assert np.abs(true[:, None] - seen).min(axis=1).max() < 0.025


def test_from_behind_it_says_nothing(gait):
    tracks = gait()[0].copy(deep=True)
    middle = tracks["position"].sel(space="x").mean()
    x = middle + 0.01 * (tracks["position"].sel(space="x") - middle)
    tracks["position"].loc[{"space": "x"}] = x
    assert ForeAft().detect(tracks).empty
