import cv2
import numpy as np
import pytest

from midstance.activity.dataset.cleaning import clean_images, statistics, with_sizes
from midstance.formats.datasets.labelled_people import LabelledImage, LabelledPerson
from midstance.formats.datasets.mpii import read_mpii
from midstance.formats.datasets.mpii_json import write_mpii_json


def person(**places):
    """Somebody with all joints at (5, 5), but those given, such as j3=(1, 2)."""
    xy = np.full((16, 2), 5.0)
    for name, place in places.items():
        xy[int(name[1:])] = place
    none = np.full(4, np.nan)
    return LabelledPerson(xy, np.ones(16, bool), 1.0, none[:2], none)


def nobody():
    none = np.full(4, np.nan)
    return LabelledPerson(
        np.full((16, 2), np.nan), np.zeros(16, bool), 1.0, none[:2], none
    )


def image(*people, name="a.jpg", activity="walk", size=(100, 50)):
    return LabelledImage(name, people, size, activity=activity)


def counted(cleaned):
    table = cleaned.counts().set_index("rule")
    return {
        rule: (int(row["n"]), int(row["pictures"])) for rule, row in table.iterrows()
    }


def test_joints_outside_lose_their_place_and_are_counted_by_side():
    bad = person(j0=(-1, 5), j1=(5, -3), j2=(100, 5), j3=(5, 50), j4=(99, 49))
    cleaned = clean_images([image(bad, person())])
    counts = counted(cleaned)
    assert counts["joint below zero"] == (2, 1)
    assert counts["joint out of frame"] == (2, 1)
    first, second = cleaned.images[0].people
    assert first.is_labelled.tolist() == [False] * 4 + [True] * 12
    assert first.is_visible.tolist() == [False] * 4 + [True] * 12
    assert second.is_labelled.all()


def test_they_are_zero_and_hidden_when_written_as_mpii_has_them(tmp_path):
    cleaned = clean_images([image(person(j0=(-1, 5)))])
    write_mpii_json(cleaned.images, tmp_path / "out.json")
    text = (tmp_path / "out.json").read_text("utf-8")
    assert '"joints": [[0.0, 0.0], [5.0, 5.0]' in text
    assert '"joints_vis": [0, 1' in text
    assert np.isnan(read_mpii(tmp_path / "out.json")[0].people[0].xy_px[0]).all()


def test_without_a_size_only_negative_joints_are_outside():
    cleaned = clean_images([image(person(j0=(-1, 5), j1=(9e9, 5)), size=None)])
    assert counted(cleaned)["joint below zero"] == (1, 1)
    assert counted(cleaned)["joint out of frame"] == (0, 0)


def test_people_and_pictures_without_anything_are_dropped():
    everywhere_out = person(**{f"j{k}": (-1, -1) for k in range(16)})
    images = [
        image(nobody(), person(), name="one.jpg"),
        image(nobody(), name="nobody.jpg"),
        image(everywhere_out, name="out.jpg"),
        image(name="empty.jpg"),
        image(person(), name="idle.jpg", activity=""),
    ]
    cleaned = clean_images(images)
    assert [one.name for one in cleaned.images] == ["one.jpg"]
    assert len(cleaned.images[0].people) == 1
    counts = counted(cleaned)
    assert counts["person without joints"] == (3, 3)
    assert counts["picture without people"] == (3, 3)
    assert counts["picture without activity"] == (1, 1)
    kept = clean_images(images, needs_activity=False).images
    assert [one.name for one in kept] == ["one.jpg", "idle.jpg"]


def test_the_given_pictures_stay_as_they_were():
    given = image(person(j0=(-1, 5)))
    clean_images([given])
    assert given.people[0].xy_px[0].tolist() == [-1, 5]


def test_sizes_come_from_the_pictures_and_others_are_left_out(tmp_path):
    cv2.imwrite(str(tmp_path / "a.jpg"), np.zeros((30, 40, 3), np.uint8))
    found = with_sizes([image(person()), image(person(), name="b.jpg")], tmp_path)
    assert [(one.name, one.size_px) for one in found] == [("a.jpg", (40, 30))]


def test_statistics_are_those_counted_by_hand():
    hidden = person(j9=(np.nan, np.nan))
    tables = statistics(
        [
            image(person(), hidden, name="a.jpg"),
            image(person(), name="b.jpg"),
            image(name="c.jpg", activity=""),
        ]
    )
    whole = tables["whole"].set_index("what")["n"]
    assert whole["pictures"] == 3
    assert whole["people"] == 3
    assert whole["pictures without people"] == 1
    assert whole["joints a person"] == pytest.approx(47 / 3, abs=1e-3)
    joints = tables["joints"].set_index("joint")["labelled"]
    assert joints["head_top"] == pytest.approx(2 / 3, abs=1e-3)
    assert tables["people"].to_numpy().tolist() == [[0, 1], [1, 1], [2, 1]]
    walk = tables["activities"].iloc[0]
    assert (walk["activity"], walk["pictures"], walk["people"]) == ("walk", 2, 3)
