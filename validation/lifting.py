"""How far lifted joints are from motion capture that the network never saw.

    python validation/lifting.py
    python validation/lifting.py --tuned tuned/lifter.npz

One runner (RunningPose, Chalmers 2022: 45 markers at 170 Hz, a sprint start and
the first metres) is filmed by six virtual cameras on a circle of 8 m, 60 degrees
apart, 1.5 m high, 1920 x 1080 px, with the focal length of that laboratory's
cameras; 3 px of white noise are added to every keypoint. Errors are relative to the
mid hip, in the axes of each camera, in mm, over 18 joints and all frames in the
picture. The weights given with ``--tuned`` went on from ours with the first half of
the trial::

    python training/train_lifter.py --out tuned --start-from lifter/checkpoint.pt \
        --settle 0 --rate 2e-4 --minutes 10 --n-stretches 60 --n-in-hand 120 \
        --real Tindra1.txt,labels.txt,170 --real-until-s 2.0

and are tested on the second half. The first half is the crouch on the marks and the set
position; the second is the run. What can be learnt from the one for the other is the
body: the lengths of its bones, and where its joints are marked.

Through the real 2D network, on a rendered clip whose truth is known, against the 3D
landmarks of BlazePose itself::

    midstance synth -o clip.mp4 --truth truth --duration 3 --fps 30 --view oblique
    midstance analyze clip.mp4 -o clip --height-m 1.75
    python validation/lifting.py --clip clip/tracks.nc truth/tracks3d.nc
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.formats.motion.qtm import read_qtm_text, running_joints
from midstance.kernels.geometry.bones import mid_hip
from midstance.kernels.geometry.cameras import Camera, look_at
from midstance.kernels.geometry.pose_errors import (
    aligned_error,
    position_error,
    scaled_error,
    velocity_error,
)
from midstance.kernels.geometry.remap import to_skeleton
from midstance.lifting.lift import TO_LEVEL, lift
from midstance.lifting.network import SHIPPED, load_lifter_network
from midstance.lifting.network_input import RATE_HZ, make_network_input
from midstance.lifting.world import lift_from_pose_network
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import load_tracks, make_tracks

Array = NDArray[np.float64]

RATE_OF_TRIAL_HZ = 170.0
HALF_S = 2.0
NOISE_PX = 3.0
FOCAL_PX = 1670.0
WIDTH_PX, HEIGHT_PX = 1920, 1080
AZIMUTHS_DEG = (0, 60, 120, 180, 240, 300)


def data_folder() -> Path:
    """Return where the reference data are."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("MIDSTANCE_DATA", beside))


def load_trial() -> xr.Dataset:
    """Return the joints of the trial in m."""
    folder = data_folder() / "runningpose"
    return running_joints(
        read_qtm_text(
            folder / "Tindra1.txt", folder / "labels.txt", rate_hz=RATE_OF_TRIAL_HZ
        )
    )


def points_of(tracks: xr.Dataset) -> Array:
    """Return (n_times, 18, 3)."""
    position = tracks["position"].isel(individual=0)
    own = position.sel(keypoint=list(RUNNING_18.keypoints))
    return own.transpose("time", "keypoint", "space").to_numpy()


def cameras_around(points: Array) -> list[Camera]:
    """Return the six cameras around the middle of the path."""
    root = mid_hip(points)[:, 0]
    middle = 0.5 * (root.min(axis=0) + root.max(axis=0))
    cameras = []
    for azimuth in np.deg2rad(AZIMUTHS_DEG):
        place = (
            float(middle[0] + 8.0 * np.cos(azimuth)),
            float(middle[1] + 8.0 * np.sin(azimuth)),
            1.5,
        )
        target = (float(middle[0]), float(middle[1]), 0.9)
        cameras.append(
            Camera(place, look_at(place, target), FOCAL_PX, WIDTH_PX, HEIGHT_PX)
        )
    return cameras


def film(joints: xr.Dataset, camera: Camera, seed: int) -> xr.Dataset:
    """Return what the camera sees, with noise; NaN outside the picture."""
    pixels = camera.project(points_of(joints))
    pixels += NOISE_PX * np.random.default_rng(seed).standard_normal(pixels.shape)
    inside = ((pixels >= 0) & (pixels <= [WIDTH_PX, HEIGHT_PX])).all(axis=-1)
    pixels[~inside] = np.nan
    return make_tracks(
        pixels.transpose(0, 2, 1)[..., None],
        np.where(inside, 1.0, np.nan)[..., None],
        joints["time"].to_numpy(),
        keypoints=RUNNING_18.keypoints,
        attrs={"image_width_px": WIDTH_PX, "image_height_px": HEIGHT_PX},
    )


