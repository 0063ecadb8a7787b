"""Where each pose network sees heel, toe and ankle, and what that does to the events.

    python validation/network_feet.py --keep clips --out validation/network_feet.txt

``clips`` is the folder in which ``training/measure_networks.py`` keeps its rendered
runners and what the networks saw of them. Errors forward and down are in px of a person
500 px tall, mean over the runners and standard deviation between them: on the standing
foot (25 to 45 % of the stance) and as it pushes off (the last 15 %). Beside them by how
much later the same detector finds contact and toe-off on the network's keypoints than
on exact ones: what the network does, whatever the detector thinks of the renderer.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

sys.path.append(str(Path(__file__).resolve().parents[1] / "training"))

from measure_networks import Looked, Settings, look

from midstance.config import Config
from midstance.files import replacing
from midstance.pipeline.steps import clean, find_events
from midstance.schema.events import KINDS, SIDES, times_s

Array = NDArray[np.floating]
POINTS = ("ankle", "heel", "foot_index")
PARTS = {"stance": (0.25, 0.45), "push-off": (0.85, 1.0)}
LONGEST_STANCE_S = 0.5
NEAREST_S = 0.08


def in_part(one: Looked, side: str, part: tuple[float, float]) -> NDArray[np.bool_]:
    """Return the frames in a part of the stances of a foot."""
    time_s = one.found["time"].to_numpy()
    leaves = times_s(one.events, side, "toe_off")
    inside = np.zeros(len(time_s), dtype=bool)
    for lands_s in times_s(one.events, side, "initial_contact"):
        lasts_s = float(np.min(leaves[leaves > lands_s], initial=np.inf)) - lands_s
        if lasts_s < LONGEST_STANCE_S:
            share = (time_s - lands_s) / lasts_s
            inside |= (share >= part[0]) & (share <= part[1])
    return inside


def points_of(one: Looked) -> Iterator[dict[str, object]]:
    """Yield the error of each point of both feet in each part of the stance."""
    for side in SIDES:
        for point in POINTS:
            off = one.errors_px(side, point)
            for part, ends in PARTS.items():
                forward, down = np.nanmean(off[in_part(one, side, ends)], axis=0)
                yield {
                    "network": one.network,
                    "leg": "near" if side == one.near else "far",
                    "point": point,
                    "part": part,
                    "forward": forward,
                    "down": down,
                }


def events_of(one: Looked) -> Iterator[dict[str, object]]:
    """Yield by how much later events are found on the keypoints of the network."""
    found, exact = (find_events(clean(t, Config())) for t in (one.found, one.exact))
    for side in SIDES:
        for kind in KINDS:
            mine, right = (times_s(table, side, kind) for table in (found, exact))
            if not (mine.size and right.size):
                continue
            nearest = right[np.abs(mine[:, None] - right).argmin(axis=1)]
            later = (mine - nearest)[np.abs(mine - nearest) < NEAREST_S]
            yield {
                "network": one.network,
                "leg": "near" if side == one.near else "far",
                "event": kind,
                "later_ms": 1e3 * float(later.mean()) if later.size else np.nan,
            }


def main() -> None:
    """Print both tables, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    points, events = [], []
    for one in look(Settings(keep=str(given.keep))):
        points += list(points_of(one))
        events += list(events_of(one))
    feet = pd.DataFrame(points).groupby(["network", "leg", "point", "part"], sort=False)
    table = feet[["forward", "down"]].agg(["mean", "std"]).round(1)
    times = pd.DataFrame(events).groupby(["network", "leg", "event"], sort=False)
    later = times["later_ms"].agg(["mean", "std", "count"]).round(1)
    text = "\n\n".join(
        [
            f"python validation/network_feet.py --keep {given.keep.name}",
            "Error of points, px of a person 500 px tall\n\n" + table.to_string(),
            "Events found on a network's keypoints, later than on exact ones, ms\n\n"
            + later.to_string(),
        ]
    )
    print(text)
    if given.out:
        with replacing(given.out) as part:
            part.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
