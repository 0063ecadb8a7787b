import numpy as np
import pytest

from midstance.formats.datasets.person_box import person_box
from midstance.schema.skeletons import MPII_16

AT = {name: index for index, name in enumerate(MPII_16.keypoints)}
BIG = (1000, 1000)


def standing():
    xy = np.full((16, 2), 500.0)
    xy[:, 1] = np.linspace(450, 550, 16)
    xy[AT["head_top"]] = 500.0, 400.0
    xy[AT["left_ankle"]], xy[AT["right_ankle"]] = (480.0, 600.0), (520.0, 600.0)
    return xy


def test_every_joint_is_inside():
    box = person_box(standing(), BIG)
    assert box == pytest.approx([464, 384, 536, 616])


@pytest.mark.parametrize(("missing", "side"), [("head_top", 1), ("ankles", 3)])
def test_the_box_goes_on_where_the_body_does(missing, side):
    xy = standing()
    gone = ["left_ankle", "right_ankle"] if missing == "ankles" else [missing]
    xy[[AT[name] for name in gone]] = np.nan
    known = xy[np.isfinite(xy[:, 0])]
    edge = person_box(xy, BIG)[side]
    nearest = known[:, 1].min() if side == 1 else known[:, 1].max()
    other = person_box(xy, BIG)[4 - side]
    margin = abs(other - (known[:, 1].max() if side == 1 else known[:, 1].min()))
    assert abs(edge - nearest) > 1.5 * margin


def test_one_ankle_is_enough():
    xy = standing()
    xy[AT["left_ankle"]] = np.nan
    assert person_box(xy, BIG)[3] == pytest.approx(616)


def test_a_box_ends_with_the_picture_and_nobody_has_none():
    assert person_box(standing(), (510, 610)).tolist()[2:] == [510, 610]
    assert np.isnan(person_box(np.full((16, 2), np.nan), BIG)).all()
