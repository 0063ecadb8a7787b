import numpy as np
import pytest

from midstance.activity.dataset.stratify import deviations, split_groups


def random_set(seed, n_groups=300):
    """Videos of one to four pictures, each video of one of 12 uneven classes."""
    rng = np.random.default_rng(seed)
    label = rng.choice(12, size=n_groups, p=np.arange(1, 13) / 78)
    size = rng.integers(1, 5, n_groups)
    groups = np.repeat(np.arange(n_groups), size)
    joints = rng.random((len(groups), 16)) < np.linspace(0.5, 1.0, 16)
    counts = np.column_stack([np.eye(12)[label[groups]], joints])
    return counts, [f"video {k}" for k in groups]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("share", [0.6, 0.85])
def test_both_sides_look_alike_and_share_no_group(seed, share):
    counts, groups = random_set(seed)
    is_first = split_groups(counts, groups, share=share, seed=seed)
    groups = np.array(groups)
    assert not set(groups[is_first]) & set(groups[~is_first])
    off = np.abs(deviations(counts, is_first, share))
    assert is_first.mean() == pytest.approx(share, abs=0.02)
    assert off[12:].max() < 0.04
    # A class cannot be divided finer than its videos.
    assert off[:12].max() < 4 / counts[:, :12].sum(axis=0).min() + 0.01


def test_it_is_better_than_chance():
    counts, groups = random_set(7)
    rng = np.random.default_rng(0)
    own = np.abs(deviations(counts, split_groups(counts, groups, share=0.6), 0.6))
    names = np.unique(groups)
    worst = []
    for _ in range(20):
        first = set(names[rng.random(len(names)) < 0.6])
        is_first = np.array([group in first for group in groups])
        worst.append(np.abs(deviations(counts, is_first, 0.6))[:12].max())
    assert own[:12].max() < min(worst)


def test_one_seed_gives_one_split_and_another_another():
    counts, groups = random_set(1)
    first, again, other = (
        split_groups(counts, groups, share=0.6, seed=seed) for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_a_label_nobody_has_is_nan():
    counts = np.array([[1, 0], [1, 0]])
    assert np.isnan(deviations(counts, np.array([True, False]), 0.5)[1])


def test_labels_of_one_group_each_leave_the_share_as_it_was_asked():
    groups = np.repeat(np.arange(20), 2)
    joints = np.random.default_rng(2).random((40, 16)) < 0.9
    counts = np.column_stack([np.eye(20)[groups], joints])
    is_first = split_groups(counts, [f"video {k}" for k in groups], share=0.6)
    assert is_first.sum() == 24
