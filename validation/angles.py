"""How far the joint angles of a video are from those of the runner in it.

Run from the root of the checkout (about ten minutes on two cores)::

    python validation/angles.py --out validation/angles.csv
    python validation/angles.py --model heavy --out validation/angles_heavy.csv
    python validation/angles.py --second-model heavy --out validation/angles_good.csv

The synthetic runner is rendered on a treadmill, seen from the left at 120 frames/s,
and the encoded video goes through the real network and the whole pipeline at 120,
60 and 30 frames/s (every frame, every second, every fourth). Its angles at every
frame are compared with the exact ones. ``offset`` is the mean error, ``rmse`` the
root mean square error with it and ``rmse_centred`` without. The near leg is the
left one. The sole's angle to the shank is the ankle.
"""

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from midstance.config import Config
from midstance.formats.pose_log import TimedPoses, load_pose_log, save_pose_log
from midstance.metrics.curves import joint_angles
from midstance.pipeline.steps import clean, find_events, find_scenes
from midstance.pose.networks.blazepose import BlazePose
from midstance.schema.events import SIDES
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.rendering.clip import ClipSettings, render_clip
from midstance.tracking.link import link
from midstance.video.reader import open_video

RATE_HZ = 120.0
EVERY = {120: 1, 60: 2, 30: 4}
ANGLES = {
    "knee_flexion": "knee_flexion",
    "hip_flexion": "hip_flexion",
    "dorsiflexion": "ankle_dorsiflexion",
}
GATES_DEG = {"knee_flexion": 5.0, "hip_flexion": 6.0, "dorsiflexion": 7.0}
RUNNERS = {
    "run 3.0": RunnerSettings(speed_m_s=3.0),
    "run 3.6 forefoot": RunnerSettings(
        speed_m_s=3.6, strike_angle_deg=-5.0, trunk_lean_deg=10.0, height_m=1.85
    ),
}


def poses_at_rates(video: Path, backend: BlazePose) -> dict[int, list[TimedPoses]]:
    """Return the poses of a video read at every rate, in one pass.

    They are kept beside the video, for another time with other rules.
    """
    second = "" if backend.second_model == "none" else f" + {backend.second_model}"
    stem = f"{video.stem} {backend.model}{second}"
    logs = {rate: video.with_name(f"{stem} {rate} Hz.npz") for rate in EVERY}
    if all(log.is_file() for log in logs.values()):
        return {rate: load_pose_log(log, key="").poses for rate, log in logs.items()}
    found: dict[int, list[TimedPoses]] = {rate: [] for rate in EVERY}
    with ExitStack() as stack:
        frames = stack.enter_context(open_video(video))
        sessions = {
            rate: stack.enter_context(backend.at_rate(rate).session()) for rate in EVERY
        }
        for number, frame in enumerate(frames):
            for rate, every in EVERY.items():
                if number % every == 0:
                    found[rate].append((frame.time_s, sessions[rate](frame.image)))
    for rate, log in logs.items():
        save_pose_log(found[rate], log, key="")
    return found


def angles_of(poses: list[TimedPoses], settings: RunnerSettings) -> xr.Dataset:
    """Return the angles that the pipeline finds in the poses of a video."""
    config = Config().updated(
        subject={
            "view": "left",
            "surface": "treadmill",
            "height_m": settings.height_m,
            "speed_m_s": settings.speed_m_s,
        }
    )
    tracks = clean(link(poses, BlazePose().skeleton), config).isel(individual=[0])
    scene = find_scenes(tracks, config)[str(tracks["individual"].item())]
    return joint_angles(tracks, find_events(tracks, config), scene)


def compare(found: xr.Dataset, truth: pd.DataFrame) -> pd.DataFrame:
    """Return one row per angle and side."""
    rows = []
    for angle, true_name in ANGLES.items():
        for side in SIDES:
            exact = np.interp(
                found["time"].to_numpy(),
                truth["time_s"],
                truth[f"{side}_{true_name}_deg"],
            )
            error = found[angle].sel(side=side).to_numpy() - exact
            seen = error[np.isfinite(error)]
            rows.append(
                {
                    "angle": angle,
                    "leg": "near" if side == "left" else "far",
                    "offset": seen.mean(),
                    "rmse": np.sqrt((seen**2).mean()),
                    "rmse_centred": seen.std(),
                    "median_abs": np.median(np.abs(seen)),
                    "seen_percent": 100.0 * seen.size / error.size,
                }
            )
    return pd.DataFrame(rows)


def main() -> None:
    """Print the table, and write it where it was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--duration-s", type=float, default=5.0)
    parser.add_argument("--model", default="full", help="size of BlazePose")
    parser.add_argument("--second-model", default="none", help="where a pose is new")
    parser.add_argument("--keep", type=Path, help="folder for videos and poses")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    backend = BlazePose(model=given.model, second_model=given.second_model)
    tables = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        for name, settings in RUNNERS.items():
            clip = ClipSettings(
                runners=(settings,), duration_s=given.duration_s, rate_hz=RATE_HZ
            )
            video = folder / f"{name}.mp4"
            if not video.is_file():
                render_clip(clip, video, folder / name)
            truth = pd.read_csv(folder / name / "angles.csv")
            for rate, poses in poses_at_rates(video, backend).items():
                table = compare(angles_of(poses, settings), truth)
                tables.append(table.assign(runner=name, rate_hz=rate))
                print(name, rate, "Hz", flush=True)
    result = pd.concat(tables).set_index(["runner", "rate_hz", "angle", "leg"])
    print(result.round(1).to_string())
    near = result.xs("near", level="leg")
    for angle, gate in GATES_DEG.items():
        worst = near.xs(angle, level="angle")["rmse_centred"].max()
        print(f"{angle}: near leg at most {worst:.1f} deg, asked for {gate:g}")
    if given.out:
        result.round(2).to_csv(given.out)


if __name__ == "__main__":
    main()
