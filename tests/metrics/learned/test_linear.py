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
