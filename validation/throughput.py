"""How fast an analysis is, and how much memory it takes, whatever the length.

The same file goes through `midstance.analyze` and through
``mediapipe.solutions.pose`` alone (mediapipe 0.10.21 in an environment of its own,
made on the first run, see reference_blazepose.py), each in a process of its own,
in turns::

    python validation/throughput.py [--video FILE] [--turns N]

midstance
    From the file to the numbers: decoding, networks, tracks, cleaning, events,
    metrics. The overlay video and the page come on top, in a line of their own.
    Loading of libraries is not counted, on neither side: the first 4 s are
    analysed once before.
mediapipe
    Decoding with OpenCV and ``Pose().process``, with its defaults.
overhead
    What midstance does beside decoding and running the two networks: everything
    in Python, cutting out and turning included. Limit 10 % of the whole.
memory
    Peak of the process over a clip of 10 s and the same clip repeated to 100 s.
    Limit 10 % more.

Exit status 1 when a limit is broken.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from reference_blazepose import VIDEO, reference_python

OVERHEAD_LIMIT, MEMORY_LIMIT = 0.10, 0.10
SHORT_S, LONG_S = 10.0, 100.0
WARM_UP_S = 4.0

MEDIAPIPE = """
import json, sys, time
import cv2, mediapipe
video = cv2.VideoCapture(sys.argv[1])
start, pose_s, n_frames = time.perf_counter(), 0.0, 0
with mediapipe.solutions.pose.Pose() as pose:
    while True:
        is_read, frame = video.read()
        if not is_read:
            break
        frame = cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
        before = time.perf_counter()
        pose.process(frame)
        pose_s += time.perf_counter() - before
        n_frames += 1
print(json.dumps({"n_frames": n_frames, "pose_s": pose_s,
                  "total_s": time.perf_counter() - start}))
"""


def main() -> int:
    """Measure both and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--video", type=Path, default=VIDEO)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--report", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.video, with_report=options.report)))
        return 0
    print(f"python {' '.join(sys.argv)}\n{options.video.name}, {os.cpu_count()} cores")
    is_good = compare_speed(options.video, options.turns)
    with tempfile.TemporaryDirectory() as folder:
        is_good &= compare_memory(options.video, Path(folder))
    return 0 if is_good else 1


def compare_speed(video: Path, n_turns: int) -> bool:
    """Print frames/s of both; return whether the overhead is small enough."""
    ours, theirs = [], []
    for _ in range(n_turns):
        ours.append(one(video, "--report"))
        theirs.append(asked([str(reference_python()), "-c", MEDIAPIPE, str(video)]))
    print(f"\nspeed, median of {n_turns} turns")
    best = middle(ours)
    whole_s, n_frames = best["total_s"], best["n_frames"]
    for name, key in (
        ("midstance, file to numbers", "total_s"),
        ("  decoding", "decoding_s"),
        ("  networks", "networks_s"),
        ("  the rest", "rest_s"),
        ("  (report on top)", "report_s"),
    ):
        share = "" if key == "total_s" else f"{100 * best[key] / whole_s:8.1f} %"
        row(name, best[key], n_frames, share)
    reference = middle(theirs)
    row("mediapipe, file to landmarks", reference["total_s"], reference["n_frames"])
    row("  pose alone", reference["pose_s"], reference["n_frames"])
    quicker = reference["total_s"] / reference["n_frames"] * n_frames / whole_s
    overhead = best["rest_s"] / whole_s
    print(f"  midstance runs at {quicker:.2f} times the speed of mediapipe")
    print(f"  overhead {100 * overhead:.1f} % (limit {100 * OVERHEAD_LIMIT:.0f} %)")
    return bool(overhead <= OVERHEAD_LIMIT)


def row(name: str, seconds: float, n_frames: int, share: str = "") -> None:
    """Print one line of the table of speed."""
    per_frame_ms = 1000 * seconds / n_frames
    print(f"  {name:<30}{n_frames / seconds:8.1f} Hz{per_frame_ms:8.2f} ms{share}")


