"""Running with a force plate under the belt: joint centres and true contacts."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from midstance.schema.events import make_events
from midstance.schema.tracks import make_tracks


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


def plate_trials(data: Path) -> list[PlateTrial]:
    """Return every trial of the reference data."""
    folders = sorted(data.glob("force-*/*/meta.json"))
    return [load_plate_trial(path.parent) for path in folders]
