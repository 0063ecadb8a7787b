"""How far events lie from the truth in people nobody learned from.

Run from the root of the checkout; the recordings (``MIDSTANCE_DATA``, or
``../shared/data``) are not part of the project. The rows that the readers learn from
are made first, see ``training/people_rows.py`` and ``training/train_people.py``::

    python validation/people.py --rows ROWS --clips CLIPS --out validation/people.csv

18 runners (three speeds on a treadmill with a force plate) and 20 walkers (over plates
in the floor), filmed by a virtual camera 4 m away at 60 frames/s from either side, from
behind and from the front, and at 30 and 120 from the right, with exact keypoints (from
the sides), 3 px of white noise, and the errors measured on BlazePose; cleaned as every
analysis cleans. Runners are also taken past the camera as if the belt were the ground,
three times a trial: a second with two to four contacts. Events within half a stride of
an end of a clip, which say whether what is stated of them holds, have rows of their
own. Everybody is left out in turn:
the reader that judges a person was trained by the same recipe on all the others, never
the one that ships. The table is made by `midstance.pipeline.benchmark.scoring`; the
first run films (`--clips` keeps what was filmed), later ones take some minutes.
"""

import argparse
import os
import pickle
import shlex
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from midstance.errors import NotEnoughDataError
from midstance.events.strides.consensus import detect_with
from midstance.events.strides.people import PeopleReader
from midstance.formats.motion.plate_trial import PlateTrial, read_plate_trial
from midstance.pipeline.benchmark.clips import Condition, conditions, film_clip
from midstance.pipeline.benchmark.scoring import compare, tabulate
from midstance.schema.events import KINDS
from midstance.synth.observation.noise import load_network_error

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "training"))

from people_lines import Rows, Settings, of  # noqa: E402
from train_people import (  # noqa: E402
    learn,
    read_rows,
    read_short_rows,
    settings_for,
)

SIDE = ("side.npz", "side_networks.npz")
READERS = {
    "run_side": ((SIDE,), "side"),
    "run_side_short": ((SIDE[:1], ("crossing.npz",)), "side"),
    "run_rear": ((("rear.npz",),), "rear"),
    "run_front": ((("front.npz",),), "front"),
    "walk_side": ((("walk.npz",),), "side"),
}
SIDES = ("left", "right")
MAIN_RATE_HZ = 60.0
OTHER_RATES_HZ = (30.0, 120.0)
PASSES_AT_S = (7.0, 14.0, 21.0)
THRESHOLDS_N = (50, 20)
END_S = {"run": 0.3, "walk": 0.5}
"""Nearer than that to an end of a clip, less than half a stride, events stand in rows
of their own; the nearest frame or two are left out."""
LEAST_FROM_END_S = 0.035
Clip = tuple[Condition, xr.Dataset]


def wanted(trial: PlateTrial) -> list[Condition]:
    """Return how a trial is filmed."""
    with_errors = ("white", "network")
    some = conditions(SIDES, (MAIN_RATE_HZ,))
    some += conditions(SIDES[1:], OTHER_RATES_HZ, with_errors)
    if is_run(trial):
        some += conditions(("rear", "front"), (MAIN_RATE_HZ,), with_errors)
        passing = conditions(SIDES, (MAIN_RATE_HZ,))
        passing += conditions(SIDES[1:], OTHER_RATES_HZ[:1], with_errors)
        some += [
            replace(one, passes_at_s=at_s) for one in passing for at_s in PASSES_AT_S
        ]
    return some


def is_run(trial: PlateTrial) -> bool:
    """Return whether somebody is on a treadmill: all of these run."""
    return "belt_speed_m_s" in trial.about


def thresholds_of(condition: Condition) -> tuple[int, ...]:
    """Return at which forces a clip is judged."""
    is_both = is_main(condition) and condition.noise != "exact"
    return THRESHOLDS_N if is_both else THRESHOLDS_N[:1]


def is_main(condition: Condition) -> bool:
    """Return whether somebody is filmed from a side and passes nobody by."""
    is_side = condition.view in SIDES and condition.rate_hz == MAIN_RATE_HZ
    return is_side and condition.passes_at_s is None


def at_ends(
    found: pd.DataFrame, trial: PlateTrial, tracks: xr.Dataset, condition: Condition
) -> pd.DataFrame:
    """Return the rows of single events within half a stride of an end of a clip."""
    table = compare(found, trial, tracks, condition, edge_s=LEAST_FROM_END_S)
    first_s, last_s = tracks["time"].to_numpy()[[0, -1]]
    end_s = END_S["run" if is_run(trial) else "walk"]
    inside = table["true_s"].between(first_s + end_s, last_s - end_s)
    return table[table["what"].isin(KINDS) & ~inside]


def film(trial: PlateTrial, data: Path, keep: Path) -> list[Clip]:
    """Return the clips of a trial, from the folder that keeps them if it has them."""
    kept = keep / f"{trial.name}.pickle"
    have: dict[Condition, xr.Dataset] = {}
    if kept.is_file():
        have = dict(pickle.loads(kept.read_bytes()))
    every = wanted(trial)
    missing = [condition for condition in every if condition not in have]
    network = load_network_error(data / "noise" / "blazepose_side_view.json")
    for condition in missing:
        number = zlib.crc32(condition.of(trial).encode())
        with suppress(NotEnoughDataError):
            have[condition] = film_clip(
                trial, condition, network=network, number=number
            )
    if missing:
        keep.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(list(have.items())))
    return [(condition, have[condition]) for condition in every if condition in have]


