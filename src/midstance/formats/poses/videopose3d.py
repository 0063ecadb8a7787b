"""The arrays that VideoPose3D trains on: ``data_2d_custom_*`` and ``data_3d_*``.

Only the layout of the files is shared; no code of that project is used.
"""

import zipfile
from pathlib import Path

import numpy as np
import xarray as xr

from midstance.errors import FormatError, SchemaError
from midstance.files import replacing
from midstance.schema.skeletons import Skeleton, get_skeleton
from midstance.schema.tracks import make_tracks, rate_hz

_ACTION = "custom"
_BOTH_SIDES = (("left",), ("right",))


def write_2d(tracks: xr.Dataset, path: Path) -> None:
    """Write 2D tracks as ``data_2d_custom_NAME.npz``; every person is a subject.

    Parameters
    ----------
    tracks
        In px, with the size of the picture in the attrs. What is NaN stays NaN.
    path
        Where to.

    Raises
    ------
    SchemaError
        If the tracks are not in px or do not say the size of the picture.

    """
    width, height = (tracks.attrs.get(f"image_{s}_px") for s in ("width", "height"))
    if tracks.sizes["space"] != 2 or width is None or height is None:
        raise SchemaError(
            "VideoPose3D's 2D file needs 2D tracks with image_width_px and "
            f"image_height_px, got {tracks.sizes['space']} axes and {tracks.attrs}."
        )
    people = [str(name) for name in tracks["individual"].to_numpy()]
    names = [str(name) for name in tracks["keypoint"].to_numpy()]
    metadata = {
        "layout_name": str(tracks.attrs.get("skeleton", "custom")),
        "num_joints": len(names),
        "keypoints_symmetry": [
            [i for i, name in enumerate(names) if side in name.split("_")]
            for (side,) in _BOTH_SIDES
        ],
        "keypoints_names": names,
        "video_metadata": {
            name: {"w": int(width), "h": int(height), "fps": rate_hz(tracks)}
            for name in people
        },
    }
    positions = {name: {_ACTION: [_points(tracks, name)]} for name in people}
    _save(path, positions_2d=positions, metadata=metadata)


def write_3d(tracks: xr.Dataset, path: Path) -> None:
    """Write 3D tracks (m) as ``data_3d_NAME.npz``; every person is a subject.

    Raises
    ------
    SchemaError
        If the tracks are not in 3D.

    """
    if tracks.sizes["space"] != 3:
        raise SchemaError(
            f"VideoPose3D's 3D file needs 3D tracks, got {tracks.sizes['space']} axes."
        )
    people = [str(name) for name in tracks["individual"].to_numpy()]
    positions = {name: {_ACTION: _points(tracks, name)} for name in people}
    _save(path, positions_3d=positions)


def read_2d(path: Path, *, trusted: bool = False) -> xr.Dataset:
    """Read the first camera of the first action of every subject.

    Parameters
    ----------
    path
        ``data_2d_custom_*.npz``.
    trusted
        These files hold pickled Python objects, and reading such a file can run
        any code that its maker put there. Say ``True`` for files of your own.

    Raises
    ------
    FormatError
        If the file is not trusted, is damaged, or names no such keypoints.

    """
    content = _load(path, trusted=trusted)
    try:
        metadata = content["metadata"].item()
        subjects = content["positions_2d"].item()
        videos = metadata.get("video_metadata", {})
        names = _names(metadata)
        sequences = {
            str(subject): np.asarray(next(iter(actions.values()))[0], dtype=float)
            for subject, actions in subjects.items()
        }
        about: dict[str, float] = next(iter(videos.values()), {})
        rate = float(about.get("fps", 0.0)) or 50.0
    except (KeyError, AttributeError, StopIteration, IndexError, ValueError) as error:
        raise FormatError(
            f"{path} is no 2D file of VideoPose3D ({error!r})."
        ) from error
    attrs = {"image_width_px": about.get("w"), "image_height_px": about.get("h")}
    return _tracks(
        sequences, names, rate, "px", {k: v for k, v in attrs.items() if v is not None}
    )


def read_3d(
    path: Path, skeleton: Skeleton, *, rate_hz: float, trusted: bool = False
) -> xr.Dataset:
    """Read the first action of every subject, in m.

    Parameters
    ----------
    path
        ``data_3d_*.npz``.
    skeleton
        Its keypoints in order; the file does not name them.
    rate_hz
        Frames per second; 50 for Human3.6M.
    trusted
        See `read_2d`.

    Raises
    ------
    FormatError
        As `read_2d`.

    """
    content = _load(path, trusted=trusted)
    try:
        subjects = content["positions_3d"].item()
        sequences = {
            str(subject): np.asarray(next(iter(actions.values())), dtype=float)
            for subject, actions in subjects.items()
        }
    except (KeyError, AttributeError, StopIteration, ValueError) as error:
        raise FormatError(
            f"{path} is no 3D file of VideoPose3D ({error!r})."
        ) from error
    return _tracks(
        sequences, skeleton.keypoints, rate_hz, "m", {"skeleton": skeleton.name}
    )


def _points(tracks: xr.Dataset, name: str) -> np.ndarray:
    own = tracks["position"].sel(individual=name)
    points: np.ndarray = own.transpose("time", "keypoint", "space").to_numpy()
    return points.astype(np.float32)


def _names(metadata: dict[str, object]) -> tuple[str, ...]:
    if "keypoints_names" in metadata:
        given = metadata["keypoints_names"]
        return tuple(str(name) for name in given) if isinstance(given, list) else ()
    layout = str(metadata["layout_name"])
    return get_skeleton(
        {"coco": "coco-17", "h36m": "h36m-17"}.get(layout, layout)
    ).keypoints


def _tracks(
    sequences: dict[str, np.ndarray],
    names: tuple[str, ...],
    rate: float,
    unit: str,
    attrs: dict[str, object],
) -> xr.Dataset:
    longest = max(len(points) for points in sequences.values())
    n_space = 2 if unit == "px" else 3
    position = np.full((longest, n_space, len(names), len(sequences)), np.nan)
    for index, points in enumerate(sequences.values()):
        if points.shape[1] != len(names):
            raise FormatError(
                f"Expected {len(names)} keypoints {names}, got {points.shape[1]}."
            )
        position[: len(points), ..., index] = points[..., :n_space].transpose(0, 2, 1)
    seen = np.isfinite(position).all(axis=1)
    return make_tracks(
        position,
        np.where(seen, 1.0, np.nan),
        np.arange(longest) / rate,
        keypoints=names,
        individuals=tuple(sequences),
        space_unit=unit,
        attrs=attrs,
    )


def _save(path: Path, **content: object) -> None:
    arrays = {name: np.array(value, dtype=object) for name, value in content.items()}
    with replacing(path) as part, part.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]


def _load(path: Path, *, trusted: bool) -> dict[str, np.ndarray]:
    if not trusted:
        raise FormatError(
            f"{path} holds pickled Python objects, and reading them runs code of "
            "whoever made the file; if you trust it, say so (--trust)."
        )
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=True) as content:
            return {name: content[name] for name in content.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise FormatError(f"{path} cannot be read as .npz ({error}).") from error
