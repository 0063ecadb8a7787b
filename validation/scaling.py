"""How batches scale with processes and nodes, and memory with the length of a video.

::

    python validation/scaling.py [--turns N] [--only workers|nodes|memory]

workers
    Four copies of a clip of the demo runner, by one process that uses all cores and by
    two that share them, in turns: seconds on the clock and of the processor. On a
    machine that others use too, only the processor's seconds can be compared; the load
    is printed.
nodes
    Short videos whose poses are known, by a Ray cluster of one to four nodes of one
    core each, all of them on this machine: every video must come once. With two cores,
    four nodes can be no faster than two.
memory
    Peak of a process that analyzes a film of small frames whose poses are known, of
    10 s to 10 min, and of one with the BlazePose networks, of 10 s and 100 s (720 by
    1280). Networks take memory that the tracks may have afterwards, so known poses show
    what the length adds, and networks what a user sees.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from importlib import resources
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from reference_blazepose import VIDEO
from throughput import asked, peak_mib, repeated

RATE_HZ, WIDTH_PX, HEIGHT_PX = 30, 192, 108
CLIP_S, N_CLIPS = 3.0, 4
N_VIDEOS, N_NODES = 8, (1, 2, 3, 4)
LENGTHS_S, WITH_NETWORKS_S = (10.0, 100.0, 600.0), (10.0, 100.0)


def main() -> int:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--only", choices=("workers", "nodes", "memory"), default=None)
    parser.add_argument("--one", default=None, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(peak_of(Path(options.one))))
        return 0
    print(
        f"python {' '.join(sys.argv)}\n{os.cpu_count()} cores, load {os.getloadavg()}"
    )
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        if options.only in (None, "workers"):
            compare_workers(here, options.turns)
        if options.only in (None, "nodes"):
            compare_nodes(here)
        if options.only in (None, "memory"):
            show_memory(here)
    return 0


def compare_workers(folder: Path, n_turns: int) -> None:
    """Print how long four clips take with one process and with two."""
    from midstance.batch.base import engines
    from midstance.batch.jobs import Job
    from midstance.config import Config

    config = Config().updated(clip={"end_s": CLIP_S})
    runs: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
    demo = resources.files("midstance") / "examples" / "demo.mp4"
    with resources.as_file(demo) as video:
        for turn in range(n_turns):
            for n_workers, found in runs.items():
                out = folder / f"{turn}-{n_workers}"
                jobs = [
                    Job(str(n), video, out / str(n), config, with_report=False)
                    for n in range(N_CLIPS)
                ]
                engine = engines.build("local", {"n_workers": n_workers})
                began, used = time.perf_counter(), cpu_s()
                statuses = {one.status for one in engine.outcomes(jobs)}
                assert statuses == {"done"}, statuses
                found.append((time.perf_counter() - began, cpu_s() - used))
    print(f"\n{N_CLIPS} clips of {CLIP_S:g} s at 60 Hz, median of {n_turns} turns")
    print(f"  {'processes':<12}{'clock s':>10}{'processor s':>14}")
    for n_workers, found in runs.items():
        clock_s, used_s = (median(column) for column in zip(*found, strict=True))
        print(f"  {n_workers:<12}{clock_s:10.1f}{used_s:14.1f}")
    for index, name in enumerate(("clock", "processor")):
        ratios = [b[index] / a[index] for a, b in zip(*runs.values(), strict=True)]
        print(f"  two over one, {name}: {', '.join(f'{r:.2f}' for r in ratios)}")


def cpu_s() -> float:
    """Return what this process and those that it started and that ended used."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def compare_nodes(folder: Path) -> None:
    """Print how long known poses take with one to four nodes of a cluster."""
    from ray.cluster_utils import Cluster

    from midstance.batch.base import engines
    from midstance.batch.jobs import Job
    from midstance.config import Config
    from midstance.schema.tracks import save_tracks

    video = film(folder / "short.mp4", 10.0)
    save_tracks(runner(), folder / "tracks.nc")
    pose = {"name": "canned", "params": {"tracks": str(folder / "tracks.nc")}}
    config = Config().updated(pose=pose)
    print(f"\n{N_VIDEOS} videos of 10 s, poses known")
    print(f"  {'nodes':<8}{'clock s':>9}{'videos done':>13}")
    for n_nodes in N_NODES:
        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
        try:
            for _ in range(n_nodes):
                cluster.add_node(num_cpus=1)
            settings = {"address": cluster.address, "cores_per_video": 1}
            out = folder / f"nodes-{n_nodes}"
            jobs = [
                Job(str(n), video, out / str(n), config, with_report=False)
                for n in range(N_VIDEOS)
            ]
            began = time.perf_counter()
            outcomes = list(engines.build("ray", settings).outcomes(jobs))
            clock_s = time.perf_counter() - began
        finally:
            cluster.shutdown()
        done = sorted(one.name for one in outcomes if one.status == "done")
        assert done == [job.name for job in jobs], outcomes
        print(f"  {n_nodes:<8}{clock_s:9.1f}{len(done):13}")


