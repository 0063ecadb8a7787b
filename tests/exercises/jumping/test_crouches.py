import numpy as np
import pytest

from midstance.exercises.counting.repetitions import count_unaided
from midstance.exercises.jumping.crouches import crouch_phases, push_times_s
from midstance.exercises.jumping.jumps import Flight, find_flights
from midstance.schema.tracks import make_tracks
from midstance.synth.sets.performances import draw_performance

RATE_HZ = 60.0
"""Stand for 0.5 s, sink for 0.4 s, push for 0.3 s, fly for 0.45 s, land: 2.5 s."""
TIMES_S = [0.0, 0.5, 0.9, 1.2, 1.65, 1.85, 2.25, 2.5]
HIPS_PX = [240.0, 240, 160, 250, 250, 180, 240, 240]


def jumping(n=3):
    time_s = np.arange(0.0, 2.5 * n, 1 / RATE_HZ)
    part = np.mod(time_s, 2.5)
    flight = np.clip((part - 1.2) / 0.45, 0.0, 1.0)
    up = 75 * 4 * flight * (1 - flight)
    hips = np.interp(part, TIMES_S, HIPS_PX) + up
    names, columns = [], []
    for name, height in (("shoulder", hips + 150), ("hip", hips), ("foot_index", up)):
        for side in ("left", "right"):
            names.append(f"{side}_{name}")
            columns.append(np.stack([np.zeros_like(up), -height], axis=1))
    position = np.stack(columns, axis=2)[..., None]
    shape = (len(time_s), len(names), 1)
    return make_tracks(position, np.ones(shape), time_s, keypoints=names)


@pytest.mark.parametrize("turn_s", [0.9, 1.4, 1.85])
def test_a_jump_turns_in_the_crouch_before_it_wherever_it_was_counted(turn_s):
    phases = [(2.5 * k, 2.5 * k + turn_s, 2.5 * (k + 1)) for k in range(3)]
    found = crouch_phases(jumping(), phases)
    for k, one in enumerate(found):
        start_s, bottom_s, end_s = np.array(one) - 2.5 * k
        assert bottom_s == pytest.approx(0.9, abs=0.02)
        assert start_s == pytest.approx(0.52, abs=0.06)
        assert end_s == pytest.approx(2.22, abs=0.06)


def test_without_a_flight_nothing_moves():
    still = jumping().isel(time=slice(0, 25))
    assert crouch_phases(still, [(0.0, 0.2, 0.4)]) == [(0.0, 0.2, 0.4)]
    assert crouch_phases(still, []) == []


def test_the_push_ends_at_take_off():
    flights = [*find_flights(jumping(1), [(0.0, 0.9, 2.5)]), None]
    push_s = push_times_s([0.9, 0.9], flights)
    assert push_s[0] == pytest.approx(0.3, abs=0.03)
    assert np.isnan(push_s[1])
    late = Flight(1.0, 1.4, 0.01, np.nan)
    assert np.isnan(push_times_s([1.2], [late])).all()


def test_counted_jumps_turn_in_the_crouch():
    jumps = draw_performance("jump", np.random.default_rng([5, 7]), n=4)
    found = count_unaided(jumps.tracks)
    assert set(found["exercise"]) == {"jumps"}
    period_s = np.median(np.diff(jumps.turns_s))
    away = (found["bottom_s"].to_numpy() - jumps.turns_s) / period_s
    assert away == pytest.approx(-0.28, abs=0.08)
    assert (found["rising_s"] < 0.35 * period_s).all()
