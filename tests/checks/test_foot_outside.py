import dataclasses

import numpy as np
import pytest

from midstance.checks.foot_outside import FootOutside
from midstance.schema.tracks import OUTSIDE


def with_outside(case, names, every=1):
    """The same with some keypoints outside in one of so many frames."""
    flags = case.tracks["observed"].copy()
    frames = np.arange(flags.sizes["time"]) % every == 0
    for name in names:
        flags.loc[{"keypoint": name}] = flags.sel(keypoint=name).where(
            ~frames[:, None], OUTSIDE
        )
    return dataclasses.replace(case, tracks=case.tracks.assign(observed=flags))


def test_a_foot_half_below_the_edge_tells_no_contact_time(sound):
    cut = with_outside(sound, ["left_heel", "left_foot_index"])
    (finding,) = FootOutside().check(cut)
    assert "67% of the left foot is out of the image" in finding.saw
    assert {"contact_time", "flight_time"} <= set(finding.metrics)
    assert "cadence" not in finding.metrics


@pytest.mark.parametrize("names", [["left_knee", "right_hip"], ["right_foot_index"]])
def test_other_parts_and_a_few_frames_do_not_matter(sound, names):
    assert FootOutside().check(with_outside(sound, names, every=2)) == []
