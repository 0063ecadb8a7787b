"""How much the synthetic runner moves like people.

Run from the root of the checkout; the reference data (``MIDSTANCE_DATA``, or
``../shared/data``) is not part of the project::

    python validation/synthetic_runner.py

Six tables: joint angles over the stride against the mean curves of 46 runners at
2.5 m/s (Fukuchi, Duarte & Ferber, CC BY 4.0); paths of the foot relative to the
pelvis against a force-plate trial; how 18 people stand and push off at three speeds
(``stance_kinematics.py``); how far common rules for contacts and toe-offs are off on
him, beside what they are off on people; what is exact by construction; and how much
processor time it takes.
"""

import argparse
import os
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from plate_trials import load_plate_trial
from stance_kinematics import against_people

from midstance.schema.events import SIDES, times_s
from midstance.synth.motion.runner import RunnerSettings, SyntheticRun, run

Array = NDArray[np.float64]

CYCLE = np.linspace(0.0, 1.0, 101)
PEOPLE_MS = {
    "contact: heel farthest ahead": "-30 to -23",
    "contact: pelvis sinks fastest": "26 to 51",
    "contact: ankle lowest": "53 to 99",
    "toe-off: toe 2.5 cm up": "9 to 33",
    "toe-off: knee straightest": "-11 to 24",
    "toe-off: ankle farthest from hip": "0 to 17",
    "toe-off: heel farthest behind": "98 to 130",
}
"""Mean errors on two runners against a 50 N force threshold."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=2)
    seed = parser.parse_args().seed
    default = Path(__file__).parents[2] / "shared" / "data"
    data = Path(os.environ.get("MIDSTANCE_DATA", default))
    print(f"python validation/synthetic_runner.py --seed {seed}\n")
    made = run(RunnerSettings(speed_m_s=2.5), duration_s=12, rate_hz=500, seed=seed)
    for title, table in (
        ("Angles at 2.5 m/s against 46 runners (degrees)", angles(made, data)),
        (
            "Paths relative to the mid hip, 2.5 m/s, against a plate trial (mm)",
            paths(made, data),
        ),
        (
            "18 people over plates: mean +- SD, synthetic runner, SD between",
            against_people(data / "runners-on-plates", seed),
        ),
        ("Rules of thumb: mean +- SD of their error (ms)", rules(seed)),
        ("Exact by construction", exactness(seed)),
        (
            "Seconds of one processor for 10 s of running at 60 frames/s",
            durations(seed),
        ),
    ):
        print(title)
        print(table.to_string(), end="\n\n")


def angles(made: SyntheticRun, data: Path) -> pd.DataFrame:
    """Compare mean curves with the norm."""
    norm = pd.read_csv(data / "norms" / "running_curves_2.5ms.csv")
    rows = {}
    for name, column in (
        ("hip_flexion", "hip_flex"),
        ("knee_flexion", "knee_flex"),
        ("ankle_dorsiflexion", "ankle_df"),
    ):
        curves = cycles(made.events, made.angles[name])
        error = curves.mean(axis=0) - norm[f"{column}_mean"]
        off = np.abs(error / norm[f"{column}_sd"])
        rows[name] = {
            "rmse": np.sqrt((error**2).mean()),
            "bias": error.mean(),
            "worst, in SD of runners": off.max(),
            "at % of stride": int(off.argmax()),
            "% of stride within 2 SD": 100 * (off < 2).mean(),
            "SD from stride to stride": curves.std(axis=0).mean(),
        }
    return pd.DataFrame(rows).T.round(1)


def paths(made: SyntheticRun, data: Path) -> pd.DataFrame:
    """Compare ankle, heel and toes with a person, scaled to the same leg."""
    trial = load_plate_trial(data / "force-treadmill" / "rbds001_2.5")
    rows = {}
    for joint in ("knee", "ankle", "heel", "foot_index"):
        own = path(made.tracks, made.events, joint) / leg_m(made.tracks)
        other = path(trial.world, trial.events, joint) / leg_m(trial.world)
        error = (own - other) * leg_m(trial.world) * 1e3
        rows[joint] = {
            "forward": np.sqrt((error[0] ** 2).mean()),
            "forward, offset removed": error[0].std(),
            "up": np.sqrt((error[1] ** 2).mean()),
            "up, offset removed": error[1].std(),
        }
    return pd.DataFrame(rows).T.round(0).astype(int)


def path(tracks: xr.Dataset, events: pd.DataFrame, joint: str) -> Array:
    """Return the mean way forward and up over the stride, (2, 101), in m."""
    points = tracks["position"].isel(individual=0)
    hip = points.sel(keypoint=["left_hip", "right_hip"]).mean("keypoint")
    ways = []
    for axis in "xz":
        by_side = [
            (points.sel(keypoint=f"{side}_{joint}") - hip).sel(space=axis)
            for side in SIDES
        ]
        both = xr.concat(by_side, pd.Index(SIDES, name="side"))
        ways.append(cycles(events, both.transpose("time", "side")).mean(axis=0))
    return np.array(ways)


def leg_m(tracks: xr.Dataset) -> float:
    """Return the length of thigh and shank."""
    points = tracks["position"].isel(individual=0)
    joints = [points.sel(keypoint=f"left_{n}") for n in ("hip", "knee", "ankle")]
    bones = [((a - b) ** 2).sum("space") ** 0.5 for a, b in pairwise(joints)]
    return float(sum(bones).mean())


def cycles(events: pd.DataFrame, values: xr.DataArray) -> Array:
    """Return all strides of both sides from contact to contact, (n, 101)."""
    curves = []
    for side in SIDES:
        curve = values.sel(side=side)
        for start, end in pairwise(times_s(events, side, "initial_contact")):
            moment = start + CYCLE * (end - start)
            curves.append(np.interp(moment, curve["time"].values, curve.values))
    return np.array(curves)


def rules(seed: int) -> pd.DataFrame:
    """Return the errors of rules of thumb at several speeds and strikes."""
    columns = {
        "2.5 m/s": RunnerSettings(speed_m_s=2.5),
        "3.0 m/s": RunnerSettings(speed_m_s=3.0),
        "3.5 m/s": RunnerSettings(speed_m_s=3.5),
        "forefoot": RunnerSettings(speed_m_s=3.0, strike_angle_deg=-8.0),
        "heel": RunnerSettings(speed_m_s=3.0, strike_angle_deg=18.0),
    }
    table = {
        name: errors_of_rules(run(chosen, duration_s=12, rate_hz=1000, seed=seed))
        for name, chosen in columns.items()
    }
    return pd.DataFrame(table).assign(people=pd.Series(PEOPLE_MS))


def errors_of_rules(made: SyntheticRun) -> dict[str, str]:
    """Return mean and spread of each rule's error."""
    found: dict[str, list[float]] = {name: [] for name in PEOPLE_MS}
    clock = made.tracks["time"].values
    points = made.tracks["position"].isel(individual=0)
    place = {
        str(name): points.sel(keypoint=name).transpose("time", "space").values
        for name in points["keypoint"].values
    }
    pelvis = (place["left_hip"] + place["right_hip"]) / 2
    for side in SIDES:
        hip, ankle, heel, toe = (
            place[f"{side}_{joint}"] for joint in ("hip", "ankle", "heel", "foot_index")
        )
        knee = made.angles["knee_flexion"].sel(side=side).values
        up = toe[:, 2] - np.percentile(toe[:, 2], 5) > 0.025
        crests = {
            "contact: heel farthest ahead": (heel[:, 0] - pelvis[:, 0], -0.2, 0.1),
            "contact: pelvis sinks fastest": (-np.gradient(pelvis[:, 2]), -0.1, 0.15),
            "contact: ankle lowest": (-ankle[:, 2], -0.1, 0.15),
            "toe-off: toe 2.5 cm up": (up.astype(float), -0.1, 0.15),
            "toe-off: knee straightest": (-knee, -0.08, 0.1),
            "toe-off: ankle farthest from hip": (
                np.linalg.norm(hip - ankle, axis=1),
                -0.12,
                0.12,
            ),
            "toe-off: heel farthest behind": (pelvis[:, 0] - heel[:, 0], -0.1, 0.25),
        }
        for name, (curve, before, after) in crests.items():
            kind = "initial_contact" if name.startswith("contact") else "toe_off"
            for moment in times_s(made.events, side, kind)[1:-1]:
                span = (clock > moment + before) & (clock < moment + after)
                inside = np.flatnonzero(span)
                crest = clock[inside[np.argmax(curve[inside])]]
                found[name].append(1e3 * (crest - moment))
    return {name: f"{np.mean(v):.0f} +- {np.std(v):.0f}" for name, v in found.items()}


