"""How fast midstance is, and how much memory it takes, whatever the length.

The same file goes through midstance and through ``mediapipe.solutions.pose`` alone
(mediapipe 0.10.21 in an environment of its own, made on the first run, see
reference_blazepose.py), each in a process of its own, in turns::

    python validation/throughput.py [--video FILE] [--turns N] [--keep FOLDER]

Clips: one rendered runner at 720p and at 1080p, two and four beside one another, see
several_runners.py; and a recording when it is here, or ``--video`` alone. ``--keep``
keeps them, the long one too, and takes those that are there.

Everything is measured in the quality ``fast``, the full network of BlazePose alone.

poses
    midstance from the file to the poses: decoding, networks, clothes, a look at the
    camera. Loading of libraries is not counted, on neither side.
limit
    Decoding and the landmark network alone, once for each person and frame, with as
    many threads, the cores shared out as there: nothing is cut out, followed or read.
mediapipe
    Decoding with OpenCV and ``Pose().process`` (model_complexity=1), which follows
    one person, however many there are.
numbers
    midstance from the file to the numbers: poses, tracks, cleaning, events, metrics.
report
    From the file to the report, as many times the numbers alone (limit 1.15); what
    the overlay video would take on top, which is made on demand.
    Then the whole of ``midstance analyze``, loading of libraries and report included,
    beside the bare loop of mediapipe, which is wanted 1.7 times slower on the clock and
    no cheaper in work.
rest
    What follows the last frame of the same recording repeated to 20 s, as a share of
    the whole (limit a tenth).
edit
    A contact moved by hand on the label page, in the same recording repeated to 60 s:
    until the numbers are there, until it is on the disk, and until the report shows it
    (limit 2 s in all). Seconds of work of the processors stand beside those of the
    clock: they are what counts on a machine that does other things too.
memory
    Peak of the process over a clip of 10 s and the same clip repeated to 100 s.
    Limit 10 % more.

Exit status 1 when a limit is broken: memory, the share of the limit, the rate
against mediapipe, the report alone or beside mediapipe, the rest, or the edit.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from multiprocessing import active_children
from pathlib import Path
from statistics import median
from typing import Any

from reference_blazepose import VIDEO, reference_python
from several_runners import Film, films_in

MEMORY_LIMIT, SHARE_LIMIT = 0.10, 0.85
REPORT_LIMIT, EDIT_LIMIT_S, EDIT_S = 1.15, 2.0, 60.0
CLOCK, WORK = 1.7, 1.0
REST, REST_S = 0.10, 20.0
SHORT_S, LONG_S = 10.0, 100.0
WARM_UP_S = 2.0
READY_S = 5.0

MEDIAPIPE = """
import json, sys, time
import cv2, mediapipe
video = cv2.VideoCapture(sys.argv[1])
start, work, n_frames = time.perf_counter(), time.process_time(), 0
with mediapipe.solutions.pose.Pose() as pose:
    while True:
        is_read, frame = video.read()
        if not is_read:
            break
        pose.process(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB))
        n_frames += 1
print(json.dumps({"seconds": time.perf_counter() - start, "n_frames": n_frames,
                  "work_s": time.process_time() - work}))
"""


def main() -> int:
    """Measure everything and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--video", type=Path, default=None)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--keep", type=Path, default=None, metavar="FOLDER")
    parser.add_argument("--one", default=None, help=argparse.SUPPRESS)
    parser.add_argument("--people", type=int, default=1, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(ONE[options.one](options.video, options.people)))
        return 0
    print(f"python {' '.join(sys.argv)}\n{os.cpu_count()} cores")
    with folder_of(options.keep) as folder:
        recording = options.video or (VIDEO if VIDEO.is_file() else None)
        films = films_in(folder) if options.video is None else []
        if recording:
            films.append(Film(recording.stem, recording))
        is_good = compare_poses(films, options.turns)
        whole = films[-1].path
        is_good &= show_whole(whole, options.turns)
        is_good &= compare_reports(whole, folder, options.turns)
        is_good &= show_rest(whole, folder, options.turns)
        is_good &= show_edit(whole, folder, options.turns)
        is_good &= compare_memory(whole, folder)
    return 0 if is_good else 1


