"""How well exercises are counted and named without samples.

Performances of people who do not exist (`midstance.synth.sets.performances`): each
with a body, manner, tempo, camera and keypoint errors of its own, none of which the
network of the names learned from. Counted unaided; a set is named where the most
probable name is sure. Then real people: the published samples, one set for each
recording that shows both ends of an exercise, made of its own pictures; there, what
somebody moves in the image is not known. Then the numbers of form, held against the
true landmarks of other people than those whose errors are stated. Last the activities
of single moments (``graph.npz``) on the published samples, and how often a name is
told to poses that have none, by the threshold.

    python validation/exercises.py --out validation/exercises.txt
"""

import argparse
import importlib
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np

from midstance.activity.graph import OTHER as NO_ACTIVITY
from midstance.activity.graph import shipped_graph
from midstance.activity.heatmap import HEIGHT_PX, WIDTH_PX
from midstance.activity.mpii_joints import mpii_joints
from midstance.activity.recognize import over_time
from midstance.activity.stacks import make_stack
from midstance.exercises.counting.principal_motion import Stretch
from midstance.exercises.counting.repetitions import count_unaided
from midstance.exercises.counting.sets import SURE
from midstance.exercises.counting.turns import Turns
from midstance.exercises.measures import drawn_uncertainty_of
from midstance.exercises.naming.names import OTHER, STILL, shipped_namer
from midstance.exercises.naming.set_features import features_of
from midstance.exercises.poses.embedding import mirror
from midstance.formats.datasets.pose_samples import PoseSamples, read_pose_samples
from midstance.schema.repetitions import PLANK
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.synth.sets.performances import CALLED, draw_performance

N_PEOPLE = 40
N_FORMED = 12
SEED = 20_000
"""Far from those of the training."""
SAMPLED = {"squats": "squats", "pushups": "push-ups"}


def counted(n_people: int) -> Iterator[str]:
    """Yield a line for each exercise: counts and names."""
    yield f"{n_people} sets of 3 to 20 repetitions of each exercise:"
    yield (
        f"  {'':<14} {'exact':>6} {'within 1':>9} {'error':>6}   named rightly, "
        "not at all, wrongly"
    )
    all_errors: list[tuple[int, int]] = []
    all_names: Counter[str] = Counter()
    for motion, name in CALLED.items():
        errors, sides = [], []
        names: Counter[str] = Counter()
        for k in range(n_people):
            rng = np.random.default_rng([SEED, k, *motion.encode()])
            one = draw_performance(motion, rng, n=int(rng.integers(3, 21)))
            found = count_unaided(one.tracks)
            errors.append((len(found), len(one.turns_s)))
            told = "".join(found["exercise"].mode()[:1])
            names["rightly" if told == name else "wrongly" if told else "none"] += 1
            if len(set(one.sides)) > 1 and len(found) == len(one.sides):
                sides.append(found["side"].tolist() == list(one.sides))
        words = f"{names['rightly']:3d} {names['none']:3d} {names['wrongly']:3d}"
        if sides:
            words += f"; sides in turns told rightly in {sum(sides)} of {len(sides)}"
        yield f"  {name:<14} {scores(errors)}   {words}"
        all_errors += errors
        all_names += names
    named = all_names["rightly"] + all_names["wrongly"]
    yield (
        f"  {'together':<14} {scores(all_errors)}   "
        f"{named / len(all_errors):.1%} named, {all_names['rightly'] / named:.1%} of "
        "these rightly"
    )


def scores(errors: list[tuple[int, int]]) -> str:
    """Return shares of exact and nearly exact counts, and the mean error."""
    found, true = np.array(errors, dtype=float).T
    away = np.abs(found - true)
    exact, nearly = (away == 0).mean(), (away <= 1).mean()
    return f"{exact:6.1%} {nearly:9.1%} {(away / true).mean():6.3f}"


def held(n_people: int) -> Iterator[str]:
    """Yield a line for each posture that is held."""
    yield f"{n_people} people who keep still:"
    for motion in ("plank", "stand", "sit"):
        seen: Counter[str] = Counter()
        for k in range(n_people):
            rng = np.random.default_rng([SEED, k, *motion.encode()])
            found = count_unaided(draw_performance(motion, rng).tracks)
            names = set(found["exercise"])
            seen[
                "nothing" if not names else "plank" if names == {PLANK} else "more"
            ] += 1
        words = ", ".join(f"{word} {n}" for word, n in seen.most_common())
        yield f"  {motion:<14} {words}"


