from midstance.schema.face_and_hands import FACE_68, HAND_21
from midstance.schema.skeletons import mirrored


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