def truth_for(joints: xr.Dataset, camera: Camera) -> Array:
    """Return the joints relative to the mid hip, in the axes of a camera."""
    points = points_of(joints)
    return (points - mid_hip(points)) @ camera.rotation.T @ TO_LEVEL.T


def errors(estimates: list[Array], truths: list[Array], time_s: Array) -> pd.DataFrame:
    """Return one row for each joint, and their mean."""
    pairs = list(zip(estimates, truths, strict=True))
    columns = {
        "MPJPE": [position_error(*pair) for pair in pairs],
        "P-MPJPE": [aligned_error(*pair) for pair in pairs],
        "N-MPJPE": [scaled_error(*pair) for pair in pairs],
        "MPJVE/s": [velocity_error(*pair, time_s) for pair in pairs],
    }
    table = pd.DataFrame(
        {
            name: 1000 * np.nanmean(np.concatenate(values), axis=0)
            for name, values in columns.items()
        },
        index=list(RUNNING_18.keypoints),
    )
    table.loc["mean"] = table.mean()
    return table


def lifted(
    joints: xr.Dataset,
    cameras: list[Camera],
    weights: Path,
    *,
    focal_px: float = FOCAL_PX,
) -> list[Array]:
    """Return what the network makes of each camera."""
    network = load_lifter_network(weights)
    return [
        points_of(
            lift(
                film(joints, camera, seed),
                height_m=joints.attrs["height_m"],
                focal_px=focal_px,
                axes="camera",
                network=network,
            )
        )
        for seed, camera in enumerate(cameras)
    ]


def mean_pose(
    joints: xr.Dataset, cameras: list[Camera], learn: NDArray[np.bool_]
) -> list[Array]:
    """Baseline: always the mean pose of the frames to learn from, rightly turned."""
    points = points_of(joints)
    mean = (points - mid_hip(points))[learn].mean(axis=0)
    shape = (joints.sizes["time"], 1, 1)
    return [np.tile(mean @ c.rotation.T @ TO_LEVEL.T, shape) for c in cameras]


def linear(
    joints: xr.Dataset, cameras: list[Camera], learn: NDArray[np.bool_]
) -> list[Array]:
    """Baseline: ridge regression from one frame, learnt from cameras all around."""
    points = points_of(joints)
    root = mid_hip(points)
    rng = np.random.default_rng(0)
    inputs, outputs = [], []
    for azimuth in np.deg2rad(np.arange(0, 360, 10)):
        middle = root[learn, 0].mean(axis=0)
        around = np.array([np.cos(azimuth), np.sin(azimuth), 0.075])
        place = middle + 8.0 * around
        axes = look_at(place, middle)
        seen = (points[learn] - place) @ axes.T
        rays = seen[..., :2] / seen[..., 2:]
        rays += NOISE_PX / FOCAL_PX * rng.standard_normal(rays.shape)
        view = make_network_input(rays, np.ones(rays.shape[:2]))
        inputs.append(view.features)
        outputs.append(
            ((points - root)[learn] @ axes.T) @ view.rotation.transpose(0, 2, 1)
        )
    x = np.concatenate(inputs).astype(float)
    x = np.column_stack([x, np.ones(len(x))])
    y = np.concatenate(outputs).reshape(len(x), -1)
    weights = np.linalg.solve(x.T @ x + 1.0 * np.eye(x.shape[1]), x.T @ y)
    answers = []
    for seed, camera in enumerate(cameras):
        film_ = points_of_2d(film(joints, camera, seed))
        view = make_network_input(
            (film_ - [WIDTH_PX / 2, HEIGHT_PX / 2]) / FOCAL_PX, np.ones(film_.shape[:2])
        )
        own = np.column_stack([view.features, np.ones(len(view.features))]) @ weights
        answers.append(
            own.reshape(-1, len(RUNNING_18.keypoints), 3) @ view.rotation @ TO_LEVEL.T
        )
    return answers


def points_of_2d(tracks: xr.Dataset) -> Array:
    """Return (n_times, 18, 2)."""
    return (
        tracks["position"]
        .isel(individual=0)
        .transpose("time", "keypoint", "space")
        .to_numpy()
    )


