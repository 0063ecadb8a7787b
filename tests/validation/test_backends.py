import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from midstance.kernels.geometry.remap import to_skeleton
from midstance.schema.skeletons import COCO_17, HALPE_26, mirrored

SCRIPT = Path(__file__).parents[2] / "validation" / "backends.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("backends_table", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def truth(film):
    return film(rate_hz=30.0)


def score(script, truth, skeleton, change=lambda xy_px: xy_px):
    """Score a backend that finds the truth, changed."""
    order = ("time", "keypoint", "space")
    true = to_skeleton(truth, skeleton)["position"].isel(individual=0)
    xy_px = change(true.transpose(*order).to_numpy().copy())
    return script.scored(script.Found(xy_px, skeleton, 0.02, 0.01), truth)


def test_the_truth_itself_is_perfect(script, truth):
    row = score(script, truth, HALPE_26)
    assert (row["seen"], row["swapped"], row["PCK@0.1"]) == (100, 0, 100)
    assert (row["arms"], row["legs"], row["feet"], row["jitter"]) == (0, 0, 0, 0)
    assert (row["frames/s"], row["CPU ms"]) == (50, 10)


def test_a_skeleton_without_feet_has_no_error_of_feet(script, truth):
    assert np.isnan(score(script, truth, COCO_17)["feet"])


def test_a_shift_is_an_error_but_no_jitter(script, truth):
    torso_px = script.torso_length_px(truth)
    row = score(script, truth, HALPE_26, lambda xy: np.add(xy, (0.2 * torso_px, 0)))
    assert row["legs"] == pytest.approx(20)
    assert row["PCK@0.1"] == 0
    assert row["jitter"] == pytest.approx(0, abs=1e-9)


def test_jitter_is_the_spread_of_white_noise(script, truth):
    spread = 0.03 * script.torso_length_px(truth)
    rng = np.random.default_rng(0)
    row = score(script, truth, COCO_17, lambda xy: xy + rng.normal(0, spread, xy.shape))
    assert row["jitter"] == pytest.approx(3, rel=0.1)


def test_exchanged_legs_are_counted_and_left_out(script, truth):
    names = list(COCO_17.keypoints)
    other = [names.index(mirrored(name)) for name in names]

    def exchange(xy_px):
        xy_px[:45] = xy_px[:45, other]
        return xy_px

    row = score(script, truth, COCO_17, exchange)
    assert row["swapped"] == pytest.approx(25, abs=1)
    assert row["legs"] < 2  # frames in which the legs pass each other


def test_frames_without_anybody_count_against_it(script, truth):
    def miss(xy_px):
        xy_px[:45] = np.nan
        return xy_px

    row = score(script, truth, COCO_17, miss)
    share = pytest.approx(100 * (1 - 45 / truth.sizes["time"]))
    assert row["seen"] == share
    assert row["PCK@0.1"] == share
    assert row["legs"] == 0
