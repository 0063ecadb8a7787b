"""How exact metres per pixel are that follow from the speed of a treadmill.

Run from the root of the checkout; the reference data (``MIDSTANCE_DATA``, or
``../shared/data``) is not part of the project::

    python validation/scale.py --out validation/scale.txt

The plate trial and the synthetic runners of ``events.py`` on a treadmill, 1.2 to
9 m/s, seen from the left and from the right by a virtual camera 4 m away at 30, 60
and 120 frames/s; and other runners with errors of a pose network that are drawn
anew for each. The speed of the belt is exact. On all these the window and the weights
of ``midstance.scene.belt`` were chosen; how fast the parts of a foot go, on the group
``people``: 18 people over force plates at three speeds, filmed at 60 frames/s, from the
left at one speed and from the right at the next.

On the runners called untuned nothing was chosen: other bodies, speeds and errors,
cameras 3 to 8 m away, 0.5 to 1.6 m high and not quite square to the belt, whose
display is off by 2 % (one standard deviation).

Contacts are those that the analysis finds. With ``--video`` the real clip too,
whose speed nobody wrote down: the speed at which the belt says the same as a body
height.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from events import RATES_HZ, RUNNERS
from plate_trials import plate_trials
from virtual_camera import BODY_PX, HIP_SHARE, NOISES, shoot

from midstance.formats.motion.plate_trial import read_plate_trials
from midstance.kernels.geometry.cameras import orbit_camera, side_camera
from midstance.pipeline.analyze import analyze
from midstance.pipeline.benchmark.clips import Condition, film_clip, m_per_px
from midstance.pipeline.steps import clean, find_events
from midstance.scene.belt import find_belt
from midstance.scene.scale import find_scale
from midstance.schema.events import SIDES
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.motion.runner import run
from midstance.synth.observation.noise import (
    Noise,
    draw_network_error,
    load_network_error,
)
from midstance.synth.observation.observe import film

DURATION_S = 12.0
N_DRAWN = 40
UNTUNED_SEED = 7000
DISPLAY_SD = 0.02
WALK_TO_M_S = 1.9
HEIGHT_M = 1.78
ROOT = Path(__file__).parents[1]

Case = tuple[str, str, float, str, xr.Dataset, float, float]
"""Group, keypoint error, frames/s, view, tracks, speed shown (m/s), true m per px."""


def shot(data: Path) -> Iterator[Case]:
    """Yield the plate trial and the runners of ``events.py``."""
    recordings = [
        ("plate", trial.world, trial.events, trial.belt_speed_m_s)
        for trial in plate_trials(data)
    ]
    for number, settings in enumerate(RUNNERS.values()):
        if settings.surface == "treadmill":
            one = run(settings, duration_s=DURATION_S, rate_hz=200, seed=9000 + number)
            recordings.append(("synthetic", one.tracks, one.events, settings.speed_m_s))
    for number, (group, world, events, speed_m_s) in enumerate(recordings):
        for rate_hz, noise, view in product(RATES_HZ, NOISES, SIDES):
            tracks = shoot(
                world,
                events,
                rate_hz=rate_hz,
                noise=noise,
                view=view,
                seed=number,
                data=data,
            )
            true = stature_m(world) / BODY_PX
            yield group, noise, rate_hz, view, tracks, speed_m_s, true


def people(data: Path) -> Iterator[Case]:
    """Yield people over force plates, who are cleaned already."""
    network = load_network_error(data / "noise" / "blazepose_side_view.json")
    for number, trial in enumerate(read_plate_trials(data / "runners-on-plates")):
        for noise, called in zip(NOISES, ("exact", "white", "network"), strict=True):
            seen = Condition(SIDES[number % 2], 60.0, called)
            tracks = film_clip(trial, seen, network=network, number=number)
            true = m_per_px(trial, seen)
            yield "people", noise, 60.0, seen.view, tracks, trial.speed_m_s, true


def drawn_settings(rng: np.random.Generator) -> tuple[RunnerSettings, float, str]:
    """Return a runner of any speed, frames/s and a view."""
    speed_m_s = float(rng.uniform(1.2, 6.0))
    rate_hz, view = float(rng.choice(RATES_HZ)), str(rng.choice(SIDES))
    settings = RunnerSettings(
        speed_m_s=speed_m_s,
        height_m=float(rng.uniform(1.55, 1.95)),
        trunk_lean_deg=float(rng.uniform(3, 10)),
        strike_angle_deg=(
            float(rng.uniform(-6, 16)) if speed_m_s > WALK_TO_M_S else None
        ),
    )
    return settings, rate_hz, view


def drawn() -> Iterator[Case]:
    """Yield runners of any speed, seen by a network with habits of its own."""
    for seed in range(N_DRAWN):
        settings, rate_hz, view = drawn_settings(np.random.default_rng(500 + seed))
        speed_m_s = settings.speed_m_s
        made = run(settings, duration_s=DURATION_S, rate_hz=rate_hz, seed=seed)
        camera = side_camera(view)
        true = 1 / camera.px_per_m((0.0, 0.0, 0.9))
        for draw in range(2):
            noise = Noise(network=draw_network_error(10 * seed + draw))
            tracks = film(made, camera, noise=noise, seed=seed)
            yield "synthetic", "drawn anew", rate_hz, view, tracks, speed_m_s, true


def untuned(data: Path) -> Iterator[Case]:
    """Yield runners and cameras on which no constant was chosen."""
    for seed in range(UNTUNED_SEED, UNTUNED_SEED + N_DRAWN):
        rng = np.random.default_rng(seed)
        settings, rate_hz, view = drawn_settings(rng)
        shown_m_s = settings.speed_m_s * float(rng.normal(1, DISPLAY_SD))
        made = run(settings, duration_s=DURATION_S, rate_hz=rate_hz, seed=seed)
        camera = orbit_camera(
            {"left": 90.0, "right": -90.0}[view] + float(rng.normal(0, 4)),
            distance_m=float(rng.uniform(3, 8)),
            camera_height_m=float(rng.uniform(0.5, 1.6)),
        )
        true = 1 / camera.px_per_m((0.0, 0.0, 0.9))
        noises = {
            "px3": Noise(white_px=3.0),
            "drawn anew": Noise(network=draw_network_error(seed)),
        }
        for name, noise in noises.items():
            tracks = film(made, camera, noise=noise, seed=seed)
            yield "untuned", name, rate_hz, view, tracks, shown_m_s, true
        world = run(settings, duration_s=DURATION_S, rate_hz=200, seed=seed)
        tracks = shoot(
            world.tracks,
            world.events,
            rate_hz=rate_hz,
            noise="blazepose",
            view=view,
            seed=seed,
            data=data,
        )
        true = stature_m(world.tracks) / BODY_PX
        yield "untuned", "blazepose", rate_hz, view, tracks, shown_m_s, true


def stature_m(world: xr.Dataset) -> float:
    """Return the body height by which the virtual camera sets its size."""
    hips = world["position"].sel(keypoint=["left_hip", "right_hip"], space="z")
    return float(hips.mean("keypoint").median()) / HIP_SHARE


def measure(cases: Iterator[Case], *, is_clean: bool = False) -> pd.DataFrame:
    """Return the relative error of each case, and what was stated."""
    rows = []
    for group, noise, rate_hz, view, raw, speed_m_s, true in cases:
        tracks = raw if is_clean else clean(raw)
        m_per_px, doubt, _ = find_scale(
            tracks,
            view=view,
            height_m=None,
            belt_m_s=speed_m_s,
            events=find_events(tracks),
        )
        error, stated = m_per_px / true - 1, doubt / m_per_px
        rows.append((group, noise, rate_hz, error, stated))
    columns = ["group", "noise", "rate_hz", "error", "stated"]
    return pd.DataFrame(rows, columns=columns)


def summary(rows: pd.DataFrame) -> pd.Series:
    """Return one row of the table; shares in %."""
    size = rows["error"].abs() / rows["stated"]
    return pd.Series(
        {
            "n": len(rows),
            "found": rows["error"].notna().sum(),
            "bias_percent": 100 * rows["error"].mean(),
            "rmse_percent": 100 * np.sqrt((rows["error"] ** 2).mean()),
            "stated_percent": 100 * rows["stated"].median(),
            "within_1_sd": 100 * (size <= 1).mean(),
            "within_2_sd": 100 * (size <= 2).mean(),
        }
    )


def real_clip(data: Path) -> str:
    """Return what the belt says of the real clip."""
    analysis = analyze(
        data / "video" / "treadmill_side_left_30fps.mp4", height_m=HEIGHT_M
    )
    belt = find_belt(analysis.tracks, analysis.events, view="left")
    scene = next(iter(analysis.scenes.values()))
    if belt is None:
        return "real clip: the belt was not seen"
    return (
        f"real clip: the belt runs {belt.px_s:.0f} px/s ± {belt.relative_sd:.1%}, "
        f"and agrees with a body height of {HEIGHT_M} m at "
        f"{belt.px_s * scene.m_per_px:.2f} m/s"
    )


def main() -> None:
    """Print the table, and write it when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="text file to write")
    parser.add_argument("--video", action="store_true", help="the real clip, too")
    given = parser.parse_args()
    data = Path(os.environ.get("MIDSTANCE_DATA", ROOT.parent / "shared" / "data"))
    rows = pd.concat(
        [
            measure(people(data), is_clean=True),
            *(measure(cases) for cases in (shot(data), drawn(), untuned(data))),
        ]
    )
    parts = []
    for keys in (["group", "noise"], ["group", "noise", "rate_hz"]):
        groups = rows.groupby(keys, sort=False)
        table = pd.DataFrame({key: summary(own) for key, own in groups}).T
        table.index.names = keys
        parts.append(table.round(1).to_string())
    if given.video:
        parts.append(real_clip(data))
    command = f"# python validation/scale.py {shlex.join(sys.argv[1:])}"
    text = "\n\n".join([command, *parts]) + "\n"
    print(text)
    if given.out:
        given.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
