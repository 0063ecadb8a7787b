"""Where the offset of the ankle's angle comes from: network, shoe or definition.

    python validation/foot_points.py --keep clips --out validation/foot_points.txt

``clips`` is the folder in which `validation/angles.py` keeps its videos and poses.
The mean error of the ankle's angle, as far as it comes from the line between the
keypoints of heel and toe, is the sum of

``on flat foot``
    minus the error of the network's line while the foot stands (25 to 45 % of the
    stance), where the line's zero is taken;
``over stride``
    its mean error over the whole stride;
``shank``
    minus the mean error of the shank;
``toes bend``
    by how much an exact line from heel to toe turns less than the sole;
``sole not flat``
    minus the pitch that the sole has while the zero is taken.

The first three are the network's. Whether they hold for people and not for this
renderer alone cannot be measured without truth; but two networks can be
compared with each other, on the rendered runners and on a real man.
"""

import argparse
import os
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from angles import RUNNERS, poses_at_rates
from numpy.typing import NDArray

from midstance.config import Config
from midstance.formats.pose_log import TimedPoses
from midstance.metrics.angles import from_down_deg, pitch_deg, wrapped_deg
from midstance.pipeline.steps import clean, find_events
from midstance.pose.estimate import estimate_poses
from midstance.pose.networks.blazepose import BlazePose
from midstance.schema.events import SIDES
from midstance.schema.tracks import load_tracks, path_of
from midstance.tracking.link import link
from midstance.video.reader import open_video

Array = NDArray[np.floating]
CLIP = "treadmill_side_left_30fps.mp4"
MODELS = ("full", "heavy")
DIRECTION = -1
RATE_HZ = 120
FLAT_FOOT = (0.25, 0.45)
"""Part of the stance in which the metrics take the zero of the line."""
_LONGEST_STANCE_S = 0.5
_LEGS = dict(zip(SIDES, ("near", "far"), strict=True))


def tracks_of(poses: list[TimedPoses]) -> xr.Dataset:
    """Return the clean tracks of who is seen best."""
    raw = link(poses, BlazePose().skeleton)
    seen = raw["position"].notnull().sum(("time", "space", "keypoint"))
    return clean(raw.isel(individual=[int(np.argmax(seen.to_numpy()))]), Config())


def line_and_shank(tracks: xr.Dataset, side: str) -> tuple[Array, Array]:
    """Return the pitch of the line from heel to toe and the shank's angle (deg)."""
    knee, ankle, heel, toe = (
        path_of(tracks, f"{side}_{name}")
        for name in ("knee", "ankle", "heel", "foot_index")
    )
    return pitch_deg(heel, toe, DIRECTION), from_down_deg(knee, ankle, DIRECTION)


def flat_stances(events: pd.DataFrame, side: str, time_s: Array) -> list[Array]:
    """Return for each stance of a side which frames are taken as a flat foot."""
    own = events[events["side"] == side]
    off_s = own.loc[own["event"] == "toe_off", "time_s"].sort_values().to_numpy()
    frames = []
    for contact_s in own.loc[own["event"] == "initial_contact", "time_s"]:
        lasts_s = np.min(off_s[off_s > contact_s], initial=np.inf) - contact_s
        if lasts_s < _LONGEST_STANCE_S:
            first, last = (contact_s + share * lasts_s for share in FLAT_FOOT)
            frames.append((time_s >= first) & (time_s <= last))
    return [flat for flat in frames if flat.any()]