def exactness(seed: int) -> pd.DataFrame:
    """Return slip, depth of the sole and jumps of velocity by speed."""
    rows = {}
    for speed in (1.3, 2.5, 3.5, 6.0, 9.0):
        made = run(RunnerSettings(speed_m_s=speed), duration_s=6, seed=seed)
        motion, step = made.motion, 1e-6
        clock = np.linspace(0, 6, 6001)
        pose = motion.at(clock)
        soles = [f"{s}_sole_{p}" for s in SIDES for p in ("heel", "ball", "tip")]
        lowest = min(pose[name][:, 2].min() for name in soles)
        slips = []
        for side in SIDES:
            feet = motion.legs[side].stances
            for moment, part in (
                (feet.off_s - 0.005, "tip"),
                (feet.contact_s + feet.flat_s + 0.002, "ball"),
            ):
                name = f"{side}_sole_{part}"
                inside = moment[(moment > 0) & (moment < 6)]
                ahead, behind = (motion.at(inside + d)[name] for d in (step, -step))
                speed_there = (ahead - behind) / (2 * step) + [speed, 0, 0]
                slips.append(np.abs(speed_there).max())
        joints = [n for n, v in pose.items() if v.ndim == 2 and "sole" not in n]
        inner = made.events["time_s"].to_numpy()
        poses = [motion.at(inner + d) for d in (-1e-5, 0.0, 1e-5)]
        jump = max(
            np.abs(poses[2][n] - 2 * poses[1][n] + poses[0][n]).max() / 1e-5
            for n in joints
        )
        rows[f"{speed} m/s"] = {
            "slip, m/s": f"{max(slips):.1e}",
            "lowest sole, m": f"{lowest:.1e}",
            "largest jump of a joint's velocity, m/s": f"{jump:.1e}",
        }
    return pd.DataFrame(rows)


def durations(seed: int) -> pd.DataFrame:
    """Return how much processor time running takes."""
    run(RunnerSettings(), seed=seed)
    rows = {}
    for speed in (1.3, 2.5, 3.5, 6.0):
        times = []
        for repeat in range(5):
            start = time.process_time()
            run(RunnerSettings(speed_m_s=speed), seed=seed + repeat)
            times.append(time.process_time() - start)
        rows[f"{speed} m/s"] = {"median": np.median(times), "worst": max(times)}
    return pd.DataFrame(rows).round(3)


if __name__ == "__main__":
    main()
