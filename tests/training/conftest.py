"""Rows of people who exist nowhere, to learn from in no time."""

import numpy as np
import pytest
from train_people import PERIOD, STANCE_SPEED

from midstance.events.strides.people import HAS_FEET
from midstance.events.strides.votes import N_DESCRIBED
from midstance.events.strides.waves import N_SERIES

N_PEOPLE, N_CLIPS = 6, 8


@pytest.fixture(scope="session")
def rows_of_people():
    """Rows of people whose events are a line of two inputs and a habit."""
    rng = np.random.default_rng(5)
    n = N_PEOPLE * N_CLIPS * 2
    described = rng.normal(size=(n, N_DESCRIBED))
    person = np.repeat(np.arange(N_PEOPLE), N_CLIPS * 2)
    side = np.tile([0, 1], n // 2)
    habit_s = 0.004 * rng.normal(size=(N_PEOPLE, 2))[person]
    own_s = 0.002 * rng.normal(size=(N_PEOPLE, 2, 2))[person, side]
    after_s = np.array([0.02, 0.26]) + habit_s + own_s
    after_s = after_s + 0.01 * described[:, [0, 1]]
    described[:, -4:] = np.tile(after_s - [0.0, 0.01], 2)
    described[:, [N_SERIES, PERIOD]] = 0.7 + 0.02 * rng.normal(size=(n, 1))
    described[:, STANCE_SPEED] = rng.uniform(3.0, 4.0, n)
    described[:, N_SERIES + 3 : N_SERIES + 5] = np.log(0.01)
    described[:, HAS_FEET] = 1.0
    both = after_s[:, :, None] + np.array([[0.0, -0.004], [0.0, 0.009]])
    return {
        "described": described,
        "after_s": both,
        "person": np.array([f"p{number}" for number in person]),
        "trial": np.array([f"p{number}_a" for number in person]),
        "filmed": np.full(n, "left"),
        "clip": np.repeat(np.arange(n // 2), 2),
        "gait": np.full(n, "run"),
        "period_s": described[:, N_SERIES],
        "lasts_s": np.full(n, 8.0),
    }
