"""Compare every pose backend that can run here on one rendered clip.

    python validation/backends.py [--with NAME,KEY=VALUE,...] [--out FILE]

Renders a runner on a treadmill (1280 x 720, 30 frames/s), encodes and decodes the
video, and compares what each backend finds with the exact keypoints. A backend is
run when `midstance doctor` calls it ready; ``--with`` runs another one, or the same
with other settings, and may be given several times.

Only keypoints that the backend and the truth both have are compared. Of the torso
length (mid shoulders to mid hips), in %:

arms, legs, feet
    Mean distance from the truth: shoulders, elbows and wrists; hips, knees and
    ankles; heels and toes. Frames in which the legs are exchanged are left out.
jitter
    Standard deviation of white noise that would shake the error as much, from its
    second differences; median over the keypoints.

Other columns, in %:

seen
    Frames in which somebody was found.
swapped
    Of these, frames in which the legs are exchanged.
PCK@0.1
    Keypoints, of all in all frames, within 0.1 torso lengths of the truth.

frames/s counts the network with all that is around it, without decoding, on as many
cores as each takes by default, and says little on a machine that does other things
too; CPU ms is processor time a frame.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from midstance.errors import MidstanceError
from midstance.kernels.geometry.remap import to_skeleton
from midstance.pose.base import FramePoses, PoseBackend, backends
from midstance.schema.skeletons import Skeleton, get_skeleton, mirrored
from midstance.synth.rendering.clip import ClipSettings, render_clip
from midstance.synth.rendering.scene import SceneSettings
from midstance.video.reader import open_video
from midstance.weights.added import backend_status
from midstance.weights.published import weights_status

GROUPS = {
    "arms": ("shoulder", "elbow", "wrist"),
    "legs": ("hip", "knee", "ankle"),
    "feet": ("heel", "foot_index"),
}
LEG = ("knee", "ankle", "heel", "foot_index")
SIDES = ("left", "right")
WITHIN = 0.1

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """What a backend found, and how long it took.

    Parameters
    ----------
    xy_px
        Shape (n_frames, n_keypoints, 2); NaN: not found.
    skeleton
        What the keypoints are.
    wall_s, cpu_s
        For a frame: the median by the clock, the mean of the processor.

    """

    xy_px: Array
    skeleton: Skeleton
    wall_s: float
    cpu_s: float


def ready_backends() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield name and parameters of every backend that can run."""
    published = {status.name: status.is_ready for status in weights_status()}
    for name in backends.names():
        needs = backends.get(name).needs
        is_ready = published.get(name, False)
        if needs.weights or needs.library:
            is_ready = backend_status(name, needs).is_ready
        if is_ready:
            yield name, {}
        for model in ("lite", "heavy"):
            if published.get(f"{name}-{model}"):
                yield name, {"model": model}


def run(backend: PoseBackend, path: Path, truth: Array) -> Found:
    """Return what `backend` finds in the video; of several people the true one."""
    skeleton = get_skeleton(backend.skeleton)
    places, spent_s = [], []
    with open_video(path) as video, backend.session() as estimate:
        images = [frame.image for frame in video]
        estimate(images[0])  # what the first call sets up is not counted
    with backend.session() as estimate:
        cpu_s = time.process_time()
        for image, true in zip(images, truth, strict=True):
            start = time.perf_counter()
            poses = estimate(image)
            spent_s.append(time.perf_counter() - start)
            places.append(nearest(poses, true, len(skeleton.keypoints)))
        cpu_s = time.process_time() - cpu_s
    wall_s = float(np.median(spent_s))
    return Found(np.stack(places), skeleton, wall_s, cpu_s / len(images))


def nearest(poses: FramePoses, true: Array, n_keypoints: int) -> Array:
    """Return the keypoints (n_keypoints, 2) of whoever is nearest to the runner."""
    if not poses.n_people:
        return np.full((n_keypoints, 2), np.nan)
    middles = np.nanmedian(poses.xy_px, axis=1)
    away = np.hypot(*(middles - np.nanmedian(true, axis=0)).T)
    return poses.xy_px[int(np.argmin(away))].astype(float)


