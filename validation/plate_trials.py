"""People over force plates: their joint centres and true contacts."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from midstance.formats.motion.c3d import read_c3d, read_c3d_events
from midstance.schema.events import SIDES, make_events
from midstance.schema.tracks import make_tracks, path_of

C3D_POINTS = {
    "hip": "FEP",
    "knee": "KJC",
    "ankle": "AJC",
    "heel": "HEE",
    "foot_index": "TOE",
}
"""What Plug-in Gait calls our keypoints, after the letter of the side. Its hip joint
centre is a regression on the markers of the pelvis (Davis et al. 1991); the toe
marker lies over the head of the second metatarsal."""


@dataclass(frozen=True)
class PlateTrial:
    """One recording.

    Parameters
    ----------
    name
        Of its folder.
    world
        Tracks in metres, x forward, y left, z up.
    events
        Contacts and toe-offs by force threshold, source ``truth``.
    belt_speed_m_s
        0 overground.

    """

    name: str
    world: xr.Dataset
    events: pd.DataFrame
    belt_speed_m_s: float


def load_plate_trial(folder: Path) -> PlateTrial:
    """Read ``kinematics.csv.gz``, ``events.csv`` and ``meta.json`` of a folder.

    The files have y up and z right; the trial returned has z up and y left.
    """
    table = pd.read_csv(folder / "kinematics.csv.gz")
    meta = json.loads((folder / "meta.json").read_text())
    names = sorted(name[:-2] for name in table if name.endswith("_x"))
    position = np.stack(
        [
            np.column_stack([table[f"{n}_x"], -table[f"{n}_z"], table[f"{n}_y"]])
            for n in names
        ],
        axis=-1,
    )
    world = make_tracks(
        position[..., None],
        np.ones((len(table), len(names), 1)),
        table["time_s"].to_numpy(),
        keypoints=names,
        space_unit="m",
        attrs={"source_file": folder.name},
    )
    truth = pd.read_csv(folder / "events.csv")
    events = make_events(
        ("person-1", row.side, row.event, float(row.time_s), 0.0, "truth")
        for row in truth.itertuples()
    )
    return PlateTrial(
        folder.name, world, events, float(meta.get("belt_speed_m_s") or 0.0)
    )


def load_c3d_trial(path: Path) -> PlateTrial:
    """Read somebody who walks along y over plates, and the events labelled there.

    Five of the eight labels are of a foot alone on a plate: four of them lie within
    1 ms of where its force passes 20 N, the last contact of the right foot, at the
    edge of a plate, 7 ms before. The other three were set from the markers.
    """
    points = read_c3d(path)
    start_s = float(points["time"][0])
    names = [f"{side}_{name}" for side in SIDES for name in C3D_POINTS]
    markers = [side + name for side in "LR" for name in C3D_POINTS.values()]
    place = np.stack([path_of(points, marker) for marker in markers], axis=-1)
    rightward, ahead, above = np.moveaxis(place, 1, 0)
    world = make_tracks(
        np.stack([ahead, -rightward, above], axis=1)[..., None],
        np.ones((len(ahead), len(names), 1)),
        points["time"].to_numpy() - start_s,
        keypoints=names,
        space_unit="m",
        attrs={"source_file": path.name},
    )
    return PlateTrial(path.stem, world, _labelled_events(path, start_s), 0.0)


def _labelled_events(path: Path, start_s: float) -> pd.DataFrame:
    """Return the labels of a file, on the clock on which its first frame is 0."""
    labelled = read_c3d_events(path)
    return labelled.assign(
        time_s=labelled["time_s"] - start_s, uncertainty_s=0.0, source="truth"
    )


def plate_trials(data: Path) -> list[PlateTrial]:
    """Return every trial of the reference data."""
    folders = sorted(data.glob("force-*/*/meta.json"))
    return [load_plate_trial(path.parent) for path in folders]
