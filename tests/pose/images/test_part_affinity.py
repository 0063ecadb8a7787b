"""People drawn into ideal maps are found again."""

import time

import numpy as np
import pytest

from midstance.pose.images.part_affinity import Demands, assemble

SHAPE = (46, 82)
LIMBS = ((0, 1), (1, 2), (2, 3), (1, 4), (4, 5), (1, 6), (6, 7), (7, 8))
"""Head, neck, right arm (2, 3), left arm (4, 5), hip, knee and ankle (6, 7, 8)."""

BODY = np.array(
    [(0, 0), (0, 4), (-3, 7), (-4, 12), (3, 7), (4, 12), (0, 14), (0, 20), (0, 26)]
) + np.array([0.3, 0.2])


def row_of(n, gap=8.0):
    """Return `n` people side by side."""
    return np.stack([np.add(BODY, (5 + gap * k, 8 + 0.37 * k)) for k in range(n)])


def in_order(found):
    """Return found people from left to right."""
    return found[np.argsort(np.nanmean(found[..., 0], axis=1))]


@pytest.mark.parametrize("n", [1, 5, 9])
def test_everybody_is_found_where_they_are(n, draw_people):
    people = row_of(n)
    xy, confidence = assemble(*draw_people(people, LIMBS), LIMBS)
    assert in_order(xy) == pytest.approx(people, abs=1e-3)
    assert confidence.min() > 0.7


def test_ten_people_in_two_rows(draw_people):
    people = np.concatenate([row_of(5, 16) * [1, 0.8], np.add(row_of(5, 16), (6, 8))])
    xy, _ = assemble(*draw_people(people, LIMBS), LIMBS)
    assert in_order(xy) == pytest.approx(in_order(people), abs=0.05)


def test_nobody_in_empty_maps(draw_people):
    xy, confidence = assemble(*draw_people(np.empty((0, 9, 2)), LIMBS), LIMBS)
    assert xy.shape == (0, 9, 2)
    assert confidence.shape == (0, 9)


def test_crossing_limbs_are_told_apart(draw_people):
    one = np.add(BODY, (30, 8))
    other = np.add(BODY * [-1, 1], (44, 8))
    # The arm of each reaches across the arm of the other.
    one[5], other[5] = (40, 22), (34, 22)
    xy, _ = assemble(*draw_people(np.stack([one, other]), LIMBS), LIMBS)
    found = in_order(xy)
    assert found[0, 5] == pytest.approx(one[5], abs=0.05)
    assert found[1, 5] == pytest.approx(other[5], abs=0.05)


def test_a_missing_joint_is_nan_and_what_hangs_on_it_is_lost(draw_people):
    people = row_of(2)
    people[0, 7] = np.nan
    xy, confidence = assemble(*draw_people(people, LIMBS), LIMBS)
    found = in_order(xy)
    assert np.isnan(found[0, [7, 8]]).all()
    assert found[0, :7] == pytest.approx(people[0, :7], abs=1e-3)
    assert found[1] == pytest.approx(people[1], abs=1e-3)
    assert (confidence[np.isnan(xy[..., 0])] == 0).all()


def test_a_second_limb_bridges_a_missing_joint(draw_people):
    people = row_of(1)
    people[0, 7] = np.nan
    limbs = (*LIMBS, (6, 8))
    xy, _ = assemble(*draw_people(people, limbs), limbs)
    assert xy[0, 8] == pytest.approx(people[0, 8], abs=1e-3)


def test_a_fragment_is_dropped(draw_people):
    people = row_of(2)
    people[1, 3:] = np.nan
    maps, fields = draw_people(people, LIMBS)
    assert len(assemble(maps, fields, LIMBS)[0]) == 1
    assert len(assemble(maps, fields, LIMBS, Demands(n_keypoints=3))[0]) == 2


def test_joints_without_fields_make_no_person(draw_people):
    maps, fields = draw_people(row_of(3), LIMBS)
    assert len(assemble(maps, np.zeros_like(fields), LIMBS)[0]) == 0


def test_a_false_peak_beside_the_limb_is_left_out(draw_people):
    people = row_of(2, gap=30)
    maps, fields = draw_people(people, LIMBS)
    ghost = draw_people(np.array([[(70.5, 30.5)]]), ())[0]
    maps[7] = np.maximum(maps[7], 0.9 * ghost[0])
    xy, _ = assemble(maps, fields, LIMBS)
    assert in_order(xy) == pytest.approx(people, abs=1e-3)


def test_mirrored_maps_give_mirrored_people(draw_people):
    maps, fields = draw_people(row_of(4), LIMBS)
    rng = np.random.default_rng(1)
    maps = np.clip(maps + 0.03 * rng.random(maps.shape), 0, 1)
    fields = fields + 0.05 * rng.normal(size=fields.shape)
    xy, confidence = assemble(maps, fields, LIMBS)
    flipped = fields[..., ::-1] * np.array([-1, 1])[:, None, None]
    xy_back, confidence_back = assemble(maps[..., ::-1], flipped, LIMBS)
    xy_back[..., 0] = SHAPE[1] - xy_back[..., 0]
    assert xy_back == pytest.approx(xy, nan_ok=True)
    assert confidence_back == pytest.approx(confidence)


def test_the_surest_person_comes_first(draw_people):
    maps, fields = draw_people(row_of(2, gap=40), LIMBS)
    maps[:, :, :40] *= 0.5
    xy, _ = assemble(maps, fields, LIMBS)
    assert xy[0, 0, 0] > 40


def test_five_people_take_at_most_ten_milliseconds(draw_people):
    maps, fields = draw_people(row_of(5), LIMBS)
    maps, fields = maps.repeat(3, axis=0)[:25], fields.repeat(4, axis=0)[:26]
    limbs = tuple((k % 24, k % 24 + 1) for k in range(26))
    spent = []
    for _ in range(5):
        start = time.process_time()
        assemble(maps.astype(np.float32), fields.astype(np.float32), limbs)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.01
