"""TRC: marker trajectories as OpenSim reads them.

In the file y points up; x stays forward and z is to the right.
"""

from pathlib import Path

import numpy as np
import xarray as xr

from midstance.errors import FormatError, SchemaError
from midstance.files import replacing
from midstance.schema.tracks import DIMS, make_tracks, rate_hz

_IN_M = {"m": 1.0, "cm": 0.01, "mm": 0.001}
_N_HEADER = 5
_KEYS = (
    *("DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units"),
    *("OrigDataRate", "OrigDataStartFrame", "OrigNumFrames"),
)


def write_trc(tracks: xr.Dataset, path: Path) -> None:
    """Write 3D tracks of one person in mm.

    Parameters
    ----------
    tracks
        In m, x forward, y left, z up. What is NaN is left blank.
    path
        Where to.

    Raises
    ------
    SchemaError
        If the tracks are not in m in 3D, or of several people.

    """
    position = require_one_in_3d(tracks, "TRC")
    names = [str(name) for name in tracks["keypoint"].to_numpy()]
    time_s = tracks["time"].to_numpy()
    rate = rate_hz(tracks) if len(time_s) > 1 else 0.0
    numbers = np.stack([position[:, 0], position[:, 2], -position[:, 1]], axis=-1)
    table = 1000.0 * numbers.reshape(len(time_s), -1)
    n = len(time_s)
    values = (f"{rate:.6g}", f"{rate:.6g}", n, len(names), "mm", f"{rate:.6g}", 1, n)
    axes = [f"{axis}{i}" for i in range(1, len(names) + 1) for axis in "XYZ"]
    lines = [
        ["PathFileType", "4", "(X/Y/Z)", path.name],
        list(_KEYS),
        [str(value) for value in values],
        ["Frame#", "Time", *(part for name in names for part in (name, "", ""))],
        ["", "", *axes],
        [],
    ]
    for index, (time, row) in enumerate(zip(time_s, table, strict=True), start=1):
        cells = ["" if np.isnan(value) else f"{value:.4f}" for value in row]
        lines.append([str(index), f"{time:.6f}", *cells])
    with replacing(path) as part:
        part.write_text("\n".join("\t".join(line) for line in lines) + "\n", "utf-8")


def read_trc(path: Path) -> xr.Dataset:
    """Read a TRC file as tracks in m, x forward, y left, z up; blanks are NaN.

    Raises
    ------
    FormatError
        If the file is missing or is no TRC.

    """
    try:
        lines = path.read_text("utf-8").splitlines()
        keys, values = lines[1].split(), lines[2].split()
        about = dict(zip(keys, values, strict=True))
        names = [name for name in lines[3].split("\t")[2:] if name.strip()]
        scale = _IN_M[about["Units"]]
        # Not stripped: trailing blanks are missing markers.
        rows = [line.split("\t") for line in lines[_N_HEADER:] if line.strip()]
        width = 2 + 3 * len(names)
        table = np.array(
            [
                [float(cell) if cell.strip() else np.nan for cell in padded(row, width)]
                for row in rows
            ]
        )
        time_s, numbers = table[:, 1], scale * table[:, 2:].reshape(len(rows), -1, 3)
    except (OSError, UnicodeDecodeError, IndexError, KeyError, ValueError) as error:
        raise FormatError(
            f"{path} is no TRC file of markers; expected its five header lines and "
            f"rows of numbers ({error})."
        ) from error
    position = np.stack([numbers[..., 0], -numbers[..., 2], numbers[..., 1]], axis=1)
    seen = np.isfinite(position).all(axis=1)
    return make_tracks(
        position[..., None],
        np.where(seen, 1.0, np.nan)[..., None],
        time_s,
        keypoints=[name.strip() for name in names],
        space_unit="m",
        attrs={"source_file": path.name},
    )


def padded(row: list[str], width: int) -> list[str]:
    """Return the cells of a row, blank ones added or taken off at its end."""
    return [*row, *[""] * (width - len(row))][:width]


def require_one_in_3d(tracks: xr.Dataset, kind: str) -> np.ndarray:
    """Return positions (n_times, 3, n_keypoints) of the one person in `tracks`."""
    unit = tracks["position"].attrs.get("space_unit")
    if unit != "m" or tracks.sizes["space"] != 3:
        raise SchemaError(
            f"{kind} holds 3D tracks in m, got unit {unit!r} and "
            f"{tracks.sizes['space']} axes; lift the tracks first (midstance lift)."
        )
    if tracks.sizes["individual"] != 1:
        names = [str(name) for name in tracks["individual"].to_numpy()]
        raise SchemaError(f"{kind} holds one person, got {names}; choose one.")
    position: np.ndarray = tracks["position"].transpose(*DIMS).to_numpy()[..., 0]
    return position
