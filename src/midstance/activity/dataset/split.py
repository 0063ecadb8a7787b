"""Labelled images on two sides that look alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from midstance.activity.dataset.stratify import deviations, split_groups
from midstance.formats.datasets.labelled_people import N_JOINTS, LabelledImage
from midstance.schema.skeletons import MPII_16


@dataclass(frozen=True)
class Split:
    """Two sides.

    Parameters
    ----------
    first, second
        The images.
    is_first
        Where each of the images given is, shape (n_images,).
    deviations
        Columns label (an activity or a joint), n, and deviation: the share of it on
        the first side less the share wanted.

    """

    first: list[LabelledImage]
    second: list[LabelledImage]
    is_first: NDArray[np.bool_]
    deviations: pd.DataFrame


def split_images(
    images: Sequence[LabelledImage],
    *,
    share: float = 0.6,
    by: str = "activity",
    seed: int = 0,
) -> Split:
    """Return `share` of the images on the first side, with all of every video.

    Activities and labelled joints keep their shares as far as whole videos allow;
    see `midstance.activity.dataset.stratify.split_groups`.

    Parameters
    ----------
    images
        The images.
    share
        Share of the first side, 0 to 1.
    by
        ``activity`` or ``category``.
    seed
        Seed of the order of videos that are alike.

    """
    labels = [str(getattr(image, by)) for image in images]
    names = sorted(set(labels) - {""})
    done = np.array([[label == name for name in names] for label in labels])
    joints = np.array(
        [
            np.sum([person.is_labelled for person in image.people], axis=0)
            if image.people
            else np.zeros(N_JOINTS)
            for image in images
        ]
    )
    counts = np.column_stack([done.reshape(len(images), -1), joints]).astype(float)
    groups = [image.group for image in images]
    is_first = split_groups(counts, groups, share=share, seed=seed)
    off = pd.DataFrame(
        {
            "label": [*names, *MPII_16.keypoints],
            "n": counts.sum(axis=0).astype(int),
            "deviation": deviations(counts, is_first, share),
        }
    )
    pairs = list(zip(images, is_first, strict=True))
    first = [image for image, is_on_first in pairs if is_on_first]
    second = [image for image, is_on_first in pairs if not is_on_first]
    return Split(first, second, is_first, off)
