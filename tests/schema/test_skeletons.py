import pytest

from midstance.errors import SchemaError
from midstance.schema.skeletons import SKELETONS, get_skeleton, mirrored


@pytest.mark.parametrize("skeleton", SKELETONS.values(), ids=lambda s: s.name)
class TestEverySkeleton:
    def test_has_the_number_of_keypoints_in_its_name(self, skeleton):
        assert len(set(skeleton.keypoints)) == int(skeleton.name.rsplit("-", 1)[1])

    def test_draws_only_its_own_keypoints(self, skeleton):
        assert {name for edge in skeleton.edges for name in edge} <= set(
            skeleton.keypoints
        )

    def test_is_its_own_mirror_image(self, skeleton):
        assert {mirrored(name) for name in skeleton.keypoints} == set(
            skeleton.keypoints
        )
        flipped = {frozenset(map(mirrored, edge)) for edge in skeleton.edges}
        assert flipped == {frozenset(edge) for edge in skeleton.edges}

    def test_pairs_hold_every_sided_keypoint_once(self, skeleton):
        sided = {name for name in skeleton.keypoints if mirrored(name) != name}
        in_pairs = [name for pair in skeleton.pairs() for name in pair]
        assert sorted(in_pairs) == sorted(sided)


def test_unknown_skeleton_lists_the_known_ones():
    with pytest.raises(SchemaError, match=r"'body'; choose from \['blazepose-33'"):
        get_skeleton("body")
