import numpy as np
import pytest

from midstance.kernels.geometry.apparent_size import apparent_size, with_one_size

TIME_S = np.arange(120) / 30


def walker(size):
    """Return hip, knee and ankle of somebody `size` times as large."""
    swing = np.sin(2 * np.pi * 0.9 * TIME_S)
    paths = {}
    for side, sign in (("left", 1), ("right", -1)):
        angle = 0.4 * sign * swing
        hip = np.column_stack([np.full(TIME_S.size, 300.0), 200 + 40 * size])
        knee = hip + 100 * size[:, None] * np.column_stack(
            [np.sin(angle), np.cos(angle)]
        )
        ankle = knee + 100 * size[:, None] * np.array([0.0, 1.0])
        paths |= {f"{side}_hip": hip, f"{side}_knee": knee, f"{side}_ankle": ankle}
    return paths


def test_the_size_of_who_recedes_falls_with_the_distance():
    true = 4.0 / (4.0 + 2.0 * TIME_S)
    found = apparent_size(TIME_S, walker(true))
    np.testing.assert_allclose(found, true / np.median(true), rtol=0.02)


def test_nobody_who_stays_is_drawn_to_another_size():
    paths = walker(np.ones(TIME_S.size))
    assert apparent_size(TIME_S, paths) is None
    assert with_one_size(TIME_S, paths) is paths


def test_steps_keep_their_length_and_hips_their_height():
    paths = with_one_size(TIME_S, walker(4.0 / (4.0 + 2.0 * TIME_S)))
    apart = np.abs(paths["left_knee"][:, 0] - paths["right_knee"][:, 0])
    assert apart[:40].max() == pytest.approx(apart[-40:].max(), rel=0.05)
    assert np.ptp(paths["left_hip"][:, 1]) < 4.0


def test_unseen_frames_stay_unseen_and_sizes_known():
    paths = walker(4.0 / (4.0 + 2.0 * TIME_S))
    for path in paths.values():
        path[50:60] = np.nan
    assert np.isfinite(apparent_size(TIME_S, paths)).all()
    sized = with_one_size(TIME_S, paths)
    assert np.isnan(sized["left_knee"][50:60]).all()


def test_nobody_at_all_has_no_size():
    nowhere = {
        name: np.full_like(path, np.nan) for name, path in walker(TIME_S).items()
    }
    assert apparent_size(TIME_S, nowhere) is None
