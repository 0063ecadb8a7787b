r"""Measure where pose networks see the legs of rendered runners.

What the readers of gait events learn to live with (``training/people_rows.py``), and
what ``validation/network_feet.py`` tells::

    python training/measure_networks.py --keep clips --out training/network_errors.json

Runners of several speeds, foot strikes and looks are rendered from either side (some
minutes of one core), and every size of BlazePose whose weights are here looks at them,
frame after frame, nothing smoothed. For every network and runner the error of every
point of near and far leg is kept as `midstance.synth.observation.noise` takes it: a
Fourier series over the stride, and the size and memory of what is left. Legs that the
network took for one another are put back first, by the truth. A renderer is not a
film; the spread between runners says how little of an error is the network's alone.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from common import from_command_line

from midstance.errors import WeightsError
from midstance.files import replacing
from midstance.formats.pose_log import load_pose_log, save_pose_log
from midstance.kernels.types import Array
from midstance.pose.estimate import estimate_poses
from midstance.pose.networks.blazepose import BlazePose
from midstance.schema.events import SIDES
from midstance.schema.tracks import load_tracks, path_of
from midstance.synth.motion.gait import RunnerSettings
from midstance.synth.observation.noise import REFERENCE_BODY_PX
from midstance.synth.observation.people import stride_count
from midstance.synth.rendering.clip import ClipSettings, render_clip
from midstance.synth.rendering.scene import SceneSettings
from midstance.tracking.link import link
from midstance.video.reader import open_video

MODELS = ("lite", "full", "heavy")
LEG = ("hip", "knee", "ankle", "heel", "foot_index")
RATE_HZ = 60.0
N_HARMONICS = 4
RIDGE = 0.3
FRAME_M, HEIGHT_PX, WIDTH_PX = 2.25, 720, 960
RUNNERS = {
    "left 2.5": ("left", RunnerSettings(speed_m_s=2.5, strike_angle_deg=16.0)),
    "right 2.8": (
        "right",
        RunnerSettings(speed_m_s=2.8, height_m=1.62, strike_angle_deg=9.0),
    ),
    "left 3.2 midfoot": (
        "left",
        RunnerSettings(speed_m_s=3.2, strike_angle_deg=2.0, height_m=1.85),
    ),
    "right 3.5": (
        "right",
        RunnerSettings(speed_m_s=3.5, strike_angle_deg=18.0, trunk_lean_deg=9.0),
    ),
    "left 4.0 forefoot": (
        "left",
        RunnerSettings(speed_m_s=4.0, strike_angle_deg=-6.0, foot_ratio=1.06),
    ),
    "right 4.6": (
        "right",
        RunnerSettings(speed_m_s=4.6, strike_angle_deg=6.0, leg_ratio=1.04),
    ),
}
"""Side of the camera, and how they run."""


@dataclass(frozen=True)
class Settings:
    """Every choice of how networks are measured."""

    keep: str = field(default="clips", metadata={"help": "keeps videos and poses"})
    duration_s: float = field(default=2.5, metadata={"help": "of every clip"})
    models: str = field(default=",".join(MODELS), metadata={"help": "of BlazePose"})


@dataclass(frozen=True)
class Looked:
    """One network that looked at one runner.

    Parameters
    ----------
    network, runner
        Names.
    found, exact
        Tracks (px) of the network, legs put back, and those of the truth at the same
        times.
    world
        The truth in m.
    events
        When feet truly land and leave.
    near
        The side turned to the camera.

    """

    network: str
    runner: str
    found: xr.Dataset
    exact: xr.Dataset
    world: xr.Dataset
    events: pd.DataFrame
    near: str

    @property
    def scale(self) -> float:
        """Return by what pixels of this clip become those of a person 500 px tall."""
        height_m = RUNNERS[self.runner][1].height_m
        return REFERENCE_BODY_PX / (height_m / FRAME_M * HEIGHT_PX)

    def errors_px(self, side: str, point: str) -> Array:
        """Return the error forward and down, shape (n_times, 2), NaN: not seen."""
        name = f"{side}_{point}"
        off = self.scale * (path_of(self.found, name) - path_of(self.exact, name))
        forward = -1.0 if self.near == "left" else 1.0
        return np.asarray(off * [forward, 1.0])

    def phase(self, side: str) -> Array:
        """Return the stride count of a foot at the times of the frames."""
        count = stride_count(self.world)(self.found["time"].to_numpy())
        return np.asarray(count - (0.5 if side == "right" else 0.0))


def look(settings: Settings) -> Iterator[Looked]:
    """Yield every network that is here with every runner."""
    folder = Path(settings.keep)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (view, runner) in RUNNERS.items():
        video = folder / f"{name}.mp4"
        if not video.is_file():
            number = list(RUNNERS).index(name)
            clip = ClipSettings(
                runners=(runner,),
                scene=SceneSettings(
                    view=view, width_px=WIDTH_PX, height_px=HEIGHT_PX, frame_m=FRAME_M
                ),
                duration_s=settings.duration_s,
                rate_hz=RATE_HZ,
                seed=number,
            )
            render_clip(clip, video, folder / name)
        for model in settings.models.split(","):
            try:
                tracks = poses_of(video, model)
            except WeightsError:
                continue  # this size is not here
            exact = load_tracks(folder / name / "tracks.nc").interp(time=tracks["time"])
            yield Looked(
                model,
                name,
                legs_put_back(tracks, exact),
                exact,
                load_tracks(folder / name / "tracks3d.nc"),
                pd.read_csv(folder / name / "events.csv"),
                view,
            )
        print(name, flush=True)


def poses_of(video: Path, model: str) -> xr.Dataset:
    """Return tracks of the person who is seen best; poses are kept beside the video."""
    backend = BlazePose(model=model)
    log = video.with_name(f"{video.stem} {model}.npz")
    if not log.is_file():
        with open_video(video) as frames:
            save_pose_log(list(estimate_poses(frames, backend)), log, key="")
    raw = link(load_pose_log(log, key="").poses, backend.skeleton)
    seen = raw["position"].notnull().sum(("time", "space", "keypoint"))
    return raw.isel(individual=[int(np.argmax(seen.to_numpy()))])


def legs_put_back(found: xr.Dataset, exact: xr.Dataset) -> xr.Dataset:
    """Return tracks whose legs are exchanged where that is nearer to the truth."""
    pairs = [(f"left_{point}", f"right_{point}") for point in LEG[1:]]

    def off(mine: int, true: int) -> Array:
        return np.asarray(
            np.nansum(
                [
                    np.linalg.norm(
                        path_of(found, pair[mine]) - path_of(exact, pair[true]), axis=-1
                    )
                    for pair in pairs
                ],
                axis=0,
            )
        )

    swapped = off(0, 1) + off(1, 0) < off(0, 0) + off(1, 1)
    position = found["position"].copy(deep=True)
    for left, right in pairs:
        own = {name: path_of(found, name) for name in (left, right)}
        for name, other in ((left, right), (right, left)):
            place = np.where(swapped[:, None], own[other], own[name])
            where = {"keypoint": name, "individual": found["individual"][0]}
            position.loc[where] = xr.DataArray(
                place, dims=("time", "space"), coords={"time": found["time"]}
            )
    return found.assign(position=position)


def series_of(error: Array, phase: Array) -> dict[str, object]:
    """Return one axis as the noise takes it: Fourier series, size and memory."""
    seen = np.isfinite(error)
    orders = np.arange(1, N_HARMONICS + 1)
    angle = 2 * np.pi * phase[:, None] * orders
    waves = np.stack([np.cos(angle), np.sin(angle)], axis=-1).reshape(len(phase), -1)
    design = np.column_stack([np.ones(len(phase)), waves])
    pull = RIDGE * np.diag([0.0, *np.repeat(orders.astype(float) ** 2, 2)])
    own = design[seen]
    series = np.linalg.solve(own.T @ own + pull, own.T @ error[seen])
    rest = error - design @ series
    pairs = seen[2:] & seen[:-2]  # two frames at 60/s are one at 30/s
    power = float(np.mean(rest[seen] ** 2))
    memory = float(np.mean((rest[2:] * rest[:-2])[pairs])) / max(power, 1e-9)
    return {
        "co": [round(float(value), 3) for value in series],
        "sd": round(float(np.sqrt(power)), 3),
        "rho": round(float(np.clip(memory, 0.0, 0.95)), 3),
    }


def table_of(looked: Looked) -> dict[str, Mapping[str, object]]:
    """Return the errors of both legs under keys such as ``sm0/near/ankle``."""
    table = {}
    for side in SIDES:
        leg = "near" if side == looked.near else "far"
        phase = looked.phase(side)
        for point in LEG:
            forward, down = looked.errors_px(side, point).T
            table[f"sm0/{leg}/{point}"] = {
                "x": series_of(forward, phase),
                "y": series_of(down, phase),
            }
    return table


def measure(settings: Settings, out: Path, _: Path | None = None) -> dict[str, float]:
    """Write the errors of every network with every runner, and return their number."""
    tables = {f"{one.network}/{one.runner}": table_of(one) for one in look(settings)}
    with replacing(out) as part:
        part.write_text(json.dumps(tables) + "\n", encoding="utf-8")
    return {"tables": len(tables)}


if __name__ == "__main__":
    from_command_line(__doc__, Settings(), measure)
