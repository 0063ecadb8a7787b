"""In which frames it is worth to ask a larger network, too: where a pose is new."""

import numpy as np

from midstance.kernels.geometry.posture import posture
from midstance.kernels.types import Floats
from midstance.schema.poses import Memory

N_KNOWN = 192
"""So many poses are remembered; older ones are forgotten."""
NEW = 0.06
"""How far the joints must be from those of any known pose (root mean square, trunk
lengths) for the pose to be new."""
AT_MOST = 0.3
"""Share of the frames in which the larger network may be asked. It takes four times
as long, so that all takes less than twice as long."""
_SAVED = 3.0
"""So many looks may be saved up."""
AT_LEAST_S = 0.5
"""A pose that is known is looked at again after that long: clothes and light change
what a network sees of it."""


class Novelty:
    """Tells of one person which poses were not seen before.

    Parameters
    ----------
    joints
        See `midstance.kernels.geometry.posture`.
    rate_hz
        Frames per second.

    """

    def __init__(self, joints: list[int], rate_hz: float) -> None:
        self._joints = joints
        self._n_pause = max(1, round(AT_LEAST_S * rate_hz))
        self._known = np.full((N_KNOWN, 2 * len(joints)), np.nan)
        self._n_looks, self._n_since, self._budget = 0, self._n_pause, 1.0

    def is_new(self, xy_px: Floats, size_px: float) -> bool:
        """Return whether to ask the larger network; if so the pose is known then.

        Parameters
        ----------
        xy_px
            Shape (n_keypoints, 2).
        size_px
            Length of the trunk, about.

        """
        self._n_since += 1
        self._budget = min(self._budget + AT_MOST, _SAVED)
        if self._budget < 1:
            return False
        shape = posture(xy_px[None], self._joints, np.array([size_px]))[0]
        known = self._known[: min(self._n_looks, N_KNOWN)]
        apart = ((known - shape) ** 2).sum(axis=1).min(initial=np.inf)
        if self._n_since < self._n_pause and apart <= NEW**2 * len(self._joints):
            return False
        self._known = self._known.copy()  # what was told as memory must not change
        self._known[self._n_looks % N_KNOWN] = shape
        self._n_looks += 1
        self._n_since, self._budget = 0, self._budget - 1
        return True

    def memory(self) -> Memory:
        """Return all that the next answer depends on besides the pose."""
        counts = [self._n_looks, self._n_since, self._budget, self._n_pause]
        return {
            "novelty_counts": np.array(counts),
            "novelty_joints": np.array(self._joints),
            "novelty_known": self._known,
        }

    @classmethod
    def recalled(cls, memory: Memory) -> "Novelty":
        """Return the one whose memory this is."""
        found = cls(memory["novelty_joints"].tolist(), 1.0)
        n_looks, n_since, budget, n_pause = memory["novelty_counts"].tolist()
        found._n_looks, found._n_since = int(n_looks), int(n_since)
        found._budget, found._n_pause = budget, int(n_pause)
        found._known = memory["novelty_known"]
        return found
