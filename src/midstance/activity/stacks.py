"""What the activity classifier looks at: an image with its pose heat map."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from midstance.activity.heatmap import (
    HEIGHT_PX,
    N_PEOPLE,
    WIDTH_PX,
    pose_heatmap,
    two_people,
)
from midstance.errors import FormatError
from midstance.files import read_json, reading, replacing
from midstance.formats.datasets.labelled_people import N_JOINTS, LabelledImage
from midstance.formats.npz import load_npz
from midstance.kernels.images.picture_file import read_picture
from midstance.kernels.progress import Progress
from midstance.kernels.types import Array, Image

N_CHANNELS = 4


@dataclass(frozen=True)
class Stack:
    """One image as the classifier sees it.

    Parameters
    ----------
    channels
        Red, green, blue and the heat map, uint8, shape (4, height, width).
    joints
        Joints of the person nearest the middle and of the one farthest from them, shape
        (2, 16, 3): x and y, -1 to 1 over the image, and 1, or three times 0 where a
        joint is not seen.
    activity, category, video
        As in `LabelledImage`.

    """

    channels: Image
    joints: NDArray[np.float32]
    activity: str = ""
    category: str = ""
    video: str = ""


def make_stack(
    image: Image,
    people_px: Array,
    *,
    width_px: int = WIDTH_PX,
    height_px: int = HEIGHT_PX,
) -> Stack:
    """Return image and poses, fitted into one size with their proportions kept.

    Parameters
    ----------
    image
        RGB, shape (height, width, 3).
    people_px
        Joints of `MPII_16` in px of `image`, shape (n_people, 16, 2), NaN where not
        seen.
    width_px, height_px
        Size of the stack; what the image does not fill is black.

    """
    import cv2

    height, width = image.shape[:2]
    scale = min(width_px / width, height_px / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    left, top = (width_px - size[0]) // 2, (height_px - size[1]) // 2
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    channels = np.zeros((N_CHANNELS, height_px, width_px), np.uint8)
    small = cv2.resize(image, size, interpolation=method)
    inside = (slice(top, top + size[1]), slice(left, left + size[0]))
    channels[(slice(3), *inside)] = small.transpose(2, 0, 1)
    chosen = people_px[two_people(people_px, width, height)]
    own = chosen * [size[0] / width, size[1] / height] + [left, top]
    heat = pose_heatmap(own, width_px=width_px, height_px=height_px)
    channels[3] = np.round(255 * heat)
    joints = np.zeros((N_PEOPLE, N_JOINTS, 3), np.float32)
    seen = np.isfinite(own).all(axis=2)
    places = 2 * own / [width_px, height_px] - 1
    joints[: len(own), :, :2] = np.where(seen[..., None], places, 0.0)
    joints[: len(own), :, 2] = seen
    return Stack(channels, joints)


def write_stacks(
    images: Sequence[LabelledImage],
    pictures: Path,
    out: Path,
    *,
    width_px: int = WIDTH_PX,
    height_px: int = HEIGHT_PX,
    progress: Progress | None = None,
) -> list[Path]:
    """Write a compressed file for each image; those of the same labels stay.

    Parameters
    ----------
    images
        The labels.
    images
        Folder of the images.
    out
        Folder for the stacks, ``NAME-LABELS.npz``: an image whose labels are others
        than those of before gets a stack of its own.
    width_px, height_px
        Size of the stacks.
    progress
        Called with the stage, what is done and the whole.

    Returns
    -------
    list
        The files, in the order of `images`.

    Raises
    ------
    FormatError
        If an image is missing or no image, or stacks of another size are there.

    """
    _ensure_size(out, width_px, height_px)
    paths = []
    for number, labelled in enumerate(images, 1):
        people = np.array([person.xy_px for person in labelled.people])
        people = people.reshape(-1, N_JOINTS, 2).astype(float)
        path = out / _name_of(labelled, people)
        if not path.is_file():
            image = read_picture(pictures / labelled.name)
            stack = make_stack(image, people, width_px=width_px, height_px=height_px)
            with replacing(path) as part, part.open("wb") as file:
                np.savez_compressed(
                    file,
                    channels=stack.channels,
                    joints=stack.joints,
                    activity=labelled.activity,
                    category=labelled.category,
                    video=labelled.group,
                )
        paths.append(path)
        if progress:
            progress("Stacking pictures and poses", number, len(images))
    return paths


def _name_of(labelled: LabelledImage, people_px: Array) -> str:
    """Return the name of a stack, another one where name or labels are."""
    labels = (labelled.name, labelled.activity, labelled.category, labelled.group)
    known = json.dumps(labels).encode() + people_px.tobytes()
    return f"{Path(labelled.name).stem}-{hashlib.sha256(known).hexdigest()[:12]}.npz"


def read_stack(path: Path) -> Stack:
    """Read what `write_stacks` wrote.

    Raises
    ------
    FormatError
        If it is no such file.

    """
    expected = "an image with a pose heat map"
    try:
        with reading(path, expected):
            held = load_npz(path, expected)
            texts = (str(held[name]) for name in ("activity", "category", "video"))
            stack = Stack(held["channels"], held["joints"], *texts)
    except FormatError as error:
        raise FormatError(f"{error} Delete it, and it is made again.") from error
    if (
        stack.channels.dtype != np.uint8
        or (stack.channels.ndim, *stack.channels.shape[:1]) != (3, N_CHANNELS)
        or stack.joints.dtype.kind != "f"
        or stack.joints.shape != (N_PEOPLE, N_JOINTS, 3)
    ):
        raise FormatError(
            f"{path} is not {expected}: its arrays are {stack.channels.dtype} of shape "
            f"{stack.channels.shape} and {stack.joints.dtype} of shape "
            f"{stack.joints.shape}. Delete it, and it is made again."
        )
    return stack


def _ensure_size(out: Path, width_px: int, height_px: int) -> None:
    """Note the size of the stacks, or refuse to mix two."""
    note = out / "size.json"
    size = {"width_px": width_px, "height_px": height_px}
    if not note.is_file():
        with replacing(note) as part:
            part.write_text(json.dumps(size) + "\n", "utf-8")
        return
    known = read_json(note, "a note of the size of stacks")
    if not isinstance(known, dict) or set(known) != set(size):
        raise FormatError(
            f"{note} is not a note of the size of stacks; choose another folder."
        )
    if known != size:
        raise FormatError(
            f"{out} holds stacks of {known['width_px']} x {known['height_px']} px, "
            f"asked for {width_px} x {height_px}; choose another folder."
        )
