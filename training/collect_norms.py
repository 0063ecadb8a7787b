r"""What people over force plates show, measured as midstance measures: norms.

    python training/collect_norms.py --trials DATA/runners-on-plates \
        --out src/midstance/findings/norms --slopes src/midstance/findings/variation

Every trial is filmed from both sides and from behind by a camera that stands still at
the height of the hips, with 3 px of noise on every keypoint, and goes through cleaning,
scene and metrics as a video does; the events are those of the force plate, so that no
error of a reader of events is in the norms. From the side only the near leg counts. A
person is one value: the mean of both legs. There is one file for each speed of the
belt, and one that says how differently people change with speed. The people had no
markers above the hips: nothing that needs a trunk is in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from common import add_settings, make_parser, take_settings

from midstance.config import Config
from midstance.errors import NotEnoughDataError
from midstance.files import replacing
from midstance.formats.motion.plate_trial import PlateTrial, read_plate_trials
from midstance.metrics.cycles import find_cycles
from midstance.pipeline.steps import clean, find_scenes, measure
from midstance.schema.measures import summarize
from midstance.schema.scene import Scene
from midstance.schema.tracks import individuals
from midstance.synth.observation.noise import Noise
from midstance.synth.observation.people import (
    LEG,
    Filming,
    add_shoulders,
    film_person,
)

SOURCE = "Fukuchi, Fukuchi and Duarte 2017, PeerJ 5:e3298, filmed by a virtual camera"
LICENCE = "CC BY 4.0"
EDGE_S = 0.05
LEFT_OUT = ("asymmetry", "force", "impulse", "rearfoot_strike", "trunk", "hip_flexion")
LEFT_OUT += ("hip_extension", "rearfoot_eversion")
"""What is no number of one leg, is read by what learned from these people, needs a
trunk, or hangs on where a heel is taken to be."""
FROM_BEHIND = (
    *("pelvic_drop", "hip_adduction", "knee_projection"),
    *("foot_crossover", "step_width"),
)

SIDE_CURVES = ("knee_flexion", "dorsiflexion", "thigh", "shank", "leg")
BEHIND_CURVES = ("pelvic_drop", "hip_adduction", "knee_projection")


@dataclass(frozen=True)
class Settings:
    """Every choice of how people are filmed."""

    trials: str = field(default="", metadata={"help": "folder of plate trials"})
    rate_hz: float = field(default=60.0, metadata={"help": "frames per second"})
    noise_px: float = field(default=3.0, metadata={"help": "of keypoints, 500 px tall"})
    seed: int = field(default=0, metadata={"help": "of the noise"})


def main() -> None:
    """Film everybody, and write a file for each speed."""
    parser = make_parser(__doc__)
    usual = Settings()
    add_settings(parser, usual)
    parser.add_argument("--out", type=Path, required=True, help="folder of the norms")
    parser.add_argument("--slopes", type=Path, help="folder of speed.toml")
    given = vars(parser.parse_args())
    out, slopes = given.pop("out"), given.pop("slopes")
    settings = take_settings(given, usual)
    clips = [
        seen_from(trial, view, settings)
        for trial in read_plate_trials(Path(settings.trials))
        for view in ("left", "right", "rear")
    ]
    rows = pd.concat([clip.numbers for clip in clips])
    curves = pd.concat([clip.curves for clip in clips])
    for speed_m_s, own in rows.groupby("speed_m_s"):
        path = out / f"plates_{speed_m_s:g}_m_s.toml"
        with replacing(path) as part:
            part.write_text("\n".join(lines(own, float(speed_m_s))) + "\n", "utf-8")
        print(path, flush=True)
        table = curve_table(curves[curves["speed_m_s"] == speed_m_s])
        with replacing(out / curves_name(float(speed_m_s))) as part:
            part.write_text(
                f"# {SOURCE}, {LICENCE}; mean and spread are ours.\n{table.to_csv()}",
                "utf-8",
            )
    if slopes is not None:
        with replacing(slopes / "speed.toml") as part:
            part.write_text("\n".join(slope_lines(rows)) + "\n", "utf-8")


@dataclass(frozen=True)
class Filmed:
    """A trial as a camera sees it."""

    trial: PlateTrial
    view: str
    tracks: xr.Dataset
    events: pd.DataFrame
    scenes: dict[str, Scene]
    config: Config


@dataclass(frozen=True)
class Seen:
    """The numbers of one clip, and its curves over the stride."""

    numbers: pd.DataFrame
    curves: pd.DataFrame


def filmed(trial: PlateTrial, view: str, settings: Settings) -> Filmed:
    """Return a trial filmed from one side, with the events of the plates."""
    legs = [f"{side}_{part}" for side in ("left", "right") for part in LEG]
    raw = film_person(
        add_shoulders(trial.world.sel(keypoint=legs)),
        Filming(view, settings.rate_hz, noise=Noise(white_px=settings.noise_px)),
        seed=settings.seed,
    )
    tracks = clean(raw)
    first_s, last_s = float(tracks["time"][0]), float(tracks["time"][-1])
    events = trial.events().assign(individual=individuals(tracks)[0])
    inside = events["time_s"].between(first_s + EDGE_S, last_s - EDGE_S)
    events = events[inside].reset_index(drop=True)
    config = Config().updated(subject={"view": view, "speed_m_s": trial.speed_m_s})
    scenes = find_scenes(tracks, config, events)
    return Filmed(trial, view, tracks, events, scenes, config)


def seen_from(trial: PlateTrial, view: str, settings: Settings) -> Seen:
    """Return what a camera shows best; empty tables where it shows too little."""
    try:
        found = filmed(trial, view, settings)
        return Seen(numbers_of(found), curves_of(found))
    except NotEnoughDataError:
        return Seen(pd.DataFrame(), pd.DataFrame())


def numbers_of(found: Filmed) -> pd.DataFrame:
    """Return the numbers: person, speed, height, metric, value.

    From the side that is the leg next to it, from behind what lies across.
    """
    trial, view = found.trial, found.view
    measures, _ = measure(found.tracks, found.events, found.scenes, found.config)
    summary = summarize(measures)
    if view == "rear":
        own = summary[summary["metric"].isin(FROM_BEHIND)]
    else:
        own = summary[summary["side"].isin([view, "both"])]
    return own.assign(
        person=trial.person,
        speed_m_s=trial.speed_m_s,
        height_m=float(trial.about["height_m"]),
    )


def curves_of(found: Filmed) -> pd.DataFrame:
    """Return the mean curves over the stride: person, speed, angle, percent, value.

    From the side those of the near leg, from behind those of both.
    """
    cycles = find_cycles(found.tracks, found.events, found.scenes)
    wanted = BEHIND_CURVES if found.view == "rear" else SIDE_CURVES
    sides = ["left", "right"] if found.view == "rear" else [found.view]
    rows = [
        (angle, side, float(percent), float(value))
        for angle in wanted
        if cycles.sizes and angle in cycles["angle"].to_numpy()
        for side in sides
        for percent, value in zip(
            cycles["percent"].to_numpy(),
            cycles["mean_deg"]
            .isel(individual=0)
            .sel(angle=angle, side=side)
            .to_numpy(),
            strict=True,
        )
    ]
    table = pd.DataFrame(rows, columns=["angle", "side", "percent", "value"])
    return table.assign(person=found.trial.person, speed_m_s=found.trial.speed_m_s)


def curve_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the mean and spread over people of every curve: a column each.

    An angle that not everybody shows over the whole stride is left out.
    """
    columns: dict[str, pd.Series] = {}
    n_people = rows["person"].nunique()
    for angle, own in rows.groupby("angle"):
        people = own.pivot_table(index="percent", columns="person", values="value")
        if people.shape[1] == n_people and not people.isna().any(axis=None):
            columns[f"{angle}_mean"] = people.mean(axis=1).round(2)
            columns[f"{angle}_sd"] = people.std(axis=1).round(2)
    table = pd.DataFrame(columns)
    table.index = table.index.astype(int)
    return table


