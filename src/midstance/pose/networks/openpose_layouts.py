"""How the outputs of the OpenPose networks are laid out.

References
----------
.. [1] Z. Cao et al., *OpenPose: Realtime Multi-Person 2D Pose Estimation using
   Part Affinity Fields*, 2019, and the tables of body parts published with it.

"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from midstance.schema.skeletons import get_skeleton


@dataclass(frozen=True)
class Layout:
    """Which map is what.

    Parameters
    ----------
    skeleton
        Name of the skeleton; the first maps are its keypoints, then one map says
        where nobody is.
    limbs
        Pairs of keypoints that a field joins, surest first.
    fields
        Which field belongs to each limb; each has two maps, x and y.

    """

    skeleton: str
    limbs: tuple[tuple[int, int], ...]
    fields: tuple[int, ...]

    @property
    def n_keypoints(self) -> int:
        """Return the number of keypoints."""
        return len(get_skeleton(self.skeleton).keypoints)

    @property
    def n_maps(self) -> int:
        """Return the number of all maps: keypoints, background and fields."""
        return self.n_keypoints + 1 + 2 * len(self.limbs)


BODY_25 = Layout(
    "body-25",
    (
        *((1, 8), (1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7)),
        *((8, 9), (9, 10), (10, 11), (8, 12), (12, 13), (13, 14)),
        *((1, 0), (0, 15), (15, 17), (0, 16), (16, 18), (2, 17), (5, 18)),
        *((14, 19), (19, 20), (14, 21), (11, 22), (22, 23), (11, 24)),
    ),
    (
        *(0, 7, 11, 8, 9, 12, 13, 3, 1, 2, 4, 5, 6, 15, 16, 18, 17, 19, 10, 14),
        *range(20, 26),
    ),
)

COCO_18 = Layout(
    "coco-18",
    (
        *((1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7)),
        *((1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13)),
        *((1, 0), (0, 14), (14, 16), (0, 15), (15, 17), (2, 16), (5, 17)),
    ),
    (6, 10, 7, 8, 11, 12, 0, 1, 2, 3, 4, 5, 14, 15, 17, 16, 18, 9, 13),
)

MPI_15 = Layout(
    "mpi-15",
    (
        *((0, 1), (1, 2), (2, 3), (3, 4), (1, 5), (5, 6), (6, 7)),
        *((1, 14), (14, 8), (8, 9), (9, 10), (14, 11), (11, 12), (12, 13)),
    ),
    tuple(range(14)),
)

LAYOUTS = (BODY_25, COCO_18, MPI_15)


@dataclass(frozen=True)
class Maps:
    """The maps of one image.

    Parameters
    ----------
    layout
        What they are.
    keypoints
        Shape (n_keypoints, height, width).
    fields
        Shape (n_limbs, 2, height, width), in the order of the layout's limbs.

    """

    layout: Layout
    keypoints: NDArray[np.float32]
    fields: NDArray[np.float32]


def sort_out(outputs: Sequence[NDArray[np.float32]]) -> Maps | None:
    """Return the maps that a network gave, or None when they are none of ours.

    Parameters
    ----------
    outputs
        Each of shape (1, n, height, width): all maps in one, or keypoints and
        fields apart; of several stages the last counts.

    """
    last = {values.shape[1]: values[0] for values in outputs if np.ndim(values) == 4}
    for layout in LAYOUTS:
        n = layout.n_keypoints
        if layout.n_maps in last:
            keypoints, fields = np.split(last[layout.n_maps], [n + 1])
        elif {n + 1, 2 * len(layout.limbs)} <= last.keys():
            keypoints, fields = last[n + 1], last[2 * len(layout.limbs)]
        else:
            continue
        pairs = fields.reshape(-1, 2, *fields.shape[1:])
        return Maps(layout, keypoints[:n], pairs[list(layout.fields)])
    return None
