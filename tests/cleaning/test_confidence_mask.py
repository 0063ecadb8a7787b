import numpy as np
import pytest

from midstance.cleaning.base import cleaners
from midstance.errors import ConfigError
from midstance.schema.tracks import MISSING, SEEN, make_tracks


def tracks(confidence):
    n = len(confidence)
    return make_tracks(
        np.ones((n, 2, 1, 1)),
        np.array(confidence)[:, None, None],
        np.arange(n) / 30,
        keypoints=["nose"],
    )


def test_doubtful_points_become_missing():
    after = cleaners.build("confidence_mask", {"min_confidence": 0.5}).apply(
        tracks([0.9, 0.49, 0.5])
    )
    assert after.observed.to_numpy().ravel().tolist() == [SEEN, MISSING, SEEN]
    assert np.isnan(after.position[1]).all()


def test_unknown_confidence_is_kept():
    after = cleaners.build("confidence_mask", {}).apply(tracks([np.nan]))
    assert after.observed.item() == SEEN


def test_world_points_are_masked_too():
    own = tracks([0.9, 0.0])
    own["world"] = (
        ("time", "world_axis", "keypoint", "individual"),
        np.ones((2, 3, 1, 1)),
    )
    after = cleaners.build("confidence_mask", {}).apply(own)
    assert np.isnan(after.world[1]).all()
    assert np.isfinite(after.world[0]).all()


def test_confidence_is_a_share():
    with pytest.raises(ConfigError, match="min_confidence"):
        cleaners.build("confidence_mask", {"min_confidence": 50})