def compare_memory(video: Path, folder: Path) -> bool:
    """Print the peaks over a short and a long clip; return whether they are alike."""
    peaks = {}
    print("\npeak memory")
    for length_s in (SHORT_S, LONG_S):
        clip = repeated(video, folder / f"{length_s:.0f}.mp4", length_s)
        found = one(clip)
        peaks[length_s] = found["peak_mib"]
        n_frames, peak = found["n_frames"], found["peak_mib"]
        print(f"  {length_s:5.0f} s, {n_frames:5} frames{peak:8.0f} MiB")
    growth = peaks[LONG_S] / peaks[SHORT_S] - 1
    print(f"  growth {100 * growth:.1f} % (limit {100 * MEMORY_LIMIT:.0f} %)")
    return growth <= MEMORY_LIMIT


def one(video: Path, *options: str) -> dict[str, Any]:
    """Measure one analysis in a process of its own."""
    return asked([sys.executable, __file__, "--one", "--video", str(video), *options])


def asked(command: list[str]) -> dict[str, Any]:
    """Return what a process prints on its last line."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the run of median duration."""
    usual = median(run["total_s"] for run in runs)
    return min(runs, key=lambda run: abs(run["total_s"] - usual))


def measured(video: Path, *, with_report: bool) -> dict[str, Any]:
    """Analyze `video` in this process, with a stop watch at two places."""
    from midstance import pipeline
    from midstance.config import Clip, Config
    from midstance.pose.litert import Network
    from midstance.video.reader import VideoReader

    spent = {"decoding_s": 0.0, "networks_s": 0.0}
    run_network, frames_of = Network.__call__, VideoReader.__iter__

    def timed_network(network: Network, values: Any) -> Any:  # noqa: ANN401
        return timed(spent, "networks_s", lambda: run_network(network, values))

    def timed_frames(video: VideoReader) -> Iterator[Any]:
        frames = frames_of(video)
        end = object()
        while True:
            frame = timed(spent, "decoding_s", lambda: next(frames, end))
            if frame is end:
                return
            yield frame

    Network.__call__ = timed_network  # type: ignore[method-assign]
    VideoReader.__iter__ = timed_frames  # type: ignore[method-assign]
    pipeline.analyze(video, config=Config(clip=Clip(end_s=WARM_UP_S)))
    spent.update(decoding_s=0.0, networks_s=0.0)
    start = time.perf_counter()
    analysis = pipeline.analyze(video)
    total_s = time.perf_counter() - start
    found = {
        "n_frames": analysis.tracks.sizes["time"],
        "total_s": total_s,
        "rest_s": total_s - sum(spent.values()),
        **spent,
        # Linux counts in KiB, macOS in bytes.
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        / (1024 if sys.platform == "linux" else 1024**2),
    }
    if with_report:
        from midstance.report.write import write_report

        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            write_report(analysis, video, Path(folder))
        found["report_s"] = time.perf_counter() - start
    return found


def timed(spent: dict[str, float], name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Do `work` and add the time it took."""
    start = time.perf_counter()
    result = work()
    spent[name] += time.perf_counter() - start
    return result


def repeated(video: Path, path: Path, length_s: float) -> Path:
    """Write `video` again and again, until it lasts `length_s`; nothing is encoded."""
    import av

    with av.open(str(path), "w") as out:
        stream = None
        shift_s = 0.0
        while shift_s < length_s:
            with av.open(str(video)) as source:
                stored = source.streams.video[0]
                stream = stream or out.add_stream_from_template(stored)
                tick_s = float(stored.time_base)
                shift = round(shift_s / tick_s)
                for packet in source.demux(stored):
                    is_beyond = (packet.pts or 0) * tick_s + shift_s >= length_s
                    if packet.dts is None or is_beyond:
                        continue
                    packet.pts += shift
                    packet.dts += shift
                    packet.stream = stream
                    out.mux(packet)
                shift_s += stored.duration * tick_s
    return path


if __name__ == "__main__":
    sys.exit(main())
