r"""How often a comparison tells a change that is none, and what speed does to it.

    python validation/changes.py --trials DATA/runners-on-plates [--cache rows.pickle]

18 people at three speeds on a treadmill, filmed by virtual cameras from both sides and
from behind, each clip with the errors of another pose network: the films of
``validation/findings.py``.

Two cameras: the same steps seen from the left and from the right, as if two days had
been filmed with other cameras: nothing changed, and every change that is told is false.
From the left one leg is near, from the right the other: numbers of both feet are in it.

Two speeds: the same people at another speed, seen from the same side, 1 m/s apart. With
the speeds known, what speed does to others is taken out; how often a number is told as
changed then should be as rare. Without the speeds nearly everything changes.

The day is the same in all of them: what runners vary by themselves from day to day is
not in these figures. Writes changes.txt.
"""

import argparse
import pickle
from collections.abc import Iterator
from itertools import pairwise
from math import nan
from pathlib import Path

import findings
import numpy as np
import pandas as pd

from midstance.files import replacing
from midstance.findings.differences import Reading, difference
from midstance.findings.look import Runner

TABLE = Path(__file__).with_suffix(".txt")
SHOWN = (
    *("cadence", "contact_time", "flight_time", "step_length", "overstride_leg"),
    *("vertical_oscillation", "knee_flexion_contact", "knee_flexion_stance"),
    *("tibia_angle_contact", "foot_strike_angle", "dorsiflexion_peak", "pelvic_drop"),
    *("hip_adduction", "foot_crossover"),
)
DAY = "2026-01-01"
Pair = tuple[Runner, Runner]


def main() -> None:
    """Print and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trials", type=Path, required=True)
    parser.add_argument("--cache", type=Path, help="runners, to compare again faster")
    given = parser.parse_args()
    if given.cache and given.cache.is_file():
        _, people = pickle.loads(given.cache.read_bytes())
    else:
        people = list(findings.filmed_people(given.trials))
        if given.cache:
            given.cache.write_bytes(pickle.dumps(([], people)))
    lines = list(table(people))
    print("\n".join(lines))
    with replacing(TABLE) as part:
        part.write_text("\n".join(lines) + "\n", "utf-8")


def table(people: list[tuple[str, Runner]]) -> Iterator[str]:
    """Yield the lines of the table."""
    cameras, speeds = camera_pairs(people), speed_pairs(people)
    columns = {
        "two cameras": compared(cameras, knows_speed=True),
        "1 m/s apart": compared(speeds, knows_speed=True),
        "not known": compared(speeds, knows_speed=False),
    }
    yield "Changes told of people who changed nothing but their speed, % of comparisons"
    yield f"{len(cameras)} pairs of cameras, {len(speeds)} pairs of speeds"
    heading = "".join(f"{name:>14}" for name in columns)
    yield f"{'':<24}{heading}{'least':>10}{'moved':>10}"
    for metric in SHOWN:
        cells = [share(rows, metric) for rows in columns.values()]
        yield (
            f"{metric:<24}{''.join(cells)}"
            f"{median(columns['two cameras'], metric, 'least'):>10}"
            f"{median(columns['1 m/s apart'], metric, 'moved'):>10}"
        )
    cells = [share(rows, None) for rows in columns.values()]
    yield f"{'all numbers':<24}{''.join(cells)}"
    yield "least: the smallest change that can be told between two cameras (median);"
    yield "moved: by how much 1 m/s changed the number (median)."


def camera_pairs(people: list[tuple[str, Runner]]) -> list[Pair]:
    """Return everybody at each speed as two cameras saw them."""
    return [
        (first, second)
        for (view, first), (other, second) in pairwise(people)
        if (view, other) == ("left", "right") and first.speed_m_s == second.speed_m_s
    ]


def speed_pairs(people: list[tuple[str, Runner]]) -> list[Pair]:
    """Return everybody at neighbouring speeds, each from the same side."""
    pairs = []
    for wanted in findings.VIEWS:
        own = [runner for view, runner in people if view == wanted]
        pairs += [
            (slow, fast)
            for slow, fast in pairwise(own)
            if fast.height_m == slow.height_m and fast.speed_m_s > slow.speed_m_s
        ]
    return pairs


def compared(pairs: list[Pair], *, knows_speed: bool) -> pd.DataFrame:
    """Return a row for each number that both of a pair have."""
    rows = []
    for first, second in pairs:
        both = first.summary.merge(second.summary, on=["metric", "side"])
        for row in both.itertuples():
            found = difference(
                str(row.metric),
                Reading(
                    *(row.value_x, row.uncertainty_x),
                    *(first.speed_m_s if knows_speed else nan, DAY),
                ),
                Reading(
                    *(row.value_y, row.uncertainty_y),
                    *(second.speed_m_s if knows_speed else nan, DAY),
                ),
            )
            if np.isfinite(found.probability):
                rows.append(
                    {
                        "metric": row.metric,
                        "is_clear": found.is_clear,
                        "least": found.detectable,
                        "moved": abs(found.change),
                    }
                )
    return pd.DataFrame(rows)


def share(rows: pd.DataFrame, metric: str | None) -> str:
    """Return how often a change is told (%), as a cell; empty: never measured."""
    own = rows if metric is None else rows[rows["metric"] == metric]
    return f"{100 * own['is_clear'].mean():>14.0f}" if len(own) else f"{'':>14}"


def median(rows: pd.DataFrame, metric: str, column: str) -> str:
    """Return the median of a column, as text."""
    own = rows.loc[rows["metric"] == metric, column]
    return f"{own.median():.3g}" if len(own) else ""


if __name__ == "__main__":
    main()
