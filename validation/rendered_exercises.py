"""Form of repetitions through the pose network: rendered people, and their truth.

People who do not exist do exercises before a camera, are rendered into a video and
looked at by BlazePose, as `midstance reps` does. Numbers of form are measured over the
true repetitions and held against those of the true landmarks; tempo is that of the
repetitions that were found. The centre of mass of who jumps falls as things fall, so
that the height is known from its rise and from the time in the air alike.

What the network saw is kept (``--tracks``), and what that folder has is not rendered
again; every number is measured anew, so that the table is of one state of the code. The
people with an even number widen the uncertainty that ships where it is too narrow
(``--write``); those with an odd number judge it. The errors of a person are nearly the
same in all repetitions, so that a few people say little of one exercise: for numbers
that mean the same in all of them, such as the lean of the trunk, all of them count
together.

    python validation/rendered_exercises.py --write --tracks folder --out table.txt
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from exercises import load_recipe

from midstance.exercises.counting.repetitions import count_unaided
from midstance.exercises.form import Phases
from midstance.exercises.jumping.crouches import crouch_phases
from midstance.exercises.jumping.jumps import find_flights
from midstance.exercises.jumping.mass_centre import centre_of_mass
from midstance.exercises.measures import (
    SEEN_FROM,
    drawn_uncertainty_of,
    rendered_errors,
    uncertainty_of,
)
from midstance.exercises.recognize import find_people
from midstance.exercises.table import RepetitionSet, make_repetitions
from midstance.kernels.geometry.cameras import Camera, orbit_camera
from midstance.kernels.types import Array
from midstance.schema.skeletons import BLAZEPOSE_33
from midstance.schema.tracks import load_tracks, make_tracks, save_tracks
from midstance.synth.figure.figure import Figure
from midstance.synth.figure.looks import LOOKS
from midstance.synth.motion.body.anthropometry import Body, make_body
from midstance.synth.motion.body.landmarks import landmarks
from midstance.synth.rendering.backdrop import Surroundings
from midstance.synth.rendering.render import Actor, FrameRenderer
from midstance.synth.rendering.rooms import draw_place
from midstance.synth.sets.exercises import exercise_pose
from midstance.synth.sets.manner import Manner, draw_manner
from midstance.synth.sets.performances import CALLED, Performance
from midstance.video.writer import VideoWriter

SHIPPED = (
    Path(__file__).parents[1] / "src" / "midstance" / "exercises/rendered_errors.json"
)
SEED = 31_000
N_TIMES, REST_S = 3, 0.6
WIDTH_PX, HEIGHT_PX = 480, 360
RATE_HZ, JUMP_RATE_HZ = 12.0, 30.0
DISTANCE_M = 3.3
"""Of the camera: within the walls of any room."""
G_M_S2 = 9.81
IN_THE_AIR = (0.40, 0.60)
"""The part of a jump in which both feet are off the ground."""
VIEWS = {
    "squat": ("side", "front"),
    "lunge": ("side",),
    "push_up": ("side",),
    "deadlift": ("side",),
    "jump": ("side",),
}
MORE = {"deadlift": 4}
"""People beyond the others'."""
OF_THE_JOINT = ("depth_deg", "uneven_deg", "reach_pct")
"""Numbers of the joint that works: compared where it is the same in truth."""
AZIMUTHS_DEG = {"side": 90.0, "front": 0.0}


@dataclass(frozen=True)
class Filmed:
    """A set as it was in truth, and how it is filmed.

    Parameters
    ----------
    truth
        The set.
    risen_m
        How high a jump is; 0: no jump.
    body, place, camera, pose
        Who does it, where, seen from where, and in which pose at each time.

    """

    truth: Performance
    risen_m: float
    body: Body
    place: Surroundings
    camera: Camera
    pose: dict[str, Array]


def filmed(name: str, view: str, number: int) -> Filmed:
    """Return a set of one person, as it is filmed."""
    of_person = np.random.default_rng([SEED, number])
    body = make_body(
        float(of_person.uniform(1.55, 1.92)), leg_ratio=of_person.uniform(0.95, 1.05)
    )
    rng = np.random.default_rng([SEED, number, *f"{name} {view}".encode()])
    manner = replace(draw_manner(rng), alternates=False)
    is_jump = name == "jump"
    rate_hz = JUMP_RATE_HZ if is_jump else RATE_HZ
    period_s = float(rng.uniform(1.8, 3.0))
    if is_jump:
        fall_s = np.sqrt(8 * jump_height_m(body, manner) / G_M_S2)
        period_s = float(fall_s / (IN_THE_AIR[1] - IN_THE_AIR[0]))
    lasts_s = N_TIMES * period_s + 2 * REST_S
    time_s = np.arange(int(lasts_s * rate_hz)) / rate_hz
    phase = np.clip((time_s - REST_S) / period_s, 0, N_TIMES)
    pose = exercise_pose(name, body, phase, manner=manner)
    points = landmarks(pose, body.scale)
    azimuth_deg = AZIMUTHS_DEG[view] + float(rng.uniform(-6, 6))
    middle = points.reshape(-1, 3).mean(axis=0)
    camera = orbit_camera(
        azimuth_deg,
        distance_m=DISTANCE_M,
        camera_height_m=1.1,
        target_m=(float(middle[0]), float(middle[1]), 0.85),
        body_px=HEIGHT_PX,
        body_m=2.7,
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
    )
    place = draw_place(rng)
    exact = camera.project(points)
    tracks = make_tracks(
        exact.transpose(0, 2, 1)[..., None],
        np.ones((*exact.shape[:2], 1)),
        time_s,
        keypoints=BLAZEPOSE_33.keypoints,
        attrs={"skeleton": BLAZEPOSE_33.name},
    )
    turns_s = REST_S + period_s * (np.arange(N_TIMES) + 0.5)
    sides = ((manner.leads if name == "lunge" else "both"),) * N_TIMES
    one = Performance(name, tracks, turns_s, sides, manner, azimuth_deg, points)
    risen_m = jump_height_m(body, manner) if is_jump else 0.0
    return Filmed(one, risen_m, body, place, camera, pose)