def sampled(samples: PoseSamples) -> Iterator[str]:
    """Yield a line for each exercise of the published samples."""
    yield "Published samples of real people, a set for each recording with both ends:"
    recordings, classes = np.array(samples.recordings()), np.array(samples.classes)
    namer, rng = shipped_namer(), np.random.default_rng(0)
    for stem, name in SAMPLED.items():
        told: Counter[str] = Counter()
        for recording in sorted(set(recordings.tolist())):
            ends = [
                np.flatnonzero((recordings == recording) & (classes == f"{stem}_{end}"))
                for end in ("up", "down")
            ]
            if not all(map(len, ends)):
                continue
            rows = [rng.choice(ends[k % 2]) for k in range(8)]
            points = np.repeat(samples.points[rows], 10, axis=0)
            points[..., 2] = np.nan
            time_s = np.arange(80) / 10
            motion = np.tile(np.repeat([0.0, 1.0], 10), 4)
            turns = Turns(Stretch(time_s, motion), [15, 35, 55, 75], ["both"] * 4)
            features = np.array(
                [features_of(time_s, seen, turns) for seen in (points, mirror(points))]
            )
            features[:, 92:100] = np.nan
            shares = namer.probabilities(features).mean(axis=0)
            best = namer.classes[int(shares.argmax())]
            is_sure = shares.max() >= SURE and best not in (OTHER, STILL)
            told[best if is_sure else "no name"] += 1
        words = ", ".join(f"{word} {n}" for word, n in told.most_common())
        yield f"  {name:<14} {words}"


def formed(n_people: int) -> Iterator[str]:
    """Yield a line for each number of form and view: how wrong, and how often said."""
    recipe = load_recipe("train_form_errors")
    settings = recipe.Settings(n_people=n_people, n_times=4, seed=SEED)
    rows = recipe.errors_of(settings)
    yield f"Form, {n_people} people at each exercise; error against the true motion:"
    yield f"  {'':<20} {'view':<8} {'n':>5} {'median':>7} {'68 %':>6}  within said"
    for (column, view), own in rows.groupby(["number", "view"]):
        size = own["error"].abs()
        said = [drawn_uncertainty_of(column, view, name) for name in own["exercise"]]
        within = (size <= np.array(said)).mean()
        yield (
            f"  {column:<20} {view:<8} {len(own):5d} {own['error'].median():7.1f} "
            f"{size.quantile(0.683):6.1f} {within:12.0%}"
        )


def load_recipe(name: str) -> ModuleType:
    """Return one of the files in training."""
    folder = Path(__file__).parents[1] / "training"
    sys.path.append(str(folder))
    return importlib.import_module(name)


def shown(samples: PoseSamples) -> Iterator[str]:
    """Yield a line for each class of the samples: what single moments are told as."""
    graph, blank = shipped_graph(), np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
    told: dict[str, Counter[str]] = {}
    for points, name in zip(samples.points, samples.classes, strict=True):
        joints = mpii_joints(points[None, :, :2], BLAZEPOSE_33.keypoints)
        low, high = np.nanmin(joints, axis=1), np.nanmax(joints, axis=1)
        scale = 0.8 * np.min([WIDTH_PX, HEIGHT_PX] / (high - low))
        placed = (joints - low[:, None]) * scale + [40, 20]
        (shares,) = graph.predict([make_stack(blank, placed)])
        best = graph.classes[int(shares.argmax())]
        is_sure = shares.max() >= graph.sure and best != NO_ACTIVITY
        told.setdefault(name, Counter())[best if is_sure else "not sure"] += 1
    yield "Activities of single moments, published samples of real people:"
    for name, own in sorted(told.items()):
        words = ", ".join(f"{word} {n}" for word, n in own.most_common())
        yield f"  {name:<14} {words}"


def unknown(n_people: int) -> Iterator[str]:
    """Yield a line for each threshold: what is told of known and of unknown poses.

    Unknown is each activity in turn, with its own answer taken from the network, and
    what lies between two exercises or has the arms of somebody else.
    """
    recipe = load_recipe("train_activity_graph")
    settings = recipe.Settings(n_people=n_people, n_others=3 * n_people, seed=SEED)
    graph, rows = shipped_graph(), recipe.collect(settings)
    is_class = np.isin(rows["names"], graph.classes)
    rows = {name: values[is_class] for name, values in rows.items()}
    rng = np.random.default_rng(SEED)
    every = np.arange(len(rows["names"]))
    joints, labels = recipe.drawn(rows, every, graph.classes, settings, rng)
    shares, true = graph.probabilities(joints.numpy().astype(float)), labels.numpy()
    other = graph.classes.index(NO_ACTIVITY)
    without = shares.copy()
    without[every, true] = 0.0
    without /= without.sum(axis=1, keepdims=True)
    best, most = shares.argmax(axis=1), shares.max(axis=1)
    is_known, is_told = true != other, best != other
    left_told = without.argmax(axis=1) != other
    yield f"Activities of single moments, {n_people} people each, from a probability:"
    yield f"  {'':<6} told  rightly   an activity left out  between two, or made up"
    for least in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9):
        told = is_told & (most >= least)
        left = left_told & (without.max(axis=1) >= least)
        yield (
            f"  {least:<6.2f} {told[is_known].mean():4.0%} "
            f"{(best == true)[is_known & told].mean():8.1%} "
            f"{left[is_known].mean():22.0%} {told[~is_known].mean():24.0%}"
        )


