from dataclasses import replace

import numpy as np
import pytest
from tests.metrics.conftest import (
    Sticks,
    stick_run,
)

from midstance.metrics.gait import Event
from midstance.metrics.ground import covered_m
from midstance.metrics.recording import Recording


def test_a_scale_without_uncertainty_is_taken_to_be_sure_to_5_percent():
    run = stick_run("left", Sticks(speed_m_s=2.0))
    scene = replace(run.scene, m_per_px_uncertainty=np.nan)
    recording = Recording.of(run.tracks, run.events, scene)
    way = covered_m(recording, Event(1.0, 0.0), Event(2.0, 0.0))
    assert way.value == pytest.approx(2.0, rel=1e-3)
    assert way.shared == pytest.approx(0.1, rel=1e-3)
