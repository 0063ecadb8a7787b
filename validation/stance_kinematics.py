"""How people over force plates and the synthetic runner stand and push off.

For ``validation/synthetic_runner.py``. Every foot of every trial is described in its
mean, and so is that of a synthetic runner of the same height on a belt as fast, with
everything else as is usual. Heel and ball are markers and sole; their heights and the
pitch of the line between them are taken from where they are at 40 % of the stance.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.formats.motion.plate_trial import PlateTrial, read_plate_trials
from midstance.schema.events import SIDES, times_s
from midstance.synth.motion.runner import RunnerSettings, SyntheticRun, run

Array = NDArray[np.float64]

FLAT, LATE = 0.4, np.linspace(0.4, 1.0, 121)
HEEL_UP_M = 0.02
AFTER_S = 0.02
JOINTS = ("hip", "knee", "ankle", "heel", "ball")
UNITS = {
    "contact time": "ms",
    "on the ground": "% of stride",
    "ankle ahead at contact": "mm",
    "foot at contact": "deg",
    "heel 2 cm up": "% of stance",
    "foot at toe-off": "deg",
    "ball at toe-off": "mm",
    "ball 20 ms later": "mm",
    "knee at toe-off": "deg",
    "hips up and down": "mm",
}


def against_people(trials: Path, seed: int) -> pd.DataFrame:
    """Return mean and SD of the people, and how far the synthetic runner is off.

    One row a quantity, one column a speed, as text: the people's mean +- their SD,
    then that of the synthetic runner and how many SD of the people lie between.
    """
    rows = []
    for trial in read_plate_trials(trials):
        made = _made_like(trial, seed)
        ball = {
            f"{side}_ball": made.motion.at(made.tracks["time"].to_numpy())[
                f"{side}_sole_ball"
            ]
            for side in SIDES
        }
        for who, points, events in (
            ("people", _points(trial.world, "foot_index"), trial.events()),
            ("synthetic", _points(made.tracks, None) | ball, made.events),
        ):
            about = {
                "who": who,
                "speed": trial.speed_m_s,
                "person": trial.person,
            }
            rows += [about | _stance(points, events, side) for side in SIDES]
    means = pd.DataFrame(rows).groupby(["who", "speed", "person"]).mean()
    table = {}
    for speed in means.index.unique("speed"):
        people, made = (means.loc[who, speed] for who in ("people", "synthetic"))
        off = (made - people).mean() / people.std()
        table[f"{speed:g} m/s"] = {
            f"{name}, {unit}": f"{people[name].mean():.0f} +- {people[name].std():.0f}"
            f"  {made[name].mean():.0f}  {off[name]:+.1f}"
            for name, unit in UNITS.items()
        }
    return pd.DataFrame(table)


def _made_like(trial: PlateTrial, seed: int) -> SyntheticRun:
    settings = RunnerSettings(
        speed_m_s=trial.about["belt_speed_m_s"], height_m=trial.about["height_m"]
    )
    return run(settings, duration_s=8.0, rate_hz=300.0, seed=seed)


def _points(tracks: xr.Dataset, ball: str | None) -> dict[str, Array]:
    """Return the places of the joints over time, each (n, 3), and ``time``."""
    places = tracks["position"].isel(individual=0).transpose("time", "space", ...)
    points = {
        f"{side}_{joint}": places.sel(keypoint=f"{side}_{name}").to_numpy()
        for side in SIDES
        for joint, name in zip(JOINTS, (*JOINTS[:-1], ball), strict=True)
        if name
    }
    return points | {"time": tracks["time"].to_numpy()}


def _stance(
    points: dict[str, Array], events: pd.DataFrame, side: str
) -> dict[str, float]:
    """Return the mean over the stances of a foot."""
    time_s = points["time"]
    hips = (points["left_hip"] + points["right_hip"]) / 2
    leg = {joint: points[f"{side}_{joint}"] for joint in JOINTS} | {"hips": hips}
    contacts, offs = (
        times_s(events, side, kind) for kind in ("initial_contact", "toe_off")
    )
    inside = (contacts > time_s[0] + 0.1) & (contacts < time_s[-1] - 1.2)
    rows = []
    for start in contacts[inside]:
        end = offs[offs > start][:1]
        following = contacts[contacts > start + 0.3][:1]
        if end.size and following.size and following[0] - start < 1.2:
            rows.append(_one(time_s, leg, start, end[0], following[0]))
    return pd.DataFrame(rows).mean().to_dict()


def _one(
    time_s: Array, leg: dict[str, Array], start: float, end: float, following: float
) -> dict[str, float]:
    def at(joint: str, moment: float | Array) -> Array:
        return np.stack(
            [np.interp(moment, time_s, way) for way in leg[joint].T], axis=-1
        )

    def slope_deg(low: str, high: str, moment: float) -> float:
        span = at(high, moment) - at(low, moment)
        return float(np.degrees(np.arctan2(span[2], span[0])))

    lasts = end - start
    flat = start + FLAT * lasts
    lying = slope_deg("heel", "ball", flat)
    heel_up = at("heel", start + LATE * lasts)[:, 2] - at("heel", flat)[2] > HEEL_UP_M
    bend = slope_deg("knee", "hip", end) - slope_deg("ankle", "knee", end)
    in_stride = (time_s > start) & (time_s < following)
    return {
        "contact time": 1e3 * lasts,
        "on the ground": 100 * lasts / (following - start),
        "ankle ahead at contact": 1e3 * (at("ankle", start) - at("hips", start))[0],
        "foot at contact": slope_deg("heel", "ball", start) - lying,
        "heel 2 cm up": 100 * LATE[np.argmax(heel_up)] if heel_up.any() else np.nan,
        "foot at toe-off": slope_deg("heel", "ball", end) - lying,
        "ball at toe-off": 1e3 * (at("ball", end) - at("ball", flat))[2],
        "ball 20 ms later": 1e3 * (at("ball", end + AFTER_S) - at("ball", flat))[2],
        "knee at toe-off": bend,
        "hips up and down": 1e3 * np.ptp(leg["hips"][in_stride, 2]),
    }
