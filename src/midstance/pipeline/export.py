"""The results of an analysis in the file formats of other programs."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
import xarray as xr

from midstance.errors import ConfigError
from midstance.files import replacing
from midstance.formats.motion.c3d import write_c3d
from midstance.formats.motion.mot import write_mot
from midstance.formats.motion.trc import write_trc
from midstance.formats.poses.videopose3d import write_2d, write_3d
from midstance.kernels.geometry.remap import to_skeleton
from midstance.metrics.angles_3d import joint_angles_3d
from midstance.metrics.curves import joint_angles
from midstance.schema.analysis import Analysis
from midstance.schema.bouts import measured_part
from midstance.schema.events import of_individual
from midstance.schema.scene import Scene
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import DIMS, individuals, path_of

KINDS = ("trc", "c3d", "mot", "npz", "csv")
IN_3D = ("trc", "c3d")
"""Formats of points in space."""


def kinds_of(text: str, *, lifts: bool) -> tuple[str, ...]:
    """Return the formats that are asked for, comma between them.

    Parameters
    ----------
    text
        Such as ``"trc,c3d"``.
    lifts
        Whether people are lifted to 3D.

    Raises
    ------
    ConfigError
        If a format is unknown or needs people in 3D.

    Examples
    --------
    >>> kinds_of("csv, mot", lifts=False)
    ('csv', 'mot')

    """
    kinds = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",")))
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise ConfigError(
            f"Unknown format to export {unknown[0]!r}; choose from {', '.join(KINDS)}."
        )
    flat = [kind for kind in kinds if kind in IN_3D and not lifts]
    if flat:
        raise ConfigError(
            f"{flat[0].upper()} holds points in space, and nobody is lifted to 3D; add "
            "--lift, or export csv or npz."
        )
    return kinds


def export(analysis: Analysis, folder: Path, kinds: Iterable[str]) -> list[Path]:
    """Write the results of `analysis` into `folder`, and return the files.

    Parameters
    ----------
    analysis
        Of one video.
    folder
        Where to. One file a person; of several people their names end the files'.
    kinds
        Of `KINDS`. ``trc`` and ``c3d``: points in 3D. ``mot``: joint angles over
        time, in 3D where people were lifted, else in the plane of the picture.
        ``npz``: tracks as VideoPose3D reads them. ``csv``: tracks, and joint angles
        where there are any, a row for each time and point or joint.

    """
    people = individuals(analysis.tracks)
    written = []
    for kind in kinds:
        if kind == "npz":
            written += _npz(analysis, folder)
            continue
        for name in people:
            end = f"-{_safe(name)}" if len(people) > 1 else ""
            written += _WRITERS[kind](analysis, name, folder, end)
    return written


def angles_3d(tracks_3d: xr.Dataset) -> pd.DataFrame:
    """Return the joint angles of one lifted person over time (s), in degrees."""
    ours = to_skeleton(tracks_3d, RUNNING_18)
    curves = joint_angles_3d(
        {name: path_of(ours, name) for name in RUNNING_18.keypoints}
    )
    return curves.set_axis(tracks_3d["time"].to_numpy(), axis=0)


def _angles(analysis: Analysis, name: str) -> pd.DataFrame:
    """Return the angles of one person by time; no columns when there are none."""
    if analysis.tracks_3d is not None:
        return angles_3d(analysis.tracks_3d.sel(individual=[name]))
    part = measured_part(
        analysis.tracks.sel(individual=[name]),
        of_individual(analysis.events, name),
        analysis.bouts,
    )
    flat = joint_angles(*part, analysis.scenes.get(name, Scene()))
    return pd.DataFrame(
        {
            f"{angle}_{side}": flat[angle].sel(side=side).to_numpy()
            for angle in flat.data_vars
            for side in flat["side"].to_numpy()
        },
        index=flat["time"].to_numpy() if "time" in flat else None,
    )


def _points(
    analysis: Analysis, name: str, path: Path, write: Callable[[xr.Dataset, Path], None]
) -> list[Path]:
    if analysis.tracks_3d is None:
        return []
    write(analysis.tracks_3d.sel(individual=[name]), path)
    return [path]


def _mot(analysis: Analysis, name: str, folder: Path, end: str) -> list[Path]:
    path = folder / f"angles{end}.mot"
    curves = _angles(analysis, name)
    if not curves.shape[1]:
        return []
    write_mot(curves, path)
    return [path]


def _csv(analysis: Analysis, name: str, folder: Path, end: str) -> list[Path]:
    tables = {f"tracks{end}.csv": _tidy(analysis.tracks.sel(individual=[name]))}
    if analysis.tracks_3d is not None:
        in_3d = _tidy(analysis.tracks_3d.sel(individual=[name]))
        tables[f"tracks3d{end}.csv"] = in_3d
    angles = _angles(analysis, name)
    if angles.shape[1]:
        by_time = angles.rename_axis("time_s").reset_index()
        tables[f"angles{end}.csv"] = by_time.melt(
            "time_s", var_name="angle", value_name="value_deg"
        )
    for file, table in tables.items():
        with replacing(folder / file) as part:
            table.to_csv(part, index=False, float_format="%.6g")
    return [folder / file for file in tables]


def _tidy(tracks: xr.Dataset) -> pd.DataFrame:
    """Return a row for each time and keypoint, with the unit in the columns' names."""
    unit = str(tracks["position"].attrs.get("space_unit", "px"))
    position = tracks["position"].transpose(*DIMS).to_numpy()[..., 0]
    names = [str(name) for name in tracks["keypoint"].to_numpy()]
    time_s = tracks["time"].to_numpy()
    axes = {
        f"{axis}_{unit}": position[:, index].ravel()
        for index, axis in enumerate(map(str, tracks["space"].to_numpy()))
    }
    rest = {
        name: tracks[name].transpose("time", "keypoint", ...).to_numpy()[..., 0].ravel()
        for name in ("confidence", "observed")
    }
    if "uncertainty" in tracks:
        doubt = tracks["uncertainty"].transpose("time", "keypoint", ...)
        rest[f"uncertainty_{unit}"] = doubt.to_numpy()[..., 0].ravel()
    return pd.DataFrame(
        {
            "time_s": time_s.repeat(len(names)),
            "keypoint": names * len(time_s),
            **axes,
            **rest,
        }
    )


def _npz(analysis: Analysis, folder: Path) -> list[Path]:
    paths = [folder / "tracks.npz"]
    write_2d(analysis.tracks, paths[0])
    if analysis.tracks_3d is not None:
        paths.append(folder / "tracks3d.npz")
        write_3d(analysis.tracks_3d, paths[1])
    return paths


def _safe(name: str) -> str:
    return "".join(
        letter if letter.isalnum() or letter in "-_" else "_" for letter in name
    )


_WRITERS: dict[str, Callable[[Analysis, str, Path, str], list[Path]]] = {
    "trc": lambda analysis, name, folder, end: _points(
        analysis, name, folder / f"tracks3d{end}.trc", write_trc
    ),
    "c3d": lambda analysis, name, folder, end: _points(
        analysis, name, folder / f"tracks3d{end}.c3d", write_c3d
    ),
    "mot": _mot,
    "csv": _csv,
}
