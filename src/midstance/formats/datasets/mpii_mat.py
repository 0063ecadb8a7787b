"""MPII human pose annotations as published: ``mpii_human_pose_v1_u12_1.mat``.

``RELEASE.annolist(i)`` is a picture with ``image.name``, ``vididx``, ``frame_sec`` and
``annorect(j)``, the people: ``annopoints.point(k)`` with ``x, y, id, is_visible``,
``scale``, ``objpos`` and the head box ``x1, y1, x2, y2``. ``RELEASE.act(i)`` is what is
done, ``RELEASE.img_train(i)`` whether the labels were published and
``RELEASE.video_list`` the names of the videos. The same in other words: Andriluka,
Pishchulin, Gehler & Schiele, CVPR 2014.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np

from midstance.errors import FormatError
from midstance.files import reading
from midstance.formats.datasets.labelled_people import (
    N_JOINTS,
    LabelledImage,
    LabelledPerson,
)

_Struct = Any
"""What scipy makes of a MATLAB struct: an object with the fields as attributes."""


def read_mpii_mat(path: Path) -> list[LabelledImage]:
    """Read every picture of the file, also those without people or activity.

    Joints stay where the file has them, also outside the picture. A joint without
    `is_visible`, as head and neck often are, counts as visible.

    Raises
    ------
    FormatError
        If the file is missing, is no MATLAB file, or has no ``RELEASE`` of MPII.

    """
    release = _release(path)
    pictures = np.atleast_1d(release.annolist)
    acts = _one_each(release, "act", len(pictures), path)
    is_train = _one_each(release, "img_train", len(pictures), path)
    videos = [str(name) for name in np.atleast_1d(getattr(release, "video_list", []))]
    with reading(path, "as MPII was published"):
        rows = zip(pictures, acts, is_train, strict=True)
        return [_image(*row, videos) for row in rows]


def _release(path: Path) -> _Struct:
    from scipy.io import loadmat
    from scipy.io.matlab import MatReadError

    if not path.is_file():
        raise FormatError(f"No MPII annotations at {path}; give a .json or .mat file.")
    with reading(path, "a MATLAB file of version 7 or older"):
        try:
            content = loadmat(path, struct_as_record=False, squeeze_me=True)
        except MatReadError as error:
            raise ValueError from error
    release = content.get("RELEASE")
    if not hasattr(release, "annolist"):
        names = sorted(name for name in content if not name.startswith("__"))
        raise FormatError(
            f"{path.name} must hold RELEASE with annolist, as MPII was published; "
            f"got {names}."
        )
    return release


def _one_each(release: _Struct, name: str, n_images: int, path: Path) -> list[Any]:
    values = np.atleast_1d(getattr(release, name, np.array([])))
    if len(values) != n_images:
        raise FormatError(
            f"{path.name}: RELEASE.{name} must have one entry a picture ({n_images}), "
            f"got {len(values)}."
        )
    return list(values)


def _image(
    picture: _Struct,
    act: _Struct,
    is_train: int,
    videos: list[str],
) -> LabelledImage:
    number = int(_number(picture, "vididx", 0.0))
    return LabelledImage(
        name=str(picture.image.name),
        people=tuple(_person(one) for one in _structs(picture, "annorect")),
        activity=_text(act, "act_name"),
        category=_text(act, "cat_name"),
        video=videos[number - 1] if 0 < number <= len(videos) else "",
        frame_s=_number(picture, "frame_sec"),
        is_train=bool(is_train),
    )


def _person(one: _Struct) -> LabelledPerson:
    xy = np.full((N_JOINTS, 2), np.nan)
    is_visible = np.zeros(N_JOINTS, dtype=bool)
    for points in _structs(one, "annopoints"):
        for point in _structs(points, "point"):
            joint = int(point.id)
            xy[joint] = point.x, point.y
            is_visible[joint] = _number(point, "is_visible", 1.0) > 0
    place = next(iter(_structs(one, "objpos")), None)
    return LabelledPerson(
        xy_px=xy,
        is_visible=is_visible,
        scale=_number(one, "scale"),
        centre_px=np.array([_number(place, "x"), _number(place, "y")]),
        head_box_px=np.array([_number(one, name) for name in ("x1", "y1", "x2", "y2")]),
    )


def _structs(parent: _Struct, name: str) -> list[_Struct]:
    """Return the structs of a field: none, one or many, as MATLAB squeezed them."""
    field = np.atleast_1d(np.asarray(getattr(parent, name, []), dtype=object))
    return [one for one in field.ravel() if hasattr(one, "_fieldnames")]


def _number(parent: _Struct, name: str, default: float = math.nan) -> float:
    """Return a number, which MPII writes as such, as a text or as nothing."""
    value = np.atleast_1d(getattr(parent, name, []))
    return float(value[0]) if value.size else default


def _text(parent: _Struct, name: str) -> str:
    value = np.atleast_1d(getattr(parent, name, []))
    return str(value[0]) if value.size else ""
