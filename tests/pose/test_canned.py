import numpy as np
import pytest

from midstance.errors import NotEnoughDataError
from midstance.pose.base import backends, nobody
from midstance.pose.canned import Canned

FRAME = np.zeros((4, 4, 3), np.uint8)


def test_poses_come_out_in_order_and_every_session_starts_again():
    poses = (nobody(33), nobody(33))
    for _ in range(2):
        with Canned(poses).session() as estimate:
            assert [estimate(FRAME), estimate(FRAME)] == list(poses)


def test_a_frame_too_many_is_refused():
    with (
        Canned((nobody(33),)).session() as estimate,
        pytest.raises(NotEnoughDataError, match="Only 1 canned poses"),
    ):
        estimate(FRAME)
        estimate(FRAME)


def test_it_is_registered():
    assert backends.get("canned") is Canned
