"""The results of an analysis in the file formats of other programs."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import xarray as xr

from midstance.errors import ConfigError
from midstance.formats.base import AnyFormat, CurvesFormat
from midstance.formats.choose import writers, written_endings
from midstance.kernels.geometry.remap import to_skeleton
from midstance.metrics.angles_3d import joint_angles_3d
from midstance.metrics.curves import joint_angles
from midstance.schema.analysis import Analysis
from midstance.schema.scene import Scene
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import individuals, path_of


def kinds_of(text: str, *, lifts: bool) -> tuple[str, ...]:
    """Return the formats that are asked for, comma between them.

    Parameters
    ----------
    text
        Endings of files, such as ``"trc,c3d"``.
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
    known = written_endings()
    unknown = [kind for kind in kinds if kind not in known]
    if unknown:
        raise ConfigError(
            f"Unknown format to export {unknown[0]!r}; choose from {', '.join(known)}."
        )
    flat = [kind for kind in kinds if not lifts and _is_in_3d_only(kind)]
    if flat:
        raise ConfigError(
            f"{flat[0].upper()} holds points in space, and nobody is lifted to 3D; "
            "lift people as well, or export csv or npz."
        )
    return kinds


def export(analysis: Analysis, folder: Path, kinds: Iterable[str]) -> list[Path]:
    """Write the results of `analysis` into `folder`, and return the files.

    Parameters
    ----------
    analysis
        Analysis of one video.
    folder
        Where to.
    kinds
        Endings of formats that are written, without the dot. A format of points
        gives ``tracks`` and, where people were lifted, ``tracks3d``, as far as it
        holds 2D and 3D; one of angles gives ``angles``, in 3D where people were
        lifted, else in the plane of the image. Where a format holds one person,
        each has a file, whose name ends with theirs when there are several.

    """
    written = []
    for kind in kinds:
        for one in writers(f".{kind}"):
            written += _write(analysis, one, folder, kind)
    return written


def _write(analysis: Analysis, one: AnyFormat, folder: Path, kind: str) -> list[Path]:
    people = individuals(analysis.tracks)
    ends = {n: f"-{_safe(n)}" if len(people) > 1 else "" for n in people}
    written = []
    if isinstance(one, CurvesFormat):
        for name in people:
            curves = angles_of(analysis, name)
            if curves.shape[1]:
                written.append(folder / f"angles{ends[name]}.{kind}")
                one.write(curves, written[-1])
        return written
    for stem, tracks in _points(analysis):
        if tracks.sizes["space"] not in one.holds.axes:
            continue
        if one.holds.people:
            written.append(folder / f"{stem}.{kind}")
            one.write(tracks, written[-1])
            continue
        for name in people:
            written.append(folder / f"{stem}{ends[name]}.{kind}")
            one.write(tracks.sel(individual=[name]), written[-1])
    return written


def _points(analysis: Analysis) -> list[tuple[str, xr.Dataset]]:
    found = [("tracks", analysis.tracks)]
    if analysis.tracks_3d is not None:
        found.append(("tracks3d", analysis.tracks_3d))
    return found


def _is_in_3d_only(kind: str) -> bool:
    return all(
        one.content != "angles" and one.holds.axes == (3,)
        for one in writers(f".{kind}")
    )


def angles_3d(tracks_3d: xr.Dataset) -> pd.DataFrame:
    """Return the joint angles of one lifted person over time (s), in degrees."""
    ours = to_skeleton(tracks_3d, RUNNING_18)
    curves = joint_angles_3d(
        {name: path_of(ours, name) for name in RUNNING_18.keypoints}
    )
    return curves.set_axis(tracks_3d["time"].to_numpy(), axis=0)


def angles_of(analysis: Analysis, name: str) -> pd.DataFrame:
    """Return the angles of one person by time (s), in degrees.

    In 3D where people were lifted, else in the plane of the image; no columns when
    the view shows none.
    """
    if analysis.tracks_3d is not None:
        return angles_3d(analysis.tracks_3d.sel(individual=[name]))
    scene = analysis.scenes.get(name, Scene())
    flat = joint_angles(*analysis.measured_part(name), scene)
    return pd.DataFrame(
        {
            f"{angle}_{side}": flat[angle].sel(side=side).to_numpy()
            for angle in flat.data_vars
            for side in flat["side"].to_numpy()
        },
        index=flat["time"].to_numpy() if "time" in flat else None,
    )


def _safe(name: str) -> str:
    return "".join(
        letter if letter.isalnum() or letter in "-_" else "_" for letter in name
    )
