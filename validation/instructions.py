"""How many instructions the hot kernels take, whatever else the machine does.

Every kernel is called some times under callgrind, which counts what the processor
executes, and the count of one call is printed beside that of the frozen table. Seconds
differ by half on a machine that others use; instructions differ by a few in a thousand.
callgrind gives no AVX-512, so that kernels which use it are counted as on a machine
without::

    python validation/instructions.py [--check]

``--check``: exit status 1 when a kernel takes a tenth more than in
``validation/instructions.txt``. Needs valgrind; no network is run, which would take
minutes there, and is the same as before unless its weights are others.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

TABLE = Path(__file__).with_suffix(".txt")
N_CALLS, LIMIT = 10, 1.10
WIDTH_PX, HEIGHT_PX = 1280, 720
Kernel = Callable[[], Any]


def main() -> int:
    """Count, print, and compare with the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        call_all()
        return 0
    known = read_table()
    print("python validation/instructions.py")
    print(f"{'million instructions a call':<40}{'now':>9}{'table' if known else '':>9}")
    is_good = True
    for name, n_millions in counted().items():
        before = f"{known[name]:.3f}" if name in known else ""
        print(f"{name:<40}{n_millions:9.3f}{before:>9}")
        is_good &= not n_millions > LIMIT * known.get(name, float("inf"))
    return 0 if is_good or not options.check else 1


def read_table() -> dict[str, float]:
    """Return the frozen counts by kernel."""
    if not TABLE.is_file():
        return {}
    rows = re.findall(r"^(.{40}) *([\d.]+)", TABLE.read_text("utf-8"), re.MULTILINE)
    return {name.strip(): float(number) for name, number in rows}


def counted() -> dict[str, float]:
    """Return millions of instructions of one call of each kernel."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "count"
        command = [
            *("valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"),
            *("--dump-before=getppid", "--cache-sim=no"),
            *(sys.executable, __file__, "--inside"),
        ]
        # One thread, and the same order in every set and dict.
        alone = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        settings = os.environ | alone | {"PYTHONHASHSEED": "0"}
        subprocess.run(command, check=True, env=settings, capture_output=True)
        dumps = [Path(f"{out}.{number}") for number in range(1, 2 * len(kernels()) + 1)]
        totals = [total_of(dump) for dump in dumps]
    # What came before a mark, and then between two of them.
    return {
        name: (total - totals[1]) / 1e6 / N_CALLS
        for name, total in zip(kernels(), totals[1::2], strict=True)
        if name != "nothing"
    }


def total_of(dump: Path) -> int:
    """Return how many instructions a dump of callgrind counts."""
    found = re.search(r"^(?:totals|summary): (\d+)", dump.read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1])


def call_all() -> None:
    """Call every kernel once, then some times between two marks."""
    for kernel in kernels().values():
        kernel()
        os.getppid()
        for _ in range(N_CALLS):
            kernel()
        os.getppid()


def kernels() -> dict[str, Kernel]:
    """Return what is counted; each works on the same made-up input."""
    import cv2

    from midstance.kernels.images.appearance import describe_clothes
    from midstance.kernels.nan_stats import finite_quantile
    from midstance.kernels.signals.filters import lowpass_in_time
    from midstance.kernels.signals.splines import splines_through
    from midstance.pose.images.crops import Square
    from midstance.pose.networks.blazepose_landmarks import decode, prepare
    from midstance.video.cuts.changes import ImageChange, made_small

    cv2.setNumThreads(1)
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (HEIGHT_PX // 20, WIDTH_PX // 20, 3), np.uint8)
    image = cv2.resize(coarse, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_CUBIC)
    later = image.copy()
    later[200:500, 300:420] = (200, 30, 40)
    square, out = Square(640, 360, 400, 0.1), np.empty((1, 256, 256, 3), np.float32)
    points = rng.uniform(50, 200, (39, 5)).astype(np.float32)
    maps = rng.normal(size=(64, 64, 39)).astype(np.float32)
    world = rng.normal(size=(39, 3)).astype(np.float32)
    joints = rng.uniform(200, 500, (1, 6, 2))
    time_s = np.arange(1800) / 30
    values = rng.normal(size=time_s.size)
    values[rng.integers(0, time_s.size, 90)] = np.nan
    at_s = np.linspace(1, 59, 101)
    change, splines = ImageChange(), splines_through(time_s, values)
    ticks = count()
    change.look(next(ticks), made_small(image))
    smooth = np.cumsum(rng.normal(size=(time_s.size, 66)), axis=0)
    return {
        "nothing": lambda: None,
        "crop for the landmark network": lambda: prepare(image, square, out=out),
        "landmarks from its output": lambda: decode(points, 1.0, maps, world, square),
        "what is new in two frames": lambda: (
            change.look(next(ticks), made_small(later)),
            change.look(next(ticks), made_small(image)),
        ),
        "clothes of one person": lambda: describe_clothes(image, joints),
        "splines, 1800 frames, 90 gaps": lambda: splines_through(time_s, values),
        "101 samples of them": lambda: splines.sample(at_s),
        "low-pass, 1800 frames, 33 points": lambda: lowpass_in_time(time_s, smooth, 8),
        "quantile of 40 values": lambda: finite_quantile(values[:40], 0.9),
    }


if __name__ == "__main__":
    sys.exit(main())
