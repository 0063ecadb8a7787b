"""MPII human pose annotations as JSON, in the two layouts that are about.

``joints``: one row per person, as heat-map networks are trained on it: ``image,
joints, joints_vis, scale, center``. ``joint_self``: one row per person with the others
of the picture beside it, as part-affinity networks are: ``img_paths, joint_self,
joint_others, scale_provided, objpos`` and more. The joints are those of `MPII_16` in
both. Fields of ours that other readers pass over: ``activity, category, video,
frame_s, head_box, img_width, img_height``.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from midstance.errors import FormatError
from midstance.files import read_json, reading, replacing
from midstance.formats.datasets.labelled_people import (
    N_JOINTS,
    LabelledImage,
    LabelledPerson,
)

_JOINTS_KEYS = {"image", "joints", "joints_vis"}
_SELF_KEYS = {"img_paths", "joint_self"}
_UNKNOWN = -1.0
"""What MPII's converters write for joints without a label."""

Row = Mapping[str, Any]


def read_mpii_json(path: Path) -> list[LabelledImage]:
    """Read annotations of either layout; people of one picture come together.

    Joints stay where the file has them, also outside the picture; see
    `midstance.formats.mpii_cleaning`. Joints at (-1, -1) and at (0, 0) that are not
    visible have no label: NaN.

    Raises
    ------
    FormatError
        If it is no list of rows of one of the layouts, or a row has not 16 joints.

    """
    rows = _rows(path)
    images: dict[str, LabelledImage] = {}
    for number, row in enumerate(rows, 1):
        kind = (
            f"a list of people with {N_JOINTS} joints, scale and centre (row {number})"
        )
        with reading(path, kind):
            image = _of_joints(row) if row.keys() >= _JOINTS_KEYS else _of_self(row)
        known = images.get(image.name, image)
        people = [one for one in known.people if image is not known]
        people += [one for one in image.people if not _is_among(one, people)]
        images[image.name] = known.with_people(people)
    return list(images.values())


def write_mpii_json(images: Iterable[LabelledImage], path: Path) -> None:
    """Write the layout ``joints``, a row per person.

    A joint without a label is (0, 0) and not visible, as in MPII.
    """
    rows = [_row(image, person) for image in images for person in image.people]
    with replacing(path) as part:
        part.write_text(json.dumps(rows) + "\n", "utf-8")


def _rows(path: Path) -> list[Row]:
    if not path.is_file():
        raise FormatError(f"No MPII annotations at {path}; give a .json or .mat file.")
    rows = read_json(path, "a JSON file of labelled people")
    is_list = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if not is_list or not rows:
        raise FormatError(
            f"{path.name} must hold a list of people with their joints, got "
            f"{type(rows).__name__} that is none, or empty."
        )
    keys = rows[0].keys()
    if not (keys >= _JOINTS_KEYS or keys >= _SELF_KEYS):
        raise FormatError(
            f"{path.name}: expected rows with {sorted(_JOINTS_KEYS)} or "
            f"{sorted(_SELF_KEYS)}, got {sorted(keys)}."
        )
    return list(rows)


def _of_joints(row: Row) -> LabelledImage:
    xy = np.array(row["joints"], dtype=float)
    visible = np.array(row["joints_vis"], dtype=float) > 0
    person = _person(xy, visible, row.get("scale"), row.get("center"))
    box = row.get("head_box")
    if box is not None:
        person = LabelledPerson(
            person.xy_px,
            person.is_visible,
            person.scale,
            person.centre_px,
            np.array(box, dtype=float),
        )
    return LabelledImage(
        name=str(row["image"]), people=(person,), size_px=_size(row), **_facts(row)
    )


def _of_self(row: Row) -> LabelledImage:
    people = [
        _from_triples(row["joint_self"], row.get("scale_provided"), row.get("objpos"))
    ]
    people += [_from_triples(*other) for other in _others(row)]
    return LabelledImage(
        name=str(row["img_paths"]),
        people=tuple(people),
        size_px=_size(row),
        is_train=not row.get("isValidation", 0.0),
        **_facts(row),
    )


def _others(row: Row) -> Iterable[tuple[Any, Any, Any]]:
    """Return joints, scale and place of the others: MATLAB unwraps a single one."""
    n_others = int(row.get("numOtherPeople", 0))
    names = ("joint_others", "scale_provided_other", "objpos_other")
    columns = [row.get(name) for name in names]
    if n_others == 0:
        return []
    if n_others == 1:
        return [(columns[0], columns[1], columns[2])]
    return zip(*(column or [] for column in columns), strict=True)


def _from_triples(
    joints: Sequence[Sequence[float]], scale: object, place: object
) -> LabelledPerson:
    """Return a person from x, y and 1 (visible), 0 (hidden) or 2 (no label)."""
    table = np.array(joints, dtype=float)
    if table.shape != (N_JOINTS, 3):
        raise ValueError(f"got joints of shape {table.shape}")
    xy = np.where(table[:, 2:] == 2.0, np.nan, table[:, :2])
    return _person(xy, table[:, 2] == 1.0, scale, place)


def _person(
    xy: NDArray[np.float64],
    visible: NDArray[np.bool_],
    scale: Any,  # noqa: ANN401
    place: Any,  # noqa: ANN401
) -> LabelledPerson:
    if xy.shape != (N_JOINTS, 2) or visible.shape != (N_JOINTS,):
        raise ValueError(f"got joints of shape {xy.shape}")
    is_unknown = (xy == _UNKNOWN).all(axis=1) | ((xy == 0).all(axis=1) & ~visible)
    xy = np.where(is_unknown[:, None], np.nan, xy)
    return LabelledPerson(
        xy_px=xy,
        is_visible=visible & np.isfinite(xy).all(axis=1),
        scale=math.nan if scale is None else float(scale),
        centre_px=np.array([math.nan] * 2 if place is None else place, dtype=float),
        head_box_px=np.full(4, np.nan),
    )


def _size(row: Row) -> tuple[int, int] | None:
    if "img_width" not in row:
        return None
    return int(row["img_width"]), int(row["img_height"])


def _facts(row: Row) -> dict[str, Any]:
    facts: dict[str, Any] = {
        name: str(row.get(name, "")) for name in ("activity", "category", "video")
    }
    return facts | {"frame_s": float(row.get("frame_s", math.nan))}


def _is_among(person: LabelledPerson, people: Iterable[LabelledPerson]) -> bool:
    return any(
        np.array_equal(person.xy_px, one.xy_px, equal_nan=True) for one in people
    )


def _row(image: LabelledImage, person: LabelledPerson) -> dict[str, Any]:
    row: dict[str, Any] = {
        "image": image.name,
        "joints": np.nan_to_num(person.xy_px, nan=0.0).round(2).tolist(),
        "joints_vis": (person.is_visible & person.is_labelled).astype(int).tolist(),
        "scale": round(person.scale, 5),
        "center": person.centre_px.round(2).tolist(),
    }
    if np.isfinite(person.head_box_px).all():
        row["head_box"] = person.head_box_px.round(2).tolist()
    if image.size_px is not None:
        row["img_width"], row["img_height"] = image.size_px
    for name in ("activity", "category", "video"):
        if getattr(image, name):
            row[name] = getattr(image, name)
    if math.isfinite(image.frame_s):
        row["frame_s"] = image.frame_s
    return row
