"""Images with people, their joints, and what they do."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from midstance.schema.skeletons import MPII_16

N_JOINTS = len(MPII_16.keypoints)


@dataclass(frozen=True)
class LabelledPerson:
    """One person of an image.

    Parameters
    ----------
    xy_px
        The joints of `MPII_16`, shape (16, 2); NaN where not labelled.
    is_visible
        Shape (16,); a joint can be labelled and hidden.
    scale
        Height of the person in 200 px; NaN when not known.
    centre_px
        About the middle of the person, shape (2,); NaN when not known.
    head_box_px
        Left, top, right, bottom, shape (4,); NaN when not known.

    """

    xy_px: NDArray[np.float64]
    is_visible: NDArray[np.bool_]
    scale: float
    centre_px: NDArray[np.float64]
    head_box_px: NDArray[np.float64]

    @property
    def is_labelled(self) -> NDArray[np.bool_]:
        """Return which joints have a place, shape (16,)."""
        return np.asarray(np.isfinite(self.xy_px).all(axis=1))


@dataclass(frozen=True)
class LabelledImage:
    """One image.

    Parameters
    ----------
    name
        File name.
    people
        Everybody who is labelled.
    size_px
        Width and height; ``None`` when not known.
    activity, category
        What is done, and the group it belongs to; empty when not known.
    video
        The video it is from; empty when not known.
    frame_s
        Where in the video; NaN when not known.
    is_train
        Whether labels were published for it.

    """

    name: str
    people: tuple[LabelledPerson, ...]
    size_px: tuple[int, int] | None = None
    activity: str = ""
    category: str = ""
    video: str = ""
    frame_s: float = float("nan")
    is_train: bool = True

    @property
    def group(self) -> str:
        """Return what must not be on both sides of a split."""
        return self.video or self.name

    def with_people(self, people: Iterable[LabelledPerson]) -> "LabelledImage":
        """Return the image with other people."""
        return replace(self, people=tuple(people))
