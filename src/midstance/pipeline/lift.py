"""The third dimension of an analysis: who is lifted, how, and what to know of it."""

import pandas as pd
import xarray as xr

from midstance.config import Config
from midstance.errors import ConfigError
from midstance.lifting.lift import lift
from midstance.lifting.world import lift_from_pose_network
from midstance.metrics.lifted import is_read_from_3d
from midstance.schema.notes import Note
from midstance.schema.scene import Scene


def check_lifting(config: Config) -> None:
    """Refuse to lift somebody whose size is not known, before the long work."""
    if config.lifting.lifter != "none" and config.subject.height_m is None:
        raise ConfigError(
            "Lifting to 3D needs the body height, height_m.", remedy="body_height"
        )


def lift_people(
    tracks: xr.Dataset, raw: xr.Dataset, config: Config
) -> xr.Dataset | None:
    """Return the people in 3D, or None when they are not to be lifted.

    Parameters
    ----------
    tracks, raw
        Clean, and as the pose network gave them: its own 3D landmarks are there.
    config
        Settings.

    Raises
    ------
    ConfigError
        If the body height is not known.
    SchemaError
        If the landmarks of a pose network are wanted that gives none.

    """
    check_lifting(config)
    height_m, lifting = config.subject.height_m, config.lifting
    if lifting.lifter == "none" or height_m is None or not tracks.sizes["individual"]:
        return None
    if lifting.lifter == "blazepose":
        return lift_from_pose_network(raw, height_m=height_m)
    return lift(tracks, height_m=height_m, focal_px=lifting.focal_px)


def notes_on_3d(measures: pd.DataFrame, scenes: dict[str, Scene]) -> list[Note]:
    """Return what to know of the angles that the view does not show."""
    notes = []
    for name, own in measures.groupby("individual", sort=False):
        scene = scenes.get(str(name), Scene())
        n = sum(
            is_read_from_3d(str(metric), scene) for metric in own["metric"].unique()
        )
        if n:
            angles = "1 angle" if n == 1 else f"{n} angles"
            notes.append(
                Note(
                    "angles_from_3d",
                    f"{name}: {angles} that this view does not show come from the "
                    "lifted person; the network infers the depth, so look at the ±.",
                    individual=str(name),
                    severity="note",
                    facts={"n_angles": n},
                )
            )
    return notes
