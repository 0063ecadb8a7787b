"""How far single events lie from the mean of their leg, and what is stated of that.

Run from the root of the checkout; the recordings (``MIDSTANCE_DATA``, or
``../shared/data``) are not part of the project::

    python validation/single_events.py --clips CLIPS --out validation/single_events.txt

The clips are those of ``validation/people.py``, 60 frames/s from either side. What a
single event states of its own does not come from the readers that learned from these
people, so those that ship are used.

Runners: events scatter about the mean of their leg in a clip; what their own frames
state of that (`midstance.events.refine`) is less, and what is missing is
`midstance.events.strides.consensus.LEAST_SD_S`: the root of the mean over people,
beside the least and the largest of them. Events near the ends of a clip are left out.

Walkers: stride times, contact to contact and toe-off to toe-off, beside those that the
laboratory marked: they hold what single events have of their own, twice.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pandas as pd
from people import END_S, ROOT, film, is_main, is_run, people
from scipy.stats import median_abs_deviation

from midstance.errors import NotEnoughDataError
from midstance.events.strides.consensus import LEAST_SD_S, Consensus
from midstance.formats.motion.plate_trial import read_plate_trial
from midstance.pipeline.benchmark.scoring import matched
from midstance.schema.events import KINDS, SIDES

FEWEST = 5
"""Events of a leg in a clip whose scatter counts."""
LONGEST_STRIDE_S = 1.6
COLUMNS = ("gait", "person", "noise", "what", "n", "off_ms", "own_ms")


def main() -> None:
    """Print both tables, and write them when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--clips", type=Path, required=True, help="keeps what is filmed"
    )
    parser.add_argument("--out", type=Path, help="text file to write")
    given = parser.parse_args()
    data = Path(os.environ.get("MIDSTANCE_DATA", ROOT.parent / "shared" / "data"))
    rows = pd.DataFrame(list(measured(data, given.clips)), columns=list(COLUMNS))
    runners, walkers = (rows[rows["gait"] == gait] for gait in ("run", "walk"))
    n_runners, n_walkers = (own["person"].nunique() for own in (runners, walkers))
    text = "\n".join(
        [
            f"Events of {n_runners} runners about the mean of their leg in a clip, ms",
            missing(runners).to_string(index=False, float_format="{:.1f}".format),
            "",
            f"Stride times of {n_walkers} walkers who go straight, ms, and %",
            held(walkers).to_string(index=False, float_format="{:.1f}".format),
        ]
    )
    print(text)
    if given.out:
        command = f"python validation/single_events.py {shlex.join(sys.argv[1:])}"
        given.out.write_text(f"# {command}\n{text}\n", encoding="utf-8")


def measured(data: Path, keep: Path) -> Iterator[tuple[object, ...]]:
    """Yield `COLUMNS`.

    Of a runner one row for each leg in each clip, the scatter and what is stated of it
    (root mean squares); of a walker one for each stride time.
    """
    for person, paths in people(data):
        for path in paths:
            trial = read_plate_trial(path)
            if "turn" in trial.name:
                continue
            gait = "run" if is_run(trial) else "walk"
            truth = trial.events() if gait == "run" else trial.marked
            for condition, tracks in film(trial, data, keep):
                if not is_main(condition):
                    continue
                with suppress(NotEnoughDataError):
                    found = with_own(Consensus().detect(tracks))
                    first_s, last_s = tracks["time"].to_numpy()[[0, -1]]
                    edge_s = END_S["run"] if gait == "run" else 0.0
                    counts = truth["time_s"].between(first_s + edge_s, last_s - edge_s)
                    for side, what in product(SIDES, KINDS):
                        own = matched(found, truth, counts, side, what).dropna()
                        about = gait, person, condition.noise, what
                        parts = scatter(own) if gait == "run" else strides(own)
                        for n, off_s, own_s in parts:
                            yield *about, n, 1e3 * off_s, 1e3 * own_s


def with_own(events: pd.DataFrame) -> pd.DataFrame:
    """Return events whose uncertainty is what each of them has of its own."""
    shared = events["person_uncertainty_s"] ** 2 + events["leg_uncertainty_s"] ** 2
    return events.assign(uncertainty_s=np.sqrt(events["uncertainty_s"] ** 2 - shared))


def scatter(own: pd.DataFrame) -> Iterator[tuple[int, float, float]]:
    """Yield how many events a leg has, their scatter, and what is stated of it (s)."""
    if len(own) >= FEWEST:
        off_s = own["found_s"] - own["true_s"]
        yield (
            len(own),
            float(off_s.std()),
            float((own["uncertainty_s"] ** 2).mean() ** 0.5),
        )


def strides(own: pd.DataFrame) -> Iterator[tuple[int, float, float]]:
    """Yield how wrong each stride time is, and what is stated of it (s)."""
    for one, other in pairwise(own.sort_values("true_s").itertuples()):
        true_s = other.true_s - one.true_s
        if true_s < LONGEST_STRIDE_S:
            off_s = other.found_s - one.found_s - true_s
            yield 1, off_s, float(np.hypot(one.uncertainty_s, other.uncertainty_s))


def missing(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the scatter of single events, what frames state, and what is missing."""
    table = []
    for number, what in enumerate(KINDS):
        one = rows[rows["what"] == what]
        frames = one["own_ms"] ** 2 - (1e3 * LEAST_SD_S[number]) ** 2
        whole = one["off_ms"] ** 2
        own = one.assign(whole=whole, frames=frames, missing=whole - frames)
        for noise, part in [*own.groupby("noise", sort=False), ("all", own)]:
            means = part.groupby("person")[["whole", "frames", "missing"]].mean()
            table.append(
                {
                    "event": what,
                    "noise": noise,
                    "legs": len(part),
                    "scatter": root(means["whole"].mean()),
                    "frames state": root(means["frames"].mean()),
                    "missing": root(means["missing"].mean()),
                    "least": root(means["missing"].min()),
                    "most": root(means["missing"].max()),
                }
            )
    return pd.DataFrame(table)


def held(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how wrong stride times are, and how often what is stated holds."""
    table = []
    for (what, noise), part in rows.groupby(["what", "noise"], sort=False):
        off, own = part["off_ms"].abs(), part["own_ms"]
        table.append(
            {
                "from": what,
                "noise": noise,
                "n": len(part),
                "RMSE": root((off**2).mean()),
                "robust": median_abs_deviation(part["off_ms"], scale="normal"),
                "stated": own.median(),
                "within 1": 100 * (off < own).mean(),
                "within 2": 100 * (off < 2 * own).mean(),
            }
        )
    return pd.DataFrame(table)


def root(square: float) -> float:
    """Return the root of a square; 0 of what noise made less than that."""
    return float(np.sqrt(max(square, 0.0)))


if __name__ == "__main__":
    np.seterr(all="ignore")
    main()
