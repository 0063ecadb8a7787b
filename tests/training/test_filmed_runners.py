from contextlib import suppress

import filmed_runners
import numpy as np

from midstance.errors import ConfigError
from midstance.schema.events import SIDES, make_events


def test_joggers_run_at_the_speed_of_walkers():
    rng = np.random.default_rng(3)
    drawn = []
    for _ in range(150):
        with suppress(ConfigError):  # what no person does is not trained on
            drawn.append(filmed_runners.random_settings(rng))
    slow = [one.duty_factor for one in drawn if one.speed_m_s < 1.9]
    assert any(duty >= 0.5 for duty in slow)
    assert any(duty < 0.5 for duty in slow)
    assert all(one.duty_factor < 0.5 for one in drawn if one.speed_m_s > 2.2)


def test_a_lost_foot_is_drawn_to_the_other_one_after_it_left():
    names = [f"{side}_{name}" for side in SIDES for name in ("hip", "ankle")]
    time_s = np.arange(0, 6, 1 / 60)
    flat = np.zeros((len(time_s), 4, 2))
    flat[:, names.index("right_ankle"), 0] = 100.0
    left_s = np.arange(0.3, 6, 0.7)
    rows = [("person-1", "left", "toe_off", time, 0.0, "truth") for time in left_s]
    error = filmed_runners.lost_feet(
        flat, names, time_s, make_events(rows), "left", np.random.default_rng(1)
    )
    ankle = error[:, names.index("left_ankle")]
    assert ankle[:, 0].max() > 1.0
    assert ankle[:, 0].min() >= 0.0
    assert not ankle[:, 1].any()
    assert not error[:, names.index("left_hip")].any()
    since_s = (time_s[ankle[:, 0].argmax()] - left_s) % 0.7
    assert since_s.min() < 0.35
