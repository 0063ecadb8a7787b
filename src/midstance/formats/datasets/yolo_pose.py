"""Data sets as Ultralytics trains pose networks on: images, labels and data.yaml.

A line of ``labels/SPLIT/NAME.txt`` is a person: class 0, the middle and the size of
the box, and x, y and visibility of each of the 16 joints, places in parts of the
picture; visibility 0 is no label (at 0, 0), 1 hidden, 2 seen. The pictures are
in ``images/SPLIT`` under the same names.
"""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from midstance.errors import FormatError
from midstance.files import make_folder, read_text, reading, replacing
from midstance.formats.datasets.labelled_people import (
    N_JOINTS,
    LabelledImage,
    LabelledPerson,
)
from midstance.formats.datasets.person_box import person_box
from midstance.kernels.images.picture_file import read_picture
from midstance.schema.skeletons import MPII_16, mirrored

YAML = "data.yaml"
_HIDDEN, _SEEN = 1, 2
_N_COLUMNS = 5 + 3 * N_JOINTS


def write_yolo_pose(
    splits: Mapping[str, Sequence[LabelledImage]], pictures: Path, out: Path
) -> Path:
    """Write a data set and return its ``data.yaml``.

    Parameters
    ----------
    splits
        ``train`` and ``val``, and what else there is, each with its pictures; their
        sizes must be known.
    pictures
        Folder of the pictures; they are linked where the disk allows it, else copied.
    out
        Folder of the data set.

    Raises
    ------
    FormatError
        If there is no ``train`` or ``val``, a picture is missing, its size is not
        known, or two pictures differ in their endings alone.

    """
    if not {"train", "val"} <= splits.keys():
        raise FormatError(f"A data set needs train and val, got {sorted(splits)}.")
    for split, images in splits.items():
        _ensure_own_names(images)
        for kind in ("images", "labels"):
            make_folder(out / kind / split)
        for image in images:
            _place(pictures / image.name, out / "images" / split / image.name)
            label = out / "labels" / split / f"{Path(image.name).stem}.txt"
            with replacing(label) as part:
                part.write_text("".join(_lines(image)), "utf-8")
    with replacing(out / YAML) as part:
        part.write_text(_yaml(out, splits), "utf-8")
    return out / YAML


def read_yolo_pose(folder: Path, split: str) -> list[LabelledImage]:
    """Read one split of a data set with the 16 joints of MPII.

    Sizes of the pictures are read from the pictures; scale, centre and head box are
    not in the format.

    Raises
    ------
    FormatError
        If the split is missing, a picture of a label too, or a line is not a person.

    """
    labels = folder / "labels" / split
    if not labels.is_dir():
        raise FormatError(f"{folder} has no labels/{split}; give the folder of {YAML}.")
    pictures = {path.stem: path for path in (folder / "images" / split).glob("*.*")}
    images = []
    for path in sorted(labels.glob("*.txt")):
        if path.stem not in pictures:
            raise FormatError(f"{path.name} has no picture in images/{split}.")
        picture = pictures[path.stem]
        size = _size_of(picture)
        lines = read_text(path, "a text of labels").splitlines()
        people = tuple(_person(line, path, size) for line in lines if line.strip())
        images.append(LabelledImage(name=picture.name, people=people, size_px=size))
    return images


def _ensure_own_names(images: Sequence[LabelledImage]) -> None:
    """Refuse two pictures that would have one file of labels."""
    names: dict[str, str] = {}
    for image in images:
        other = names.setdefault(Path(image.name).stem, image.name)
        if other != image.name:
            raise FormatError(
                f"{other} and {image.name} would have the same file of labels in this "
                "format; give one of them another name."
            )


def _lines(image: LabelledImage) -> Iterable[str]:
    if image.size_px is None:
        raise FormatError(
            f"The size of {image.name} must be known to write its boxes; read it from "
            "the picture."
        )
    size = np.array(image.size_px, dtype=float)
    for person in image.people:
        box = person_box(person.xy_px, image.size_px)
        if not np.isfinite(box).all() or (box[2:] <= box[:2]).any():
            continue
        middle, extent = (box[:2] + box[2:]) / 2 / size, (box[2:] - box[:2]) / size
        seen = np.where(person.is_visible, _SEEN, _HIDDEN) * person.is_labelled
        places = np.nan_to_num(person.xy_px / size, nan=0.0)
        joints = [
            f"{x:.6f} {y:.6f} {v}" for (x, y), v in zip(places, seen, strict=True)
        ]
        numbers = (f"{value:.6f}" for value in (*middle, *extent))
        yield f"{' '.join(['0', *numbers, *joints])}\n"


def _yaml(out: Path, splits: Mapping[str, Sequence[LabelledImage]]) -> str:
    names = MPII_16.keypoints
    flip = [names.index(mirrored(name)) for name in names]
    places = "".join(f"{split}: images/{split}\n" for split in splits)
    joints = "".join(f"    - {name}\n" for name in names)
    return (
        f"path: {out.resolve()}\n{places}"
        f"kpt_shape: [{N_JOINTS}, 3]\nflip_idx: {flip}\n"
        f"names:\n  0: person\nkpt_names:\n  0:\n{joints}"
    )


def _place(source: Path, target: Path) -> None:
    """Link or copy a picture, whole or not at all."""
    if not source.is_file():
        raise FormatError(f"No picture at {source}; take it out of the annotations.")
    if target.is_file():
        return
    try:
        target.hardlink_to(source)
    except OSError:
        with replacing(target) as part:
            shutil.copyfile(source, part)


def _person(line: str, path: Path, size: tuple[int, int]) -> LabelledPerson:
    with reading(path, "a text of numbers only"):
        values = np.array(line.split(), dtype=float)
    if values.shape != (_N_COLUMNS,):
        raise FormatError(
            f"{path.name}: expected {_N_COLUMNS} numbers a line ({N_JOINTS} joints of "
            f"3), got {len(values)}."
        )
    joints = values[5:].reshape(N_JOINTS, 3)
    has_label = joints[:, 2:] > 0
    return LabelledPerson(
        xy_px=np.where(has_label, joints[:, :2] * size, np.nan),
        is_visible=joints[:, 2] == _SEEN,
        scale=float("nan"),
        centre_px=values[1:3] * size,
        head_box_px=np.full(4, np.nan),
    )


def _size_of(path: Path) -> tuple[int, int]:
    image = read_picture(path)
    return int(image.shape[1]), int(image.shape[0])
