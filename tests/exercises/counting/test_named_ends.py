import numpy as np
import pytest

from midstance.exercises.counting.named_ends import ENDS, at_the_named_end
from midstance.exercises.counting.principal_motion import STEP_S, Stretch
from midstance.exercises.counting.turns import Turns
from midstance.schema.tracks import make_tracks
from midstance.synth.sets.performances import CALLED

SECONDS = 8.0


def sitting_up(n=4):
    """Somebody whose shoulders rise n times over hips that stay."""
    time_s = np.arange(0.0, SECONDS, 1 / 30)
    rise = 75 - 75 * np.cos(2 * np.pi * n * time_s / SECONDS)
    names, columns = [], []
    for name, height in (("shoulder", rise), ("hip", 0 * rise)):
        for side, x in (("left", 60.0), ("right", -60.0)):
            names.append(f"{side}_{name}")
            columns.append(np.stack([np.full_like(rise, x), -height], axis=1))
    position = np.stack(columns, axis=2)[..., None]
    shape = (len(time_s), len(names), 1)
    return make_tracks(position, np.ones(shape), time_s, keypoints=names)


def turns_at(phase, n=4, side="both"):
    """Turns at the top (0.5) or at the bottom (0.0) of the rise."""
    time_s = np.arange(0.0, SECONDS, STEP_S)
    sign = -1.0 if phase == 0.5 else 1.0
    motion = sign * np.cos(2 * np.pi * n * time_s / SECONDS)
    at_s = (np.arange(n + 1) + phase) * SECONDS / n
    at = [round(s / STEP_S) for s in at_s if 0.1 < s < SECONDS - 0.1]
    return Turns(Stretch(time_s, motion), at, [side] * len(at))


def test_the_end_that_the_name_has_is_counted():
    found = at_the_named_end(sitting_up(), turns_at(0.0), "sit-ups")
    tops_s = found.signal.time_s[found.at]
    assert tops_s == pytest.approx([1.0, 3.0, 5.0, 7.0], abs=0.1)
    assert found.signal.motion[found.at] == pytest.approx(1.0, abs=0.02)
    assert found.sides == ["both"] * 4


@pytest.mark.parametrize(
    ("turns", "name"),
    [
        (turns_at(0.5), "sit-ups"),  # there already
        (turns_at(0.0), "jumps"),  # no end is known
        (turns_at(0.0), "curls"),  # no wrist is seen
        (Turns(turns_at(0.0).signal, turns_at(0.0).at, ["left", "right", "left"]), ""),
    ],
)
def test_other_turns_stay(turns, name):
    assert at_the_named_end(sitting_up(), turns, name) is turns


def test_an_end_with_fewer_turns_is_not_taken():
    held = turns_at(0.0)
    at = [5, *held.at, len(held.signal.time_s) - 5]
    more = Turns(held.signal, at, ["both"] * len(at))
    assert at_the_named_end(sitting_up(), more, "sit-ups") is more


def test_only_exercises_with_a_name_have_an_end():
    assert set(ENDS) <= set(CALLED.values())
