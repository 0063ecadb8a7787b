import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from midstance.schema.skeletons import HALPE_26, mirrored

RECIPE = Path(__file__).parents[2] / "training" / "render_runners.py"


@pytest.fixture(scope="module")
def recipe():
    spec = importlib.util.spec_from_file_location("render_runners", RECIPE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["render_runners"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def data(recipe, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runners")
    settings = recipe.Settings(
        n_clips=2, n_pictures=2, size_px=128, skeleton="halpe-26"
    )
    return recipe.render(settings, folder).parent


def read(path):
    """Return box (x, y, width, height) and keypoints (26, 3) of a label."""
    numbers = np.array(path.read_text("utf-8").split(), float)
    assert numbers[0] == 0
    return numbers[1:5], numbers[5:].reshape(26, 3)


def test_every_picture_has_a_label_and_one_clip_validates(data):
    for part in ("train", "val"):
        pictures = {path.stem for path in (data / "images" / part).iterdir()}
        labels = {path.stem for path in (data / "labels" / part).iterdir()}
        assert pictures == labels
        assert len(pictures) >= 2


def test_the_head_is_above_the_ankles_and_all_lies_in_the_box(data):
    for path in (data / "labels" / "train").iterdir():
        box, points = read(path)
        seen = points[points[:, 2] > 0, :2]
        assert len(seen) > 15
        assert (np.abs(seen - box[:2]) <= box[2:] / 2 + 1e-4).all()
        nose, ankles = points[0], points[15:17]
        assert nose[1] < ankles[:, 1].min()


def test_what_the_runner_does_not_have_is_not_there(data):
    _, points = read(next((data / "labels" / "train").iterdir()))
    names = list(HALPE_26.keypoints)
    assert points[names.index("left_small_toe"), 2] == 0
    assert points[names.index("left_heel"), 2] == 2


def test_the_data_set_says_which_keypoints_mirror(data):
    import yaml

    said = yaml.safe_load((data / "data.yaml").read_text("utf-8"))
    assert said["kpt_shape"] == [26, 3]
    names = HALPE_26.keypoints
    assert [names[k] for k in said["flip_idx"]] == [mirrored(n) for n in names]


def test_the_clothes_of_the_comparison_are_kept_out(recipe):
    worn = {clip.looks[0] for clip in recipe.clips(recipe.Settings(n_clips=60))}
    assert worn
    assert recipe.KEPT_FOR_VALIDATION not in worn


def test_nobody_in_the_picture_is_an_empty_label(recipe):
    assert recipe.label(np.full((17, 2), np.nan)) == ""
