from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pytest

from midstance.activity.still_look import StillLook
from midstance.pose.base import (
    EachFrameAlone,
    FramePoses,
    PoseBackend,
    PoseSession,
    backends,
    nobody,
)

IMAGE = np.zeros((48, 64, 3), np.uint8)


class Following(PoseSession):
    """Sees who stands beside somebody once the first is known."""

    def __init__(self, seen_in_whole, asked):
        self._most, self._asked, self._n = seen_in_whole, asked, 0

    def __call__(self, image):
        self._asked.append(image)
        self._n = min(self._n + 1, self._most)
        if not self._n:
            return nobody(17)
        xy = np.ones((self._n, 17, 2), np.float32)
        return FramePoses(xy, np.ones((self._n, 17), np.float32))

    def forget(self):
        self._n = 0

    def memory(self):
        return {}

    def recall(self, memory):
        pass


@pytest.fixture
def network(monkeypatch):
    """A network that follows people; set how many it sees in all of an image."""
    known = {"whole": 2, "asked": [], "alone": False, "opened": 0}

    @dataclass(frozen=True)
    class Network(PoseBackend):
        skeleton = "coco-17"
        search_parts: bool = False

        @contextmanager
        def session(self):
            known["opened"] += 1
            most = 1 if self.search_parts else known["whole"]
            session = Following(most, known["asked"])
            yield EachFrameAlone(session) if known["alone"] else session

    backends.names()
    monkeypatch.setitem(backends._items, "network", Network)
    return known


def test_who_stands_beside_somebody_is_seen_in_an_image(network):
    with StillLook("network") as look:
        assert [look(IMAGE).shape for _ in range(2)] == [(2, 17, 2)] * 2
    assert network["opened"] == 1
    assert len(look.keypoints) == 17


def test_parts_are_looked_at_where_the_whole_shows_nobody(network):
    network["whole"] = 0
    with StillLook("network") as look:
        assert [len(look(IMAGE)) for _ in range(2)] == [1, 1]
    assert network["opened"] == 2


def test_a_network_that_remembers_nothing_is_asked_once(network):
    network.update(alone=True, whole=1)
    with StillLook("network") as look:
        look(IMAGE)
    assert len(network["asked"]) == 1
