"""Whether people are kept apart: rendered clips of two through the real network.

    python validation/tracking.py --out validation/tracking.txt

Two runners on treadmills side by side, one behind the other and partly hidden, past
each other, one overtaking the other, and one leaving and coming back; in different
and in equal clothes. BlazePose looks at the encoded clips (640 x 360 px, 30 frames/s)
and everybody whom tracking gives is compared with the truth of everybody rendered.

switches
    How often the track that follows a runner is another one than before.
wrong
    Frames and people in which more than a quarter of the keypoints lie away from
    their own place (by 0.3 torso lengths) and nearer to that of the other runner.
seen
    Frames and people that are wholly in the picture, hidden or not, and have a pose.
extra
    Tracks that are nobody's.

Exit status 1 when somebody is exchanged in other clips than those of equal clothes
that cross, more often than once in ten of those, or when 0.5 % or more is wrong.
Overtaking is shown, but not judged: one hides the other almost wholly for half a
second there.
"""

import argparse
import dataclasses
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from midstance.pose.estimate import estimate_poses, log_key
from midstance.pose.networks.blazepose import BlazePose
from midstance.schema.tracks import DIMS
from midstance.synth.motion.route import Route
from midstance.synth.motion.runner import RunnerSettings
from midstance.synth.rendering.clip import ClipSettings, clip_truth, render_clip
from midstance.synth.rendering.scene import SceneSettings
from midstance.tracking.link import link
from midstance.video.reader import open_video

Array = NDArray[np.float64]

SIZE = {"width_px": 640, "height_px": 360}
RATE_HZ = 30.0
DIFFERENT = (("blue", "red"), ("green", "violet"), ("red", "green"), ("violet", "blue"))
EQUAL = (("blue", "blue"), ("red", "red"), ("green", "green"), ("violet", "violet"))
NEAR, AWAY, WRONG_SHARE = 0.6, 0.3, 0.25
"""Torso lengths within which a pose is somebody's, and beyond which a keypoint is
wrong; share of such keypoints that makes a wrong pose."""
WRONG_LIMIT = 0.5
N_EQUAL_CROSSING = 10


@dataclass(frozen=True)
class Scene:
    """Where two people run."""

    name: str
    n_clips: int
    place: str
    duration_s: float
    frame_m: float
    speeds_m_s: tuple[float, float]
    routes: tuple[Route, Route]


SCENES = (
    Scene(
        "side by side",
        *(2, "treadmill", 3.0, 2.6, (2.5, 3.4)),
        (Route(x_m=-1.25), Route(x_m=1.25)),
    ),
    Scene(
        "partly hidden",
        *(3, "treadmill", 3.0, 2.25, (2.6, 3.2)),
        (Route(x_m=-0.3, y_m=0.65), Route(x_m=0.3, y_m=-0.65)),
    ),
    Scene(
        "crossing",
        *(N_EQUAL_CROSSING, "overground", 2.0, 3.0, (2.8, 3.4)),
        (Route(y_m=0.6), Route(y_m=-0.6, heading_deg=180.0)),
    ),
    Scene(
        "overtaking",
        *(3, "overground", 2.0, 3.2, (2.6, 4.2)),
        (Route(y_m=0.6), Route(y_m=-0.6)),
    ),
    Scene(
        "leaving and returning",
        *(3, "overground", 3.4, 3.4, (1.5, 3.4)),
        (Route(y_m=0.6, x_m=-0.5), Route(x_m=3.0, y_m=-0.6, turns_at_s=1.6)),
    ),
)


def clips(first_seed: int) -> Iterator[tuple[str, str, ClipSettings]]:
    """Yield scene, clothes and settings of every clip."""
    for scene in SCENES:
        for clothes, looks in (("different", DIFFERENT), ("equal", EQUAL)):
            for number in range(scene.n_clips):
                yield scene.name, clothes, _clip(scene, looks, first_seed + number)