def show_memory(folder: Path) -> None:
    """Print the peaks over films of different lengths."""
    print("\npeak memory, poses known")
    show_peaks([film(folder / f"{s:.0f}.mp4", s) for s in LENGTHS_S])
    if VIDEO.is_file():
        print(f"\npeak memory with networks, {VIDEO.name}")
        name = f"{VIDEO.stem}_{{:.0f}}s.mp4"
        show_peaks(
            [repeated(VIDEO, folder / name.format(s), s) for s in WITH_NETWORKS_S]
        )


def show_peaks(films: list[Path]) -> None:
    """Print the peak of the analysis of each film, and how it grows."""
    first: dict[str, Any] | None = None
    for path in films:
        found = asked([sys.executable, __file__, "--one", str(path)])
        first = first or found
        more = found["peak_mib"] - first["peak_mib"]
        n_more = found["n_frames"] - first["n_frames"]
        grows = f"{100 * more / first['peak_mib']:+7.1f} %" if n_more else ""
        per_frame = f"{1024 * more / n_more:7.1f} KiB a frame" if n_more else ""
        print(
            f"  {found['n_frames']:6} frames{found['peak_mib']:8.0f} MiB"
            f"{grows}{per_frame}",
            flush=True,
        )


def peak_of(video: Path) -> dict[str, Any]:
    """Analyze a film in this process, and say how much memory it took."""
    from midstance.pipeline import analyze as pipeline
    from midstance.pose.networks.canned import Canned, poses_of
    from midstance.video.reader import probe

    if probe(video).width_px == WIDTH_PX:
        once = poses_of(runner())
        n_frames = probe(video).n_frames
        poses = tuple(once[n % len(once)] for n in range(n_frames))
        pipeline.choose_backend = lambda config: Canned(poses=poses)  # noqa: ARG005
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "poses.npz"
        analysis = pipeline.analyze(video, poses_file=log)
        analysis.save(Path(folder) / "out")
    return {"n_frames": analysis.tracks.sizes["time"], "peak_mib": peak_mib()}


def runner() -> Any:  # noqa: ANN401  tracks
    """Return the tracks of a synthetic runner, 10 s."""
    from midstance.kernels.geometry.cameras import orbit_camera
    from midstance.synth.motion.runner import RunnerSettings, run
    from midstance.synth.observation.observe import observe

    tracks = run(RunnerSettings(), duration_s=10.0, rate_hz=RATE_HZ).tracks
    return observe(tracks, orbit_camera(90)).isel(time=slice(0, 10 * RATE_HZ))


def film(path: Path, length_s: float) -> Path:
    """Write a film of noise in which something moves."""
    from midstance.video.writer import VideoWriter

    rng = np.random.default_rng(0)
    wall = rng.integers(0, 255, (HEIGHT_PX // 4, WIDTH_PX // 4, 3), np.uint8)
    wall = wall.repeat(4, axis=0).repeat(4, axis=1)
    with VideoWriter(path, WIDTH_PX, HEIGHT_PX, rate_hz=RATE_HZ) as writer:
        for number in range(round(length_s * RATE_HZ)):
            image = wall.copy()
            left = 4 * number % WIDTH_PX
            image[:8, left : left + 8] = 255 - image[:8, left : left + 8]
            writer.write(image)
    return path


if __name__ == "__main__":
    sys.exit(main())
