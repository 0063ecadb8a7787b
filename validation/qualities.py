"""What the larger network costs and brings: each ``--quality`` on two clips.

The clip that ships with the package against its exact contacts, and the labelled clip
against labels by eye where it is there::

    python validation/qualities.py [--video FILE] [--out validation/qualities.txt]

Work is processor time from the file to the numbers; libraries were read before. A
contact or toe-off is held against the nearest one of the same foot that was found:
mean and root mean square of the errors (ms), left and right.
"""

import argparse
import sys
import time
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
from events import LABEL_DELAY_FRAMES, LABELLED_FRAMES
from reference_blazepose import VIDEO

from midstance.config import Config
from midstance.pipeline.analyze import analyze
from midstance.schema.analysis import Analysis
from midstance.schema.events import KINDS, SIDES, times_s
from midstance.schema.tracks import SWAPPED

QUALITIES = ("fast", "good", "best")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--video", type=Path, default=VIDEO)
    parser.add_argument("--out", type=Path, help="where to write the table")
    options = parser.parse_args()
    lines = [f"python {' '.join(sys.argv)}", ""]
    examples = resources.files("midstance") / "examples"
    with resources.as_file(examples) as folder:
        analyze(folder / "demo.mp4", config=Config().updated(clip={"end_s": 3.0}))
        lines += rows("demo clip", folder / "demo.mp4")
    if options.video.exists():
        lines += ["", *rows("labelled clip", options.video)]
    text = "\n".join(lines) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text, "utf-8")


def rows(name: str, video: Path) -> list[str]:
    """Return the lines about one clip, whose true events lie beside it."""
    truth = pd.read_csv(video.with_suffix(".events.csv"))
    lines = [f"{name:<16}   work, s  beside fast  frames with exchanged limbs, %"]
    fast_s = 0.0
    for quality in QUALITIES:
        start_s = time.process_time()
        found = analyze(video, config=Config(quality=quality))
        took_s = time.process_time() - start_s
        fast_s = fast_s or took_s
        swapped = float((found.tracks["observed"] == SWAPPED).any("keypoint").mean())
        lines.append(
            f"  {quality:<14}{took_s:12.1f}{took_s / fast_s:13.2f}{100 * swapped:13.1f}"
        )
        lines += [
            f"    {kind.replace('_', ' '):<16}"
            + "".join(error(found, truth, side, kind) for side in SIDES)
            for kind in KINDS
        ]
    return lines


def error(found: Analysis, truth: pd.DataFrame, side: str, kind: str) -> str:
    """Return mean and root mean square error of the events of a foot."""
    own = truth[(truth["side"] == side) & (truth["event"] == kind)]
    if "frame" in own:  # labels by eye
        own = own[own["frame"] < LABELLED_FRAMES]
        frames_s = found.tracks["time"].to_numpy()
        delay_s = LABEL_DELAY_FRAMES * float(np.median(np.diff(frames_s)))
        true_s = frames_s[own["frame"]] - delay_s
    else:
        true_s = own["time_s"].to_numpy()
    seen_s = times_s(found.events, side, kind)
    off_ms = [1e3 * (seen_s - at)[np.abs(seen_s - at).argmin()] for at in true_s]
    rms_ms = float(np.sqrt(np.mean(np.square(off_ms))))
    return (
        f"   {side}: mean {np.mean(off_ms):+6.1f}, rms {rms_ms:5.1f}, n {len(off_ms)}"
    )


if __name__ == "__main__":
    main()
