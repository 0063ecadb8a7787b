import json

import cv2
import pytest

from midstance.errors import FormatError
from midstance.formats.datasets.mpii import read_mpii
from midstance.synth.sets.activity_images import PictureSettings
from midstance.synth.sets.activity_set import ANNOTATIONS, make_activity_set

SMALL = PictureSettings(activities=("stand", "squat"), width_px=80, height_px=64)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("set")
    make_activity_set(SMALL, out, n_videos=2)
    return out


def test_pictures_and_annotations_belong_together(folder):
    images = read_mpii(folder / ANNOTATIONS)
    assert [one.activity for one in images] == ["stand", "stand", "squat", "squat"]
    assert [one.video for one in images] == ["00000", "00000", "00001", "00001"]
    for one in images:
        picture = cv2.imread(str(folder / "images" / one.name))
        assert picture.shape == (64, 80, 3)
        assert one.people[0].is_labelled.sum() >= 12


def test_more_are_added_without_drawing_the_first_again(folder):
    first = folder / "images" / "00000_0.jpg"
    before = first.stat().st_mtime_ns
    seen = []
    images = make_activity_set(
        SMALL, folder, n_videos=3, progress=lambda *step: seen.append(step)
    )
    assert len(images) == 6
    assert first.stat().st_mtime_ns == before
    assert seen[-1] == ("Drawing people", 3, 3)


def test_another_set_is_refused(folder):
    with pytest.raises(FormatError, match="holds a set with other settings"):
        make_activity_set(SMALL, folder, n_videos=1, seed=5)
    note = json.loads((folder / "settings.json").read_text("utf-8"))
    assert note["seed"] == 0
