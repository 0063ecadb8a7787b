"""How far angles of the OpenSim bridge are from those of motion capture.

    python validation/opensim_bridge.py

Needs the opensim package. Runners on a treadmill who were kept out of the training of
the lifting network (`../shared/data/runners-on-plates`, three people at three speeds,
2 s each) are filmed by six virtual cameras 6 m away, with 3 px of noise on every
keypoint, lifted, and given to `midstance.pipeline.opensim.solve`. The truth is
angles of the markers, made without OpenSim: the pelvis of its four markers (spines in
front and behind), thigh, shank and foot between joint centres. Trunk, arms and head
are those of a synthetic runner in step with them, as the markers end at the pelvis,
so that no trunk angle is scored. "Joint centres" is the bridge alone: the true
joints go into OpenSim instead of lifted ones.

RMSE in degrees over all frames, mean of both sides: as it is, and after the mean of
each recording is taken off both ("offset off"), which is what two recordings of one
runner from the same side have in common.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from lifting import FOCAL_PX, HEIGHT_PX, WIDTH_PX, Array, data_folder, film
from lifting_people import CAMERA_M, DISTANCE_M, joints_of

from midstance.formats.motion.plate_trial import PlateTrial, read_plate_trials
from midstance.kernels.geometry.cameras import Camera, look_at
from midstance.lifting.lift import lift
from midstance.lifting.network import load_lifter_network
from midstance.lifting.network_input import RATE_HZ
from midstance.pipeline.opensim.solve import solve

VIEWS = {
    "side": (90, 270),
    "oblique": (45, 135),
    "front, rear": (0, 180),
}
ANGLES = ("hip_flexion", "hip_adduction", "knee_angle", "ankle_angle")


def marker_angles(trial: PlateTrial, at_s: Array) -> pd.DataFrame:
    """Return the angles of the markers at some times, under OpenSim's names."""
    assert trial.markers is not None
    marked, joints = _paths(trial.markers, at_s), _paths(trial.world, at_s)
    columns = {}
    right = marked["R.ASIS"] - marked["L.ASIS"]
    ahead = marked["R.ASIS"] + marked["L.ASIS"] - marked["R.PSIS"] - marked["L.PSIS"]
    right = _unit(right)
    up = _unit(np.cross(right, ahead))
    ahead = np.cross(up, right)
    for letter, side, out in (("r", "right", 1.0), ("l", "left", -1.0)):
        own = {n.removeprefix(f"{side}_"): p for n, p in joints.items() if side in n}
        thigh, shank = own["knee"] - own["hip"], own["ankle"] - own["knee"]
        foot = own["foot_index"] - own["heel"]
        forward, down = (thigh * ahead).sum(-1), -(thigh * up).sum(-1)
        outward = out * (thigh * right).sum(-1)
        columns[f"hip_flexion_{letter}"] = np.arctan2(forward, down)
        columns[f"hip_adduction_{letter}"] = -np.arctan2(
            outward, np.hypot(forward, down)
        )
        columns[f"knee_angle_{letter}"] = _between(thigh, shank)
        columns[f"ankle_angle_{letter}"] = _between(foot, shank) - np.pi / 2
    return np.rad2deg(pd.DataFrame(columns))


def _paths(tracks: xr.Dataset, at_s: Array) -> dict[str, Array]:
    place = tracks["position"].isel(individual=0).transpose("time", "keypoint", "space")
    time_s = tracks["time"].to_numpy()
    return {
        str(name): np.stack(
            [np.interp(at_s, time_s, column) for column in points.T], axis=-1
        )
        for name, points in zip(
            place["keypoint"].to_numpy(),
            np.moveaxis(place.to_numpy(), 1, 0),
            strict=True,
        )
    }


def _unit(vectors: Array) -> Array:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def _between(one: Array, other: Array) -> Array:
    return np.arccos(np.clip((_unit(one) * _unit(other)).sum(-1), -1, 1))


