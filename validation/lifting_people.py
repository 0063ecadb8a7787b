"""How far lifted joints are from those of real people who were kept out of training.

    python validation/lifting_people.py

Runners on a treadmill and walkers over plates (`../shared/data`), those that
``training/train_lifter.py --leave-out`` was given for the weights in the package, are
filmed by six cameras around them as in ``validation/lifting.py`` (6 m away, 3 px of
noise). Runners have markers on legs and pelvis alone: trunk, arms and head are those of
a synthetic runner in step with them and are not scored. Errors relative to the mid hip,
in the axes of each camera, in mm.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from lifting import (
    FOCAL_PX,
    HEIGHT_PX,
    WIDTH_PX,
    Array,
    data_folder,
    film,
    points_of,
    truth_for,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))
from lifter_people import USUAL_HEIGHT_M, real_person

from midstance.formats.motion.plate_trial import PlateTrial, read_plate_trials
from midstance.kernels.geometry.bones import from_bones
from midstance.kernels.geometry.cameras import Camera, look_at
from midstance.lifting.lift import lift
from midstance.lifting.network import SHIPPED, LifterNetwork, load_lifter_network
from midstance.lifting.network_input import RATE_HZ
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import make_tracks

DISTANCE_M, CAMERA_M = 6.0, 1.5
AZIMUTHS_DEG = (0, 60, 120, 180, 240, 300)
RUNNING_S, WALKING_S = 4.0, 2.0
LEGS = ("hip", "knee", "ankle", "heel", "foot_index")


def joints_of(trial: PlateTrial) -> tuple[xr.Dataset, list[str]]:
    """Return the joints of a recording in m, and the names of those to score."""
    on_belt = "belt_speed_m_s" in trial.about
    real = real_person(trial, duration_s=RUNNING_S if on_belt else WALKING_S)
    height = float(trial.about.get("height_m") or USUAL_HEIGHT_M)
    points = height * from_bones(real.stretch.bones)
    if not on_belt:
        along = trial.speed_m_s * np.arange(len(points)) / RATE_HZ
        points[..., 0] += (along - along.mean())[:, None]
    points[..., 2] -= points[..., 2].min()
    tracks = make_tracks(
        points.transpose(0, 2, 1)[..., None],
        np.ones((*points.shape[:2], 1)),
        np.arange(len(points)) / RATE_HZ,
        keypoints=RUNNING_18.keypoints,
        space_unit="m",
    )
    known = {str(name) for name in trial.world["keypoint"].to_numpy()}
    scored = [n for n in RUNNING_18.keypoints if n in known and n != "neck"]
    return tracks.assign_attrs(height_m=height), scored


def cameras() -> list[Camera]:
    """Return the six cameras around the place."""
    around = []
    for azimuth in np.deg2rad(AZIMUTHS_DEG):
        place = (
            float(DISTANCE_M * np.cos(azimuth)),
            float(DISTANCE_M * np.sin(azimuth)),
            CAMERA_M,
        )
        axes = look_at(place, (0.0, 0.0, 0.9))
        around.append(Camera(place, axes, FOCAL_PX, WIDTH_PX, HEIGHT_PX))
    return around


def errors_mm(joints: xr.Dataset, scored: list[str], network: LifterNetwork) -> Array:
    """Return the mean distance of each joint (NaN: not scored), of all cameras."""
    chosen = [RUNNING_18.keypoints.index(name) for name in scored]
    sums = np.full((len(AZIMUTHS_DEG), len(RUNNING_18.keypoints)), np.nan)
    for index, camera in enumerate(cameras()):
        seen = film(joints, camera, index)
        own = points_of(
            lift(
                seen,
                height_m=joints.attrs["height_m"],
                focal_px=FOCAL_PX,
                axes="camera",
                network=network,
            )
        )
        off = np.linalg.norm(own - truth_for(joints, camera), axis=-1)
        sums[index, chosen] = 1000 * np.nanmean(off[:, chosen], axis=0)
    return np.asarray(sums.mean(axis=0))


def table(weights: Path, people: list[str]) -> pd.DataFrame:
    """Return one row a recording of people who were kept out."""
    network = load_lifter_network(weights)
    rows = []
    for folder in ("runners-on-plates", "walkers-on-plates"):
        for trial in read_plate_trials(data_folder() / folder):
            if trial.person not in people or trial.name.endswith("_turn"):
                continue
            joints, scored = joints_of(trial)
            off = pd.Series(
                errors_mm(joints, scored, network), index=RUNNING_18.keypoints
            )
            legs = [n for n in scored if n.partition("_")[2] in LEGS]
            rest = [n for n in scored if n not in legs]
            rows.append(
                {
                    "who": trial.name,
                    "m/s": round(trial.speed_m_s, 1),
                    "legs": off[legs].mean(),
                    "trunk, arms, head": off[rest].mean() if rest else np.nan,
                }
            )
    return pd.DataFrame(rows).set_index("who")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=Path, default=SHIPPED)
    parser.add_argument("--people", help="Names, comma between, instead of those.")
    given = parser.parse_args()
    origin = json.loads(load_lifter_network(given.weights).origin)
    people = (given.people or origin["settings"]["leave_out"]).split(",")
    own = table(given.weights, people)
    own.loc["runners"] = own[own.index.str.startswith("rbds")].mean()
    own.loc["walkers"] = own[own.index.str.match("walk-|zoo-")].mean()
    print(f"$ python {' '.join(sys.argv)}\n\n{own.round(1).to_string()}")


if __name__ == "__main__":
    main()
