"""What the app shows early and live, and what that costs.

The clip that ships with the package, laid end to end to 10 s (the shortest of 60
frames per second that is looked at early) and to 20 s, is analyzed, and it is asked
when its first numbers are told and how much of the processor time they take.
Then the clip is given to the live page's session at 30 images per second, as JPEG of
640 px::

    python validation/live.py [--out validation/live.txt]

Times are of the processor, which others on the machine do not stretch.
"""

import argparse
import sys
import tempfile
import time
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd

from midstance.config import Config
from midstance.pipeline.first_numbers import FirstNumbers
from midstance.pipeline.folder import analyze_into
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter
from midstance.web.live.session import LiveSession

DURATIONS_S = 10.0, 20.0
EVERY, SHOWN_PX = 2, 640


def main() -> None:
    """Print both parts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, help="where to write the table")
    options = parser.parse_args()
    examples = resources.files("midstance") / "examples"
    with resources.as_file(examples / "demo.mp4") as demo:
        lines = [
            f"python {' '.join(sys.argv)}",
            "",
        ]
        for duration_s in DURATIONS_S:
            lines += [*early(demo, duration_s), ""]
        lines += live(demo)
    text = "\n".join(lines) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text, "utf-8")


def early(demo: Path, duration_s: float) -> list[str]:
    """Return when the first numbers of a long clip come, and what they take."""
    taken_s: list[float] = []
    told: dict[str, tuple[float, pd.DataFrame]] = {}
    find = FirstNumbers._numbers

    def timed(self: FirstNumbers, poses: list) -> pd.DataFrame:
        begun_s = time.thread_time()
        numbers = find(self, poses)
        taken_s.append(time.thread_time() - begun_s)
        return numbers

    def tell(summary: pd.DataFrame, is_whole: bool) -> None:
        told["whole" if is_whole else "first"] = (time.process_time(), summary)

    FirstNumbers._numbers = timed
    try:
        with tempfile.TemporaryDirectory() as folder:
            long = Path(folder) / "long.mp4"
            lay_end_to_end(demo, long, duration_s)
            begun_s = time.process_time()
            out = Path(folder) / "out"
            analyze_into(out, long, Config(), film="link", numbers=tell)
            whole_s = time.process_time() - begun_s
    finally:
        FirstNumbers._numbers = find
    after_s = told["first"][0] - begun_s
    lines = [
        f"first numbers of {duration_s:.0f} s at 60 frames/s: after {after_s:.1f} of "
        f"{whole_s:.1f} s of work ({after_s / whole_s:.0%}); looking took "
        f"{sum(taken_s):.2f} s ({sum(taken_s) / whole_s:.1%})"
    ]
    for name, (_, summary) in told.items():
        shown = summary[summary["metric"].isin(["cadence", "contact_time"])]
        lines += [
            f"  {name:<6}{row.metric} {row.side}: "
            f"{row.value:.3f} ± {row.uncertainty:.3f}"
            for row in shown.itertuples()
        ]
    return lines


def lay_end_to_end(demo: Path, path: Path, duration_s: float) -> None:
    """Write the frames of a clip again and again until the time is full."""
    with open_video(demo) as frames:
        rate_hz = frames.info.rate_hz
        images = [frame.image for frame in frames]
        size = (frames.info.width_px, frames.info.height_px)
    with VideoWriter(path, *size, rate_hz) as out:
        for number in range(round(duration_s * rate_hz)):
            out.write(images[number % len(images)], number / rate_hz)


def live(demo: Path) -> list[str]:
    """Return what the live session tells at the end of the clip, and what it takes."""
    import cv2

    session, taken_s, seen = LiveSession(1), [], None
    with open_video(demo) as frames:
        for frame in frames:
            if frame.index % EVERY:
                continue
            height, width = frame.image.shape[:2]
            size = (SHOWN_PX, round(SHOWN_PX * height / width))
            small = cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA)
            _, jpeg = cv2.imencode(".jpg", small[..., ::-1])
            begun_s = time.process_time()
            seen = session.look(jpeg.tobytes(), frame.time_s + 1e-3)
            taken_s.append(time.process_time() - begun_s)
    assert seen is not None
    gait = seen.gaits["person-1"]
    cadence, balance = gait.cadence, gait.balance
    return [
        f"live, {len(taken_s)} images at 30 Hz: {1e3 * np.mean(taken_s):.1f} ms of "
        "work an image, counting and contacts included",
        f"  cadence {cadence.value:.1f} ± {cadence.uncertainty:.1f} steps/min",
        f"  balance {balance.value:.1f} ± {balance.uncertainty:.1f} % left",
    ]


if __name__ == "__main__":
    main()