@contextmanager
def folder_of(kept: Path | None) -> Iterator[Path]:
    """Give a folder for the clips, for a while or to be kept."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def compare_poses(films: list[Film], n_turns: int) -> bool:
    """Print frames/s of both and of the limit; return whether they are enough."""
    print(f"\nfile to poses, frames/s, median of {n_turns} turns")
    heading = (
        f"  {'':<32}{'poses':>8}{'limit':>8}{'share':>8}{'mediapipe':>11}{'times':>8}"
    )
    print(heading)
    is_good = True
    works = []
    for film in films:
        runs: dict[str, list[dict[str, Any]]] = {}
        for _ in range(n_turns):
            for kind in ("poses", "limit"):
                found = one(film.path, kind, film.n_people)
                runs.setdefault(kind, []).append(found)
            command = [str(reference_python()), "-c", MEDIAPIPE, str(film.path)]
            runs.setdefault("mediapipe", []).append(asked(command))
        ours, limit, theirs = (median(map(rate_hz, runs[kind])) for kind in runs)
        share = ratio(runs["poses"], runs["limit"], rate_hz)
        times = ratio(runs["poses"], runs["mediapipe"], rate_hz)
        wanted = f" (at least {film.least:.1f})" if film.least else ""
        print(
            f"  {film.name:<32}{ours:8.1f}{limit:8.1f}{100 * share:6.0f} %"
            f"{theirs:11.1f}{times:8.2f}{wanted}",
            flush=True,
        )
        is_good &= times >= film.least and share >= SHARE_LIMIT
        ours, limit, theirs = (median(map(work_ms, runs[kind])) for kind in runs)
        share = ratio(runs["limit"], runs["poses"], work_ms)
        times = ratio(runs["mediapipe"], runs["poses"], work_ms)
        works.append(
            f"  {film.name:<32}{ours:8.1f}{limit:8.1f}{100 * share:6.0f} %"
            f"{theirs:11.1f}{times:8.2f}"
        )
    print(f"  share of the limit: at least {100 * SHARE_LIMIT:.0f} %")
    print("\n  the same in work of the processors, ms a frame")
    print(heading)
    print("\n".join(works))
    return is_good


def ratio(
    some: list[dict[str, Any]],
    others: list[dict[str, Any]],
    number: Callable[[dict[str, Any]], float],
) -> float:
    """Return how many times the others it is, turn by turn."""
    return median(number(a) / number(b) for a, b in zip(some, others, strict=True))


def work_ms(found: dict[str, Any]) -> float:
    """Return the work of the processors a frame."""
    return float(1000 * found["work_s"] / found["n_frames"])


def show_whole(video: Path, n_turns: int) -> bool:
    """Print how fast a whole analysis is; return whether the report is quick."""
    runs = [one(video, "numbers") for _ in range(n_turns)]
    print(f"\nfile to numbers and report, {video.name}, median of {n_turns} turns")
    n_frames = runs[0]["n_frames"]
    labels = {"seconds": "numbers", "poses_s": "  of these poses"}
    for name in ("seconds", "poses_s", "report_s", "overlay_s"):
        seconds = median(run[name] for run in runs)
        label = labels.get(name, name.removesuffix("_s"))
        rate = n_frames / seconds
        print(f"  {label:<32}{rate:8.1f} Hz{1000 * seconds / n_frames:8.2f} ms a frame")
    times = median(1 + run["report_s"] / run["seconds"] for run in runs)
    print(f"  report by numbers {times:.2f} times (limit {REPORT_LIMIT:g})")
    return times <= REPORT_LIMIT


def compare_reports(video: Path, folder: Path, n_turns: int) -> bool:
    """Print a whole run beside the bare loop of mediapipe; return whether it is ahead.

    Our process is counted from its start to its end, of theirs the loop on the clock
    and the whole process in work.
    """
    clock, work = [], []
    out = folder / "report"
    for _ in range(n_turns):
        ours = [sys.executable, "-m", "midstance", "analyze", str(video)]
        ours_s, ours_work_s, _ = spent([*ours, "--quality", "fast", "-o", str(out)])
        theirs = [str(reference_python()), "-c", MEDIAPIPE, str(video)]
        _, theirs_work_s, said = spent(theirs)
        clock.append(json.loads(said.splitlines()[-1])["seconds"] / ours_s)
        work.append(ours_work_s / theirs_work_s)
        shutil.rmtree(out)
    print(
        f"\nfile to report by mediapipe alone, {video.name}, median of {n_turns} turns"
    )
    print(
        f"  {'times as fast on the clock':<32}{median(clock):8.2f} (wanted {CLOCK:g})"
    )
    print(f"  {'times its work':<32}{median(work):8.2f} (wanted at most {WORK:g})")
    return median(clock) >= CLOCK and median(work) <= WORK


def spent(command: list[str]) -> tuple[float, float, str]:
    """Return the seconds on the clock and of work of a process, and what it says."""
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    clock_s, after = time.perf_counter() - start, os.times()
    work_s = after.children_user - before.children_user
    return clock_s, work_s + after.children_system - before.children_system, done.stdout


def show_rest(video: Path, folder: Path, n_turns: int) -> bool:
    """Print what follows the last frame; return whether that is little enough.

    Of ``midstance analyze`` as its own log has it, on the clock: all stages but the
    poses, as a share of all.
    """
    path = folder / f"{video.stem}_{REST_S:.0f}s.mp4"
    clip = path if path.is_file() else repeated(video, path, REST_S)
    out, shares, stages = folder / "rest", [], {}
    for _ in range(n_turns):
        ours = [sys.executable, "-m", "midstance", "analyze", str(clip)]
        spent([*ours, "--quality", "fast", "-o", str(out)])
        last = (out / "run.jsonl").read_text("utf-8").splitlines()[-1]
        stages = json.loads(last)["stages"]
        shares.append(1 - stages["poses"] / sum(stages.values()))
        shutil.rmtree(out)
    said = ", ".join(f"{name} {seconds:.2f}" for name, seconds in stages.items())
    print(f"\nafter the last frame, {REST_S:.0f} s of video, median of {n_turns} turns")
    print(f"  share of the whole              {median(shares):8.0%} (limit {REST:.0%})")
    print(f"  last turn, s: {said}")
    return median(shares) <= REST


def show_edit(video: Path, folder: Path, n_turns: int) -> bool:
    """Print how long an edit takes; return whether that is quick enough."""
    path = folder / f"{video.stem}_{EDIT_S:.0f}s.mp4"
    clip = path if path.is_file() else repeated(video, path, EDIT_S)
    runs = one(clip, "edit", n_turns)["turns"]
    print(f"\nedit to seen, {EDIT_S:.0f} s of video, median of {n_turns} turns")
    for name in ("numbers", "saved", "seen"):
        clock_s, work_s = (
            median(run[f"{name}_{kind}"] for run in runs) for kind in ("s", "work_s")
        )
        print(f"  {name:<32}{clock_s:8.2f} s{work_s:8.2f} s of work")
    seen_s = median(run["seen_s"] for run in runs)
    print(f"  limit {EDIT_LIMIT_S:g} s")
    return seen_s <= EDIT_LIMIT_S


def compare_memory(video: Path, folder: Path) -> bool:
    """Print the peaks over a short and a long clip; return whether they are alike."""
    peaks = {}
    print("\npeak memory")
    for length_s in (SHORT_S, LONG_S):
        path = folder / f"{video.stem}_{length_s:.0f}s.mp4"
        clip = path if path.is_file() else repeated(video, path, length_s)
        found = one(clip, "memory")
        peaks[length_s] = found["peak_mib"]
        n_frames, peak = found["n_frames"], found["peak_mib"]
        print(f"  {length_s:5.0f} s, {n_frames:5} frames{peak:8.0f} MiB")
    growth = peaks[LONG_S] / peaks[SHORT_S] - 1
    print(f"  growth {100 * growth:.1f} % (limit {100 * MEMORY_LIMIT:.0f} %)")
    return growth <= MEMORY_LIMIT


def one(video: Path, kind: str, n_people: int = 1) -> dict[str, Any]:
    """Measure one thing in a process of its own."""
    options = ["--one", kind, "--video", str(video), "--people", str(n_people)]
    return asked([sys.executable, __file__, *options])


def asked(command: list[str]) -> dict[str, Any]:
    """Return what a process prints on its last line."""
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def rate_hz(found: dict[str, Any]) -> float:
    """Return frames/s."""
    return float(found["n_frames"] / found["seconds"])


def poses(video: Path, n_people: int, model: str = "full") -> dict[str, Any]:
    """Find the people of a video in this process."""
    from midstance.kernels.images.camera_motion import CameraMotion
    from midstance.pose.estimate import estimate_poses
    from midstance.pose.networks.blazepose import BlazePose
    from midstance.video.reader import open_video

    backend = BlazePose(max_people=n_people, model=model)
    with open_video(video, end_s=WARM_UP_S) as frames:
        estimate_poses(frames, backend, camera=CameraMotion(0.5))
    with open_video(video) as frames:
        start, work = time.perf_counter(), time.process_time()
        found = estimate_poses(frames, backend, camera=CameraMotion(0.5))
        return taken(start, work, len(found))


def limit(video: Path, n_people: int) -> dict[str, Any]:
    """Decode a video, and run the landmark network as often as people are in it."""
    import numpy as np

    from midstance.pose.networks.blazepose import MOST_THREADS, BlazePose
    from midstance.pose.networks.blazepose_landmarks import INPUT_PX
    from midstance.pose.people.parallel import SharedCores, parallel_map, usable_cores
    from midstance.pose.runtimes.litert import LiteRTNetwork
    from midstance.video.prefetch import prefetch
    from midstance.video.reader import open_video

    n_threads = usable_cores(MOST_THREADS)
    path = BlazePose().files()["landmarks"]
    networks = SharedCores(lambda n: LiteRTNetwork(path, n_threads=n), n_threads)
    network = networks.among(n_people)
    square = np.zeros((1, INPUT_PX, INPUT_PX, 3), np.float32)
    with parallel_map(min(n_people, n_threads)) as each:
        for _ in range(3):
            each(network, [square] * n_people)
        with open_video(video) as frames:
            start, work, n_frames = time.perf_counter(), time.process_time(), 0
            with closing(prefetch(frames, 2, is_urgent=False)) as decoded:
                for _ in decoded:
                    each(network, [square] * n_people)
                    n_frames += 1
            return taken(start, work, n_frames)


def taken(start: float, work: float, n_frames: int) -> dict[str, Any]:
    """Return what has passed on the clock and in work since then."""
    return {
        "seconds": time.perf_counter() - start,
        "work_s": time.process_time() - work,
        "n_frames": n_frames,
    }


def numbers(video: Path, n_people: int) -> dict[str, Any]:
    """Analyze a video in this process, with a stop watch around the poses."""
    del n_people
    from midstance.config import Config
    from midstance.pipeline import analyze as pipeline
    from midstance.report.write import draw_overlay, write_report

    spent = {"poses_s": 0.0}
    find = pipeline.estimate_poses
    pipeline.estimate_poses = lambda *args, **settings: timed(
        spent, "poses_s", lambda: find(*args, **settings)
    )
    fast = Config(quality="fast")
    pipeline.analyze(video, config=fast.updated(clip={"end_s": WARM_UP_S}))
    spent["poses_s"] = 0.0
    start = time.perf_counter()
    analysis = pipeline.analyze(video, config=fast)
    seconds = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        timed(spent, "report_s", lambda: write_report(analysis, video, place))
        timed(spent, "overlay_s", lambda: draw_overlay(analysis, video, place))
    n_frames = analysis.tracks.sizes["time"]
    return {"n_frames": n_frames, "seconds": seconds, **spent}


def edit(video: Path, n_turns: int) -> dict[str, Any]:
    """Move a contact of a minute of video, again and again, as the page does."""
    from midstance.config import Config
    from midstance.pipeline import analyze as pipeline
    from midstance.report.write import write_report
    from midstance.web.label.session import Session

    analysis = pipeline.analyze(video, config=Config(quality="fast"))
    turns = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        analysis.save(folder)
        write_report(analysis, video, folder)
        session = Session(analysis, folder, video)
        session.measure({"edits": []})
        time.sleep(READY_S)  # whoever corrects contacts looks first
        for turn in range(n_turns):
            was = analysis.as_detected().iloc[2 + turn]
            at_s = float(was["time_s"])
            row = [*was[["individual", "side", "event"]], "move", at_s + 0.02, at_s]
            clock_s, work_s = time.perf_counter(), tree_work_s()
            found = {}

            def note(name: str, found: dict[str, float] = found) -> None:
                found[f"{name}_s"] = time.perf_counter() - clock_s  # noqa: B023
                found[f"{name}_work_s"] = tree_work_s() - work_s  # noqa: B023

            session.measure({"edits": [row]})
            note("numbers")
            session.save({"edits": [row]})
            note("saved")
            while session.status()["is_drawing"]:
                time.sleep(0.01)
            note("seen")
            turns.append(found)
        session.finish()
    return {"turns": turns}


def tree_work_s() -> float:
    """Return the processor seconds of this process and of those that it started."""
    total = time.process_time()
    for child in active_children():
        stat = Path(f"/proc/{child.pid}/stat")
        if stat.is_file():
            ticks = stat.read_text().rsplit(")", 1)[1].split()[11:13]
            total += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return total


def memory(video: Path, n_people: int) -> dict[str, Any]:
    """Analyze a video in this process, and say how much memory it took."""
    del n_people
    from midstance.config import Config
    from midstance.pipeline import analyze as pipeline

    analysis = pipeline.analyze(video, config=Config(quality="fast"))
    return {"n_frames": analysis.tracks.sizes["time"], "peak_mib": peak_mib()}


def peak_mib() -> float:
    """Return the most memory that this process has had."""
    status = Path("/proc/self/status")
    if status.is_file():
        # What the system counts for a process begins with its parent's peak.
        (line,) = (x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return float(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


ONE = {
    "poses": poses,
    **{
        f"poses_{name}": partial(poses, model=name)
        for name in ("lite", "full", "heavy")
    },
    "limit": limit,
    "numbers": numbers,
    "edit": edit,
    "memory": memory,
}


def timed(spent: dict[str, float], name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Do `work` and add the time it took."""
    start = time.perf_counter()
    result = work()
    spent[name] = spent.get(name, 0.0) + time.perf_counter() - start
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
