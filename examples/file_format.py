"""A file format from nothing: text with a line for each frame.

Import such a file in a script of yours before you call midstance, or let an
installed package name it as an entry point of the group ``midstance.formats``;
``midstance convert run.points tracks.nc`` and ``--list`` know it then::

    time left_hip left_knee
    0.00 312.5 401.0 318.2 489.1
    0.04 314.0 400.2 - -

"""

from pathlib import Path

import numpy as np
import xarray as xr

from midstance.plugins import (
    FormatError,
    Holds,
    Told,
    TracksFormat,
    as_tracks,
    formats,
    read_text,
    reading,
    replacing,
)

KIND = "a text of points"


@formats.register("points-text")
class PointsText(TracksFormat):
    """Time, then x and y (px) of each point; ``-`` where it was not seen."""

    label = "Text of points"
    extensions = (".points",)
    holds = Holds(axes=(2,), exact_to=1e-3)

    def is_one(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as one."""
        del path
        return head.startswith(b"time ")

    def read(self, path: Path, told: Told) -> xr.Dataset:
        """Return the tracks of a file, which leaves nothing to be told."""
        del told
        lines = read_text(path, KIND).splitlines()
        if not lines or not lines[0].startswith("time "):
            raise FormatError(f"{path} is not {KIND}: it does not begin with 'time'.")
        names = lines[0].split()[1:]
        with reading(path, KIND):
            rows = [
                ["nan" if cell == "-" else cell for cell in line.split()]
                for line in lines[1:]
                if line
            ]
            table = np.array(rows, dtype=float).reshape(-1, 1 + 2 * len(names))
        points = table[:, 1:].reshape(-1, 1, len(names), 2)
        return as_tracks(points, table[:, 0], keypoints=names, unit="px")

    def write(self, tracks: xr.Dataset, path: Path) -> None:
        """Write the tracks of one person."""
        own = tracks["position"].isel(individual=0)
        rows = (
            own.transpose("time", "keypoint", "space")
            .to_numpy()
            .reshape(own.sizes["time"], -1)
        )
        lines = [" ".join(["time", *map(str, own["keypoint"].to_numpy())])]
        for time_s, row in zip(own["time"].to_numpy(), rows, strict=True):
            cells = ["-" if np.isnan(value) else f"{value:.4f}" for value in row]
            lines.append(" ".join([f"{time_s:.6f}", *cells]))
        with replacing(path) as part:
            part.write_text("\n".join(lines) + "\n", "utf-8")
