import numpy as np
import pytest

from midstance.formats.motion.plate_trial import PlateTrial
from midstance.schema.events import times_s
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run


@pytest.fixture(scope="session")
def trial_of():
    """Make a synthetic runner a trial over a force plate."""
    import pandas as pd

    def make(speed_m_s=3.0, person="ann", surface="treadmill"):
        made = run(
            RunnerSettings(speed_m_s=speed_m_s, surface=surface),
            duration_s=6.0,
            rate_hz=100.0,
        )
        truth = made.events[["side", "event"]].assign(
            time_50_n_s=made.events["time_s"], time_20_n_s=made.events["time_s"] + 0.01
        )
        stances = []
        for side in ("left", "right"):
            landed = times_s(made.events, side, "initial_contact")
            left = times_s(made.events, side, "toe_off")
            stances += [
                (side, 1, start, left[left > start][0])
                for start in landed
                if (left > start).any()
            ]
        return PlateTrial(
            f"{person}_{speed_m_s}",
            person,
            made.tracks,
            truth,
            np.array([[0.0, 6.0]]),
            pd.DataFrame(stances, columns=["side", "plate", "start_s", "end_s"]),
            about={"belt_speed_m_s": speed_m_s},
        )

    return make
