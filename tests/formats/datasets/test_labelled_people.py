import numpy as np

from midstance.formats.datasets.labelled_people import LabelledImage, LabelledPerson


def person():
    xy = np.ones((16, 2))
    xy[3, 0] = np.nan
    none = np.full(4, np.nan)
    return LabelledPerson(xy, np.ones(16, bool), 1.0, none[:2], none)


def test_a_joint_needs_both_coordinates():
    assert person().is_labelled.tolist() == [True] * 3 + [False] + [True] * 12


def test_a_picture_belongs_to_its_video_or_to_itself():
    assert LabelledImage("a.jpg", ()).group == "a.jpg"
    assert LabelledImage("a.jpg", (), video="v").group == "v"


def test_other_people_leave_the_picture_as_it_is():
    image = LabelledImage("a.jpg", (person(), person()), activity="walk")
    other = image.with_people(image.people[:1])
    assert (len(other.people), other.activity) == (1, "walk")
    assert len(image.people) == 2
