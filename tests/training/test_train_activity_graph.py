import numpy as np
import pytest

torch = pytest.importorskip("torch")

import train_activity_graph as recipe  # noqa: E402

from midstance.activity.graph import OTHER  # noqa: E402
from midstance.synth.sets.performances import (  # noqa: E402
    draw_gait,
    draw_performance,
)

SMALL = recipe.Settings(steps=30, batch=16, n_moments=2)


@pytest.fixture(scope="module")
def rows():
    """Two activities and what is neither, as joints that are easily told."""
    rng = np.random.default_rng(0)
    names, joints = [], []
    for name, middle in (("stand", 1.0), ("plank", 3.0), (OTHER, 1.7)):
        for _ in range(40):
            shape = rng.uniform(0, 1, (16, 2)) * [100 * middle, 100]
            joints.append(np.sort(shape, axis=0))
            names.append(name)
    return {
        "joints": np.array(joints, np.float32),
        "names": np.array(names),
        "numbers": np.tile(np.arange(40), 3),
    }


def test_a_few_steps_learn_write_and_judge(rows, tmp_path):
    np.savez(tmp_path / "rows.npz", **rows)
    scores = recipe.train(SMALL, tmp_path, tmp_path / "rows.npz")
    assert {"right", "sure", "others_not_sure", "right_plank"} <= set(scores)
    with np.load(tmp_path / "graph.npz") as held:
        assert held["head_1_weight"].shape[0] == 3
        assert "stand" in str(held["classes"])


def test_people_lie_within_the_picture_and_lose_joints(rows):
    rng = np.random.default_rng(1)
    found = recipe.placed(rows["joints"].astype(float), SMALL, rng)
    seen = found[..., 2] > 0
    assert 0.6 < seen.mean() < 1.0
    assert (np.abs(found[..., :2][seen]) <= 1.05).all()
    assert (found[..., :2][~seen] == 0).all()


def test_chimeras_keep_the_legs_and_change_the_arms(rows):
    joints = rows["joints"].astype(float)
    made = recipe.chimeras(joints, np.random.default_rng(2))
    assert np.allclose(made[:, recipe.LEGS], joints[:, recipe.LEGS])
    assert not np.allclose(made[:, recipe.ARMS], joints[:, recipe.ARMS])


def test_walking_and_running_are_told_by_the_pace():
    said = {recipe.is_run(draw_gait(np.random.default_rng(k))) for k in range(6)}
    assert said == {True, False}


def test_who_stands_between_squats_is_seen_with_legs_nearly_straight():
    rng = np.random.default_rng(4)
    one = draw_performance(recipe.BETWEEN, rng, n=2)
    time_s = one.tracks["time"].to_numpy()
    at_s = recipe.moments(recipe.STAND, one, SMALL, rng)
    hips_m = one.points_m[:, recipe.HIPS, 2].mean(axis=1)
    assert np.interp(at_s, time_s, hips_m).min() > 0.95 * hips_m.max()
    assert np.interp(one.turns_s, time_s, hips_m).max() < 0.9 * hips_m.max()