def watched(n_people: int) -> Iterator[str]:
    """Yield a line for each threshold: what is told of two seconds of a video.

    Looks are 0.2 s apart, around the middle of a repetition; as in `unknown`, each
    activity is taken away in turn, and others are between two exercises.
    """
    recipe = load_recipe("train_activity_graph")
    settings = recipe.Settings(
        n_people=n_people,
        n_others=3 * n_people,
        seed=SEED + 1,
        turn_deg=0.0,
        second=0.0,
    )
    graph, offsets_s = shipped_graph(), np.arange(-1.0, 1.01, 0.2)
    names, looks = [], []
    for name, number, one in recipe.people(settings):
        if name not in graph.classes or (name == "stand" and len(one.turns_s)):
            continue
        rng = np.random.default_rng((SEED, number, *name.encode()))
        time_s = one.tracks["time"].to_numpy()
        at_s = recipe.moments(name, one, settings, rng)[0] + offsets_s
        rows = np.abs(time_s[:, None] - at_s).argmin(axis=0)
        position = one.tracks["position"].isel(individual=0)
        points = position.transpose("time", "keypoint", "space").to_numpy()[rows]
        joints = mpii_joints(points, BLAZEPOSE_33.keypoints)
        stacks = [make_stack(_BLANK, _placed(own, joints)) for own in joints]
        names.append(name)
        looks.append(graph.predict(stacks))
    true = np.array([graph.classes.index(name) for name in names])
    yield f"Activities of two seconds, {n_people} people each, from a probability:"
    yield f"  {'':<6} told  rightly   an activity left out  between two"
    yield from _told_over_time(np.array(looks), true, offsets_s)


_BLANK = np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)


def _placed(own: np.ndarray, every: np.ndarray) -> np.ndarray:
    """Return somebody of a video in the picture, shape (1, 16, 2), px."""
    low, high = np.nanmin(every, axis=(0, 1)), np.nanmax(every, axis=(0, 1))
    scale = 0.7 * np.min([WIDTH_PX, HEIGHT_PX] / (high - low))
    middle = np.array([WIDTH_PX, HEIGHT_PX]) / 2
    return ((own - (low + high) / 2) * scale + middle)[None]


def _told_over_time(
    looks: np.ndarray, true: np.ndarray, offsets_s: np.ndarray
) -> Iterator[str]:
    other, middle = shipped_graph().classes.index(NO_ACTIVITY), len(offsets_s) // 2
    without = looks.copy()
    without[np.arange(len(true)), :, true] = 0.0
    without /= without.sum(axis=2, keepdims=True)
    shares, left = (
        np.array([over_time(offsets_s, one, 1.0)[middle] for one in kind])
        for kind in (looks, without)
    )
    is_known, best = true != other, shares.argmax(axis=1)
    for least in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9):
        told = (best != other) & (shares.max(axis=1) >= least)
        is_left = (left.argmax(axis=1) != other) & (left.max(axis=1) >= least)
        yield (
            f"  {least:<6.2f} {told[is_known].mean():4.0%} "
            f"{(best == true)[is_known & told].mean():8.1%} "
            f"{is_left[is_known].mean():22.0%} {told[~is_known].mean():12.0%}"
        )


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--people", type=int, default=N_PEOPLE, help="at each exercise")
    parser.add_argument("--formed", type=int, default=N_FORMED, help="for their form")
    arguments = parser.parse_args()
    root = Path(__file__).parents[1]
    data = Path(os.environ.get("MIDSTANCE_DATA", root.parent / "shared" / "data"))
    lines = [f"python validation/exercises.py {' '.join(sys.argv[1:])}".rstrip(), ""]
    samples = read_pose_samples(data / "pose-samples" / "fitness_pose_samples.csv")
    n_people, n_formed = arguments.people, arguments.formed
    parts = [counted(n_people), held(n_people), sampled(samples), formed(n_formed)]
    moments = [shown(samples), unknown(n_people), watched(n_people)]
    for part in (*parts, *moments):
        for line in (*part, ""):
            print(line, flush=True)
            lines.append(line)
    if arguments.out:
        arguments.out.write_text("\n".join(lines).rstrip() + "\n", "utf-8")


if __name__ == "__main__":
    main()