def readers_without(person: str, rows: Path, which: str) -> dict[str, PeopleReader]:
    """Return readers that learned from everybody else, whose names begin so."""
    readers = {}
    for name, (_, view) in READERS.items():
        if not name.startswith(which):
            continue
        every = rows_of(name, rows)
        others = of(every, every["person"] != person)
        arrays = learn(others, settings_for(name, Settings()), view)
        parts = {f"{name}_{key}": part for key, part in arrays.items()}
        readers[name] = PeopleReader.of(parts, name)
    return readers


@cache
def rows_of(name: str, folder: Path) -> Rows:
    """Return what the reader with that name learns from."""
    paths = [",".join(str(folder / one) for one in part) for part in READERS[name][0]]
    if len(paths) == 2:
        return read_short_rows(*paths)
    return read_rows(*paths, feet=name == "run_side")


def judge(job: tuple[str, list[Path], Path, Path, Path, bool]) -> pd.DataFrame:
    """Return the rows of one person, from everywhere or from the side alone."""
    person, paths, data, keep, rows, everywhere = job
    trials = [read_plate_trial(path) for path in paths]
    gait = "run" if is_run(trials[0]) else "walk"
    readers = readers_without(person, rows, gait if everywhere else f"{gait}_side")
    tables = []
    for trial in trials:
        for condition, tracks in film(trial, data, keep):
            if not everywhere and condition.view not in SIDES:
                continue
            for threshold_n in thresholds_of(condition):
                with suppress(NotEnoughDataError):
                    found = detect_with(tracks, readers, threshold_n=threshold_n)
                    table = compare(
                        found, trial, tracks, condition, threshold_n=threshold_n
                    )
                    passes = condition.passes_at_s is not None
                    about = {"threshold_n": threshold_n, "passes": passes}
                    tables.append(table.assign(**about, at_end=False))
                    if is_main(condition) and threshold_n == THRESHOLDS_N[0]:
                        ends = at_ends(found, trial, tracks, condition)
                        tables.append(ends.assign(**about, at_end=True))
    return pd.concat(tables, ignore_index=True)


def people(data: Path) -> Iterator[tuple[str, list[Path]]]:
    """Yield each person and the files of that person."""
    for folder in ("runners-on-plates", "walkers-on-plates"):
        paths = sorted((data / folder).glob("*.npz"))
        names = sorted({path.stem.split("_")[0] for path in paths})
        for name in names:
            yield name, [path for path in paths if path.stem.split("_")[0] == name]


def group_of(rows: pd.DataFrame) -> pd.Series:
    """Return what stands together in the table."""
    turns = rows["trial"].str.contains("turn")
    gait = rows["gait"].where(~turns, "walk, turning")
    gait = gait.where(~rows["passes"], "run, crossing")
    gait = gait.where(~rows["at_end"], gait + ", ends")
    seen = rows["view"].where(~rows["view"].isin(SIDES), "side")
    return gait + ", " + seen


def main() -> None:
    """Judge everybody, print the table, and write it when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=Path, required=True, help="what is learned from")
    parser.add_argument(
        "--clips", type=Path, required=True, help="keeps what is filmed"
    )
    parser.add_argument("--out", type=Path, help="CSV file to write")
    parser.add_argument("--each", type=Path, help="every single number, as CSV")
    parser.add_argument("--n-processes", type=int, default=1)
    parser.add_argument("--only", help="only people whose names begin with this")
    parser.add_argument(
        "--others",
        type=Path,
        help="what an earlier run wrote with --each: walkers, and what is seen from "
        "behind and from the front, are taken from there, not judged again",
    )
    given = parser.parse_args()
    data = Path(os.environ.get("MIDSTANCE_DATA", ROOT.parent / "shared" / "data"))
    jobs = [
        (name, paths, data, given.clips, given.rows, given.others is None)
        for name, paths in people(data)
        if name.startswith(given.only or ("" if given.others is None else "rbds"))
    ]
    tables = []
    with Pool(given.n_processes) as pool:
        for number, table in enumerate(pool.imap(judge, jobs), start=1):
            tables.append(table)
            print(f"{number} of {len(jobs)} people", file=sys.stderr, flush=True)
    if given.others is not None:
        before = pd.read_csv(given.others)
        is_ours = (before["gait"] == "run") & before["view"].isin(SIDES)
        tables.append(before[~is_ours])
    rows = pd.concat(tables, ignore_index=True)
    if given.each:
        rows.to_csv(given.each, index=False)
    result = summary(rows)
    with pd.option_context("display.max_rows", None, "display.width", 250):
        print(result.to_string(index=False))
    if given.out:
        command = f"python validation/people.py {shlex.join(sys.argv[1:])}"
        text = result.to_csv(index=False)
        given.out.write_text(f"# {command}\n{text}", encoding="utf-8")


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the table: all speeds together, and each speed at the main rate."""
    rows = rows.assign(group=group_of(rows), speed="all")
    keys = ["group", "threshold_n", "rate_hz", "noise", "speed"]
    single = rows[
        (rows["rate_hz"] == MAIN_RATE_HZ)
        & (rows["group"] == "run, side")
        & (rows["threshold_n"] == THRESHOLDS_N[0])
    ]
    by_speed = single.assign(speed=single["speed_m_s"].map("{:g} m/s".format))
    every = pd.concat([tabulate(rows, keys), tabulate(by_speed, keys)])
    whole = {"people", "n"}
    digits = {
        name: 0 if name in whole else 1 if name.endswith("_ms") else 3
        for name in every.columns[len(keys) + 1 :]
    }
    rounded = every.astype(dict.fromkeys(digits, float)).round(digits)
    return rounded.astype(dict.fromkeys(whole, int))


if __name__ == "__main__":
    np.seterr(all="ignore")
    main()