def scored(found: Found, tracks: xr.Dataset) -> dict[str, float]:
    """Compare what was found with the true tracks of the one runner."""
    ours = to_skeleton(tracks, found.skeleton)
    true = ours["position"].isel(individual=0).transpose("time", "keypoint", "space")
    place = {name: number for number, name in enumerate(found.skeleton.keypoints)}
    parts = {part for group in GROUPS.values() for part in group}
    used = [f"{side}_{part}" for part in parts for side in SIDES]
    used = [name for name in used if name in place]
    torso_px = torso_length_px(tracks)
    error = (found.xy_px - true.to_numpy()) / torso_px
    away = np.hypot(error[..., 0], error[..., 1])

    legs = [f"{side}_{part}" for part in LEG for side in SIDES]
    legs = [name for name in legs if name in place]
    own, other = (
        [place[name] for name in names] for names in (legs, map(mirrored, legs))
    )
    crossed = found.xy_px[:, other] - true.to_numpy()[:, own]
    crossed_away = np.hypot(crossed[..., 0], crossed[..., 1]) / torso_px
    swapped = np.nansum(crossed_away, axis=1) < 0.6 * np.nansum(away[:, own], axis=1)
    seen = np.isfinite(found.xy_px).any(axis=(1, 2))
    good = away[seen & ~swapped]
    row = {
        "seen": 100 * seen.mean(),
        "swapped": 100 * swapped[seen].mean() if seen.any() else np.nan,
        "PCK@0.1": 100 * (away[:, [place[n] for n in used]] <= WITHIN).mean(),
    }
    for group, members in GROUPS.items():
        named = [place[n] for n in used if n.split("_", 1)[1] in members]
        row[group] = 100 * np.nanmean(good[:, named]) if named else np.nan
    shaken = error[:, [place[name] for name in used]]
    row["jitter"] = 100 * jitter(shaken)
    row["frames/s"] = 1 / found.wall_s
    row["CPU ms"] = 1000 * found.cpu_s
    return row


def jitter(error: Array) -> float:
    """Return the SD of white noise with the second differences of `error`.

    Parameters
    ----------
    error
        Shape (n_frames, n_keypoints, 2).

    """
    second = np.diff(error, n=2, axis=0)
    spread = 1.4826 * np.nanmedian(np.abs(second), axis=0) / np.sqrt(6)
    return float(np.nanmedian(np.hypot(*spread.T) / np.sqrt(2)))


def torso_length_px(tracks: xr.Dataset) -> float:
    """Return the mean length from mid shoulders to mid hips."""
    middles = [
        tracks["position"]
        .isel(individual=0)
        .sel(keypoint=[f"{side}_{part}" for side in SIDES])
        .mean("keypoint")
        for part in ("shoulder", "hip")
    ]
    return float(np.hypot(*(middles[0] - middles[1]).transpose("space", "time")).mean())


def asked(text: str) -> tuple[str, dict[str, str]]:
    """Return name and parameters of ``NAME,KEY=VALUE,...``."""
    name, *params = text.split(",")
    return name, dict(param.split("=", 1) for param in params)


def label(name: str, params: dict[str, str]) -> str:
    """Return what a row is called: paths by their last part."""
    said = [f"{key}={Path(value).name}" for key, value in params.items()]
    return " ".join([name, *said])


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--with", dest="more", type=asked, action="append", default=[])
    parser.add_argument("--duration-s", type=float, default=4.0)
    parser.add_argument("--view", default="left")
    parser.add_argument("--out", type=Path, help="file for the table")
    chosen = parser.parse_args()
    clip = ClipSettings(
        scene=SceneSettings(view=chosen.view),
        duration_s=chosen.duration_s,
        rate_hz=30.0,
    )
    rows: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        tracks = render_clip(clip, path).tracks
        order = ("time", "keypoint", "space")
        truth = tracks["position"].isel(individual=0).transpose(*order).to_numpy()
        for name, params in [*ready_backends(), *chosen.more]:
            try:
                backend = backends.build(name, params)
                rows[label(name, params)] = scored(run(backend, path, truth), tracks)
            except MidstanceError as error:
                print(f"{label(name, params)}: {error}", file=sys.stderr)
    table = pd.DataFrame.from_dict(rows, orient="index").round(1)
    text = f"python {' '.join(sys.argv)}\n\n{table.to_string(na_rep='-')}\n"
    print(text)
    if chosen.out:
        chosen.out.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
