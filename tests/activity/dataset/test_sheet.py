import cv2
import numpy as np

from midstance.activity.dataset.cleaning import clean_images
from midstance.activity.dataset.sheet import write_cleaning_sheet
from midstance.formats.datasets.labelled_people import LabelledImage, LabelledPerson


def images(n, place):
    xy = np.random.default_rng(0).uniform(10, 40, (16, 2))
    xy[0] = place
    none = np.full(4, np.nan)
    person = LabelledPerson(xy, np.ones(16, bool), 1.0, none[:2], none)
    return [
        LabelledImage(f"{k}.jpg", (person,), (60, 50), activity="walk")
        for k in range(n)
    ]


def test_examples_of_each_rule_are_drawn(tmp_path):
    for k in range(7):
        cv2.imwrite(str(tmp_path / f"{k}.jpg"), np.full((50, 60, 3), 90, np.uint8))
    one = clean_images(images(2, (-3.0, 20.0))).changes
    write_cleaning_sheet(one, tmp_path, tmp_path / "one.jpg")
    many = clean_images([*images(7, (-3.0, 20.0)), *images(7, (20.0, 70.0))]).changes
    write_cleaning_sheet(many, tmp_path, tmp_path / "many.jpg")
    small, big = (cv2.imread(str(tmp_path / name)) for name in ("one.jpg", "many.jpg"))
    # Two pictures in one row; five of each of two rules in two rows.
    assert big.shape[0] > 1.8 * small.shape[0]
    assert big.shape[1] > 2.2 * small.shape[1]
    orange = (small[..., 2] > 190) & (small[..., 0] < 90)
    assert orange.sum() > 20


def test_no_change_leaves_no_sheet(tmp_path):
    (tmp_path / "out.jpg").write_bytes(b"old")
    write_cleaning_sheet([], tmp_path, tmp_path / "out.jpg")
    assert not (tmp_path / "out.jpg").exists()
