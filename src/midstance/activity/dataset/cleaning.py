"""Labelled images made fit to learn from, every change counted by its rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from midstance.formats.datasets.labelled_people import (
    N_JOINTS,
    LabelledImage,
    LabelledPerson,
)
from midstance.kernels.images.picture_file import read_picture
from midstance.schema.skeletons import MPII_16

_NO_JOINT = np.zeros(N_JOINTS, dtype=bool)

RULES = {
    "joint below zero": "joints",
    "joint out of frame": "joints",
    "person without joints": "people",
    "picture without people": "pictures",
    "picture without activity": "pictures",
}
"""What is counted for each rule, in the order they are applied."""


@dataclass(frozen=True)
class Change:
    """What a rule did to one image.

    Parameters
    ----------
    rule
        One of `RULES`.
    image
        The image as it was.
    joints
        Which joints are meant, shape (n_people, 16).

    """

    rule: str
    image: LabelledImage
    joints: NDArray[np.bool_]


@dataclass
class Cleaned:
    """Clean images, and what was done to the others.

    Parameters
    ----------
    images
        What is left.
    changes
        In the order of the images.

    """

    images: list[LabelledImage] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def counts(self) -> pd.DataFrame:
        """Return one row a rule: of what, how many, and in how many images."""
        rows = []
        for rule, what in RULES.items():
            own = [change for change in self.changes if change.rule == rule]
            n = sum(_size(change, what) for change in own)
            rows.append((rule, what, n, len({change.image.name for change in own})))
        return pd.DataFrame(rows, columns=["rule", "of", "n", "pictures"])


def clean_images(
    images: Iterable[LabelledImage], *, needs_activity: bool = True
) -> Cleaned:
    """Return the images that can be learnt from.

    Joints below zero, or beyond the image where its size is known, lose their
    place (NaN) and are not visible. People without a joint are dropped, then images
    without people, and those without an activity.

    Parameters
    ----------
    images
        As read; with their sizes, see `with_sizes`.
    needs_activity
        Whether images without an activity are dropped.

    """
    done = Cleaned()
    for image in images:
        labelled = _joints([person.is_labelled for person in image.people])
        bad = _outside(image)
        for rule, joints in bad.items():
            _note(done, rule, image, joints)
        gone = np.any(list(bad.values()), axis=0)
        is_empty = ~(labelled & ~gone).any(axis=1)
        _note(done, "person without joints", image, is_empty[:, None] & ~_NO_JOINT)
        kept = [
            _without(person, out)
            for person, out, is_out in zip(image.people, gone, is_empty, strict=True)
            if not is_out
        ]
        if not kept:
            done.changes.append(Change("picture without people", image, gone))
        elif needs_activity and not (image.activity or image.category):
            done.changes.append(Change("picture without activity", image, gone))
        else:
            done.images.append(image.with_people(kept))
    return done


def _outside(image: LabelledImage) -> dict[str, NDArray[np.bool_]]:
    """Return the joints, shape (n_people, 16), that each rule takes away."""
    xy = np.array([person.xy_px for person in image.people]).reshape(-1, N_JOINTS, 2)
    size = image.size_px or (np.inf, np.inf)
    is_below = np.asarray((xy < 0).any(axis=2))
    is_beyond = np.asarray((xy >= size).any(axis=2))
    return {"joint below zero": is_below, "joint out of frame": is_beyond & ~is_below}


def _note(
    done: Cleaned, rule: str, image: LabelledImage, joints: NDArray[np.bool_]
) -> None:
    if joints.any():
        done.changes.append(Change(rule, image, joints))


def _without(person: LabelledPerson, gone: NDArray[np.bool_]) -> LabelledPerson:
    return replace(
        person,
        xy_px=np.where(gone[:, None], np.nan, person.xy_px),
        is_visible=person.is_visible & ~gone & person.is_labelled,
    )


def _joints(people: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    return np.array(people, dtype=bool).reshape(-1, N_JOINTS)


def _size(change: Change, what: str) -> int:
    """Return how many joints, people or images a change is about."""
    if what == "joints":
        return int(change.joints.sum())
    return int(change.joints.any(axis=1).sum()) if what == "people" else 1


def _mean(values: NDArray[np.bool_] | NDArray[np.integer]) -> float:
    return round(float(values.mean()), 3) if values.size else float("nan")


def with_sizes(images: Iterable[LabelledImage], folder: Path) -> list[LabelledImage]:
    """Return the images that are in `folder`, with their sizes.

    The file itself is looked at, also where the labels state a size.
    """
    found = []
    for image in images:
        path = folder / image.name
        if path.is_file():
            height, width = read_picture(path).shape[:2]
            found.append(replace(image, size_px=(width, height)))
    return found


def statistics(images: Sequence[LabelledImage]) -> dict[str, pd.DataFrame]:
    """Return tables about a set: the whole, its joints, and its activities.

    Returns
    -------
    dict
        ``whole``: what and how many; ``joints``: joint, labelled and visible, as
        shares of the people; ``people``: number of people and images with so many;
        ``activities``: category, activity, images and people.

    """
    people = [person for image in images for person in image.people]
    labelled = _joints([person.is_labelled for person in people])
    visible = _joints([person.is_visible for person in people])
    whole = {
        "pictures": len(images),
        "people": len(people),
        "videos": len({image.group for image in images}),
        "pictures with an activity": sum(bool(image.activity) for image in images),
        "pictures without people": sum(not image.people for image in images),
        "joints a person": _mean(labelled.sum(axis=1)),
        "joints a picture": round(float(labelled.sum()) / max(len(images), 1), 2),
        "visible of the labelled": _mean(visible[labelled]),
    }
    joints = pd.DataFrame(
        {
            "joint": MPII_16.keypoints,
            "labelled": [_mean(column) for column in labelled.T],
            "visible": [_mean(column) for column in visible.T],
        }
    )
    numbers = pd.Series([len(image.people) for image in images]).value_counts()
    done = pd.DataFrame(
        [(one.category, one.activity, len(one.people)) for one in images],
        columns=["category", "activity", "people"],
    )
    activities = (
        done.groupby(["category", "activity"])["people"]
        .agg(pictures="size", people="sum")
        .reset_index()
        .sort_values("pictures", ascending=False, ignore_index=True)
    )
    return {
        "whole": pd.DataFrame(whole.items(), columns=["what", "n"], dtype=object),
        "joints": joints,
        "people": numbers.rename_axis("people")
        .rename("pictures")
        .sort_index()
        .reset_index(),
        "activities": activities,
    }
