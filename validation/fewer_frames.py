"""What is lost when the network looks at some frames of a camera of 240 frames/s alone.

A rendered runner with exact contacts goes through the network, every frame and fewer of
them, as `midstance.pose.looks` does it; then people over force plates, as a camera of
240 frames/s and a network see them, whose tracks are thinned in the same way::

    python validation/fewer_frames.py [--keep FOLDER] [--out FILE]

Errors of contacts and toe-offs in ms: mean, scatter around it, root mean square, and
how many lie within the uncertainty that is stated. The people taught the readers of
contacts, so that their figures compare the rows with one another and say nothing of
people left out. ``--keep`` keeps the clip, and takes the one that is there.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from math import inf
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from clip_makers import from_tracks
from throughput import folder_of

from midstance.config import Config
from midstance.formats.motion.plate_trial import PlateTrial, read_plate_trial
from midstance.pipeline.analyze import analyze_tracks
from midstance.pipeline.backend import choose_backend, choose_camera
from midstance.pipeline.benchmark.clips import Condition, seen_raw
from midstance.pose.estimate import estimate_poses
from midstance.pose.looks import step_of
from midstance.schema.analysis import Analysis
from midstance.schema.events import KINDS, SIDES
from midstance.synth.observation.noise import load_network_error
from midstance.synth.rendering.clip import ClipSettings, render_clip
from midstance.tracking.link import link
from midstance.video.reader import open_video

RATE_HZ, DURATION_S = 240.0, 3.0
LEAST_HZ = (inf, 120.0, 60.0, 30.0)
NEAR_S = 0.1
EVERY = 3
"""Of the trials, to save time: this one and the next after so many."""
LONGEST_S = 5.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keep", type=Path, default=None, metavar="FOLDER")
    parser.add_argument("--out", type=Path, help="where to write the table")
    options = parser.parse_args()
    root = Path(__file__).parents[1]
    data = Path(os.environ.get("MIDSTANCE_DATA", root.parent / "shared" / "data"))
    with folder_of(options.keep) as folder:
        clip, truth = folder / "clip.mp4", folder / "truth"
        if not clip.is_file():
            render_clip(
                ClipSettings(rate_hz=RATE_HZ, duration_s=DURATION_S), clip, truth
            )
        lines = list(rendered(clip, pd.read_csv(truth / "events.csv")))
    lines += ["", *people(data)]
    text = "\n".join([f"python {Path(sys.argv[0])}", "", *lines]) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text, "utf-8")


def rendered(clip: Path, truth: pd.DataFrame) -> Iterator[str]:
    """Yield the lines of the rendered runner."""
    yield "rendered runner, through the network"
    yield _head("work, s")
    for least_hz in LEAST_HZ:
        start_s = time.process_time()
        found = analyzed(clip, least_hz)
        took_s = time.process_time() - start_s
        yield _line(least_hz, [(found, truth)], f"{took_s:9.1f}")


def analyzed(clip: Path, least_hz: float) -> Analysis:
    """Return the analysis of a clip of which so many frames a second are looked at."""
    config = Config(quality="fast")
    backend = choose_backend(config)
    with open_video(clip) as frames:
        poses = estimate_poses(
            frames, backend, camera=choose_camera(config), looks_hz=least_hz
        )
    info = frames.info
    size = {"image_width_px": info.width_px, "image_height_px": info.height_px}
    return analyze_tracks(link(poses, backend.skeleton, attrs=size), config, video=info)


def people(data: Path) -> Iterator[str]:
    """Yield the lines of people over plates, from the side and from behind."""
    paths = sorted((data / "runners-on-plates").glob("*.npz"))[::EVERY]
    network = load_network_error(data / "noise" / "blazepose_side_view.json")
    for view, noise in (("right", "network"), ("right", "white"), ("rear", "network")):
        seen = []
        for number, path in enumerate(paths):
            trial = read_plate_trial(path)
            condition = Condition(view, RATE_HZ, noise)
            raw = seen_raw(trial, condition, network=network, number=number)
            end_s = float(raw["time"][0]) + LONGEST_S
            seen.append((trial, raw.sel(time=slice(None, end_s))))
        yield f"{len(seen)} runs over plates, {view}, with errors: {noise}"
        yield _head("")
        for least_hz in LEAST_HZ:
            step = step_of(RATE_HZ, least_hz)
            found = [
                (from_tracks(thinned(raw, step)), true_in(trial, raw))
                for trial, raw in seen
            ]
            yield _line(least_hz, found, "")


def true_in(trial: PlateTrial, raw: xr.Dataset) -> pd.DataFrame:
    """Return the true events, without those at the ends of the clip."""
    events, time_s = trial.events(), raw["time"].to_numpy()
    inside = events["time_s"].between(time_s[0] + 0.3, time_s[-1] - 0.3)
    return events[inside]


def thinned(raw: xr.Dataset, step: int) -> xr.Dataset:
    """Return tracks as they are when every so manieth frame was looked at."""
    n_frames = raw.sizes["time"]
    looked = np.arange(0, n_frames, step)
    axis = raw["position"].get_axis_num("time")
    position = np.moveaxis(raw["position"].to_numpy(), axis, 0)
    every = np.arange(looked[-1] + 1)
    flat = position[looked].reshape(len(looked), -1)
    mixed = np.stack([np.interp(every, looked, own) for own in flat.T], axis=1)
    mixed = mixed.reshape(len(every), *position.shape[1:])
    part = raw.isel(time=slice(0, len(every))).copy(deep=True)
    part["position"].values = np.moveaxis(mixed, 0, axis)
    return part


def _head(work: str) -> str:
    return f"{'frames/s':>10}{work:>9}" + "".join(f"{kind:>38}" for kind in KINDS)


def _line(
    least_hz: float, found: list[tuple[Analysis, pd.DataFrame]], work: str
) -> str:
    rate_hz = RATE_HZ / step_of(RATE_HZ, least_hz)
    cells = "".join(f"{error(found, kind):>38}" for kind in KINDS)
    return f"{rate_hz:10.0f}{work:>9}{cells}"


def error(found: list[tuple[Analysis, pd.DataFrame]], kind: str) -> str:
    """Return the errors of one kind of event in words."""
    off_ms, within, n_missing = [], [], 0
    for analysis, truth in found:
        for side in SIDES:
            seen, true = (
                table[(table["side"] == side) & (table["event"] == kind)]
                for table in (analysis.events, truth)
            )
            for at_s in true["time_s"]:
                apart_s = (seen["time_s"] - at_s).abs()
                if not len(seen) or apart_s.min() > NEAR_S:
                    n_missing += 1
                    continue
                one = seen.loc[apart_s.idxmin()]
                off_ms.append(1e3 * (one["time_s"] - at_s))
                within.append(abs(one["time_s"] - at_s) <= one["uncertainty_s"])
    off = np.array(off_ms)
    return (
        f"{off.mean():+.1f} ± {off.std():.1f}, {np.sqrt((off**2).mean()):.1f}; "
        f"{np.mean(within):.0%} ({n_missing} missing)"
    )


if __name__ == "__main__":
    main()
