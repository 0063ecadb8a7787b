"""The arrays that VideoPose3D trains on: ``data_2d_custom_*`` and ``data_3d_*``.

Only the layout of the files is shared; no code of that project is used.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import FormatError, MissingSettingError, SchemaError
from midstance.files import reading, replacing, require_modest
from midstance.formats.base import Holds, Told, TracksFormat, formats, positive_rate
from midstance.formats.npz import load_npz, npz_names
from midstance.formats.points import as_tracks
from midstance.schema.skeletons import Skeleton, get_skeleton
from midstance.schema.tracks import rate_hz

_ACTION = "custom"
_H36M_HZ = 50.0
"""Rate of the recordings that their files hold when they do not say it."""
_SIDES = ("left", "right")
_PLAIN = "midstance"
"""Before the names of arrays that repeat the tracks without any Python object in
them: reading our own files runs nobody's code, and their times are kept."""
_ARRAYS = {f"{_PLAIN}_{name}" for name in ("position", "time_s", "about")}
_KIND = "an npz file of VideoPose3D"


@formats.register("videopose3d")
class VideoPose3d(TracksFormat):
    """Everybody's points in 2D or 3D."""

    label = "Arrays of VideoPose3D"
    extensions = (".npz",)
    holds = Holds(
        axes=(2, 3),
        people=True,
        people_names=True,
        exact_to=1e-3,
    )

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether it is a zip with their positions."""
        if not head.startswith(b"PK"):
            return False
        return bool({"positions_2d", "positions_3d"} & npz_names(path))

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the tracks; see `read_2d` and `read_3d`."""
        names = npz_names(path)
        if "positions_2d" in names or names >= _ARRAYS:
            return read_2d(path, trusted=told.is_trusted)
        if told.skeleton is None:
            raise MissingSettingError(
                f"{path} does not name its keypoints; give the skeleton whose "
                "keypoints they are.",
                "skeleton",
            )
        return read_3d(
            path,
            get_skeleton(told.skeleton),
            rate_hz=told.required_rate_hz(path),
            trusted=told.is_trusted,
        )

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write 2D or 3D tracks; see `write_2d` and `write_3d`."""
        (write_3d if tracks.sizes["space"] == 3 else write_2d)(tracks, path)


def write_2d(tracks: xr.Dataset, path: Path) -> None:
    """Write 2D tracks as ``data_2d_custom_NAME.npz``; every person is a subject.

    Parameters
    ----------
    tracks
        In px, with the size of the image in the attrs. What is NaN stays NaN.
    path
        Where to.

    Raises
    ------
    SchemaError
        If the tracks are not in px or do not say the size of the image.

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
            for side in _SIDES
        ],
        "keypoints_names": names,
        "video_metadata": {
            name: {"w": int(width), "h": int(height), "fps": rate_hz(tracks)}
            for name in people
        },
    }
    positions = {name: {_ACTION: [_points(tracks, name)]} for name in people}
    _save(tracks, path, positions_2d=positions, metadata=metadata)


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
    _save(tracks, path, positions_3d=positions)


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
    if npz_names(path) >= _ARRAYS:
        return _own(path)
    content = _load(path, trusted=trusted)
    with reading(path, _KIND):
        metadata = content["metadata"].item()
        subjects = content["positions_2d"].item()
        videos = metadata.get("video_metadata", {})
        names = _names(metadata)
        sequences = {
            str(subject): np.asarray(next(iter(actions.values()))[0], dtype=float)
            for subject, actions in subjects.items()
        }
        about: dict[str, float] = next(iter(videos.values()), {})
        rate = positive_rate(float(about.get("fps", 0.0)) or _H36M_HZ)
    attrs = {"image_width_px": about.get("w"), "image_height_px": about.get("h")}
    return _tracks(
        path,
        sequences,
        names,
        rate,
        "px",
        {k: v for k, v in attrs.items() if v is not None},
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
    with reading(path, _KIND):
        subjects = content["positions_3d"].item()
        sequences = {
            str(subject): np.asarray(next(iter(actions.values())), dtype=float)
            for subject, actions in subjects.items()
        }
    return _tracks(
        *(path, sequences, skeleton.keypoints, positive_rate(rate_hz), "m"),
        {"skeleton": skeleton.name},
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
    path: Path,
    sequences: dict[str, NDArray[np.float64]],
    names: tuple[str, ...],
    rate: float,
    unit: str,
    attrs: dict[str, Any],
) -> xr.Dataset:
    n_axes = 2 if unit == "px" else 3
    for points in sequences.values():
        if (
            points.ndim != 3
            or points.shape[1] != len(names)
            or points.shape[2] < n_axes
        ):
            raise FormatError(
                f"{path} should hold {len(names)} keypoints {names} on {n_axes} axes "
                f"at each time, got an array of shape {points.shape}."
            )
    longest = max((len(points) for points in sequences.values()), default=0)
    if not longest:
        raise FormatError(f"{path} holds nobody at any time.")
    shape = (longest, len(sequences), len(names), n_axes)
    require_modest(path, 8 * int(np.prod(shape, dtype=float)))
    position = np.full(shape, np.nan)
    for index, points in enumerate(sequences.values()):
        position[: len(points), index] = points[..., :n_axes]
    return as_tracks(
        position,
        np.arange(longest) / rate,
        keypoints=names,
        people=tuple(sequences),
        unit=unit,
        attrs=attrs,
    )


def _own(path: Path) -> xr.Dataset:
    """Return the tracks of a file of ours, from its plain arrays."""
    held = load_npz(path, _KIND, only=_ARRAYS)
    with reading(path, _KIND):
        about = json.loads(str(held[f"{_PLAIN}_about"]))
        return as_tracks(
            np.asarray(held[f"{_PLAIN}_position"], dtype=float),
            np.asarray(held[f"{_PLAIN}_time_s"], dtype=float),
            keypoints=[str(name) for name in about["keypoints"]],
            people=[str(name) for name in about["people"]],
            unit=str(about["unit"]),
            attrs=dict(about["attrs"]),
        )


def _save(tracks: xr.Dataset, path: Path, **content: object) -> None:
    arrays = {name: np.array(value, dtype=object) for name, value in content.items()}
    place = tracks["position"].transpose("time", "individual", "keypoint", "space")
    kept = ("skeleton", "image_width_px", "image_height_px", "source_file")
    about = {
        "keypoints": [str(name) for name in tracks["keypoint"].to_numpy()],
        "people": [str(name) for name in tracks["individual"].to_numpy()],
        "unit": str(tracks["position"].attrs.get("space_unit", "px")),
        "attrs": {k: _plain(tracks.attrs[k]) for k in kept if k in tracks.attrs},
    }
    plain: dict[str, NDArray[Any]] = {
        f"{_PLAIN}_position": place.to_numpy().astype(np.float32),
        f"{_PLAIN}_time_s": tracks["time"].to_numpy(),
        f"{_PLAIN}_about": np.array(json.dumps(about)),
    }
    with replacing(path) as part, part.open("wb") as file:
        np.savez_compressed(file, **arrays, **plain)  # type: ignore[arg-type]


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value


def _load(path: Path, *, trusted: bool) -> dict[str, NDArray[Any]]:
    if not trusted:
        raise MissingSettingError(
            f"{path} holds pickled Python objects, and reading them runs code of "
            "whoever made the file; if you trust it, say so.",
            "trust",
        )
    return load_npz(path, _KIND, is_trusted=True)