def curves_name(speed_m_s: float) -> str:
    """Return what the file of the curves at a speed is called."""
    return f"curves_plates_{speed_m_s:g}_m_s.csv"


def lines(rows: pd.DataFrame, speed_m_s: float) -> Iterator[str]:
    """Yield the lines of a file of norms (TOML)."""
    n_people = rows["person"].nunique()
    yield (
        f"# What {n_people} runners showed at {speed_m_s:g} m/s, measured as here.\n"
        "# Written by training/collect_norms.py. A reference, not a target.\n"
    )
    yield f'group = "{n_people} runners on a treadmill, measured as here"'
    yield 'family = "plates"'
    yield f"n = {n_people}\nspeed_m_s = {speed_m_s:g}"
    yield f"height_m = {rows.groupby('person')['height_m'].first().mean():.3g}"
    yield f'source = "{SOURCE}"\nlicence = "{LICENCE}"'
    yield f'curves = "{curves_name(speed_m_s)}"'
    for metric, own in rows.groupby("metric"):
        people = own.groupby("person")["value"].mean()
        is_wanted = not any(word in str(metric) for word in LEFT_OUT)
        if is_wanted and len(people) == n_people and people.std() > 0:
            mean, sd = people.mean(), people.std()
            yield f"\n[metrics.{metric}]\nmean = {mean:.4g}\nsd = {sd:.3g}"


def slope_lines(rows: pd.DataFrame) -> Iterator[str]:
    """Yield the lines of the file that says how people differ in a change of speed."""
    n_people = rows["person"].nunique()
    yield (
        "# By how much the change of a number with speed differs between people,\n"
        "# standard deviation per m/s. Written by training/collect_norms.py.\n"
    )
    yield f'source = "{SOURCE}"\nlicence = "{LICENCE}"\nn = {n_people}'
    yield "\n[per_m_s]"
    for metric, own in rows.groupby("metric"):
        table = own.pivot_table(index="person", columns="speed_m_s", values="value")
        is_wanted = not any(word in str(metric) for word in LEFT_OUT)
        if is_wanted and len(table) == n_people and not table.isna().any(axis=None):
            steps = table.diff(axis="columns").iloc[:, 1:] / np.diff(table.columns)
            away = steps - steps.mean()
            if (variance := float((away**2).mean(axis=None))) > 0:
                spread = sqrt(variance * n_people / (n_people - 1))
                yield f"{metric} = {spread:.3g}"


if __name__ == "__main__":
    main()
