"""How well poses are told by labelled ones, and repetitions counted.

Leave-one-recording-out on the published samples (pictures whose names begin alike
are one recording; all screen shots of a day are one too), the time of one frame, and
the counts on the clip of five push-ups and five squats (a picture of 311 x 350 px with
two people): the file itself, and compressed again as H.264, mirrored, at other sizes
and at half of its frame rate.

    python validation/poses.py --out validation/poses.txt
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from midstance.classify.pose_knn import NearestPoses
from midstance.classify.thresholds import learn_thresholds, predict_left_out
from midstance.exercises import find_people, recognize
from midstance.formats.pose_samples import PoseSamples, read_pose_samples
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter

Image = NDArray[np.uint8]

SETTINGS = {
    "full body, x and y": {},
    "with z at 0.2, as published": {"weights": (1.0, 1.0, 0.2)},
    "without the mirror image": {"with_mirror": False},
    "10 nearest by mean alone": {"n_kept": 100_000},
}
EDITS: dict[str, Callable[[Image], Image]] = {
    "compressed again": lambda image: image,
    "mirrored": lambda image: np.ascontiguousarray(image[:, ::-1]),
    "two thirds the size": lambda image: resized(image, 2 / 3),
    "twice the size": lambda image: resized(image, 2.0),
}


def resized(image: Image, scale: float) -> Image:
    """Return a picture of another size."""
    size = (
        2 * round(image.shape[1] * scale / 2),
        2 * round(image.shape[0] * scale / 2),
    )
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def accuracy(samples: PoseSamples) -> Iterator[str]:
    """Yield a line for each way of telling the samples."""
    n_recordings = len(set(samples.recordings()))
    yield f"{len(samples)} samples of {n_recordings} recordings, each left out in turn:"
    cases = [(name, samples.points, params) for name, params in SETTINGS.items()]
    cases.append(("upper body (25 landmarks)", samples.points[:, :25], {}))
    classes = np.array(samples.classes)
    names = np.unique(classes)
    for name, points, params in cases:
        model = NearestPoses(**params)
        shares = predict_left_out(model, points, samples.classes, samples.recordings())
        told = names[shares.argmax(axis=1)]
        each = "  ".join(
            f"{label} {(told == label)[classes == label].mean():.1%}" for label in names
        )
        yield f"  {name:<28} {(told == classes).mean():.1%}   ({each})"
        if not params and points.shape[1] == 33:
            learned = learn_thresholds(shares, samples.classes)
            for label, pair in learned.items():
                levels = f"on from {pair.enter:.2f}, off below {pair.leave:.2f}"
                yield f"    {label}: {levels}"


def speed(samples: PoseSamples) -> str:
    """Return the time that one frame takes among 1,000 samples."""
    rows = np.resize(np.arange(len(samples)), 1000)
    many = samples.chosen(rows.tolist())
    model = NearestPoses().fit(many.points, many.classes)
    lasts_ms = []
    for row in range(400):
        start_s = time.perf_counter()
        model.predict_proba(many.points[row : row + 1])
        lasts_ms.append(1000 * (time.perf_counter() - start_s))
    return (
        f"One frame among 1,000 samples: {np.median(lasts_ms):.2f} ms in the median, "
        f"{np.percentile(lasts_ms, 95):.2f} ms for 95 of 100"
    )


def counts(clip: Path, samples: PoseSamples) -> Iterator[str]:
    """Yield a line for each edit of the clip."""
    yield f"{clip.name}, counted with samples | without:"
    yield f"  {'the file itself':<22} {counted(clip, samples)}"
    with tempfile.TemporaryDirectory() as folder:
        for name, edit in EDITS.items():
            path = Path(folder) / f"{name.replace(' ', '-')}.mp4"
            write(clip, path, edit, 1)
            yield f"  {name:<22} {counted(path, samples)}"
        path = Path(folder) / "half.mp4"
        write(clip, path, EDITS["compressed again"], 2)
        yield f"  {'half the frame rate':<22} {counted(path, samples)}"


def write(clip: Path, path: Path, edit: Callable[[Image], Image], every: int) -> None:
    """Write every n-th frame of a clip, edited, with its own time."""
    with open_video(clip) as frames:
        kept = [(edit(f.image), f.time_s) for f in frames if f.index % every == 0]
    height, width, _ = kept[0][0].shape
    rate_hz = frames.info.rate_hz / every
    with VideoWriter(path, width, height, rate_hz, crf=18) as writer:
        for image, time_s in kept:
            writer.write(image, time_s)


def counted(path: Path, samples: PoseSamples) -> str:
    """Return the counts of everybody, with samples and without."""
    tracks = find_people(path)
    told = recognize(tracks, samples).counts()
    words = ", ".join(f"{exercise} {n}" for (_, exercise), n in told.items())
    unaided = recognize(tracks).counts().tolist()
    return f"{words} | {', '.join(map(str, unaided))}"


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    root = Path(__file__).parents[1]
    data = Path(os.environ.get("MIDSTANCE_DATA", root.parent / "shared" / "data"))
    samples = read_pose_samples(data / "pose-samples" / "fitness_pose_samples.csv")
    lines = [f"python validation/poses.py {' '.join(sys.argv[1:])}".rstrip(), ""]
    for line in (*accuracy(samples), "", speed(samples), ""):
        print(line, flush=True)
        lines.append(line)
    for line in counts(data / "video" / "pushups_and_squats_5_5.gif", samples):
        print(line, flush=True)
        lines.append(line)
    if arguments.out:
        arguments.out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
