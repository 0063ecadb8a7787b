"""Compare the lite, full and heavy BlazePose networks on rendered runners.

    python validation/blazepose_models.py [--keep FOLDER] [--turns N]

The clips are those of several_runners.py: exact keypoints of one runner, and of four
side by side. Of the torso length (mid shoulders to mid hips), in %:

arms, legs, feet, jitter
    Against the truth, as in backends.py; of four runners the mean.
mediapipe
    Median distance from ``mediapipe.solutions.pose`` with the same network, every
    frame alone, 60 frames. Limit 1 %. Its lite and heavy networks are put into its
    environment with npm; without npm only full is compared.

frames/s is the median of N turns from the file to the poses, in processes of their
own. OpenVINO stands beside LiteRT in the last table when it is installed: the same
landmark network, time and processor time of one call on two threads, in turns.

Exit status 1 when a network differs from mediapipe, or when a runner among four is
more than 10 % worse than alone.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np
from backends import Found, nearest, scored
from reference_blazepose import compare, decoded, reference_python
from several_runners import Film, films_in, truth_of
from throughput import folder_of, one, rate_hz

from midstance.errors import WeightsError
from midstance.pose.estimate import estimate_poses
from midstance.pose.networks.blazepose import BlazePose
from midstance.schema.skeletons import get_skeleton
from midstance.video.reader import open_video
from midstance.weights.published import ASSETS

MODELS = ("lite", "full", "heavy")
COLUMNS = ("PCK@0.1", "arms", "legs", "feet", "jitter")
MEDIAN_LIMIT, WORSE_LIMIT = 1.0, 1.1
N_COMPARED = 60
TORSO = [[11, 12], [23, 24]]


def main() -> int:
    """Measure every network that is here and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--keep", type=Path, default=None, metavar="FOLDER")
    options = parser.parse_args()
    print(f"python {' '.join(sys.argv)}\n")
    is_good = True
    with folder_of(options.keep) as folder:
        films = films_in(folder)
        heads = (*COLUMNS, "mediapipe", "frames/s")
        print(f"  {'':<14}" + "".join(f"{head:>11}" for head in heads))
        for model in MODELS:
            try:
                BlazePose(model=model).files()
            except WeightsError as error:
                print(f"  {model:<14}{error}")
                continue
            alone, distance = show(model, films[0], folder, options.turns)
            among, _ = show(model, films[3], folder, options.turns)
            is_good &= among <= WORSE_LIMIT * alone and not distance > MEDIAN_LIMIT
    compare_runtimes()
    return 0 if is_good else 1


def show(model: str, film: Film, folder: Path, n_turns: int) -> tuple[float, float]:
    """Print one row; return the error of the legs and the distance from mediapipe."""
    rows = errors(BlazePose(model=model, max_people=film.n_people), film, folder)
    rates = [
        rate_hz(one(film.path, f"poses_{model}", film.n_people)) for _ in range(n_turns)
    ]
    values = [float(np.mean([row[name] for row in rows])) for name in COLUMNS]
    distance = from_mediapipe(model, film) if film.n_people == 1 else np.nan
    cells = "".join(f"{value:11.2f}" for value in values) + f"{distance:11.3f}"
    name = model if film.n_people == 1 else f"  {film.n_people} runners"
    print(f"  {name:<14}{cells}{median(rates):11.1f}")
    return values[COLUMNS.index("legs")], distance


def errors(backend: BlazePose, film: Film, folder: Path) -> list[dict[str, float]]:
    """Return how far each runner of a clip is from the truth."""
    with open_video(film.path) as video:
        poses = [found for _, found in estimate_poses(video, backend)]
    skeleton = get_skeleton(backend.skeleton)
    rows = []
    for place in range(film.n_people):
        truth = truth_of(folder, film.n_people, place)
        true = truth["position"].isel(individual=0)
        places = true.transpose("time", "keypoint", "space").to_numpy()
        xy_px = np.stack(
            [
                nearest(found, points, len(skeleton.keypoints))
                for found, points in zip(poses, places, strict=True)
            ]
        )
        rows.append(scored(Found(xy_px, skeleton, np.nan, np.nan), truth))
    return rows


def from_mediapipe(model: str, film: Film) -> float:
    """Return the median distance from mediapipe, % of the torso; NaN: not known."""
    size = MODELS.index(model)
    if model != "full" and not give_to_mediapipe(model):
        return float("nan")
    images = islice(decoded(film.path, N_COMPARED), N_COMPARED)
    with BlazePose(model=model).session() as estimate:
        ours, theirs = compare(images, estimate, is_static=True, size=size)
    here, there = ours.array()[..., :2], theirs.array()[..., :2]
    shoulders, hips = (there[:, pair].mean(axis=1) for pair in TORSO)
    torso_px = np.hypot(*(shoulders - hips).T)[:, None]
    apart_px = np.hypot(*np.moveaxis(here - there, -1, 0))
    return float(np.nanmedian(100 * apart_px / torso_px))


def give_to_mediapipe(model: str) -> bool:
    """Put a network where mediapipe looks for it; False when npm is not here."""
    name = f"pose_landmark_{model}.tflite"
    found = list(reference_python().parents[1].glob("lib/*/site-packages/mediapipe"))
    path = found[0] / "modules" / "pose_landmark" / name
    if path.is_file():
        return True
    if shutil.which("npm") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        package = ASSETS[f"blazepose-{model}"].package
        command = ["npm", "pack", package, "--silent", "--pack-destination", folder]
        subprocess.run(command, check=True, capture_output=True)
        shutil.unpack_archive(next(Path(folder).glob("*.tgz")), folder)
        shutil.copyfile(Path(folder) / "package" / name, path)
    return True


def compare_runtimes() -> None:
    """Print the time of one call of the full network by LiteRT and by OpenVINO."""
    try:
        import openvino
    except ImportError:
        return
    from midstance.pose.runtimes.litert import LiteRTNetwork

    path = BlazePose().files()["landmarks"]
    square = np.random.default_rng(0).random((1, 256, 256, 3), np.float32)
    core = openvino.Core()
    settings = {
        "INFERENCE_NUM_THREADS": "2",
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "f32",
    }
    request = core.compile_model(path, "CPU", settings).create_infer_request()
    litert = LiteRTNetwork(path, n_threads=2)
    runs: dict[str, Callable[[], object]] = {
        "LiteRT": lambda: litert(square),
        "OpenVINO": lambda: request.infer([square]),
    }
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for _ in range(60):
        for name, run in runs.items():
            wall_s, cpu_s = time.perf_counter(), time.process_time()
            run()
            spent[name].append(
                (time.perf_counter() - wall_s, time.process_time() - cpu_s)
            )
    print("\n  one call, full        ms      CPU ms")
    for name, times in spent.items():
        wall_ms, cpu_ms = 1000 * np.median(times, axis=0)
        print(f"  {name:<16}{wall_ms:8.2f}{cpu_ms:12.2f}")


if __name__ == "__main__":
    sys.exit(main())
