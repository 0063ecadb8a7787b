from dataclasses import replace

import numpy as np
import pytest

from midstance.events.strides.features import NAMES
from midstance.events.strides.timing import TARGET_SCALE_S, TimingModel, timing_model


def constant_model(*offsets):
    """Return networks that answer with fixed numbers."""
    n, n_inputs = len(offsets), 2 * len(NAMES)
    return TimingModel(
        (
            *(np.zeros((n, n_inputs, 3)), np.zeros((n, 3))),
            *(np.zeros((n, 3, 3)), np.zeros((n, 3))),
            *(np.zeros((n, 3, 4)), np.array(offsets, dtype=float)),
        ),
        np.zeros((n_inputs + 1, 2)),
        np.zeros(len(NAMES)),
        np.ones(len(NAMES)),
    )


def test_networks_that_disagree_are_less_sure():
    features = np.full(len(NAMES), np.nan)
    after_s, sd_s = constant_model([0, 4, 0, 0], [2, 4, 0, 0]).read(features)
    np.testing.assert_allclose(after_s, np.array([1, 4]) * TARGET_SCALE_S)
    np.testing.assert_allclose(sd_s, np.array([2**0.5, 1]) * TARGET_SCALE_S)


def test_the_line_is_added_to_what_the_networks_say():
    line = np.zeros((2 * len(NAMES) + 1, 2))
    line[0], line[-1] = (0.1, 0.2), (0.0, 0.3)
    features = np.zeros(len(NAMES))
    features[0] = 2.0
    model = replace(constant_model([0, 0, 0, 0]), line=line)
    np.testing.assert_allclose(model.read(features)[0], [0.2, 0.7])


@pytest.mark.parametrize("view", ["side", "behind"])
def test_the_network_that_ships_knows_its_features_and_is_small(view):
    model = timing_model(view)
    assert model.centre.shape == (len(NAMES),)
    assert sum(layer.size for layer in model.layers) < 75_000


@pytest.mark.parametrize(
    ("view", "earliest_s", "latest_s"), [("side", 0.0, 0.08), ("behind", -0.1, 0.05)]
)
def test_an_ordinary_person_lands_near_the_start_and_leaves_later(
    view, earliest_s, latest_s
):
    model = timing_model(view)
    ever_seen = model.width > 2e-3
    after_s, sd_s = model.read(np.where(ever_seen, model.centre, np.nan))
    assert earliest_s < after_s[0] < latest_s
    assert after_s[1] - after_s[0] == pytest.approx(0.35, abs=0.25)
    assert (sd_s > 0.002).all()