def offset_terms(folder: Path, name: str, model: str) -> list[dict[str, object]]:
    """Return the terms of the offset for both legs of a rendered runner."""
    poses = poses_at_rates(folder / f"{name}.mp4", BlazePose(model=model))[RATE_HZ]
    found = tracks_of(poses)
    time_s = found["time"].to_numpy()
    exact = load_tracks(folder / name / "tracks.nc").interp(time=time_s)
    angles = pd.read_csv(folder / name / "angles.csv")
    events = pd.read_csv(folder / name / "events.csv")
    rows: list[dict[str, object]] = []
    for side, leg in _LEGS.items():
        true = {
            part: np.interp(
                time_s, angles["time_s"], angles[f"{side}_{part}_angle_deg"]
            )
            for part in ("foot", "shank")
        }
        line, shank = line_and_shank(found, side)
        mark, _ = line_and_shank(exact, side)
        flat = np.any(flat_stances(events, side, time_s), axis=0)
        wrong, bend = wrapped_deg(line - mark), wrapped_deg(mark - true["foot"])
        terms = {
            "on flat foot": -np.nanmedian(wrong[flat]),
            "over stride": np.nanmean(wrong),
            "shank": -np.nanmean(wrapped_deg(shank - true["shank"])),
            "toes bend": np.nanmean(bend) - np.nanmedian(bend[flat]),
            "sole not flat": -np.median(true["foot"][flat]),
        }
        total = sum(terms.values())
        rows.append({"runner": name, "model": model, "leg": leg, **terms, "sum": total})
    return rows


def between_networks(
    full: xr.Dataset, heavy: xr.Dataset, events: pd.DataFrame
) -> list[dict[str, object]]:
    """Return by how much the line of one network is turned against the other's."""
    time_s = full["time"].to_numpy()
    rows: list[dict[str, object]] = []
    for side, leg in _LEGS.items():
        line, shank = (
            wrapped_deg(one - other)
            for one, other in zip(
                line_and_shank(full, side), line_and_shank(heavy, side), strict=True
            )
        )
        flat = [np.nanmedian(line[at]) for at in flat_stances(events, side, time_s)]
        rows.append(
            {
                "leg": leg,
                "stances": len(flat),
                "on flat foot": np.nanmedian(flat),
                "+-": np.nanstd(flat) / np.sqrt(len(flat)),
                "over stride": np.nanmean(line),
                "shank": np.nanmean(shank),
            }
        )
    return rows


def on_real_clip(video: Path) -> list[dict[str, object]]:
    """Return `between_networks` for a real man on a treadmill."""
    tracks = {}
    for model in MODELS:
        with open_video(video) as frames:
            tracks[model] = tracks_of(estimate_poses(frames, BlazePose(model=model)))
    rows = between_networks(*tracks.values(), find_events(tracks["heavy"]))
    return [{"runner": "a real man", **row} for row in rows]


def on_rendered(folder: Path, name: str) -> list[dict[str, object]]:
    """Return `between_networks` for a rendered runner."""
    full, heavy = (
        tracks_of(
            poses_at_rates(folder / f"{name}.mp4", BlazePose(model=model))[RATE_HZ]
        )
        for model in MODELS
    )
    rows = between_networks(full, heavy, pd.read_csv(folder / name / "events.csv"))
    return [{"runner": f"{name}, rendered", **row} for row in rows]


def main() -> None:
    """Print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = Path(__file__).parents[1].parent / "shared" / "data"
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("MIDSTANCE_DATA", here)
    )
    parser.add_argument(
        "--keep", type=Path, required=True, help="folder of validation/angles.py"
    )
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    terms = [
        row
        for model in MODELS
        for name in RUNNERS
        for row in offset_terms(given.keep, name, model)
    ]
    against = [row for name in RUNNERS for row in on_rendered(given.keep, name)]
    against += on_real_clip(Path(given.data) / "video" / CLIP)
    text = "\n\n".join(
        [
            f"python validation/foot_points.py --keep {given.keep.name}",
            f"Terms of the ankle's offset at {RATE_HZ} frames/s, deg (+: toes up)",
            pd.DataFrame(terms).to_string(index=False, float_format="%.1f"),
            "Angles of the default network less those of heavy, deg",
            pd.DataFrame(against).to_string(index=False, float_format="%.1f"),
        ]
    )
    print(text)
    if given.out:
        given.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
