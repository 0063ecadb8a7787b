"""What the user should know before reading any number."""

import pandas as pd
import xarray as xr

from midstance.bouts.locomotion import implausible_cadence
from midstance.bouts.turning import notes_on_ways
from midstance.schema.bouts import GAITS
from midstance.schema.edits import describe_edits
from midstance.schema.events import of_individual
from midstance.schema.tracks import individuals
from midstance.tracking.shots import by_person


def warnings_of(
    raw: xr.Dataset,
    kept: xr.Dataset,
    bouts: pd.DataFrame,
    events: pd.DataFrame,
    edits: pd.DataFrame,
) -> tuple[str, ...]:
    """Return what holds of these people, tracks and events, in sentences."""
    if not raw.sizes["individual"]:
        return ("Nobody was found in any frame, so nothing could be measured.",)
    sentences = []
    n_more = len(by_person(individuals(raw))) - len(by_person(individuals(kept)))
    if n_more:
        verb = "person was" if n_more == 1 else "people were"
        sentences.append(
            f"{n_more} more {verb} seen; midstance people FOLDER shows them, and "
            "reports whom you choose."
        )
    for name in individuals(kept):
        own = bouts[bouts["individual"] == name]
        done = own[own["repetitions"] > 0]
        if not own["activity"].isin(GAITS).any():
            sets = [
                f"{n:.0f} {a}"
                for a, n in zip(done["activity"], done["repetitions"], strict=True)
            ]
            but = f", but {' and '.join(sets)}" if sets else ""
            sentences.append(f"{name}: no running or walking was found{but}.")
        elif not (own["activity"] == "running").any():
            sentences.append(f"{name} walks and does not run.")
        doubt = implausible_cadence(of_individual(events, name))
        if doubt:
            sentences.append(f"{name}: {doubt}")
    sentences += notes_on_ways(kept, bouts)
    by_hand = edits["individual"].isin(individuals(kept))
    sentences += filter(None, [describe_edits(edits[by_hand])])
    for name in edits.loc[~by_hand, "individual"].unique():
        sentences.append(
            f"Events of {name} were curated by hand, but {name} is not among the "
            "people of this analysis."
        )
    return tuple(sentences)
