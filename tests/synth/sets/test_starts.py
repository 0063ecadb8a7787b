import numpy as np
import pytest

from midstance.kernels.geometry.bones import BONE_OF, from_bones
from midstance.schema.skeletons import RUNNING_18
from midstance.synth.sets.starts import crouch, standing_start

LENGTHS = np.full(18, 0.1)
for side in ("left", "right"):
    LENGTHS[[BONE_OF[f"{side}_knee"], BONE_OF[f"{side}_ankle"]]] = 0.25
    LENGTHS[[BONE_OF[f"{side}_elbow"], BONE_OF[f"{side}_wrist"]]] = 0.17
    LENGTHS[[BONE_OF[f"{side}_heel"]]] = 0.04
LENGTHS[BONE_OF["neck"]] = 0.28


def place(bones, name):
    return from_bones(bones)[RUNNING_18.keypoints.index(name)]


def postures(seed):
    rng = np.random.default_rng(seed)
    return (*crouch(LENGTHS, rng), standing_start(LENGTHS, rng))


@pytest.mark.parametrize("seed", range(20))
def test_bones_keep_their_length(seed):
    for bones in postures(seed):
        limbs = [
            i for n, i in BONE_OF.items() if n.endswith(("knee", "ankle", "wrist"))
        ]
        length = np.linalg.norm(bones, axis=-1)
        assert length[limbs] == pytest.approx(LENGTHS[limbs], rel=0.02)


@pytest.mark.parametrize("seed", range(20))
def test_hips_rise_from_marks_to_set(seed):
    marks, ready, _ = postures(seed)
    height = [-from_bones(bones)[:, 2].min() for bones in (marks, ready)]
    assert height[1] > height[0]


@pytest.mark.parametrize("seed", range(20))
def test_knees_bend_forward_and_elbows_back(seed):
    for bones in postures(seed):
        for side in ("left", "right"):
            hip, knee, ankle = (
                place(bones, f"{side}_{n}") for n in ("hip", "knee", "ankle")
            )
            leg = ankle - hip
            bend = knee - hip - leg * ((knee - hip) @ leg) / (leg @ leg)
            assert bend[0] > -1e-6


def test_a_crouch_carries_the_trunk_level():
    leans = []
    for seed in range(50):
        _, ready, _ = postures(seed)
        neck = place(ready, "neck")
        leans.append(np.rad2deg(np.arctan2(neck[2], neck[0])))
    assert abs(np.median(leans)) < 45
