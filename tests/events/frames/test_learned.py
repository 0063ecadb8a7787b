from dataclasses import dataclass

import numpy as np
import pytest

from midstance.events.frames.frame_features import CHANNELS
from midstance.events.frames.learned import (
    Learned,
    PeakUncertainty,
    find_events,
    peaks,
    shipped,
    unpack,
)
from midstance.events.motion import read_motion
from midstance.schema.events import KINDS, SIDES, make_events, times_s

DOUBT = PeakUncertainty(
    np.array([[0.3, 0.9]] * 2), np.array([[0.03, 0.01], [0.06, 0.02]])
)


def test_a_higher_peak_is_less_in_doubt():
    assert DOUBT.of("initial_contact", 0.6) == pytest.approx(0.02)
    assert DOUBT.of("toe_off", 0.6) == pytest.approx(0.04)
    assert DOUBT.of("toe_off", 1.0) == pytest.approx(0.02)


def test_a_peak_lies_between_frames(gait):
    motion = read_motion(gait()[0], "person-1")
    leg = motion.leg("left")
    time_s = np.arange(leg.time_s[0], leg.time_s[-1], leg.period_s / 60)
    middle_s = leg.ahead_s[3] + 0.0437
    spread_s = 0.02
    bump = 0.8 * np.exp(-(((time_s - middle_s) / spread_s) ** 2) / 2)
    ((moment, height),) = peaks(leg, time_s, bump, "initial_contact")
    assert moment == pytest.approx(middle_s, abs=0.001)
    assert height == pytest.approx(0.8, rel=0.05)


def test_low_probability_is_no_event(gait):
    leg = read_motion(gait()[0], "person-1").leg("left")
    time_s = np.arange(leg.time_s[0], leg.time_s[-1], leg.period_s / 60)
    low = 0.1 + 0.05 * np.sin(np.arange(len(time_s)))
    assert list(peaks(leg, time_s, low, "toe_off")) == []


def test_the_uncertainty_is_a_share_of_the_stride(gait):
    @dataclass(frozen=True)
    class Sure:
        def read(self, values):
            ahead = values[:, CHANNELS.index("own_ankle_x")]
            near = np.exp(-(((ahead - ahead.max()) / 0.05) ** 2))
            return np.column_stack([1 - near, near, 0 * near])

    motion = read_motion(gait()[0], "person-1")
    events = make_events(find_events(motion, Sure(), DOUBT))
    assert set(events["event"]) == {"initial_contact"}
    assert events["uncertainty_s"].min() == pytest.approx(0.01 * 0.72, rel=0.05)


@pytest.mark.parametrize("forward", [-1, 1])
def test_it_is_within_its_doubt_of_the_runner_on_paper(gait, forward):
    tracks, truth = gait(forward=forward, noise_px=1.0)
    events = Learned().detect(tracks)
    for kind in KINDS:
        error, doubt = [], []
        for side in SIDES:
            true = times_s(truth, side, kind)
            own = events[(events["side"] == side) & (events["event"] == kind)]
            for moment, sd in zip(own["time_s"], own["uncertainty_s"], strict=True):
                gap = moment - true[np.abs(true - moment).argmin()]
                if 0.6 < moment < 5.4:
                    error.append(gap)
                    doubt.append(sd)
        assert np.sqrt(np.mean(np.square(error))) < 3 * np.mean(doubt)


def test_from_behind_it_finds_nothing(gait):
    tracks = gait()[0]
    behind = tracks.copy(deep=True)
    x = behind["position"].sel(space="x")
    behind["position"].loc[{"space": "x"}] = 640 + 0.02 * (x - 640)
    assert Learned().detect(behind).empty


def test_a_doubt_that_ships_never_grows_with_the_peak():
    _, doubt = shipped()
    assert (np.diff(doubt.peaks, axis=1) > 0).all()
    assert (np.diff(doubt.sds_strides, axis=1) <= 0).all()
    assert (doubt.sds_strides > 0).all()


def test_weights_for_other_frames_are_refused():
    with pytest.raises(RuntimeError, match="trained on other frames"):
        unpack({"channels": np.array(["own_nose_x"])}, [])
