"""Whether frames in between help: events and lifted joints before and after retiming.

A rendered runner whose truth is known is filmed at 30 frames per second, and again at
85. The first clip is also brought to 85 by motion interpolation and by blending. All
four go through the real pose network::

    midstance synth -o slow.mp4 --truth truth --duration 4 --fps 30
    midstance synth -o fast.mp4 --truth fast_truth --duration 4 --fps 85
    python validation/retiming.py slow.mp4 fast.mp4 truth --out validation/retiming.txt
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

import midstance as ms
from midstance.config import Config
from midstance.kernels.geometry.bones import mid_hip
from midstance.kernels.geometry.pose_errors import position_error, velocity_error
from midstance.kernels.geometry.remap import to_skeleton
from midstance.kernels.signals.matching import matched_errors
from midstance.lifting.network import load_lifter_network
from midstance.schema.events import load_events
from midstance.schema.skeletons import RUNNING_18
from midstance.schema.tracks import load_tracks
from midstance.video.reader import open_video
from midstance.video.retime import Method, retimed
from midstance.video.writer import VideoWriter

RATE_HZ = 85.0
END_S = 2.6
"""Only so much of each clip is looked at."""
MARGIN_S = 0.25
"""Not judged at the ends of the clip."""


def write_retimed(clip: Path, out: Path, method: Method) -> Path:
    """Write the clip at `RATE_HZ`."""
    with open_video(clip, end_s=END_S) as frames:
        pictures = retimed(frames, RATE_HZ, method=method)
        time_s, first = next(pictures)
        height, width, _ = first.shape
        with VideoWriter(out, width, height, RATE_HZ, crf=18) as writer:
            writer.write(first, time_s)
            for time_s, image in pictures:
                writer.write(image, time_s)
    return out


def points_of(tracks: xr.Dataset) -> NDArray[np.float64]:
    """Return (n_times, 18, 3), relative to the mid hip."""
    own = to_skeleton(tracks, RUNNING_18)["position"].isel(individual=0)
    points = own.transpose("time", "keypoint", "space").to_numpy().astype(float)
    return points - mid_hip(points)


def row(clip: Path, truth: Path, true_tracks: xr.Dataset) -> dict[str, float | str]:
    """Return what one clip gives."""
    config = Config().updated(
        subject={"height_m": 1.75},
        lifting={"lifter": "network"},
        clip={"end_s": END_S},
    )
    found = ms.analyze(clip, config=config)
    cells: dict[str, float | str] = {"frames": found.tracks.sizes["time"]}
    for kind, short in (("initial_contact", "IC"), ("toe_off", "TO")):
        late_ms = []
        for side in ("left", "right"):
            own, true = (
                table.loc[(table["side"] == side) & (table["event"] == kind), "time_s"]
                for table in (found.events, load_events(truth / "events.csv"))
            )
            inside = true[(true > MARGIN_S) & (true < END_S - MARGIN_S)].to_numpy()
            late_ms.append(1000 * matched_errors(own.to_numpy(), inside))
        late = np.concatenate(late_ms)
        cells[f"{short} found"] = f"{np.isfinite(late).sum()}/{late.size}"
        cells[f"{short} bias ms"] = float(np.nanmean(late))
        cells[f"{short} RMSE ms"] = float(np.sqrt(np.nanmean(late**2)))
    assert found.tracks_3d is not None
    lifted = points_of(found.tracks_3d)
    time_s = found.tracks_3d["time"].to_numpy()
    right = points_of(true_tracks.interp(time=time_s))
    cells["MPJPE mm"] = 1000 * float(np.nanmean(position_error(lifted, right)))
    cells["MPJVE mm/s"] = 1000 * float(
        np.nanmean(velocity_error(lifted, right, time_s))
    )
    return cells


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("slow", type=Path, help="clip at 30 frames per second")
    parser.add_argument("fast", type=Path, help="the same runner at 85")
    parser.add_argument("truth", type=Path, help="folder of the truth of the first")
    parser.add_argument("--out", type=Path, help="where to write the table as well")
    given = parser.parse_args()
    true_tracks = load_tracks(given.truth / "tracks3d.nc")[["position", "confidence"]]
    with tempfile.TemporaryDirectory() as folder:
        clips = {"30, as filmed": given.slow}
        for method in get_args(Method):
            out = Path(folder) / f"{method}.mp4"
            clips[f"30 to 85, {method}"] = write_retimed(given.slow, out, method)
        clips["85, as filmed"] = given.fast
        table = pd.DataFrame(
            {n: row(clip, given.truth, true_tracks) for n, clip in clips.items()}
        ).T
    numbers = table.map(lambda v: v if isinstance(v, str) else f"{v:.1f}")
    numbers["frames"] = table["frames"].astype(int)
    step = json.loads(load_lifter_network().origin)["step"]
    text = (
        f"$ python {' '.join(sys.argv)}\n\nWeights of the lifter: step {step}. "
        f"The first {END_S:g} s of each clip.\n\n{numbers.to_string()}\n"
    )
    print(text, end="")
    if given.out:
        given.out.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
