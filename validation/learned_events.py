"""How learned detectors of contacts and toe-offs compare with rules.

Run from the root of the checkout; the reference data (``MIDSTANCE_DATA``, or
``../shared/data``) is not part of the project, and the models that do not ship are
made first::

    python training/train_detectors.py --out NEW.npz --keep FOLDER
    python validation/learned_events.py --models FOLDER --video \
        --out validation/learned_events.csv

A random forest, a perceptron over a window (``mlp``) and a temporal convolution
network (``tcn``), all trained by the same recipe on the same synthetic runners,
against rules and the consensus. Recordings as in `validation/events.py` at 60
frames/s: the treadmill trial with a force plate, somebody who walks over plates, and
named synthetic people, none of whom was trained on; with ``--video`` the real clip
at 30 frames/s, against labels by eye.
"""

import argparse
import json
import os
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import events as common
import numpy as np
import pandas as pd
import xarray as xr
from virtual_camera import shoot

from midstance.errors import NotEnoughDataError
from midstance.events.base import EventDetector, detectors
from midstance.events.frames.learned import (
    FrameModel,
    PeakUncertainty,
    find_events,
    unpack,
)
from midstance.events.motion import each_person
from midstance.pipeline.steps import clean

NOISES = ("px3", "blazepose")
RULES = ("consensus", "fore_aft", "toe_rise", "knee_extension", "learned")
KEYS = ["group", "rate", "noise", "detector"]
COLUMNS = tuple(
    f"{short}_{what}"
    for short in ("ic", "to")
    for what in (
        *("bias_ms", "rmse_ms", "far_rmse_ms", "recall", "precision"),
        *("in_1sd", "in_2sd"),
    )
)
Condition = tuple[str, str, str]


@dataclass(frozen=True)
class Candidate:
    """A detector around a model that does not ship."""

    model: FrameModel
    doubt: PeakUncertainty

    def detect(self, tracks: xr.Dataset) -> pd.DataFrame:
        """Return both events of every stride in `tracks`."""
        return each_person(
            tracks, lambda motion: find_events(motion, self.model, self.doubt)
        )


def every_detector(models: Path | None) -> dict[str, EventDetector]:
    """Return the rules, what ships, and the models in a folder."""
    found: dict[str, EventDetector] = {
        name: detectors.get(name)() for name in RULES if name in detectors.names()
    }
    if models is None:
        return found
    for path in sorted(models.glob("*.npz")):
        with np.load(path) as saved:
            arrays = dict(saved)
        dilations = json.loads(str(arrays["about"]))["dilations"]
        found[path.stem] = Candidate(*unpack(arrays, dilations))
    return {**found, "forest": load_forest(models / "forest.joblib")}


def load_forest(path: Path) -> Candidate:
    """Return the random forest that the training recipe kept."""
    import joblib

    sys.path.append(str(common.ROOT / "training"))
    from detector_forest import Forest

    trees, doubt = joblib.load(path)
    return Candidate(Forest(trees), doubt)


def virtual_recordings(
    data: Path,
) -> Iterator[tuple[Condition, xr.Dataset, pd.DataFrame, str]]:
    """Yield condition, clean tracks, true events and the near side."""
    for number, recording in enumerate(common.recordings(data)):
        if recording.view == "rear":
            continue
        for noise in NOISES:
            tracks = shoot(
                recording.world,
                recording.events,
                rate_hz=common.MAIN_RATE_HZ,
                noise=noise,
                view=recording.view,
                seed=number,
                data=data,
            )
            condition = recording.group, f"{common.MAIN_RATE_HZ:g} Hz", noise
            yield condition, clean(tracks), recording.events, recording.view


def real_clip(
    data: Path, poses: Path | None
) -> tuple[Condition, xr.Dataset, pd.DataFrame, str]:
    """Return the same of the real clip, as far as it is labelled by eye."""
    from midstance.pipeline.analyze import analyze

    video = data / "video" / "treadmill_side_left_30fps.mp4"
    labels = pd.read_csv(video.with_suffix(".events.csv"))
    labels = labels[labels["frame"] < common.LABELLED_FRAMES]
    tracks = analyze(video, poses_file=poses).tracks
    time_s = tracks["time"].to_numpy()
    step_s = float(np.median(np.diff(time_s)))
    truth = labels.assign(
        individual="person-1",
        time_s=time_s[labels["frame"]] - common.LABEL_DELAY_FRAMES * step_s,
        uncertainty_s=labels["uncertainty_frames"] * step_s,
        source="manual",
    )
    return ("real clip", "30 Hz", "BlazePose"), tracks, truth, "left"


def measure(
    recordings: list[tuple[Condition, xr.Dataset, pd.DataFrame, str]],
    every: dict[str, EventDetector],
) -> pd.DataFrame:
    """Return the table: a row per group, noise and detector."""
    rows: list[dict[str, Any]] = []
    for (condition, tracks, truth, near), name in product(recordings, every):
        time_s = tracks["time"].to_numpy()
        end_s = time_s[-1]
        if condition[0] == "real clip":
            end_s = time_s[common.LABELLED_FRAMES - 1]
        try:
            found = every[name].detect(tracks)
        except NotEnoughDataError:
            continue
        sums = common.score(found, truth, start_s=time_s[0], end_s=end_s, near=near)
        rows.append(dict(zip(KEYS, (*condition, name), strict=True)) | sums)
    sums_table = pd.DataFrame(rows)
    whole = sums_table[sums_table["group"].str.startswith("synthetic")]
    together = pd.concat([sums_table, whole.assign(group="synthetic, all")])
    table = pd.DataFrame(
        {key: common.summary(own) for key, own in together.groupby(KEYS, sort=False)}
    ).T
    table.index.names = KEYS
    return table[[*COLUMNS, "contact_rmse_ms"]].round(2)


def main() -> None:
    """Measure, print the table, and write it when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=Path, help="what the recipe kept")
    parser.add_argument("--out", type=Path, help="CSV file to write")
    parser.add_argument("--video", action="store_true", help="the real clip, too")
    parser.add_argument("--poses", type=Path, help="where to keep its poses (.npz)")
    given = parser.parse_args()
    fallback = common.ROOT.parent / "shared" / "data"
    data = Path(os.environ.get("MIDSTANCE_DATA", fallback))
    recordings = list(virtual_recordings(data))
    if given.video:
        recordings.append(real_clip(data, given.poses))
    table = measure(recordings, every_detector(given.models))
    with pd.option_context("display.max_rows", None, "display.width", 250):
        print(table.to_string())
    if given.out:
        command = f"python validation/learned_events.py {shlex.join(sys.argv[1:])}"
        text = table.reset_index().to_csv(index=False)
        given.out.write_text(f"# {command}\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
