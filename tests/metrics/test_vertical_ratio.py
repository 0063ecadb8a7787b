from dataclasses import replace

import numpy as np
import pytest
from tests.metrics.conftest import recording_of, values_of

from midstance.metrics.base import metrics


def test_it_is_oscillation_by_step_length(side_run):
    truth = 100.0 * 0.08 / (3.0 * 0.35)
    assert values_of("vertical_ratio", side_run) == pytest.approx(truth, rel=1e-3)


def test_a_runner_who_is_said_to_cross_the_picture_and_stays_has_no_ratio(side_run):
    scene = replace(side_run.scene, surface="overground")
    run = side_run._replace(scene=scene)
    rows = metrics.get("vertical_ratio").compute(recording_of(run))
    assert not np.isfinite(rows["value"]).any()
