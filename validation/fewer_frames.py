"""What is lost when a network looks at some frames of a clip of 240 frames/s alone.

A rendered runner with exact contacts is analyzed; then its tracks are analyzed once
more as if the network had looked at every second, fourth and eighth frame::

    python validation/fewer_frames.py [--keep FOLDER] [--out FILE]

For contacts and toe-offs the errors against the truth (ms): mean, and scatter around
it; and how many of the true ones have no event within a tenth of a second. Work is
processor time of the poses for a second of video, in proportion to the frames but for
decoding. ``--keep`` keeps the clip, and takes the one that is there.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from throughput import folder_of

from midstance.config import Config
from midstance.pipeline.analyze import analyze, analyze_tracks
from midstance.schema.analysis import Analysis
from midstance.schema.events import KINDS, SIDES, times_s
from midstance.synth.rendering.clip import ClipSettings, render_clip
from midstance.video.reader import open_video

RATE_HZ, DURATION_S = 240.0, 3.0
STEPS = (1, 2, 4, 8)
NEAR_S = 0.1


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keep", type=Path, default=None, metavar="FOLDER")
    parser.add_argument("--out", type=Path, help="where to write the table")
    options = parser.parse_args()
    with folder_of(options.keep) as folder:
        clip, truth = folder / "clip.mp4", folder / "truth"
        if not clip.is_file():
            render_clip(
                ClipSettings(rate_hz=RATE_HZ, duration_s=DURATION_S), clip, truth
            )
        lines = rows(clip, pd.read_csv(truth / "events.csv"))
    text = "\n".join([f"python {Path(sys.argv[0])}", "", *lines]) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text, "utf-8")


def rows(clip: Path, truth: pd.DataFrame) -> list[str]:
    """Return the lines of the table."""
    config = Config(quality="fast")
    start_s = time.process_time()
    with open_video(clip) as frames:
        n_frames = sum(1 for _ in frames)
    decoding_s = time.process_time() - start_s
    start_s = time.process_time()
    whole = analyze(clip, config=config)
    took_s = time.process_time() - start_s
    lines = [
        f"{n_frames} frames: decoding {decoding_s:.1f} s of work, "
        f"file to numbers {took_s:.1f} s",
        "",
        f"{'frames/s':>8}" + "".join(f"{kind:>30}" for kind in KINDS),
    ]
    for step in STEPS:
        thin = whole.raw_tracks.isel(time=slice(None, None, step))
        video = replace(whole.video, rate_hz=RATE_HZ / step)
        found = analyze_tracks(thin, config, video=video)
        cells = "".join(f"{error(found, truth, kind):>30}" for kind in KINDS)
        lines.append(f"{RATE_HZ / step:8.0f}{cells}")
    return lines


def error(found: Analysis, truth: pd.DataFrame, kind: str) -> str:
    """Return mean and scatter of the errors of one kind of event, and what lacks."""
    off_s, n_missing = [], 0
    for side in SIDES:
        seen_s = times_s(found.events, side, kind)
        own = truth[(truth["side"] == side) & (truth["event"] == kind)]
        for at_s in own["time_s"]:
            apart_s = seen_s - at_s
            near_s = apart_s[np.abs(apart_s) <= NEAR_S]
            n_missing += not near_s.size
            off_s += [float(near_s[np.abs(near_s).argmin()])] if near_s.size else []
    off_ms = 1e3 * np.array(off_s)
    return f"{off_ms.mean():+6.1f} ± {off_ms.std():4.1f} ({n_missing} missing)"


if __name__ == "__main__":
    main()