def seen_by_the_network(film: Filmed, number: int, path: Path) -> xr.Dataset:
    """Return the tracks of a set, rendered and looked at, unless that was done before.

    Parameters
    ----------
    film
        The set.
    number
        Of the person, who looks like it.
    path
        Where the tracks are kept (.nc).

    """
    if path.is_file():
        return load_tracks(path)
    time_s = film.truth.tracks["time"].to_numpy()
    figure = Figure(film.body, list(LOOKS.values())[number % len(LOOKS)])
    renderer = FrameRenderer(film.place, film.camera)
    video = path.with_suffix(".mp4")
    rate_hz = float(1 / np.median(np.diff(time_s)))
    with VideoWriter(video, WIDTH_PX, HEIGHT_PX, rate_hz, crf=20) as writer:
        for k, at_s in enumerate(time_s.tolist()):
            posed = {part: values[k] for part, values in film.pose.items()}
            writer.write(renderer.frame([Actor(figure, posed)], at_s), at_s)
    tracks = find_people(video, people=1)
    save_tracks(tracks, path)
    video.unlink()
    return tracks


def jump_height_m(body: Body, manner: Manner) -> float:
    """Return how far the centre of mass rises in flight."""
    first, last = IN_THE_AIR
    phase = np.array([first, (first + last) / 2, last])
    points = landmarks(exercise_pose("jump", body, phase, manner=manner), body.scale)
    names = BLAZEPOSE_33.keypoints
    paths = {name: points[:, k] for k, name in enumerate(names)}
    off, top, down = centre_of_mass(paths)[:, 2].tolist()
    return float(top - (off + down) / 2)


def rows_of(name: str, view: str, number: int, folder: Path) -> list[dict[str, object]]:
    """Return the error of every number of one set, and what was said of it."""
    recipe = load_recipe("train_form_errors")
    film = filmed(name, view, number)
    one, path = film.truth, folder / f"{name}-{view}-{number}.nc"
    seen_tracks = seen_by_the_network(film, number, path)
    phases, exercise = recipe.phases_of(one), CALLED[name]
    if name == "jump":
        phases = crouch_phases(one.tracks, phases)
    sets = [RepetitionSet(exercise, phases, list(one.sides))]
    seen, true = make_repetitions(seen_tracks, sets), recipe.true_table(one, sets)
    rows = []
    for column in SEEN_FROM:
        what, _, unit = column.rpartition("_")
        said = seen[f"{what}_uncertainty_{unit}"]
        errors = seen[column] - true[column]
        if column in OF_THE_JOINT:
            errors = errors.where(seen["joint"] == true["joint"])
        for error, doubt in zip(errors, said, strict=True):
            rows.append({"number": column, "error": error, "said": doubt})
    found, exact = count_unaided(seen_tracks), count_unaided(one.tracks)
    rows.append({"number": "count", "error": len(found) - N_TIMES, "said": np.nan})
    if len(found) == len(exact) == N_TIMES:
        for column in ("duration_s", "lowering_s", "rising_s"):
            for error in found[column] - exact[column]:
                rows.append({"number": column, "error": error, "said": np.nan})
    if name == "jump":
        rows += flights_of(seen_tracks, phases, film.risen_m)
    common = {"person": number, "exercise": exercise, "view": view}
    return [{**common, **row} for row in rows]


def flights_of(
    tracks: xr.Dataset, phases: Phases, risen_m: float
) -> list[dict[str, object]]:
    """Return the errors of height and time of jumps that rise so far in truth."""
    rows: list[dict[str, object]] = []
    for flight in find_flights(tracks, phases):
        if flight is None:
            continue
        error_m, said_m = flight.height_m - risen_m, flight.height_uncertainty_m
        rows.append({"number": "height_m", "error": error_m, "said": said_m})
        ratio = flight.gravity_ratio - 1
        rows.append({"number": "gravity_ratio", "error": ratio, "said": np.nan})
    return rows


