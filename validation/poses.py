"""How well poses are told by labelled ones, and repetitions counted.

Leave-one-recording-out on the published samples (pictures whose names begin alike
are one recording; all screen shots of a day are one too), and other classifiers in
ten folds by recording; the processor time of one frame. Counts on the clip of five
push-ups and five squats (a picture of 311 x 350 px with two people): the file itself,
and compressed again as H.264, mirrored, darker, cut, at other sizes, speeds and frame
rates. Counts without samples on people of sticks in space who do five exercises in
many ways (`exercise_figures.py`), with the errors of a pose network, and how far the
angle of the joint that works is off.

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
from exercise_figures import EXERCISES, Filming, film, repeated
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from midstance.exercises.counting.repetitions import count_unaided
from midstance.exercises.poses.embedding import PoseEmbedding
from midstance.exercises.poses.pose_knn import NearestPoses
from midstance.exercises.poses.thresholds import learn_thresholds, predict_left_out
from midstance.exercises.recognize import find_people, recognize
from midstance.formats.datasets.pose_samples import PoseSamples, read_pose_samples
from midstance.video.reader import open_video
from midstance.video.writer import VideoWriter

Image = NDArray[np.uint8]

SETTINGS = {
    "full body, x and y": {},
    "with z at 0.2, as published": {"weights": (1.0, 1.0, 0.2)},
    "without the mirror image": {"with_mirror": False},
    "10 nearest by mean alone": {"n_kept": 100_000},
}
EDITS: dict[str, tuple[Callable[[Image], Image], int, float]] = {
    "compressed again": (lambda image: image, 1, 1.0),
    "mirrored": (lambda image: np.ascontiguousarray(image[:, ::-1]), 1, 1.0),
    "darker": (lambda image: (0.6 * image).astype(np.uint8), 1, 1.0),
    "an eighth cut off": (lambda image: np.ascontiguousarray(image[:, 38:]), 1, 1.0),
    "in a wide picture": (lambda image: widened(image), 1, 1.0),
    "half the size": (lambda image: resized(image, 1 / 2), 1, 1.0),
    "two thirds the size": (lambda image: resized(image, 2 / 3), 1, 1.0),
    "twice the size": (lambda image: resized(image, 2.0), 1, 1.0),
    "half the frame rate": (lambda image: image, 2, 1.0),
    "twice as quick": (lambda image: image, 1, 0.5),
    "half as quick": (lambda image: image, 1, 2.0),
}
"""What is done to a picture, every how many are kept, and how much longer it takes."""

WAYS: dict[str, dict[str, float]] = {
    "five of 2 s": {},
    "two": {"n": 2},
    "twelve": {"n": 12},
    "of 0.7 s": {"period_s": 0.7},
    "of 6 s": {"period_s": 6.0, "n": 3},
    "without rest": {"rest_s": 0.0},
    "cut a little": {"rest_s": -0.2},
    "tempo x 2.5": {"tempo": 2.5, "n": 6},
    "pauses of 3 s": {"pause_s": 3.0},
    "bounce of a quarter": {"bounce": 0.25},
    "8 s of rest": {"rest_s": 8.0},
}
FILMINGS = {
    "usual": {},
    "5 Hz": {"rate_hz": 5.0},
    "60 Hz": {"rate_hz": 60.0},
    "60 px tall": {"body_px": 60.0},
    "oblique": {"azimuth_deg": 35.0},
    "from behind": {"azimuth_deg": 150.0},
    "15 % lost": {"lost": 0.15},
    "2 % errors": {"jitter": 0.02, "drift": 0.02},
}


def resized(image: Image, scale: float) -> Image:
    """Return a picture of another size."""
    size = (
        2 * round(image.shape[1] * scale / 2),
        2 * round(image.shape[0] * scale / 2),
    )
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def widened(image: Image) -> Image:
    """Return a picture with its edges repeated to both sides."""
    side = image.shape[1] // 2
    return np.asarray(
        cv2.copyMakeBorder(image, 0, 0, side, side, cv2.BORDER_REPLICATE), np.uint8
    )


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


def others(samples: PoseSamples) -> Iterator[str]:
    """Yield a line for each classifier, in ten folds by recording."""
    classes = np.array(samples.classes)
    classifiers = {
        "the two-stage k-NN": NearestPoses(),
        "random forest": make_pipeline(
            PoseEmbedding(), RandomForestClassifier(200, random_state=0)
        ),
        "gradient boosting": make_pipeline(
            PoseEmbedding(), HistGradientBoostingClassifier(random_state=0)
        ),
    }
    yield "Classifiers on the embedded landmarks, ten folds by recording:"
    for name, classifier in classifiers.items():
        told = cross_val_predict(
            classifier,
            samples.points,
            classes,
            groups=samples.recordings(),
            cv=GroupKFold(10),
        )
        yield f"  {name:<28} {(told == classes).mean():.1%}"


def speed(samples: PoseSamples) -> str:
    """Return the time that one frame takes among 1,000 samples."""
    rows = np.resize(np.arange(len(samples)), 1000)
    many = samples.chosen(rows.tolist())
    model = NearestPoses().fit(many.points, many.classes)
    lasts_ms = []
    for row in range(400):
        start_s = time.process_time()
        model.predict_proba(many.points[row : row + 1])
        lasts_ms.append(1000 * (time.process_time() - start_s))
    return (
        f"One frame among 1,000 samples, processor time: {np.median(lasts_ms):.2f} ms "
        f"in the median, {np.percentile(lasts_ms, 95):.2f} ms for 95 of 100"
    )


def counts(clip: Path, samples: PoseSamples) -> Iterator[str]:
    """Yield a line for each edit of the clip."""
    yield f"{clip.name}, counted with samples | without:"
    yield f"  {'the file itself':<22} {counted(clip, samples)}"
    with tempfile.TemporaryDirectory() as folder:
        for name, (edit, every, slower) in EDITS.items():
            path = Path(folder) / f"{name.replace(' ', '-')}.mp4"
            write(clip, path, edit, every, slower)
            yield f"  {name:<22} {counted(path, samples)}"


def write(
    clip: Path,
    path: Path,
    edit: Callable[[Image], Image],
    every: int,
    slower: float,
) -> None:
    """Write every n-th frame of a clip, edited, with its own time."""
    with open_video(clip) as frames:
        kept = [
            (edit(f.image), slower * f.time_s) for f in frames if f.index % every == 0
        ]
    height, width, _ = kept[0][0].shape
    rate_hz = frames.info.rate_hz / every / slower
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


def figures() -> Iterator[str]:
    """Yield a line for each exercise: how many of its clips were counted exactly."""
    yield (
        f"People of sticks, {len(WAYS)} ways of repeating and {len(FILMINGS)} of "
        "filming, counted without samples:"
    )
    for name, exercise in EXERCISES.items():
        wrong = []
        clips = [(way, "usual") for way in WAYS]
        clips += [("five of 2 s", filming) for filming in FILMINGS]
        clips += [("tempo x 2.5", filming) for filming in FILMINGS]
        for way, filming in clips:
            n = int(WAYS[way].get("n", 5))
            settings = {k: v for k, v in WAYS[way].items() if k != "n"}
            depth_of, lasts_s, _ = repeated(n, **{"period_s": 2.0} | settings)
            seen = FILMINGS[filming]
            if name == "jumping jacks":  # nothing of them is seen from the side
                seen = {"azimuth_deg": 30.0} | seen
            tracks = film(exercise, depth_of, lasts_s, Filming(**seen))
            found = len(count_unaided(tracks))
            if found != n:
                wrong.append(f"{way}, {filming}: {found} of {n}")
        exact = f"{len(clips) - len(wrong)} of {len(clips)} exact"
        yield f"  {name:<14} {exact}{'; ' if wrong else ''}{'; '.join(wrong)}"


def depths() -> Iterator[str]:
    """Yield a line for each exercise: joint, and its range against the truth."""
    yield "Depth from the side (jumping jacks oblique), 1 % errors, against no errors:"
    for name, exercise in EXERCISES.items():
        azimuth = 30.0 if name == "jumping jacks" else 90.0
        depth_of, lasts_s, _ = repeated(6, 2.0, deepest=(1.0, 0.8, 0.6))
        exact = Filming(azimuth_deg=azimuth, jitter=0, drift=0, rate_hz=60)
        noisy = Filming(azimuth_deg=azimuth, jitter=0.01, drift=0.01)
        truth, found = (
            count_unaided(film(exercise, depth_of, lasts_s, how))
            for how in (exact, noisy)
        )
        words = f"{found['joint'].mode()[0]} {truth['depth_deg'].round().tolist()[:3]}"
        if len(truth) == len(found):
            off = (found["depth_deg"] - truth["depth_deg"]).to_numpy()
            words += f" deg; off by {off.mean():+.1f} deg, SD {off.std():.1f}"
        yield f"  {name:<14} {words}"


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    root = Path(__file__).parents[1]
    data = Path(os.environ.get("MIDSTANCE_DATA", root.parent / "shared" / "data"))
    samples = read_pose_samples(data / "pose-samples" / "fitness_pose_samples.csv")
    lines = [f"python validation/poses.py {' '.join(sys.argv[1:])}".rstrip(), ""]
    clip = data / "video" / "pushups_and_squats_5_5.gif"
    parts = (
        *(accuracy(samples), others(samples), iter([speed(samples)])),
        *(counts(clip, samples), figures(), depths()),
    )
    for part in parts:
        for line in (*part, ""):
            print(line, flush=True)
            lines.append(line)
    if arguments.out:
        arguments.out.write_text("\n".join(lines).rstrip() + "\n", "utf-8")


if __name__ == "__main__":
    main()
