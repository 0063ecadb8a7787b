import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_score, recall_score

from midstance.activity.confusion import confusion, scores


@pytest.mark.parametrize("seed", range(3))
def test_scores_are_those_of_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    true = rng.integers(5, size=200)
    said = np.where(rng.random(200) < 0.6, true, rng.integers(4, size=200))
    table = confusion(true, said, 5)
    np.testing.assert_array_equal(table, confusion_matrix(true, said, labels=range(5)))
    found = scores(table)
    for mean in ("micro", "macro", "weighted"):
        options = {"average": mean, "zero_division": 0}
        assert found[f"{mean}_precision"] == pytest.approx(
            precision_score(true, said, **options)
        )
        assert found[f"{mean}_recall"] == pytest.approx(
            recall_score(true, said, **options)
        )


def test_nobody_wrong_is_all_ones():
    assert set(scores(confusion([0, 1, 2], [0, 1, 2], 3)).values()) == {1.0}


def test_a_class_that_does_not_occur_counts_for_nothing():
    found = scores(confusion([0, 0], [0, 0], 3))
    assert found["macro_recall"] == 1.0
