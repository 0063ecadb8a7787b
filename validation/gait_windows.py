"""What the windows look like on which bouts rest, in people and in what is no gait.

Run from the root of the checkout; the recordings (``MIDSTANCE_DATA``, or
``../shared/data``) are not part of the project::

    python validation/gait_windows.py --out validation/gait_windows.txt

Runners on a treadmill with a force plate and walkers over plates in the floor, filmed
by a virtual camera 4 m away at 30 frames/s from the right and from behind with the
errors measured on BlazePose; people of sticks who exercise or stand, from both sides
too, and somebody on a bicycle. Everything is cleaned as every analysis cleans. Of each
feature of `midstance.bouts.gait_windows.Window` the table shows the 2nd, 50th and 98th
percentile, and of each gate which share of the windows passes.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from clip_strange import shoot_cyclist
from exercise_figures import EXERCISES, film
from exercise_figures import Filming as StickFilming

from midstance.bouts import gait_windows
from midstance.bouts.gait_windows import (
    Window,
    activity_probabilities,
    describe_window,
    leg_motion,
)
from midstance.bouts.locomotion import WINDOW_S
from midstance.errors import NotEnoughDataError
from midstance.formats.motion.plate_trial import read_plate_trials
from midstance.pipeline.steps import clean
from midstance.schema.bouts import ACTIVITIES
from midstance.schema.tracks import paths_of
from midstance.synth.observation.noise import Noise, draw_network_error
from midstance.synth.observation.people import Filming, film_person

SPAN_S = (5.0, 15.0)
"""Of the recordings on the treadmill: ten seconds of thirty."""
RATE_HZ = 30.0
REPETITION_S = 2.0
PERCENTILES = (2, 50, 98)
AZIMUTHS_DEG = {"side": 90.0, "front": 0.0}
FEATURES = ("fore_aft", "lift", "regular", "bounce", "hip_swing", "steps_hz", "moves")
GATES = {
    "feet part (side)": lambda w: (
        (w["fore_aft"] > gait_windows.LEAST_FORE_AFT)
        & (w["lift"] > gait_windows.LEAST_LIFT)
    ),
    "no pedals": lambda w: (
        (w["lift"] < gait_windows.RIDING_LIFT)
        | (w["hip_swing"] > gait_windows.MOST_RIDING_HIPS)
    ),
    "feet lift": lambda w: w["lift"] > gait_windows.LEAST_LIFT_ALONE,
    "regular": lambda w: w["regular"] > gait_windows.LEAST_REGULAR,
    "still": lambda w: w["moves"] < gait_windows.MOST_STILL,
}


def windows_of(tracks: xr.Dataset) -> Iterator[Window]:
    """Yield the windows of one person, half of each shared with the next."""
    time_s = tracks["time"].to_numpy()
    motion = leg_motion(paths_of(tracks))
    n = round(WINDOW_S * RATE_HZ)
    if motion is None:
        return
    for first in range(0, max(len(time_s) - n, 0) + 1, n // 2):
        window = describe_window(time_s, motion, slice(first, first + n))
        if window is not None:
            yield window


def people(data: Path) -> Iterator[tuple[str, str, xr.Dataset]]:
    """Yield activity, view and clean tracks of people who run or walk over plates."""
    for activity, folder in (
        ("running", "runners-on-plates"),
        ("walking", "walkers-on-plates"),
    ):
        for number, trial in enumerate(read_plate_trials(data / folder)):
            noise = Noise(network=draw_network_error(number))
            for view, seen_from in (("side", "right"), ("rear", "rear")):
                filming = Filming(
                    seen_from,
                    rate_hz=RATE_HZ,
                    span_s=SPAN_S if activity == "running" else None,
                    noise=noise,
                )
                try:
                    seen = film_person(trial.world, filming, seed=number)
                    yield activity, view, clean(seen)
                except NotEnoughDataError:
                    continue


def others() -> Iterator[tuple[str, str, xr.Dataset]]:
    """Yield activity, view and clean tracks of people of sticks."""
    for number, (name, exercise) in enumerate(EXERCISES.items()):
        for view, azimuth_deg in AZIMUTHS_DEG.items():
            for activity, depth in (("other", 0.5), ("standing", 0.0)):
                filming = StickFilming(azimuth_deg=azimuth_deg, seed=number)
                seen = film(
                    exercise,
                    lambda t, depth=depth: (
                        depth * (1 - np.cos(2 * np.pi * t / REPETITION_S))
                    ),
                    10.0,
                    filming,
                )
                if activity == "other" or name == "squats":
                    yield activity, view, clean(seen)
    for turns_hz in (1.0, 1.2, 1.4, 1.6):
        for view, azimuth_deg in (*AZIMUTHS_DEG.items(), ("rear", 180.0)):
            yield "cycling", view, clean(shoot_cyclist(turns_hz, azimuth_deg))


def table(rows: list[dict[str, object]]) -> str:
    """Return percentiles of the features, and how many windows pass each gate."""
    frame = pd.DataFrame(rows)
    groups = frame.groupby(["activity", "view"], sort=False)
    lines = []
    for feature in FEATURES:
        lines.append(f"\n{feature}: percentiles " + ", ".join(map(str, PERCENTILES)))
        for (activity, view), own in groups:
            values = np.percentile(own[feature].astype(float), PERCENTILES)
            text = "  ".join(f"{value:7.3f}" for value in values)
            lines.append(f"  {activity:9s} {view:6s} {len(own):5d}  {text}")
    lines.append("\nshare of windows that pass each gate, and that are read aright")
    lines.append(
        "  " + " " * 18 + "n  " + "  ".join(f"{g:>16s}" for g in GATES) + "   right"
    )
    for (activity, view), own in groups:
        shares = [float(test(own).mean()) for test in GATES.values()]
        text = "  ".join(f"{share:16.2f}" for share in shares)
        wanted = "other" if activity == "cycling" else activity
        right = float((own["read"] == wanted).mean())
        lines.append(f"  {activity:9s} {view:6s} {len(own):5d}  {text}   {right:5.2f}")
    return "\n".join(lines).strip() + "\n"


def rows_of(
    seen: Iterator[tuple[str, str, xr.Dataset]],
) -> Iterator[dict[str, object]]:
    """Yield one row a window."""
    for activity, view, tracks in seen:
        for window in windows_of(tracks):
            # The recordings on the treadmill have no shoulders; everybody is upright.
            upright = (
                window
                if np.isfinite(window.lean_deg)
                else window._replace(lean_deg=0.0)
            )
            read = ACTIVITIES[int(np.argmax(activity_probabilities(upright)))]
            yield {
                **window._asdict(),
                "steps_hz": 2 * window.stride_hz,
                "activity": activity,
                "view": view,
                "read": read,
            }


def main() -> None:
    """Write the table, and how it was made."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="where to write the table")
    out = parser.parse_args().out
    data = Path(os.environ.get("MIDSTANCE_DATA", "../shared/data"))
    text = table([*rows_of(people(data)), *rows_of(others())])
    print(text)
    if out is not None:
        command = shlex.join(["python", *sys.argv])
        out.write_text(f"{command}\n\n{text}", "utf-8")


if __name__ == "__main__":
    main()
