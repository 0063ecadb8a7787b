"""A runner on a force-plate treadmill, seen by a virtual camera."""

import numpy as np
import pandas as pd
import pytest

from midstance.schema.tracks import make_tracks

PX_PER_M = 280.0
PARTS = ("hip", "knee", "ankle", "heel", "foot_index")


@pytest.fixture
def side_of_plate_trial():
    """Film the trial from the right, in parallel projection."""

    def film(folder, *, rate_hz, noise_px):
        trial = folder / "force-treadmill" / "rbds001_2.5" / "kinematics.csv.gz"
        table = pd.read_csv(trial)
        names = [f"{side}_{part}" for side in ("left", "right") for part in PARTS]
        time_s = np.arange(0, 10, 1 / rate_hz)
        position = np.empty((time_s.size, 2, len(names), 1))
        for k, name in enumerate(names):
            for axis, (column, sign) in enumerate((("_x", 1), ("_y", -1))):
                metres = np.interp(time_s, table["time_s"], table[name + column])
                position[:, axis, k, 0] = 600 + sign * PX_PER_M * metres
        position += noise_px * np.random.default_rng(0).normal(size=position.shape)
        confidence = np.ones((time_s.size, len(names), 1))
        return make_tracks(position, confidence, time_s, keypoints=names)

    return film
