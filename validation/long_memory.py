"""How much memory what follows the network takes, for 12 s and for 10 minutes.

The poses of the labelled clip are found once and laid end to end; then tracks,
cleaning, events, metrics and saving run as in an analysis, each length in a process of
its own::

    python validation/long_memory.py [--video FILE] [--minutes 10]

Peak of the process (MiB) in each step, on Linux, where the system can be asked to
forget the peak so far. Limit: 5 % between the largest peaks.
"""

import argparse
import dataclasses
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from reference_blazepose import VIDEO

LIMIT = 0.05


def main() -> int:
    """Measure both lengths and print the table; return whether it is broken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--video", type=Path, default=VIDEO)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--times", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.times:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(peaks(options.video, options.times, Path(folder))))
        return 0
    from midstance.video.reader import probe

    n_times = round(60 * options.minutes / probe(options.video).duration_s)
    columns = [measured(options.video, times) for times in (1, n_times)]
    print(f"python {' '.join(sys.argv)}\n\npeak, MiB{'':15}once{n_times:>8} times")
    for step in columns[0]:
        print(f"  {step:<18}{columns[0][step]:8.0f}{columns[1][step]:8.0f}")
    growth = max(columns[1].values()) / max(columns[0].values()) - 1
    print(f"  growth {100 * growth:.0f} % (limit {100 * LIMIT:.0f} %)")
    return int(growth > LIMIT)


def measured(video: Path, n_times: int) -> dict[str, float]:
    """Return the peaks (MiB) of one length, by step."""
    command = [sys.executable, __file__, "--video", str(video), "--times", str(n_times)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def peaks(video: Path, n_times: int, folder: Path) -> dict[str, float]:
    """Analyze the poses of `video`, `n_times` over, in this process."""
    from midstance.config import Config
    from midstance.formats.packed_poses import PackedPoses
    from midstance.kernels.memory import give_memory_back, keep_freed_images
    from midstance.pipeline import analyze as pipeline
    from midstance.pipeline.backend import choose_backend
    from midstance.pipeline.runs.read_ahead import (
        AFTER_POSES,
        SAVING,
        load_plugins,
        reading_ahead,
    )
    from midstance.pose.estimate import estimate_poses
    from midstance.tracking.link import link
    from midstance.tracking.shots import without_repeats
    from midstance.video.reader import open_video

    found = {}
    config = Config(quality="fast")
    backend = choose_backend(config)
    with (
        reading_ahead(*AFTER_POSES, *SAVING, load_plugins),
        open_video(video) as frames,
    ):
        keep_freed_images(is_kept=True)
        once = estimate_poses(frames, backend)
        info = frames.info
    found["one round of poses"] = peak_mib()
    poses = PackedPoses()
    for turn in range(n_times):
        for time_s, pose in once:
            poses.append((time_s + turn * info.duration_s, pose))
    del once
    keep_freed_images(is_kept=False)
    give_memory_back()
    peak_mib()
    size = {"image_width_px": info.width_px, "image_height_px": info.height_px}
    raw = link(without_repeats(poses), backend.skeleton, attrs=size)
    del poses
    found["tracks"] = peak_mib()
    give_memory_back()
    begun = pipeline.curate

    def curated(*args: object) -> object:
        found["cleaning, events"] = peak_mib()
        return begun(*args)  # type: ignore[arg-type]

    pipeline.curate = curated  # type: ignore[assignment]
    long = dataclasses.replace(info, duration_s=n_times * info.duration_s)
    analysis = pipeline.analyze_tracks(raw, config, video=long)
    found["metrics, checks"] = peak_mib()
    analysis.save(folder / "results")
    found["saving"] = peak_mib()
    return found


def peak_mib() -> float:
    """Return the most memory that this process has had since the last call."""
    status = Path("/proc/self/status").read_text()
    peak = re.search(r"VmHWM:\s+(\d+)", status)
    Path("/proc/self/clear_refs").write_text("5")
    return float(peak[1]) / 1024 if peak else float("nan")


if __name__ == "__main__":
    sys.exit(main())
