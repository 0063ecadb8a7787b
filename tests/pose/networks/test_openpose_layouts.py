import numpy as np
import pytest

from midstance.pose.networks.openpose_layouts import (
    BODY_25,
    COCO_18,
    LAYOUTS,
    MPI_15,
    sort_out,
)
from midstance.schema.skeletons import get_skeleton, mirrored


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.skeleton)
class TestEveryLayout:
    def test_every_limb_has_a_field_of_its_own(self, layout):
        assert sorted(layout.fields) == list(range(len(layout.limbs)))

    def test_limbs_mirror_onto_limbs(self, layout):
        names = get_skeleton(layout.skeleton).keypoints
        limbs = {tuple(names[end] for end in limb) for limb in layout.limbs}
        assert {tuple(map(mirrored, limb)) for limb in limbs} == limbs

    def test_limbs_reach_every_keypoint(self, layout):
        reached = {end for limb in layout.limbs for end in limb}
        assert reached == set(range(layout.n_keypoints))

    def test_maps_in_one_output_are_sorted_out(self, layout):
        numbered = np.arange(layout.n_maps, dtype=np.float32)
        maps = sort_out(
            [np.broadcast_to(numbered[:, None, None], (1, len(numbered), 2, 3))]
        )
        n = layout.n_keypoints
        assert maps.layout is layout
        assert maps.keypoints[:, 0, 0].tolist() == list(range(n))
        first_of_limb = n + 1 + 2 * np.array(layout.fields)
        assert maps.fields[:, 0, 0, 0].tolist() == first_of_limb.tolist()
        assert maps.fields[:, 1, 0, 0].tolist() == (first_of_limb + 1).tolist()


def test_the_number_of_maps_is_the_published_one():
    assert [layout.n_maps for layout in (BODY_25, COCO_18, MPI_15)] == [78, 57, 44]


def test_of_several_stages_the_last_counts():
    outputs = [np.full((1, n, 2, 2), k) for k, n in enumerate((38, 19, 38, 19))]
    maps = sort_out(outputs)
    assert maps.layout is COCO_18
    assert (maps.keypoints == 3).all()
    assert (maps.fields == 2).all()


def test_other_outputs_are_none_of_ours():
    assert sort_out([np.zeros((1, 17, 64, 48)), np.zeros((1, 5))]) is None