def _clip(
    scene: Scene, looks: tuple[tuple[str, str], ...], number: int
) -> ClipSettings:
    """Return one of several clips: other strides, speeds, places; who is nearer."""
    rng = np.random.default_rng(number)
    faster = rng.uniform(0.92, 1.08, 2)
    runners = tuple(
        RunnerSettings(
            surface=scene.place,
            speed_m_s=float(speed * by),
            height_m=float(rng.uniform(1.62, 1.88)),
        )
        for speed, by in zip(scene.speeds_m_s, faster, strict=True)
    )
    routes = [
        dataclasses.replace(course, x_m=course.x_m + float(rng.uniform(-0.1, 0.1)))
        for course in scene.routes
    ]
    if number % 2:
        first, second = routes
        routes = [
            dataclasses.replace(first, y_m=second.y_m),
            dataclasses.replace(second, y_m=first.y_m),
        ]
    return ClipSettings(
        runners=runners,
        routes=tuple(routes),
        looks=looks[number % len(looks)],
        scene=SceneSettings(
            place=scene.place,
            view=("left", "right")[number // 2 % 2],
            frame_m=scene.frame_m,
            **SIZE,
        ),
        duration_s=scene.duration_s,
        rate_hz=RATE_HZ,
        seed=10 * number,
    )


@dataclass(frozen=True)
class Score:
    """What came of one clip."""

    switches: int
    n_wrong: int
    n_found: int
    n_there: int
    n_extra: int


def compare(found: xr.Dataset, truth: xr.Dataset) -> Score:
    """Compare tracks with the truth of the same frames."""
    seen, true = (_points(tracks) for tracks in (found, truth))
    hips = [list(truth["keypoint"].to_numpy()).index(f"{s}_hip") for s in _SIDES]
    shoulders = [
        list(truth["keypoint"].to_numpy()).index(f"{s}_shoulder") for s in _SIDES
    ]
    torso_px = np.nanmedian(
        np.linalg.norm(
            true[:, :, shoulders].mean(axis=2) - true[:, :, hips].mean(axis=2), axis=-1
        ),
        axis=0,
    )
    there = np.isfinite(true).all(axis=(2, 3))
    owner = _owners(seen, true, torso_px)
    n_wrong = sum(
        _is_wrong(seen[frame, track], true[frame], person, torso_px[person])
        for frame, person in zip(*np.nonzero(owner >= 0), strict=True)
        for track in [owner[frame, person]]
    )
    switches = 0
    for tracks in owner.T:
        known = tracks[tracks >= 0]
        switches += int((np.diff(known) != 0).sum())
    used = set(np.unique(owner[owner >= 0]).tolist())
    return Score(
        switches=switches,
        n_wrong=int(n_wrong),
        n_found=int((there & (owner >= 0)).sum()),
        n_there=int(there.sum()),
        n_extra=seen.shape[1] - len(used),
    )


_SIDES = ("left", "right")


def _points(tracks: xr.Dataset) -> Array:
    """Return the positions, shape (n_times, n_people, n_keypoints, 2)."""
    dims = (DIMS[0], DIMS[3], DIMS[2], DIMS[1])
    return np.asarray(tracks["position"].transpose(*dims).to_numpy(), dtype=float)


def _owners(seen: Array, true: Array, torso_px: Array) -> NDArray[np.int_]:
    """Return the number of the track of each runner, -1 none, (n_times, n_people)."""
    owner = np.full(true.shape[:2], -1)
    for frame, (found, people) in enumerate(zip(seen, true, strict=True)):
        apart = np.linalg.norm(people[:, None] - found[None], axis=-1)
        finite = np.isfinite(apart)
        mean = np.where(finite, apart, 0).sum(axis=2) / np.maximum(
            finite.sum(axis=2), 1
        )
        cost = np.where(finite.any(axis=2), mean / torso_px[:, None], 1e3)
        for person, track in zip(*linear_sum_assignment(cost), strict=True):
            if cost[person, track] < NEAR:
                owner[frame, person] = track
    return owner


def _is_wrong(pose: Array, people: Array, person: int, torso_px: float) -> bool:
    """Return whether a pose has keypoints of somebody else."""
    own = np.linalg.norm(pose - people[person], axis=-1)
    others = np.delete(people, person, axis=0)
    other = np.linalg.norm(pose - others, axis=-1).min(axis=0)
    with np.errstate(invalid="ignore"):
        stolen = (own > AWAY * torso_px) & (other < own)
    return bool(stolen.mean() > WRONG_SHARE)


def measure(settings: ClipSettings, name: str, folder: Path) -> Score:
    """Render a clip unless it is there, run the network, track, and compare."""
    path = folder / f"{name}.mp4"
    if path.is_file():
        truth = clip_truth(settings).tracks
    else:
        truth = render_clip(settings, path).tracks
    backend = BlazePose(max_people=3, n_threads=1)
    with open_video(path) as video:
        poses = estimate_poses(
            video, backend, log=path.with_suffix(".npz"), key=log_key(path, backend, {})
        )
    return compare(link(poses, backend.skeleton), truth)


def main() -> int:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", help="name of one scene")
    parser.add_argument(
        "--first-seed",
        type=int,
        default=0,
        help="other clips of the same scenes, such as ones that nothing was tuned on",
    )
    parser.add_argument("--clips", type=Path, help="folder to keep clips and poses in")
    parser.add_argument("--each", action="store_true", help="a line for each clip")
    chosen = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as made:
        folder = chosen.clips or Path(made)
        for number, (scene, clothes, settings) in enumerate(clips(chosen.first_seed)):
            if chosen.only not in (None, scene):
                continue
            name = f"{number:02d}-{scene}-{clothes}".replace(" ", "-")
            score = measure(settings, name, folder)
            if chosen.each:
                print(name, score, flush=True)
            rows.append({"scene": scene, "clothes": clothes, **vars(score)})
    table = pd.DataFrame(rows)
    only = f" --only '{chosen.only}'" if chosen.only else ""
    seed = f" --first-seed {chosen.first_seed}" if chosen.first_seed else ""
    out = f" --out {chosen.out}" if chosen.out else ""
    lines = [f"python validation/tracking.py{only}{seed}{out}", "", *report(table)]
    print("\n".join(lines))
    if chosen.out:
        chosen.out.write_text("\n".join(lines) + "\n", "utf-8")
    return int(is_missed(table))


def report(table: pd.DataFrame) -> Iterator[str]:
    """Yield the lines of the table."""
    yield (
        f"{'scene':<24}{'clothes':<11}{'clips':>5}{'switches':>10}"
        f"{'wrong %':>9}{'seen %':>8}{'extra':>7}"
    )
    groups = list(table.groupby(["scene", "clothes"], sort=False))
    judged = table[table["scene"] != "overtaking"]
    for (scene, clothes), own in [*groups, (("all but overtaking", ""), judged)]:
        yield (
            f"{scene:<24}{clothes:<11}{len(own):>5}{own['switches'].sum():>10}"
            f"{100 * own['n_wrong'].sum() / max(own['n_found'].sum(), 1):>9.2f}"
            f"{100 * own['n_found'].sum() / own['n_there'].sum():>8.1f}"
            f"{own['n_extra'].sum():>7}"
        )


def is_missed(table: pd.DataFrame) -> bool:
    """Return whether somebody was exchanged too often, or too much is wrong."""
    table = table[table["scene"] != "overtaking"]
    hard = (table["clothes"] == "equal") & (table["scene"] == "crossing")
    wrong = 100 * table["n_wrong"].sum() / max(table["n_found"].sum(), 1)
    n_hard = (table.loc[hard, "switches"] > 0).sum()
    return bool(
        table.loc[~hard, "switches"].any()
        or n_hard > max(1, hard.sum() / 10)
        or wrong >= WRONG_LIMIT
    )


if __name__ == "__main__":
    sys.exit(main())
