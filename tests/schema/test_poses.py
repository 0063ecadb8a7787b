import numpy as np

from midstance.schema.poses import FramePoses, nobody


def test_nobody_has_no_people_but_keypoints():
    assert nobody(17).n_people == 0
    assert nobody(17).xy_px.shape == (0, 17, 2)


def test_people_are_counted():
    poses = FramePoses(np.zeros((3, 17, 2), "f4"), np.ones((3, 17), "f4"))
    assert poses.n_people == 3
