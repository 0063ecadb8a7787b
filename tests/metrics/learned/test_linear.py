import numpy as np
import pytest

from midstance.metrics.learned.linear import LinearReader, reader_of, shipped


@pytest.fixture
def line():
    """What y = 3 x + 1 teaches, with a feature that says nothing."""
    rng = np.random.default_rng(0)
    features = rng.normal(size=(200, 2))
    return features, LinearReader.learn(features, 3 * features[:, :1] + 1, 0.0)


def test_a_line_is_learned(line):
    features, reader = line
    np.testing.assert_allclose(reader.read(features), 3 * features[:, :1] + 1)


def test_what_is_trusted_more_is_believed_where_two_say_the_same():
    rng = np.random.default_rng(1)
    truth = rng.normal(size=(300, 1))
    features = truth + rng.normal(0, 0.1, (300, 2))
    reader = LinearReader.learn(features, truth, 0.5, trust=np.array([3.0, 1.0]))
    alike = LinearReader.learn(features, truth, 0.5)
    assert alike.weights[0] == pytest.approx(alike.weights[1], rel=0.05)
    assert reader.weights[0] > 5 * reader.weights[1] > 0


def test_without_a_pull_trust_changes_nothing():
    rng = np.random.default_rng(2)
    features = rng.normal(size=(50, 3))
    outputs = features @ rng.normal(size=(3, 2))
    one, other = (
        LinearReader.learn(features, outputs, 0.0, trust=trust)
        for trust in (None, np.array([1.0, 2.0, 0.5]))
    )
    np.testing.assert_allclose(one.weights, other.weights)


def test_what_is_far_away_is_held_where_the_known_ends(line):
    _, reader = line
    far, farther = reader.read(np.array([[50.0, 0.0], [500.0, 0.0]]))
    assert far == farther


def test_usual_features_are_not_strange_and_others_are(line):
    features, reader = line
    assert reader.strangeness(features).mean() == pytest.approx(1.0, abs=0.15)
    assert reader.strangeness(np.array([50.0, 50.0])) > 5


@pytest.mark.parametrize("name", ["force", "strike"])
def test_shipped_files_say_whom_they_learned_from(name):
    held = shipped(name)
    assert len(held["origin"]["people"]) == 18
    for part in {"force": [""], "strike": ["stride_", "foot_"]}[name]:
        assert np.isfinite(reader_of(held, part).weights).all()