def camera_at(azimuth_deg: float) -> Camera:
    """Return a camera around the place, level with the runner's middle."""
    angle = np.deg2rad(azimuth_deg)
    x, y = DISTANCE_M * np.cos(angle), DISTANCE_M * np.sin(angle)
    place = (float(x), float(y), CAMERA_M)
    axes = look_at(place, (0.0, 0.0, 0.9))
    return Camera(place, axes, FOCAL_PX, WIDTH_PX, HEIGHT_PX)


def start_of(trial: PlateTrial) -> float:
    """Return when the joints of `joints_of` begin on the clock of the trial."""
    place = trial.world["position"].isel(individual=0)
    whole = np.isfinite(place).all(dim=("space", "keypoint")).to_numpy()
    return float(trial.world["time"].to_numpy()[np.flatnonzero(whole)[0]])


def differences(found: pd.DataFrame, truth: pd.DataFrame, **about: str) -> pd.DataFrame:
    """Return one row an angle and side: squares with and without the offset."""
    rows = []
    for name in truth.columns:
        off = found[name].to_numpy() - truth[name].to_numpy()
        off = off[np.isfinite(off)]
        rows.append(
            {
                "angle": name[:-2],
                "square": np.mean(off**2),
                "offset off": np.var(off),
                "offset": off.mean(),
                **about,
            }
        )
    return pd.DataFrame(rows)


def all_differences(folder: Path, people: list[str], seconds: float) -> pd.DataFrame:
    """Return the differences of every recording and camera."""
    rows = []
    for trial in read_plate_trials(data_folder() / "runners-on-plates"):
        if trial.person not in people:
            continue
        joints, _ = joints_of(trial)
        joints = joints.isel(time=slice(round(seconds * RATE_HZ)))
        truth = marker_angles(trial, start_of(trial) + joints["time"].to_numpy())
        alone = solve(joints, folder).angles
        rows.append(differences(alone, truth, view="joint centres", who=trial.name))
        for view, azimuths in VIEWS.items():
            for azimuth in azimuths:
                seen = film(joints, camera_at(azimuth), azimuth)
                height_m = joints.attrs["height_m"]
                lifted = lift(seen, height_m=height_m, focal_px=FOCAL_PX)
                found = solve(lifted, folder)
                rows.append(differences(found.angles, truth, view=view, who=trial.name))
                error_mm = 1000 * found.marker_errors_m["root_mean_square_m"].mean()
                rows[-1]["markers"] = error_mm
        print(trial.name, file=sys.stderr)
    return pd.concat(rows, ignore_index=True)


def table(found: pd.DataFrame) -> str:
    """Return the table as text."""
    lifted = found[found["view"] != "joint centres"].assign(view="all six cameras")
    every = pd.concat([found, lifted])
    order = ["joint centres", *VIEWS, "all six cameras"]
    parts = []
    for title, column in (
        ("RMSE", "square"),
        ("RMSE, offset of each recording off", "offset off"),
    ):
        rmse = np.sqrt(every.groupby(["angle", "view"])[column].mean()).unstack()
        parts.append(f"{title}\n{rmse.loc[list(ANGLES), order].round(1).to_string()}")
    offset = every.groupby(["angle", "view"])["offset"].mean().unstack()
    parts.append(f"Mean offset\n{offset.loc[list(ANGLES), order].round(1).to_string()}")
    fit = found["markers"].mean() if "markers" in found else np.nan
    parts.append(f"Markers of lifted people to the model's (mean RMS): {fit:.1f} mm")
    return "\n\n".join(parts)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--people", help="Names, comma between, instead of those.")
    given = parser.parse_args()
    origin = json.loads(load_lifter_network().origin)
    people = (given.people or origin["settings"]["leave_out"]).split(",")
    with tempfile.TemporaryDirectory() as folder:
        found = all_differences(Path(folder), people, given.seconds)
    print(f"$ python {' '.join(sys.argv)}\n\n{table(found)}")


if __name__ == "__main__":
    main()
