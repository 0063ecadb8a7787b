"""How far detected contacts and toe-offs lie from the truth.

Run from the root of the checkout; the reference data (``MIDSTANCE_DATA``, or
``../shared/data``) is not part of the project::

    python validation/events.py --out validation/events.csv

Recordings: a runner on a treadmill with a force plate, synthetic people that no
detector was tuned on, and somebody who walks over force plates (eight events, seen
from either side); all by a virtual camera (`virtual_camera`) at 30, 60 and 120
frames/s with three kinds of keypoint error, cleaned as every analysis cleans; and,
with ``--video``, the real clip through the real network against contacts labelled
by eye. A detection matches a true event of the same foot within 100 ms.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from naive_events import HeelAhead, LowestAnkle
from plate_trials import load_c3d_trial, plate_trials
from virtual_camera import NOISES, shoot

from midstance.errors import NotEnoughDataError
from midstance.events.base import EventDetector, detectors
from midstance.pipeline.steps import clean
from midstance.schema.events import KINDS, SIDES, times_s
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run

MATCH_S = 0.100
RATES_HZ = (30.0, 60.0, 120.0)
MAIN_RATE_HZ = 60.0
CONDITIONS = (*((noise, 0.0) for noise in NOISES), ("px3", 0.3), ("blazepose", 0.3))
"""Keypoint errors, and for what share of the time the far knee and foot are
hidden."""
SHORT = {"initial_contact": "ic", "toe_off": "to"}
LABELLED_FRAMES = 243
LABEL_DELAY_FRAMES = 0.5
ROOT = Path(__file__).parents[1]

RUNNERS = {
    "walk 1.2": RunnerSettings(speed_m_s=1.2, height_m=1.66),
    "walk 1.7": RunnerSettings(speed_m_s=1.7, height_m=1.84, strike_angle_deg=18),
    "jog 1.3": RunnerSettings(
        speed_m_s=1.3,
        height_m=1.70,
        cadence_spm=146,
        duty_factor=0.45,
        strike_angle_deg=6,
        overstride_m=0.10,
        trunk_lean_deg=4,
        step_width_m=0.07,
        knee_stance_peak_deg=37,
        knee_swing_peak_deg=72,
        thigh_swing_peak_deg=20,
        knee_off_rate_deg_s=0,
    ),
    "jog 1.8": RunnerSettings(
        speed_m_s=1.8,
        height_m=1.83,
        cadence_spm=152,
        duty_factor=0.42,
        strike_angle_deg=9,
        overstride_m=0.14,
        trunk_lean_deg=6,
        step_width_m=0.06,
        knee_stance_peak_deg=38,
        knee_swing_peak_deg=78,
        thigh_swing_peak_deg=23,
        knee_off_rate_deg_s=0,
    ),
    "jog 2.1": RunnerSettings(speed_m_s=2.1, height_m=1.62, cadence_spm=150),
    "run 2.8": RunnerSettings(speed_m_s=2.8, height_m=1.91, strike_angle_deg=14),
    "run 3.2 forefoot": RunnerSettings(
        speed_m_s=3.2, height_m=1.58, strike_angle_deg=-8, cadence_spm=186
    ),
    "run 3.8 uneven": RunnerSettings(
        speed_m_s=3.8, contact_asymmetry=0.05, step_asymmetry=0.02
    ),
    "run 4.6 crossing": RunnerSettings(speed_m_s=4.6, surface="overground"),
    "run 3.4 crossing": RunnerSettings(
        speed_m_s=3.4, height_m=1.70, strike_angle_deg=3, surface="overground"
    ),
    "sprint 6": RunnerSettings(speed_m_s=6.0, height_m=1.79),
    "sprint 9": RunnerSettings(speed_m_s=9.0, height_m=1.82),
    "sprint 8 crossing": RunnerSettings(speed_m_s=8.0, surface="overground"),
}


@dataclass(frozen=True)
class Recording:
    """Something with true events."""

    group: str
    name: str
    world: xr.Dataset
    events: pd.DataFrame
    view: str = "right"


def every_detector(only: list[str] | None = None) -> dict[str, EventDetector]:
    """Return the registered detectors and the naive rules, or some of them."""
    found = {name: detectors.get(name)() for name in detectors.names()}
    first = {"consensus": found.pop("consensus")}
    naive = {"naive: lowest ankle": LowestAnkle(), "naive: heel + 26 ms": HeelAhead()}
    every = {**first, **found, **naive}
    return every if only is None else {name: every[name] for name in only}


def recordings(data: Path) -> Iterator[Recording]:
    """Yield the treadmill trials, the synthetic runners, and who walks over plates."""
    for trial in plate_trials(data):
        yield Recording("plate", trial.name, trial.world, trial.events)
        yield Recording("plate, rear", trial.name, trial.world, trial.events, "rear")
    for number, (name, settings) in enumerate(RUNNERS.items()):
        one = run(settings, duration_s=12.0, rate_hz=200.0, seed=9000 + number)
        kind = name.split()[0]
        crosses = settings.surface == "overground"
        group = f"synthetic {'crossing' if crosses else kind}"
        yield Recording(group, name, one.tracks, one.events, SIDES[number % 2])
        if not crosses:
            group = f"synthetic {kind}, rear"
            yield Recording(group, name, one.tracks, one.events, "rear")
    trial = load_c3d_trial(data / "c3d" / "overground_walk_plates.c3d")
    for view in SIDES:
        group = "plate, walking overground"
        yield Recording(group, trial.name, trial.world, trial.events, view)


def matched(
    found: pd.DataFrame, truth: pd.DataFrame, kind: str
) -> tuple[pd.DataFrame, int, int]:
    """Return matched pairs, and how many true and how many found events there are.

    Each true event takes the nearest found one that no nearer true one takes.
    """
    pairs, n_true, n_found = [], 0, 0
    for side in SIDES:
        true = times_s(truth, side, kind)
        own = found[(found["side"] == side) & (found["event"] == kind)]
        seen = own["time_s"].to_numpy(dtype=float)
        n_true, n_found = n_true + len(true), n_found + len(seen)
        if not len(true) or not len(seen):
            continue
        for number, time in enumerate(true):
            nearest = int(np.argmin(np.abs(seen - time)))
            is_own = int(np.argmin(np.abs(true - seen[nearest]))) == number
            error = seen[nearest] - time
            if is_own and abs(error) < MATCH_S:
                doubt = own["uncertainty_s"].iloc[nearest]
                pairs.append((side, time, seen[nearest], error, doubt))
    columns = ["side", "true_s", "found_s", "error_s", "uncertainty_s"]
    return pd.DataFrame(pairs, columns=columns), n_true, n_found


def score(
    found: pd.DataFrame,
    truth: pd.DataFrame,
    *,
    start_s: float,
    end_s: float,
    near: str,
) -> dict[str, float]:
    """Return the sums from which `summary` makes one row of the table.

    Only events between two times count, and found ones also a match outside:
    an event at the very edge may be found just within or without. `near` is the
    leg that is nearer to the camera.
    """
    edge_s = 0.02
    inner = truth[truth["time_s"].between(start_s + edge_s, end_s - edge_s)]
    sums: dict[str, float] = {}
    for kind, short in SHORT.items():
        pairs, n_true, _ = matched(found, inner, kind)
        every, _, _ = matched(found, truth, kind)
        first, last = truth["time_s"].min(), truth["time_s"].max()
        judged = found[
            (found["event"] == kind)
            & found["time_s"].between(max(first, start_s), min(last, end_s))
        ]
        n_right = int(judged["time_s"].isin(every["found_s"]).sum())
        error = pairs["error_s"].to_numpy(dtype=float)
        for name, chosen in (
            ("near", pairs["side"] == near),
            ("far", pairs["side"] != near),
        ):
            sums[f"{short}_{name}_n"] = int(chosen.sum())
            sums[f"{short}_{name}_square"] = float((error[chosen] ** 2).sum())
        sums |= {
            f"{short}_true": n_true,
            f"{short}_hit": len(error),
            f"{short}_judged": len(judged),
            f"{short}_right": n_right,
            f"{short}_sum": error.sum(),
            f"{short}_square": (error**2).sum(),
            f"{short}_in_1": (np.abs(error) < pairs["uncertainty_s"]).sum(),
            f"{short}_in_2": (np.abs(error) < 2 * pairs["uncertainty_s"]).sum(),
        }
    return sums | contact_sums(found, inner) | cadence_sums(found, inner)


def contact_sums(found: pd.DataFrame, truth: pd.DataFrame) -> dict[str, float]:
    """Return how many contact times were found, and sums of their errors."""
    errors = []
    contacts, toe_offs = (matched(found, truth, kind)[0] for kind in KINDS)
    for side in SIDES:
        landed = contacts[contacts["side"] == side]
        left = toe_offs[toe_offs["side"] == side]
        for start in landed.itertuples():
            later = left[left["true_s"] > start.true_s]
            if len(later) and later["true_s"].iloc[0] - start.true_s < 0.9:
                errors.append(later["error_s"].iloc[0] - start.error_s)
    error = np.array(errors)
    return {
        "contact_n": len(error),
        "contact_sum": error.sum(),
        "contact_square": (error**2).sum(),
    }


def cadence_sums(found: pd.DataFrame, truth: pd.DataFrame) -> dict[str, float]:
    """Return the error of the cadence over the matched contacts (steps/min)."""
    pairs, _, _ = matched(found, truth, "initial_contact")
    pairs = pairs.sort_values("true_s")
    if len(pairs) < 3:
        return {"cadence_n": 0, "cadence_square": 0.0}
    true, seen = (
        60 * (len(pairs) - 1) / float(np.ptp(pairs[name].to_numpy()))
        for name in ("true_s", "found_s")
    )
    return {"cadence_n": 1, "cadence_square": (seen - true) ** 2}


def summary(rows: pd.DataFrame) -> pd.Series:
    """Return one row of the table from the sums of several recordings."""
    total = rows.select_dtypes("number").sum()
    table: dict[str, float] = {}
    with np.errstate(invalid="ignore", divide="ignore"):
        for short in SHORT.values():
            n = np.float64(total[f"{short}_hit"])
            mean = total[f"{short}_sum"] / n
            square = total[f"{short}_square"] / n
            table |= {
                f"{short}_bias_ms": 1e3 * mean,
                f"{short}_sd_ms": 1e3 * np.sqrt(max(square - mean**2, 0.0)),
                f"{short}_rmse_ms": 1e3 * np.sqrt(square),
                f"{short}_near_rmse_ms": 1e3 * _root(total, f"{short}_near"),
                f"{short}_far_rmse_ms": 1e3 * _root(total, f"{short}_far"),
                f"{short}_recall": n / np.float64(total[f"{short}_true"]),
                f"{short}_precision": total[f"{short}_right"]
                / np.float64(total[f"{short}_judged"]),
                f"{short}_in_1sd": total[f"{short}_in_1"] / n,
                f"{short}_in_2sd": total[f"{short}_in_2"] / n,
            }
        n = np.float64(total["contact_n"])
        table |= {
            "contact_bias_ms": 1e3 * total["contact_sum"] / n,
            "contact_rmse_ms": 1e3 * np.sqrt(total["contact_square"] / n),
            "cadence_rmse_spm": np.sqrt(
                total["cadence_square"] / np.float64(total["cadence_n"])
            ),
        }
    return pd.Series(table)


def _root(total: pd.Series, name: str) -> float:
    return float(np.sqrt(total[f"{name}_square"] / np.float64(total[f"{name}_n"])))


def measure(
    data: Path, rates_hz: tuple[float, ...], every: dict[str, EventDetector]
) -> pd.DataFrame:
    """Return the sums of every recording, rate, noise and detector.

    Every detector sees the plate trials at all rates and the synthetic people at
    60 frames/s from the side; the rest is for the consensus.
    """
    rows = []
    for number, recording in enumerate(recordings(data)):
        for rate_hz, (noise, hidden) in product(rates_hz, CONDITIONS):
            hides = recording.group in ("plate", "synthetic run")
            if hidden and not (hides and rate_hz == MAIN_RATE_HZ):
                continue
            tracks = clean(
                shoot(
                    recording.world,
                    recording.events,
                    rate_hz=rate_hz,
                    noise=noise,
                    view=recording.view,
                    seed=number,
                    far_hidden=hidden,
                    data=data,
                )
            )
            condition = {
                "group": recording.group,
                "recording": recording.name,
                "rate": f"{rate_hz:g} Hz",
                "noise": noise + (f", far leg {hidden:.0%} hidden" if hidden else ""),
            }
            time_s = tracks["time"].to_numpy()
            for name in chosen_detectors(recording, rate_hz, tuple(every)):
                if name not in every:
                    continue
                try:
                    found = every[name].detect(tracks)
                except NotEnoughDataError:
                    continue
                sums = score(
                    found,
                    recording.events,
                    start_s=time_s[0],
                    end_s=time_s[-1],
                    near=recording.view,
                )
                rows.append({**condition, "detector": name, **sums})
    return pd.DataFrame(rows)


def chosen_detectors(
    recording: Recording, rate_hz: float, every: tuple[str, ...]
) -> tuple[str, ...]:
    """Return which detectors are worth their time on a recording."""
    if recording.view == "rear":
        return ("consensus", "pelvis_velocity")
    if recording.group.startswith("plate") or rate_hz == MAIN_RATE_HZ:
        return every
    return ("consensus",)


def real_clip(
    data: Path, cache: Path | None, every: dict[str, EventDetector]
) -> pd.DataFrame:
    """Return the sums of every detector on the real clip, against labels by eye."""
    from midstance.config import Config
    from midstance.pipeline.analyze import analyze

    video = data / "video" / "treadmill_side_left_30fps.mp4"
    labels = pd.read_csv(video.with_suffix(".events.csv"))
    labels = labels[labels["frame"] < LABELLED_FRAMES]
    analysis = analyze(video, config=Config(), poses_file=cache)
    time_s = analysis.tracks["time"].to_numpy()
    step_s = float(np.median(np.diff(time_s)))
    truth = labels.assign(
        individual="person-1",
        time_s=time_s[labels["frame"]] - LABEL_DELAY_FRAMES * step_s,
        uncertainty_s=labels["uncertainty_frames"] * step_s,
        source="manual",
    )
    rows = []
    for name, detector in every.items():
        found = detector.detect(analysis.tracks)
        sums = score(
            found,
            truth,
            start_s=time_s[0],
            end_s=time_s[LABELLED_FRAMES - 1],
            near="left",
        )
        print_frames(name, found, truth, step_s)
        rows.append(
            {
                "group": "real clip",
                "recording": video.name,
                "rate": "30 Hz",
                "noise": "BlazePose",
                "detector": name,
                **sums,
            }
        )
    return pd.DataFrame(rows)


def print_frames(
    name: str, found: pd.DataFrame, truth: pd.DataFrame, step_s: float
) -> None:
    """Print how many frames the events of the real clip are off."""
    for kind in KINDS:
        pairs, n_true, _ = matched(found, truth, kind)
        if len(pairs):
            off = pairs["error_s"].abs() / step_s
            print(
                f"real clip, {name}, {kind}: {len(pairs)} of {n_true}, frames off: "
                f"median {off.median():.2f}, 95 % {off.quantile(0.95):.2f}"
            )


def main() -> None:
    """Measure, print the table, and write it when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="CSV file to write")
    parser.add_argument("--rates", type=float, nargs="+", default=list(RATES_HZ))
    parser.add_argument(
        "--only", nargs="+", metavar="DETECTOR", help="only these; default: all"
    )
    parser.add_argument("--each", action="store_true", help="a row per recording")
    parser.add_argument("--video", action="store_true", help="the real clip, too")
    parser.add_argument("--poses", type=Path, help="where to keep its poses (.npz)")
    given = parser.parse_args()
    data = Path(os.environ.get("MIDSTANCE_DATA", ROOT.parent / "shared" / "data"))
    every = every_detector(given.only)
    rows = measure(data, tuple(given.rates), every)
    if given.video:
        rows = pd.concat([rows, real_clip(data, given.poses, every)], ignore_index=True)
    keys = [
        "group",
        *(["recording"] if given.each else []),
        "rate",
        "noise",
        "detector",
    ]
    table = pd.DataFrame(
        {
            key: summary(group)
            for key, group in rows.groupby(keys, sort=False, dropna=False)
        }
    ).T
    table.index.names = keys
    with pd.option_context("display.max_rows", None, "display.width", 250):
        print(table.round(2).to_string())
    if given.out:
        command = f"python validation/events.py {shlex.join(sys.argv[1:])}"
        text = table.round(2).reset_index().to_csv(index=False)
        given.out.write_text(f"# {command}\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
