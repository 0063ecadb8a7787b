"""Whether the uncertainty of every metric is as large as its errors.

Run from the root of the checkout::

    python validation/uncertainty.py --out validation/uncertainty.csv

Synthetic runners of different size, speed, strike and lean, 10 s at 60 frames/s,
seen by a virtual camera, cleaned as every analysis cleans, with contacts and
toe-offs that are wrong by as much as they say they are (half of that variance the
same for a whole clip). Two kinds of keypoint error: 3 px of white noise, and the
errors of a pose network, biases that repeat with the stride included, drawn anew
for every runner; that camera is 4 m away, so perspective is in it too.

The truth is the same metric on exact points from a camera far away, with the
exact events. Printed per metric: the error (root mean square) and the stated
uncertainty (median) of single strides and of the median over a clip, and how
often the error is within 1 and 2 of the stated standard deviations. 68 and 95 %
are right; more is cautious, less is too sure.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from midstance.kernels.geometry.cameras import Camera, rear_camera, side_camera
from midstance.metrics.base import measure
from midstance.pipeline.steps import clean
from midstance.schema.measures import summarize
from midstance.schema.scene import Scene
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import SyntheticRun, run
from midstance.synth.observation.noise import Noise, draw_network_error
from midstance.synth.observation.observe import observe

RATE_HZ = 60.0
DURATION_S = 10.0
EVENT_SD_S = {"initial_contact": 0.008, "toe_off": 0.012}
FAR_M, NEAR_M = 200.0, 4.0
KINDS = ("white", "network")
VIEWS = ("left", "rear")
KEYS = ["metric", "side"]


def runner(seed: int) -> SyntheticRun:
    """Return a runner of another size, speed, strike and lean for each seed."""
    rng = np.random.default_rng(seed)
    settings = RunnerSettings(
        speed_m_s=rng.uniform(2.3, 4.2),
        strike_angle_deg=rng.uniform(-6.0, 16.0),
        trunk_lean_deg=rng.uniform(3.0, 12.0),
        height_m=rng.uniform(1.6, 1.9),
    )
    return run(settings, duration_s=DURATION_S, rate_hz=RATE_HZ, seed=seed)


def camera(view: str, distance_m: float) -> Camera:
    """Return a camera at the side or behind."""
    if view == "rear":
        return rear_camera(distance_m=distance_m)
    return side_camera(view, distance_m=distance_m)


def scene(made: SyntheticRun, view: str, seen_by: Camera) -> Scene:
    """Return what is known about the picture; the scale is exact."""
    return Scene(
        view=view,
        direction={"left": -1, "right": 1}.get(view, 0),
        surface="treadmill",
        m_per_px=1.0 / seen_by.px_per_m((0.0, 0.0, 0.9)),
        m_per_px_uncertainty=0.0,
        height_m=made.settings.height_m,
        mass_kg=70.0,
        speed_m_s=made.settings.speed_m_s,
    )


def measures(tracks: xr.Dataset, events: pd.DataFrame, seen_as: Scene) -> pd.DataFrame:
    """Return every measure of the one person there is."""
    return measure(tracks, events, {"person-1": seen_as})[0]


def wrong_events(events: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return events that are off by their uncertainty, half of it alike."""
    sd_s = events["event"].map(EVENT_SD_S).to_numpy()
    alike = events["event"].map({kind: rng.normal() for kind in EVENT_SD_S}).to_numpy()
    late_s = sd_s * np.sqrt(0.5) * (alike + rng.normal(size=len(events)))
    moved = events.assign(time_s=events["time_s"] + late_s, uncertainty_s=sd_s)
    return moved.sort_values("time_s", ignore_index=True)


def errors(seed: int, kind: str, view: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return errors and stated uncertainties of strides and of clip medians."""
    made = runner(seed)
    far, near = camera(view, FAR_M), camera(view, NEAR_M)
    exact = observe(made.tracks, far).assign_attrs(keypoint_bias=0.0)
    truth = measures(exact, made.events, scene(made, view, far))
    if kind == "white":
        used = far
        seen = observe(made.tracks, far, noise=Noise(white_px=3.0), seed=seed)
        seen = seen.assign_attrs(keypoint_bias=0.0)
    else:
        used = near
        noise = Noise(network=draw_network_error(seed))
        phase = made.motion.schedule.phase()
        seen = observe(made.tracks, near, noise=noise, phase=phase, seed=seed)
    events = wrong_events(made.events, np.random.default_rng(seed + 1000))
    found = measures(clean(seen), events, scene(made, view, used))
    medians = summarize(found).merge(summarize(truth), on=KEYS, suffixes=("", "_true"))
    medians["error"] = medians["value"] - medians["value_true"]
    return _of_strides(found, truth), medians[["metric", "error", "uncertainty"]]


def _of_strides(found: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    tables = []
    for key, own in found.groupby(KEYS):
        true = truth[(truth[KEYS] == list(key)).all(axis=1)]
        if true.empty:
            continue
        matched = pd.merge_asof(
            own.astype({"time_s": float}).sort_values("time_s"),
            true.astype({"time_s": float}).sort_values("time_s")[["time_s", "value"]],
            on="time_s",
            direction="nearest",
            tolerance=0.1,
            suffixes=("", "_true"),
        ).dropna(subset="value_true")
        error = matched["value"].astype(float) - matched["value_true"].astype(float)
        tables.append(
            pd.DataFrame(
                {
                    "metric": key[0],
                    "error": error,
                    "uncertainty": matched["uncertainty"].astype(float),
                }
            )
        )
    return pd.concat(tables)


def covered(table: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return one row per metric: error, stated uncertainty, coverage.

    Without the chance of a rearfoot strike, which has no uncertainty beside itself.
    """
    table = table[table["uncertainty"] > 0]
    size = table["error"].abs() / table["uncertainty"]
    by_metric = table.assign(
        square=table["error"] ** 2, within_1=size <= 1.0, within_2=size <= 2.0
    ).groupby("metric")
    return pd.DataFrame(
        {
            f"{what}_n": by_metric.size(),
            f"{what}_rmse": np.sqrt(by_metric["square"].mean()),
            f"{what}_stated": by_metric["uncertainty"].median(),
            f"{what}_within_1": by_metric["within_1"].mean(),
            f"{what}_within_2": by_metric["within_2"].mean(),
        }
    )


def main() -> None:
    """Print the table, and write it where it was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runners", type=int, default=16)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    tables = []
    for view in VIEWS:
        for kind in KINDS:
            pairs = [errors(seed, kind, view) for seed in range(given.runners)]
            strides, clips = (pd.concat(tables) for tables in zip(*pairs, strict=True))
            table = covered(strides, "stride").join(covered(clips, "clip"))
            tables.append(table.assign(view=view, error=kind))
    result = pd.concat(tables).reset_index().set_index(["view", "error", "metric"])
    pd.set_option("display.width", 160, "display.max_rows", None)
    print(result.round(2).to_string())
    shares = [name for name in result if "within" in name]
    print()
    print(result.groupby(["view", "error"])[shares].mean().round(3).to_string())
    if given.out:
        result.round(3).to_csv(given.out)


if __name__ == "__main__":
    main()
