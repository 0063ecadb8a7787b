"""A larger landmark network that looks at people where their pose is new."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from midstance.kernels.geometry.posture import posture_joints
from midstance.pose.networks.blazepose_followed import Followed, LookAmong
from midstance.pose.networks.blazepose_landmarks import N_LANDMARKS, Person
from midstance.pose.people.novelty import Novelty
from midstance.pose.people.parallel import Map
from midstance.schema.poses import N_SEEN
from midstance.schema.skeletons import BLAZEPOSE_33

_TRUNK_OF_SQUARE = 0.23
"""Length of the trunk over the side of the square, about."""

_JOINTS = posture_joints(BLAZEPOSE_33.keypoints)


class SecondLook:
    """Looks at everybody whose pose the larger network has not seen before.

    Parameters
    ----------
    look_among
        Gives for a number of people the larger network.
    rate_hz
        Frames per second.
    presence
        Probability of a person from which its landmarks count.
    paint_out
        Whether the others are painted out.
    each
        Applies a function to each of several people.

    """

    def __init__(
        self,
        look_among: LookAmong,
        *,
        rate_hz: float,
        presence: float,
        paint_out: bool,
        each: Map = map,
    ) -> None:
        self._look_among = look_among
        self._rate_hz = rate_hz
        self._presence = presence
        self._paint_out = paint_out
        self._each = each

    def __call__(
        self, image: NDArray[np.uint8], people: Sequence[Followed]
    ) -> NDArray[np.float32] | None:
        """Return what it sees of `people`, who were just found in `image`.

        Returns
        -------
        numpy.ndarray
            Shape (n_people, 33, 6): x, y (px), confidence and x, y, z (m); NaN for
            those at whom it did not look. None: it looked at nobody.

        """
        due = [number for number, one in enumerate(people) if self._is_due(one)]
        if not due:
            return None
        look_at = self._look_among(len(due))

        def look(number: int) -> Person:
            own = people[number]
            others = [
                one.person.xy_px for one in people if one is not own and one.person
            ]
            own_px = own.person.xy_px if own.person else None
            painted = others if self._paint_out else []
            return look_at(image, own.seen_in, painted, own_px)

        seen = np.full((len(people), N_LANDMARKS, N_SEEN), np.nan, np.float32)
        for number, person in zip(due, self._each(look, due), strict=True):
            if person.presence >= self._presence:
                parts = (person.xy_px, person.visibility[:, None], person.xyz_m)
                seen[number] = np.concatenate(parts, axis=1)
        return seen

    def _is_due(self, one: Followed) -> bool:
        if one.person is None:
            return False
        if one.novelty is None:
            one.novelty = Novelty(_JOINTS, self._rate_hz)
        return one.novelty.is_new(
            one.person.xy_px, _TRUNK_OF_SQUARE * one.seen_in.size_px
        )