def through_blazepose(seen: Path, truth: Path, weights: Path) -> pd.DataFrame:
    """Return the errors (mm) on a rendered clip, in the axes of the person."""
    tracks, true = load_tracks(seen), to_skeleton(load_tracks(truth), RUNNING_18)
    joints = points_of(true)
    right = joints - mid_hip(joints)
    near = np.abs(np.subtract.outer(tracks["time"].to_numpy(), true["time"].to_numpy()))
    right = right[near.argmin(axis=1)]
    lifters = {
        "ours": lift(tracks, height_m=1.75, network=load_lifter_network(weights)),
        "BlazePose's own": lift_from_pose_network(tracks, height_m=1.75),
    }
    measures = {
        "MPJPE": position_error,
        "P-MPJPE": aligned_error,
        "N-MPJPE": scaled_error,
    }
    return pd.DataFrame(
        {
            name: {
                key: 1000 * float(np.nanmean(measure(points_of(lifted_), right)))
                for key, measure in measures.items()
            }
            for name, lifted_ in lifters.items()
        }
    ).T


def speed(joints: xr.Dataset, camera: Camera) -> float:
    """Return frames lifted a second of one processor, of 20 s at the network's rate.

    Processor time: what else the machine does must not count.
    """
    tracks = film(joints, camera, 0)
    n_frames = round(20 * RATE_HZ)
    at = np.arange(n_frames) % tracks.sizes["time"]
    long = tracks.isel(time=at).assign_coords(time=np.arange(n_frames) / RATE_HZ)
    network = load_lifter_network()
    best = np.inf
    for _ in range(3):
        began = time.process_time()
        lift(long, height_m=1.6, network=network)
        best = min(best, time.process_time() - began)
    return n_frames / best


def described(weights: Path) -> str:
    """Return how weights were trained, in one line."""
    origin = json.loads(load_lifter_network(weights).origin)
    scores = origin["scores"]
    return (
        f"step {origin['step']} of the last run, commit {origin['commit']}; held-out "
        f"synthetic people with keypoint errors, before the fit to the view: MPJPE "
        f"{scores['mpjpe_mm']:.1f}, P-MPJPE {scores['p_mpjpe_mm']:.1f} mm at 1.75 m"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=Path, default=SHIPPED)
    parser.add_argument("--tuned", type=Path)
    parser.add_argument("--clip", type=Path, nargs=2, metavar=("SEEN", "TRUTH"))
    given = parser.parse_args()
    joints = load_trial()
    cameras = cameras_around(points_of(joints))
    truths = [truth_for(joints, camera) for camera in cameras]
    time_s = joints["time"].to_numpy()
    late = time_s >= HALF_S
    tests = {
        "zero-shot": (
            lifted(joints, cameras, given.weights),
            np.full(len(time_s), True),
        ),
        "zero-shot, focal length 20 % off": (
            lifted(joints, cameras, given.weights, focal_px=1.2 * FOCAL_PX),
            np.full(len(time_s), True),
        ),
        "zero-shot, second half": (lifted(joints, cameras, given.weights), late),
        "mean pose, second half": (mean_pose(joints, cameras, ~late), late),
        "linear lifter, second half": (linear(joints, cameras, ~late), late),
    }
    if given.tuned:
        tests["fine-tuned, second half"] = (lifted(joints, cameras, given.tuned), late)
    tables = {
        name: errors(
            [e[when] for e in estimates], [t[when] for t in truths], time_s[when]
        )
        for name, (estimates, when) in tests.items()
    }
    print(f"$ python {' '.join(sys.argv)}\n")
    print(f"Weights: {described(given.weights)}.")
    if given.tuned:
        print(f"Fine-tuned ones: {described(given.tuned)}.")
    print(f"Height from the legs: {joints.attrs['height_m']:.2f} m. All in mm.\n")
    print(
        pd.DataFrame({n: t.loc["mean"] for n, t in tables.items()})
        .T.round(1)
        .to_string()
    )
    for name in ("zero-shot", "fine-tuned, second half"):
        if name in tables:
            print(f"\n{name}, by joint\n{tables[name].round(1).to_string()}")
    by_camera = [
        float(np.nanmean(position_error(e, t))) * 1000
        for e, t in zip(tests["zero-shot"][0], truths, strict=True)
    ]
    print(
        "\nzero-shot MPJPE by camera:",
        dict(zip(AZIMUTHS_DEG, np.round(by_camera, 1).tolist(), strict=True)),
    )
    if given.clip:
        table = through_blazepose(*given.clip, given.weights)
        print(f"\nRendered clip through BlazePose\n{table.round(1).to_string()}")
    print(f"\nFrames lifted a second of one processor: {speed(joints, cameras[1]):.0f}")


if __name__ == "__main__":
    main()
