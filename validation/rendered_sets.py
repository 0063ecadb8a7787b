"""Exercises through the pose network: rendered people, counted and named.

Every exercise, from the side, obliquely and from the front, in small and large pictures
of 15 to 60 frames/s: people who do not exist are rendered into a video and looked at as
`midstance reps` does, which looks for two people. None of them, and none of their
errors, taught the names or the counter anything. A table by exercise, view, size and
rate: how many counts are exact or one off, what was named, and whether anybody was seen
who is not there.

What the network saw is kept (``--tracks``), and what that folder has is not rendered
again, so that an interrupted run goes on.

    python validation/rendered_sets.py --tracks folder --out table.txt
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from midstance.exercises.counting.repetitions import count_unaided
from midstance.exercises.recognize import find_people
from midstance.kernels.geometry.cameras import orbit_camera
from midstance.schema.one_person import of_person
from midstance.schema.repetitions import PLANK
from midstance.schema.tracks import individuals, load_tracks, save_tracks
from midstance.synth.figure.figure import Figure
from midstance.synth.figure.looks import LOOKS
from midstance.synth.motion.body.anthropometry import make_body
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.rendering.render import Actor, FrameRenderer
from midstance.synth.rendering.rooms import draw_place
from midstance.synth.sets.exercises import ALWAYS_ALTERNATE, exercise_pose
from midstance.synth.sets.manner import draw_manner
from midstance.synth.sets.performances import (
    CALLED,
    MAY_ALTERNATE,
    PERIODS_S,
    USUAL_S,
)
from midstance.video.writer import VideoWriter

SEED = 47_000
AZIMUTHS_DEG = {"side": 90.0, "oblique": 40.0, "front": 0.0}
SHOTS = ((360, 15.0), (360, 30.0), (720, 30.0), (360, 60.0))
"""Height of the picture (px) and frames/s; everybody is filmed in the next of them."""
MOST_HZ = 30.0
"""At a higher rate people are filmed from the side alone, to save time."""
HIGH_M = 2.45
"""Who reaches higher is filmed from farther away."""
FEWEST, MOST = 3, 6
REST_S = 0.8
NAMES = {**CALLED, "plank": PLANK}
DISTANCE_M = 3.3
"""Of the camera: within the walls of any room."""


@dataclass(frozen=True)
class Shot:
    """One set, and how it is filmed.

    Parameters
    ----------
    motion
        Of `NAMES`.
    view
        Of `AZIMUTHS_DEG`.
    number
        Of the person.

    """

    motion: str
    view: str
    number: int

    @property
    def height_px(self) -> int:
        """Return the height of the picture."""
        return SHOTS[self.number % len(SHOTS)][0]

    @property
    def rate_hz(self) -> float:
        """Return the frames per second."""
        return SHOTS[self.number % len(SHOTS)][1]

    @property
    def n(self) -> int:
        """Return how many repetitions there are."""
        if self.motion == "plank":
            return 1
        return int(np.random.default_rng(self._seed(1)).integers(FEWEST, MOST + 1))

    def draw(self, path: Path) -> None:
        """Render the set into a video."""
        rng = np.random.default_rng(self._seed(0))
        body = make_body(rng.uniform(1.55, 1.92), leg_ratio=rng.uniform(0.95, 1.05))
        may = self.motion in MAY_ALTERNATE and rng.uniform() < 0.5
        manner = draw_manner(rng)
        manner = type(manner)(**{**vars(manner), "alternates": bool(may)})
        low_s, high_s = PERIODS_S.get(self.motion, USUAL_S)
        period_s = float(rng.uniform(low_s, min(high_s, 3.0 if high_s < 6 else 4.0)))
        lasts_s = self.n * period_s + 2 * REST_S
        time_s = np.arange(int(lasts_s * self.rate_hz)) / self.rate_hz
        phase = np.clip((time_s - REST_S) / period_s, 0, self.n)
        pose = exercise_pose(self.motion, body, phase, manner=manner)
        points = landmarks(pose, body.scale).reshape(-1, 3)
        middle, is_high = points.mean(axis=0), points[:, 2].max() > HIGH_M
        width_px = self.height_px * 4 // 3
        camera = orbit_camera(
            AZIMUTHS_DEG[self.view] + float(rng.uniform(-10, 10)),
            distance_m=DISTANCE_M,
            camera_height_m=float(rng.uniform(0.8, 1.4)),
            target_m=(float(middle[0]), float(middle[1]), 1.2 if is_high else 0.9),
            body_px=self.height_px,
            body_m=3.3 if is_high else 2.8,
            width_px=width_px,
            height_px=self.height_px,
        )
        figure = Figure(body, list(LOOKS.values())[self.number % len(LOOKS)])
        renderer = FrameRenderer(draw_place(rng), camera)
        with VideoWriter(
            path, width_px, self.height_px, self.rate_hz, crf=22
        ) as writer:
            for k, at_s in enumerate(time_s.tolist()):
                posed = {part: values[k] for part, values in pose.items()}
                writer.write(renderer.frame([Actor(figure, posed)], at_s), at_s)

    def _seed(self, part: int) -> list[int]:
        return [SEED, self.number, part, *f"{self.motion} {self.view}".encode()]


def seen(shot: Shot, folder: Path) -> xr.Dataset:
    """Return the tracks of a set, rendered and looked at unless that was done."""
    path = folder / f"{shot.motion}-{shot.view}-{shot.number}.nc"
    if not path.is_file():
        video = path.with_suffix(".mp4")
        shot.draw(video)
        save_tracks(find_people(video), path)
        video.unlink()
    return load_tracks(path)


def judged(job: tuple[Shot, Path]) -> dict[str, object]:
    """Return what was told of one set."""
    shot, folder = job
    tracks = seen(shot, folder)
    people = [count_unaided(of_person(tracks, name)) for name in individuals(tracks)]
    found = max(people, key=len)
    told = "".join(found["exercise"].mode()[:1]) if len(found) else ""
    return {
        "exercise": NAMES[shot.motion],
        "view": shot.view,
        "picture": f"{shot.height_px}p",
        "rate": f"{shot.rate_hz:.0f} frames/s",
        "number": shot.number,
        "true": shot.n,
        "found": len(found),
        "told": told,
        "alternates": shot.motion in ALWAYS_ALTERNATE,
        "phantoms": sum(len(one) > 0 for one in people) - (len(found) > 0),
    }


def table(rows: pd.DataFrame) -> Iterator[str]:
    """Yield a line for each exercise, view, size and rate, and for all."""
    yield (
        f"{len(rows)} sets of {FEWEST} to {MOST} repetitions (planks are held), "
        "BlazePose, two people looked for"
    )
    yield (
        f"  {'':<14} {'sets':>4} {'exact':>6} {'within 1':>9} {'error':>6}   "
        "named rightly, not at all, wrongly; people who are not there"
    )
    for by in ("exercise", "view", "picture", "rate"):
        for name, own in rows.groupby(by, sort=False):
            yield _line(str(name), own)
        yield ""
    yield _line("together", rows)
    wrong = rows[(rows["found"] != rows["true"]) | (rows["told"] != rows["exercise"])]
    yield "\nWhat was not right:"
    for one in wrong.to_dict("records"):
        name = one["told"] or "no name"
        yield (
            f"  {one['exercise']:<14} {one['view']:<8} {one['picture']} {one['rate']}: "
            f"{one['found']} of {one['true']}, {name}"
        )


def _line(name: str, own: pd.DataFrame) -> str:
    away = (own["found"] - own["true"]).abs()
    rightly = (own["told"] == own["exercise"]).sum()
    none = (own["told"] == "").sum()
    return (
        f"  {name:<14} {len(own):4d} "
        f"{(away == 0).mean():6.1%} {(away <= 1).mean():9.1%} "
        f"{(away / own['true']).mean():6.3f}   {rightly:3d} {none:3d} "
        f"{len(own) - rightly - none:3d}; {own['phantoms'].sum()}"
    )


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--people", type=int, default=len(SHOTS), help="of each view")
    parser.add_argument("--tracks", type=Path, help="what the network saw")
    parser.add_argument("--only", nargs="*", default=list(NAMES), help="exercises")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    command = f"python validation/rendered_sets.py {' '.join(sys.argv[1:])}"
    shots = [
        Shot(motion, view, number)
        for number, motion, view in product(
            range(arguments.people), arguments.only, AZIMUTHS_DEG
        )
        if view == "side" or SHOTS[number % len(SHOTS)][1] <= MOST_HZ
    ]
    with tempfile.TemporaryDirectory() as folder:
        kept = arguments.tracks or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        rows = []
        with ProcessPoolExecutor(arguments.processes) as pool:
            for row in pool.map(judged, [(shot, kept) for shot in shots]):
                rows.append(row)
                print(*row.values(), file=sys.stderr, flush=True)
    found = pd.DataFrame(rows)
    found["exercise"] = pd.Categorical(
        found["exercise"], list(dict.fromkeys(NAMES.values()))
    )
    found = found.sort_values(["exercise", "number"], kind="stable")
    found["exercise"] = found["exercise"].astype(str)
    lines = [command.rstrip(), "", *table(found)]
    print("\n".join(lines[2:]))
    if arguments.out:
        arguments.out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
