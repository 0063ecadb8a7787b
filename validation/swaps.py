"""How many exchanges of left and right `swap_repair` undoes, and what it breaks.

Legs, or arms, are exchanged at random in a tenth of the frames (single frames and
stretches of up to ten), in tracks where they are right: a force-plate trial seen by
a virtual camera, synthetic runners from three sides, and, with ``--video``, what
the pose network makes of a real clip, after one repair.

    python validation/swaps.py --video --out validation/swaps.txt
"""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from plate_trials import plate_trials
from virtual_camera import shoot

from midstance.cleaning.base import Cleaner, cleaners
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.schema.tracks import SEEN, SWAPPED
from midstance.synth.motion.runner import RunnerSettings, run
from midstance.synth.observation.noise import Noise, draw_network_error
from midstance.synth.observation.observe import observe

LEGS = ("hip", "knee", "ankle", "heel", "foot_index")
ARMS = ("elbow", "wrist")
SHARE, LONGEST = 0.1, 10
CLIP = "treadmill_side_left_30fps.mp4"
Case = tuple[str, xr.Dataset, tuple[tuple[str, ...], ...]]


def random_frames(n_times: int, seed: int) -> NDArray[np.bool_]:
    """Return which frames to exchange: runs of 1 to 10, two frames apart or more."""
    rng = np.random.default_rng(seed)
    frames = np.zeros(n_times, dtype=bool)
    while frames.mean() < SHARE:
        length = 1 if rng.random() < 0.5 else int(rng.integers(2, LONGEST + 1))
        start = int(rng.integers(0, n_times - length))
        if not frames[max(0, start - 2) : start + length + 2].any():
            frames[start : start + length] = True
    return frames


def exchange(
    tracks: xr.Dataset, frames: NDArray[np.bool_], parts: tuple[str, ...]
) -> xr.Dataset:
    """Return `tracks` with left and right of `parts` exchanged in `frames`."""
    changed = tracks.copy(deep=True)
    for part in parts:
        pair = [f"left_{part}", f"right_{part}"]
        for name in ("position", "confidence"):
            other = tracks[name].sel(keypoint=pair[::-1])[{"time": frames}]
            here = {"time": tracks["time"][frames], "keypoint": pair}
            changed[name].loc[here] = other.to_numpy()
    return changed


def score(
    tracks: xr.Dataset, parts: tuple[str, ...], repair: Cleaner, n_seeds: int
) -> tuple[float, float]:
    """Return the share of exchanged frames undone, and of others changed."""
    undone, broken = [], []
    for seed in range(n_seeds):
        truth = random_frames(tracks.sizes["time"], seed)
        repaired = repair.apply(exchange(tracks, truth, parts))
        marks = repaired["observed"].sel(keypoint=[f"left_{parts[-1]}"]) == SWAPPED
        marked = marks.to_numpy().reshape(-1)
        undone.append(marked[truth].mean())
        broken.append(marked[~truth].mean())
    return float(np.mean(undone)), float(np.mean(broken))


def cases(data: Path, *, with_video: bool) -> Iterator[Case]:
    """Yield name, tracks in which left is left, and what can be exchanged."""
    for trial in plate_trials(data):
        for rate_hz in (30.0, 60.0):
            for noise in ("px3", "blazepose"):
                seen = shoot(
                    trial.world, trial.events, rate_hz=rate_hz, noise=noise, data=data
                )
                yield f"{trial.name}, {rate_hz:g} Hz, {noise}", seen, (LEGS[1:],)
    for speed_m_s, lasts_s in ((1.3, 6.0), (3.0, 6.0), (3.0, 2.0), (8.0, 2.0)):
        ran = run(RunnerSettings(speed_m_s=speed_m_s), duration_s=lasts_s, rate_hz=60)
        for side, azimuth_deg in (("side", 90), ("oblique", 45), ("rear", 180)):
            seen = observe(
                ran.tracks,
                orbit_camera(azimuth_deg),
                noise=Noise(network=draw_network_error(1)),
                phase=ran.motion.schedule.phase(),
            )
            yield (
                f"synthetic {speed_m_s:g} m/s, {side}, {lasts_s:g} s",
                seen,
                (
                    LEGS,
                    ARMS,
                ),
            )
    if with_video:
        yield f"BlazePose on {CLIP}", estimated(data / "video" / CLIP), (LEGS,)


def estimated(video: Path) -> xr.Dataset:
    """Return what the pose network makes of a clip, repaired once."""
    from midstance.pose.base import backends
    from midstance.pose.estimate import estimate_poses
    from midstance.tracking.link import link
    from midstance.video.reader import open_video

    backend = backends.build("blazepose", {})
    with open_video(video) as frames:
        poses = estimate_poses(frames, backend)
    tracks = link(poses, backend.skeleton, attrs={})
    tracks = cleaners.build("confidence_mask", {}).apply(tracks)
    repaired = cleaners.build("swap_repair", {}).apply(tracks).copy(deep=True)
    marks = repaired["observed"].sel(keypoint="left_ankle") == SWAPPED
    print(f"{video.name}: {int(marks.sum())} exchanged frames of its own")
    repaired["observed"] = repaired["observed"].where(repaired["observed"] == 0, SEEN)
    return repaired


def main() -> None:
    """Print the table, and write it when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    here = Path(__file__).parents[1].parent / "shared" / "data"
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("MIDSTANCE_DATA", here)
    )
    parser.add_argument("--video", action="store_true", help="run the pose network too")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    repair = cleaners.build("swap_repair", {})
    rows = [
        (name, "legs" if parts[-1] in LEGS else "arms", *(100 * np.array(figures)))
        for name, tracks, groups in cases(Path(args.data), with_video=args.video)
        for parts in groups
        for figures in [score(tracks, parts, repair, args.seeds)]
    ]
    table = pd.DataFrame(rows, columns=["tracks", "limbs", "undone %", "broken %"])
    text = table.to_string(index=False, float_format="%.2f")
    flag = " --video" if args.video else ""
    text = f"python validation/swaps.py{flag} --seeds {args.seeds}\n\n{text}\n"
    print(text)
    if args.out:
        args.out.write_text(text)


if __name__ == "__main__":
    main()
