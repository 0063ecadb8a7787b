"""Compare the BlazePose backend with ``mediapipe.solutions.pose``, frame by frame.

Both get the same decoded frames of the reference recording, one after the other;
smoothing of the landmarks is off in both. mediapipe 0.10.21 (the last release
with that module, for Python up to 3.12) lives in an environment of its own, made
on the first run::

    python validation/reference_blazepose.py [--video FILE] [--frames N]

Three comparisons:

each frame alone
    The detector runs in every frame.
followed, step by step
    Each frame's square is the one the reference made from the frame before; our
    own next square is compared with its next one.
followed, each by itself
    Each looks where its own previous landmarks say. This feeds small differences
    back: our backend, run a second time with only its first square moved by a
    thousandth of a pixel, ends up as far from itself. That control stands below,
    and is why this comparison has no limit of its own.

Distances are in percent of the torso length (mid-shoulder to mid-hip) in the
reference. Exit status 1 when, in one of the first two, the median is above 1 %
or 95 % above 5 %.
"""

import argparse
import os
import struct
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from midstance.pose.base import FramePoses, PoseSession
from midstance.pose.images.crops import Square
from midstance.pose.networks.blazepose import BlazePose, Followed
from midstance.pose.networks.blazepose_landmarks import LandmarkNetwork
from midstance.pose.runtimes.litert import LiteRTNetwork
from midstance.weights.published import find_weights

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("MIDSTANCE_DATA", ROOT.parent / "shared" / "data"))
VIDEO = DATA / "video" / "treadmill_side_left_30fps.mp4"
ENVIRONMENT = ROOT / ".venv-mediapipe"
MEDIAN_LIMIT, TAIL_LIMIT = 1.0, 5.0
NUDGE_PX = 0.001
N_VALUES = 33 * 6

# The graph and the parameters of mediapipe.solutions.pose.Pose, asked for one
# output more: the square to look at next.
REFERENCE = """
import struct, sys, time
import mediapipe, numpy
from mediapipe.python.solution_base import SolutionBase
source, sink = sys.stdin.buffer, sys.stdout.buffer
width, height, is_static, size = struct.unpack("<iiii", source.read(16))
network = "poselandmarkbyroicpu__tensorstoposelandmarksandsegmentation__"
pose = SolutionBase(
    binary_graph_path="mediapipe/modules/pose_landmark/pose_landmark_cpu.binarypb",
    side_inputs={"model_complexity": size, "smooth_landmarks": False,
                 "enable_segmentation": False, "smooth_segmentation": False,
                 "use_prev_landmarks": not is_static},
    calculator_params={
        "posedetectioncpu__TensorsToDetectionsCalculator.min_score_thresh": 0.5,
        network + "ThresholdingCalculator.threshold": 0.5},
    outputs=["pose_landmarks", "pose_world_landmarks", "pose_rect_from_landmarks"])
while data := source.read(width * height * 3):
    frame = numpy.frombuffer(data, numpy.uint8).reshape(height, width, 3)
    start = time.perf_counter()
    found = pose.process({"image": frame})
    took = time.perf_counter() - start
    rows = numpy.full((33, 6), numpy.nan, numpy.float32)
    square = [numpy.nan] * 4
    if found.pose_landmarks:
        for row, point, place in zip(rows, found.pose_landmarks.landmark,
                                     found.pose_world_landmarks.landmark):
            row[:] = (point.x * width, point.y * height, point.visibility,
                      place.x, place.y, place.z)
        rect = found.pose_rect_from_landmarks
        square = [rect.x_center * width, rect.y_center * height,
                  rect.width * width, rect.rotation]
    sink.write(struct.pack("<d4d", took, *square) + rows.tobytes())
    sink.flush()
"""

Image = NDArray[np.uint8]


@dataclass
class Seen:
    """What one of the two saw, frame by frame.

    Parameters
    ----------
    rows
        Shape (33, 6) each: x, y, visibility, world x, y, z; NaN when nobody.
    squares
        Where to look next; None when nobody.
    seconds
        Time taken in all.

    """

    rows: list[NDArray[np.float32]] = field(default_factory=list)
    squares: list[Square | None] = field(default_factory=list)
    seconds: float = 0.0

    def array(self) -> NDArray[np.float32]:
        """Return shape (n_frames, 33, 6)."""
        return np.array(self.rows)


