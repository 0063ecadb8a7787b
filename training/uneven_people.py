"""People one of whose legs stands longer than the other, made from even ones.

Those recorded over force plates stand alike on both feet within 8 ms (one standard
deviation), so a reader that learned from them alone takes a difference of 50 ms for
noise. Here the course of one leg, relative to its hip, runs later around toe-off, or
around contact, and with it the time that the force plate would have told.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from midstance.kernels.types import Array
from midstance.schema.events import SIDES, times_s
from midstance.schema.tracks import path_of

LARGEST_S = {"toe_off": 0.045, "initial_contact": 0.025}
PARTS = ("knee", "ankle", "heel", "foot_index")


@dataclass(frozen=True)
class Uneven:
    """Whose leg is late, when, and by how much.

    Parameters
    ----------
    side
        Left or right.
    event
        ``toe_off`` or ``initial_contact``.
    later_s
        By how much it comes later.
    contacts_s, offs_s
        True contacts of that leg, and the toe-off that ends each.

    """

    side: str
    event: str
    later_s: float
    contacts_s: Array
    offs_s: Array

    def later(self, time_s: Array) -> Array:
        """Return by how much the leg is later, s: all of it at the event.

        It falls off smoothly to the other event before and after it.
        """
        knots_s = np.stack([self.contacts_s, self.offs_s], axis=1).ravel()
        at_event = np.tile([0.0, 1.0], len(self.contacts_s))
        if self.event == "initial_contact":
            at_event = 1.0 - at_event
        part = np.interp(time_s, knots_s, at_event)
        return np.asarray(self.later_s * np.sin(0.5 * np.pi * part) ** 2)

    def moved(self, world: xr.Dataset) -> xr.Dataset:
        """Return the person with that leg running later."""
        time_s = world["time"].to_numpy()
        new_s = time_s + self.later(time_s)
        hip = path_of(world, f"{self.side}_hip")
        position = world["position"].copy(deep=True)
        for part in PARTS:
            name = f"{self.side}_{part}"
            own = path_of(world, name) - hip
            seen = np.isfinite(own).all(axis=1)
            if not seen.any():
                continue
            columns = [np.interp(time_s, new_s[seen], column[seen]) for column in own.T]
            place = np.where(seen[:, None], np.stack(columns, axis=-1) + hip, np.nan)
            where = {"keypoint": name, "individual": world["individual"][0]}
            position.loc[where] = xr.DataArray(
                place,
                dims=("time", "space"),
                coords={"time": world["time"], "space": world["space"]},
            )
        return world.assign(position=position)

    def told(self, events: pd.DataFrame) -> pd.DataFrame:
        """Return events with those of that leg later."""
        own = (events["side"] == self.side).to_numpy()
        later = np.where(own, self.later(events["time_s"].to_numpy()), 0.0)
        return events.assign(time_s=events["time_s"] + later)


def draw_uneven(events: pd.DataFrame, rng: np.random.Generator) -> Uneven:
    """Return a leg that is late, of the person of these true events."""
    side = str(rng.choice(SIDES))
    event = "toe_off" if rng.uniform() < 0.7 else "initial_contact"
    largest_s = LARGEST_S[event]
    contacts_s = times_s(events, side, "initial_contact")
    offs_s = times_s(events, side, "toe_off")
    pairs = [
        (contact_s, float(offs_s[offs_s > contact_s][0]))
        for contact_s in contacts_s
        if (offs_s > contact_s).any()
    ]
    starts_s, ends_s = np.array(pairs).T
    alone = np.append(ends_s[:-1] < starts_s[1:], True)
    later_s = float(rng.uniform(-largest_s, largest_s))
    return Uneven(side, event, later_s, starts_s[alone], ends_s[alone])
