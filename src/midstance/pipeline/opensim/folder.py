"""The OpenSim bridge on the folder of an analysis."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from midstance.errors import ConfigError, NotEnoughDataError
from midstance.files import replacing
from midstance.pipeline.exchange.convert import only
from midstance.pipeline.opensim.measures import stride_measures
from midstance.pipeline.opensim.solve import solve
from midstance.schema.analysis import load
from midstance.schema.measures import summarize
from midstance.schema.tracks import individuals

_POOR_FIT_M = 0.03


@dataclass(frozen=True)
class Found:
    """What was written, in short.

    Parameters
    ----------
    summary
        One row a metric and side, see `midstance.schema.measures.summarize`.
    marker_error_m
        Mean over the frames of the markers' root mean square distance.
    notes
        What should be known about it, whole sentences.

    """

    summary: pd.DataFrame
    marker_error_m: float
    notes: tuple[str, ...]


def solve_folder(
    folder: Path, out: Path, *, person: str | None = None, mass_kg: float | None = None
) -> Found:
    """Run OpenSim's inverse kinematics on a lifted analysis, and write the results.

    Parameters
    ----------
    folder
        Of an analysis that lifted.
    out
        Folder to write; see `midstance.pipeline.opensim.solve.solve`, and beside it
        ``angles.csv``, ``measures.csv`` and ``summary.csv``.
    person
        Whose joints; may be left out when there is one person.
    mass_kg
        Body mass; None takes that of the analysis.

    Raises
    ------
    NotEnoughDataError
        If the analysis did not lift.
    ConfigError
        If there are several people and none is chosen.

    """
    analysis = load(folder)
    lifted = analysis.tracks_3d
    if lifted is None:
        raise NotEnoughDataError(
            f"{folder} has no joints in 3D; analyze the video again with lifting, "
            "which needs the body height."
        )
    people = individuals(lifted)
    if person is None and len(people) != 1:
        raise ConfigError(
            f"OpenSim's model is fitted to one person, and there are {people}; choose "
            "one."
        )
    chosen = person or people[0]
    mass_kg = mass_kg or analysis.config.subject.mass_kg
    found = solve(only(lifted, chosen), out, mass_kg=mass_kg)
    measures = stride_measures(found.angles, analysis.events, chosen)
    summary = summarize(measures)
    tables = {
        "angles.csv": found.angles.rename_axis("time_s").reset_index(),
        "measures.csv": measures,
        "summary.csv": summary,
    }
    for name, table in tables.items():
        with replacing(out / name) as part:
            table.to_csv(part, index=False, float_format="%.5g")
    error_m = float(found.marker_errors_m["root_mean_square_m"].mean())
    return Found(summary, error_m, tuple(_notes(summary, error_m)))


def _notes(summary: pd.DataFrame, error_m: float) -> list[str]:
    notes = []
    if summary.empty:
        notes.append(
            "No stride has both feet's events and all its angles, so that there is "
            "nothing to summarize; the angles over time are there."
        )
    if error_m > _POOR_FIT_M:
        notes.append(
            f"The markers lie {100 * error_m:.0f} cm from those of the model; the "
            "lifted joints are not those of one body, and the angles are poor."
        )
    return notes