def main() -> int:
    """Run both on the recording and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--video", type=Path, default=VIDEO)
    parser.add_argument("--frames", type=int, default=None, help="only the first N")
    options = parser.parse_args()
    print(f"python {' '.join(sys.argv)}\n{options.video.name}")

    def frames() -> Iterator[Image]:
        return decoded(options.video, options.frames)

    with BlazePose().session() as estimate:
        ours, theirs = compare(frames(), estimate, is_static=True)
    is_good = report("each frame alone", ours, theirs)
    with BlazePose().session() as estimate:
        ours, theirs = compare(frames(), estimate, is_static=False)
    is_good &= report("followed, step by step", step_by_step(frames(), theirs), theirs)
    report("followed, each by itself", ours, theirs)
    report(
        "control: ours and ours, first square moved 0.001 px", nudged(frames()), ours
    )
    return 0 if is_good else 1


def decoded(video: Path, n_frames: int | None) -> Iterator[Image]:
    """Yield the first frames of a video, RGB."""
    with av.open(str(video)) as stream:
        for number, frame in enumerate(stream.decode(video=0)):
            if number == n_frames:
                return
            yield frame.to_ndarray(format="rgb24")


def compare(
    frames: Iterator[Image], estimate: PoseSession, *, is_static: bool, size: int = 1
) -> tuple[Seen, Seen]:
    """Return what the backend and the reference see, frame after frame."""
    ours, theirs = Seen(), Seen()
    with reference(is_static=is_static, size=size) as ask:
        for image in frames:
            ask(image, theirs)
            if is_static:
                estimate.forget()
            start = time.perf_counter()
            poses = estimate(image)
            ours.seconds += time.perf_counter() - start
            ours.rows.append(as_rows(poses))
    return ours, theirs


def step_by_step(frames: Iterator[Image], theirs: Seen) -> Seen:
    """Return what our landmark network sees in the squares of the reference."""
    network = LiteRTNetwork(find_weights("blazepose")["landmarks"], n_threads=2)
    look = LandmarkNetwork(network)
    ours = Seen()
    followed = None
    for image, before in zip(frames, [None, *theirs.squares], strict=False):
        if before is None:
            ours.rows.append(np.full((33, 6), np.nan, np.float32))
            ours.squares.append(None)
            continue
        followed = followed or Followed(before)
        person = look(image, before)
        followed.see(person)
        visibility = person.visibility[:, None]
        ours.rows.append(np.hstack([person.xy_px, visibility, person.xyz_m]))
        ours.squares.append(followed.square)
    return ours


def nudged(frames: Iterator[Image]) -> Seen:
    """Return what the backend sees when its first square is moved a little."""
    ours = Seen()
    with BlazePose().session() as estimate:
        for image in frames:
            ours.rows.append(as_rows(estimate(image)))
            if len(ours.rows) == 1:
                (first,) = estimate.followed
                first.square = replace(first.square, x_px=first.square.x_px + NUDGE_PX)
    return ours


def as_rows(poses: FramePoses) -> NDArray[np.float32]:
    """Return the first person in the layout of `Seen`."""
    if not poses.n_people or poses.xyz_m is None:
        return np.full((33, 6), np.nan, np.float32)
    return np.hstack([poses.xy_px[0], poses.confidence[0][:, None], poses.xyz_m[0]])


def report(title: str, ours: Seen, theirs: Seen) -> bool:
    """Print one table; return whether the limits hold."""
    mine, other = ours.array(), theirs.array()
    torso = np.hypot(
        *(other[:, 11:13, :2].mean(axis=1) - other[:, 23:25, :2].mean(axis=1)).T
    )
    percent = 100 * np.linalg.norm(mine[..., :2] - other[..., :2], axis=-1)
    percent /= torso[:, None]
    found = [np.isfinite(seen[:, 0, 0]) for seen in (mine, other)]
    both = found[0] & found[1]
    clear = both[:, None] & (other[..., 2] > 0.5)
    world_mm = 1000 * np.linalg.norm(mine[..., 3:] - other[..., 3:], axis=-1)
    visibility = np.abs(mine[..., 2] - other[..., 2])
    print(f"\n{title}, {len(mine)} frames")
    print(f"  frames with a person     {found[0].sum()} and {found[1].sum()}")
    print("                           median    95 %")
    row("distance, % of torso", percent[both])
    row("  visible points only", percent[clear])
    row("world distance, mm", world_mm[both])
    row("visibility, 0 to 1", visibility[both])
    if ours.squares:
        row("next square, % of side", np.array(list(square_distances(ours, theirs))))
    if ours.seconds and theirs.seconds:
        ours_hz, theirs_hz = len(mine) / ours.seconds, len(mine) / theirs.seconds
        print(f"  frames/s                 {ours_hz:.1f} and {theirs_hz:.1f}", end="")
        print(f" ({ours_hz / theirs_hz:.2f} times)")
    median, tail = np.percentile(percent[both], [50, 95])
    return bool(median <= MEDIAN_LIMIT and tail <= TAIL_LIMIT)


def row(name: str, values: NDArray[np.floating]) -> None:
    """Print a name, the median and the 95th percentile."""
    median, tail = np.percentile(values, [50, 95])
    print(f"  {name:<23}{median:8.3f}{tail:8.3f}")


def square_distances(ours: Seen, theirs: Seen) -> Iterator[float]:
    """Yield how far the corners of the next squares are apart, % of the side."""
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    for mine, other in zip(ours.squares, theirs.squares, strict=True):
        if mine is not None and other is not None:
            apart = mine.to_picture(corners) - other.to_picture(corners)
            yield 100 * float(np.hypot(*apart.T).max()) / other.size_px


def reference_python() -> Path:
    """Return the Python that has mediapipe; make its environment if needed."""
    python = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not (ENVIRONMENT / "complete").is_file():
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "mediapipe==0.10.21"]
        subprocess.run(install, check=True)
        (ENVIRONMENT / "complete").touch()
    return python


@contextmanager
def reference(
    *, is_static: bool, size: int = 1
) -> Iterator[Callable[[Image, Seen], None]]:
    """Run the reference; the function given adds what it sees in a frame.

    `size` is its model_complexity: 0 lite, 1 full, 2 heavy.
    """
    with subprocess.Popen(
        [str(reference_python()), "-c", REFERENCE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        to, back = process.stdin, process.stdout

        def ask(image: Image, seen: Seen) -> None:
            if not seen.rows:
                height, width = image.shape[:2]
                to.write(struct.pack("<iiii", width, height, is_static, size))
            to.write(np.ascontiguousarray(image).data)
            to.flush()
            took, *square = struct.unpack("<d4d", back.read(40))
            values = np.frombuffer(back.read(4 * N_VALUES), np.float32)
            seen.seconds += took
            seen.rows.append(values.reshape(33, 6))
            seen.squares.append(Square(*square) if np.isfinite(square[0]) else None)

        yield ask


if __name__ == "__main__":
    sys.exit(main())