def measured(n_people: int, folder: Path) -> pd.DataFrame:
    """Return the rows of all sets; `VIEWS` says what is done and from where.

    Parameters
    ----------
    n_people
        At each exercise.
    folder
        Where what the network saw is kept, a file for each set.

    """
    parts = []
    for name, views in VIEWS.items():
        for view in views:
            for number in range(n_people + MORE.get(name, 0)):
                found = pd.DataFrame(rows_of(name, view, number, folder))
                found = found.round({"error": 3, "said": 3})
                parts.append(found[np.isfinite(found["error"].astype(float))])
                print(f"{name} {view} {number}", flush=True)
    return pd.concat(parts, ignore_index=True)


def widened(rows: pd.DataFrame) -> dict[str, dict[str, dict[str, float]]]:
    """Return what people with an even number say about the uncertainty.

    Returns
    -------
    dict
        ``errors``: by number, then by exercise and view, what 68 % of the errors lie
        within, or half of what 95 % do where that is more; of numbers that are not
        of the joint that works, in all exercises from that view. ``factors``: by
        number and view, the same of the errors in uncertainties that ship, at least 1,
        for the exercises that were not rendered.

    """
    own = rows[(rows["person"] % 2 == 0) & rows["number"].isin(list(SEEN_FROM))]
    errors: dict[str, dict[str, float]] = {}
    factors: dict[str, dict[str, float]] = {}
    for (number, exercise, view), part in own.groupby(["number", "exercise", "view"]):
        alike = own[(own["number"] == number) & (own["view"] == view)]
        limit = _covering((part if number in OF_THE_JOINT else alike)["error"])
        errors.setdefault(str(number), {})[f"{exercise} {view}"] = round(limit, 2)
    for (number, view), part in own.groupby(["number", "view"]):
        said = [drawn_uncertainty_of(number, view, name) for name in part["exercise"]]
        factor = max(1.0, _covering(part["error"] / said))
        factors.setdefault(str(number), {})[str(view)] = round(factor, 2)
    return {"errors": errors, "factors": factors}


def _covering(errors: pd.Series) -> float:
    """Return the standard deviation that covers 68 % once and 95 % twice."""
    size = errors.abs()
    return max(float(size.quantile(0.683)), float(size.quantile(0.95)) / 2)


def table(rows: pd.DataFrame) -> Iterator[str]:
    """Yield a line for each exercise, view and number."""
    sets = rows.drop_duplicates(["person", "exercise", "view"])
    people = rows["person"].nunique()
    yield f"{len(sets)} sets of {N_TIMES} repetitions by {people} people, BlazePose."
    yield "Within once and twice the uncertainty, by people who did not set it:"
    yield "before, as drawn, and after it was widened by the others."
    yield (
        f"  {'':<10} {'':<6} {'':<20} {'n':>3} {'median':>7} {'68 %':>6}"
        f" {'drawn':>6} {'before':>11} {'widened':>7} {'after':>11}"
    )
    groups = ["exercise", "view", "number"]
    for (exercise, view, number), own in rows.groupby(groups, sort=False):
        error = own["error"].astype(float)
        line = (
            f"  {exercise:<10} {view:<6} {number:<20} {len(own):3d} "
            f"{error.median():7.2f} {error.abs().quantile(0.683):6.2f}"
        )
        judges = error[own["person"] % 2 == 1].abs()
        if number in SEEN_FROM and len(judges):
            for said, places in (
                (drawn_uncertainty_of(number, view, exercise), 6),
                (uncertainty_of(number, view, exercise), 7),
            ):
                once, twice = (judges <= said).mean(), (judges <= 2 * said).mean()
                line += f" {said:{places}.2f} {once:5.0%} {twice:5.0%}"
        elif own["said"].notna().all():
            size, said = error.abs(), own["said"].astype(float)
            line += f" {said.median():6.2f} {(size <= said).mean():5.0%}"
            line += f" {(size <= 2 * said).mean():5.0%}"
        yield line


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--people", type=int, default=6, help="at each exercise")
    parser.add_argument("--tracks", type=Path, help="what the network saw")
    parser.add_argument("--rows", type=Path, help="where to write what was measured")
    parser.add_argument(
        "--write", action="store_true", help="widen the uncertainty that ships"
    )
    arguments = parser.parse_args()
    command = f"python validation/rendered_exercises.py {' '.join(sys.argv[1:])}"
    with tempfile.TemporaryDirectory() as folder:
        kept = arguments.tracks or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        rows = measured(arguments.people, kept)
    if arguments.rows:
        rows.to_csv(arguments.rows, index=False)
    if arguments.write:
        text = json.dumps({**widened(rows), "origin": command.rstrip()}, indent=2)
        SHIPPED.write_text(text + "\n", "utf-8")
        rendered_errors.cache_clear()
    lines = [command.rstrip(), "", *table(rows)]
    print("\n".join(lines[2:]))
    if arguments.out:
        arguments.out.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
