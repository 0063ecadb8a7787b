"""Compare what BlazePose sees of the rendered runner with the truth.

    python validation/render.py

Renders short clips of the synthetic runner, runs BlazePose on the encoded video and
compares its landmarks with the true ones. Prints a table; exit status 1 when a gate
is missed. Errors are means over both sides in % of the torso length (mid shoulders
to mid hips), frames with exchanged legs left out. Those are counted by
themselves; a few seconds hold too few of them for a steady rate.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

import midstance
from midstance.pose.estimate import estimate_poses
from midstance.pose.networks.blazepose import BlazePose
from midstance.schema.skeletons import BLAZEPOSE_33, mirrored
from midstance.schema.tracks import load_tracks
from midstance.synth.motion.runner import RunnerSettings
from midstance.synth.rendering.clip import ClipSettings, render_clip
from midstance.synth.rendering.scene import SceneSettings
from midstance.video.reader import open_video

JOINTS = ("hip", "knee", "ankle", "heel", "foot_index")
LEG = ("knee", "ankle", "heel", "foot_index")
SIDE_GATES = {"hip": 8.0, "knee": 8.0, "ankle": 12.0, "heel": 14.0, "foot_index": 14.0}
REAR_GATES = {"knee": 10.0}
SEEN_GATE, SWAP_GATE, FRAME_GATE_S = 99.0, 8.0, 0.3
DEMO = Path(midstance.__file__).parent / "examples"
_TRACK = RunnerSettings(surface="overground")


@dataclass(frozen=True)
class Case:
    """A clip and what is asked of it; without settings it is the demo clip."""

    name: str
    clip: ClipSettings | None
    gates: dict[str, float]


def treadmill(view: str, look: str = "blue") -> ClipSettings:
    """Return a clip of one runner on a treadmill."""
    return ClipSettings(scene=SceneSettings(view=view), looks=(look,))


CASES = (
    Case("demo", None, SIDE_GATES),
    Case("left", treadmill("left"), SIDE_GATES),
    Case("right, shorts", treadmill("right", "red"), SIDE_GATES),
    Case("oblique", treadmill("oblique"), SIDE_GATES),
    Case("rear", treadmill("rear"), REAR_GATES),
    Case("front", treadmill("front", "green"), {}),
    Case(
        "track",
        ClipSettings(runners=(_TRACK,), scene=SceneSettings(place="overground")),
        {},
    ),
)


@dataclass(frozen=True)
class Outcome:
    """What came of one clip."""

    seen_percent: float
    swapped_percent: float
    error_percent: dict[str, float]


def measure(case: Case, folder: Path, duration_s: float, rate_hz: float) -> Outcome:
    """Render a clip, run BlazePose on it, compare."""
    if case.clip is None:
        path = DEMO / "demo.mp4"
        tracks = load_tracks(DEMO / "demo.tracks.nc")
    else:
        clip = replace(case.clip, duration_s=duration_s, rate_hz=rate_hz)
        path = folder / "clip.mp4"
        tracks = render_clip(clip, path).tracks
    with open_video(path) as video:
        poses = estimate_poses(video, BlazePose())
    found = np.full((len(poses), len(BLAZEPOSE_33.keypoints), 2), np.nan)
    for index, (_, people) in enumerate(poses):
        if len(people.xy_px):
            found[index] = people.xy_px[0]
    return compare(found, tracks)


def compare(found: NDArray[np.float64], truth: xr.Dataset) -> Outcome:
    """Compare landmarks (n_frames, 33, 2) with the truth of the first runner."""
    true = truth["position"].to_numpy()[..., 0].transpose(0, 2, 1)
    whole = np.isfinite(true).all(axis=(1, 2))
    true, found = true[whole], found[whole]
    place = {name: index for index, name in enumerate(BLAZEPOSE_33.keypoints)}

    def middle(part: str) -> NDArray[np.float64]:
        return (true[:, place[f"left_{part}"]] + true[:, place[f"right_{part}"]]) / 2

    torso_px = np.linalg.norm(middle("shoulder") - middle("hip"), axis=1).mean()
    away = np.linalg.norm(found - true, axis=-1)
    other = [place[mirrored(name)] for name in BLAZEPOSE_33.keypoints]
    crossed = np.linalg.norm(found[:, other] - true, axis=-1)
    legs = [place[f"{side}_{name}"] for side in ("left", "right") for name in LEG]
    swapped = crossed[:, legs].sum(axis=1) < 0.6 * away[:, legs].sum(axis=1)
    seen = np.isfinite(away).all(axis=1)
    good = seen & ~swapped
    return Outcome(
        seen_percent=100.0 * seen.mean(),
        swapped_percent=100.0 * swapped.sum() / max(seen.sum(), 1),
        error_percent={
            name: 100.0
            * away[good][:, [place[f"left_{name}"], place[f"right_{name}"]]].mean()
            / torso_px
            for name in JOINTS
        },
    )


def misses(case: Case, outcome: Outcome) -> list[str]:
    """Return the gates that a clip misses."""
    missed = [
        name for name, gate in case.gates.items() if outcome.error_percent[name] > gate
    ]
    if outcome.seen_percent < SEEN_GATE:
        missed.append("seen")
    if case.gates is SIDE_GATES and outcome.swapped_percent > SWAP_GATE:
        missed.append("swapped")
    return missed


def seconds_a_frame() -> float:
    """Return processor time of one 1280 x 720 frame on one core (s)."""
    clip = ClipSettings(duration_s=0.5, rate_hz=30.0)
    with tempfile.TemporaryDirectory() as folder:
        marks: list[float] = []
        render_clip(
            clip,
            Path(folder) / "clip.mp4",
            progress=lambda _done, _all: marks.append(time.process_time()),
        )
    return float(np.median(np.diff(marks)))


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--duration-s", type=float, default=4.0)
    parser.add_argument("--rate-hz", type=float, default=30.0)
    parser.add_argument("--only", help="name of one clip")
    chosen = parser.parse_args()
    failed = False
    print(f"{'clip':<15}{'seen':>7}{'swapped':>9}", *(f"{n:>11}" for n in JOINTS))
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            if chosen.only not in (None, case.name):
                continue
            outcome = measure(case, Path(folder), chosen.duration_s, chosen.rate_hz)
            missed = misses(case, outcome)
            failed |= bool(missed)
            print(
                f"{case.name:<15}{outcome.seen_percent:>7.1f}"
                f"{outcome.swapped_percent:>9.1f}",
                *(f"{outcome.error_percent[name]:>11.1f}" for name in JOINTS),
                f"  missed: {', '.join(missed)}" if missed else "",
                flush=True,
            )
    frame_s = seconds_a_frame()
    print(f"processor time a 1280 x 720 frame: {frame_s:.2f} s")
    return int(failed or frame_s > FRAME_GATE_S)


if __name__ == "__main__":
    sys.exit(main())
