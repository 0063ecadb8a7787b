import pytest

from midstance.errors import SchemaError
from midstance.schema.skeletons import (
    BODY_25,
    COCO_17,
    FACE_68,
    HALPE_26,
    HAND_21,
    MPI_15,
    MPII_16,
    SKELETONS,
    WHOLE_BODY_133,
    get_skeleton,
    mirrored,
)


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


# Places in the published lists of each network, counted from 0.
@pytest.mark.parametrize(
    ("skeleton", "place", "name"),
    [
        (BODY_25, 8, "pelvis"),
        (BODY_25, 11, "right_ankle"),
        (BODY_25, 14, "left_ankle"),
        (BODY_25, 19, "left_foot_index"),
        (BODY_25, 24, "right_heel"),
        (MPI_15, 8, "right_hip"),
        (MPI_15, 14, "spine"),
        (MPII_16, 0, "right_ankle"),
        (MPII_16, 5, "left_ankle"),
        (MPII_16, 9, "head_top"),
        (MPII_16, 15, "left_wrist"),
        (HALPE_26, 18, "neck"),
        (HALPE_26, 21, "right_foot_index"),
        (HALPE_26, 24, "left_heel"),
        (WHOLE_BODY_133, 17, "left_foot_index"),
        (WHOLE_BODY_133, 22, "right_heel"),
        (WHOLE_BODY_133, 31, "chin"),
        (WHOLE_BODY_133, 91, "left_hand_root"),
        (WHOLE_BODY_133, 132, "right_pinky_4"),
    ],
)
def test_keypoints_stand_where_the_network_puts_them(skeleton, place, name):
    assert skeleton.keypoints[place] == name


def test_skeletons_that_extend_coco_begin_with_it():
    for skeleton in (HALPE_26, WHOLE_BODY_133):
        assert skeleton.keypoints[:17] == COCO_17.keypoints


@pytest.mark.parametrize("skeleton", SKELETONS.values(), ids=lambda s: s.name)
def test_every_skeleton_has_a_trunk_and_legs_to_follow(skeleton):
    parts = ("shoulder", "hip", "knee", "ankle")
    needed = {f"{side}_{part}" for side in ("left", "right") for part in parts}
    assert needed <= set(skeleton.keypoints)


def test_every_point_has_a_name_of_its_own():
    assert len(set(FACE_68)) == 68
    assert len(set(HAND_21)) == 21


def test_the_face_mirrors_where_the_published_list_does():
    # Pairs of places in the 68 points, from the drawing of its makers.
    pairs = [(0, 16), (7, 9), (17, 26), (31, 35), (36, 45), (41, 46), (48, 54)]
    pairs += [(50, 52), (55, 59), (60, 64), (65, 67), (8, 8), (33, 33), (62, 62)]
    for one, other in pairs:
        assert mirrored(FACE_68[one]) == FACE_68[other]


def test_fingers_run_from_the_palm_to_the_tip():
    assert HAND_21[0] == "hand_root"
    assert (HAND_21[1], HAND_21[4], HAND_21[20]) == ("thumb_1", "thumb_4", "pinky_4")
