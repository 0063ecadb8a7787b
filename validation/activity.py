"""What somebody does, told from picture and pose: the two stages against each alone.

    python validation/activity.py --work work

People at twenty activities are rendered in random places, clothes and directions
(`midstance.synth.sets.activity_images`): 640 videos of two pictures, 192 x 144 px, the
set of docs/activity.md. For each seed another 60 % of the videos are learnt from and
40 % judged by, no video on both sides. The networks see 64 x 48 px, for 25 epochs, with
the small backbone ``plain`` and no pretrained weights: a comparison of inputs, not the
accuracy that the recipe reaches with EfficientNet-B0 and real pictures, which takes a
GPU (``--backbone efficientnet-b0``).

The heat map and the graph have the exact joints; `midstance activity` has those that
a pose network finds.

Intervals are 95 % over the seeds (Student's t); differences are paired by seed.
"""

import argparse
import importlib.util
import json
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
from scipy.stats import t

from midstance.synth.sets.activity_images import PictureSettings
from midstance.synth.sets.activity_set import ANNOTATIONS, make_activity_set

INPUTS = ("both", "map", "graph", "image")
SHOWN = ("accuracy", "macro_precision", "macro_recall", "weighted_precision")


def load_recipe() -> ModuleType:
    """Return training/train_activity.py."""
    path = Path(__file__).parents[1] / "training" / "train_activity.py"
    spec = importlib.util.spec_from_file_location("train_activity", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["train_activity"] = module
    sys.path.append(str(path.parent))
    spec.loader.exec_module(module)
    return module


def finished(work: Path, n_seeds: int, backbone: str) -> pd.DataFrame:
    """Return the scores of what is trained, one row a network and seed."""
    rows = []
    for seed in range(n_seeds):
        for inputs in INPUTS:
            path = work / f"{backbone}-{inputs}-{seed}" / "scores.json"
            if path.is_file():
                found = json.loads(path.read_text("utf-8"))
                rows.append({"inputs": inputs, "seed": seed, **found})
    return pd.DataFrame(rows)


def run_all(work: Path, n_videos: int, n_seeds: int, backbone: str) -> None:
    """Train what is not trained yet."""
    people = work / "people"
    pictures = PictureSettings(width_px=192, height_px=144)
    make_activity_set(pictures, people, n_videos=n_videos)
    recipe = load_recipe()
    usual = recipe.Settings(
        backbone=backbone,
        width_px=64,
        height_px=48,
        batch=16,
        rate=3e-3,
        epochs=25,
        patience=25,
    )
    for seed in range(n_seeds):
        for inputs in INPUTS:
            out = work / f"{backbone}-{inputs}-{seed}"
            if not (out / "scores.json").is_file():
                settings = replace(usual, inputs=inputs, seed=seed, split_seed=seed)
                recipe.train(
                    people / ANNOTATIONS,
                    people / "images",
                    work / "stacks",
                    out,
                    settings,
                )


def with_interval(values: np.ndarray) -> str:
    """Return mean and half the 95 % interval, in per cent; one value has none."""
    if len(values) < 2:
        return f"{100 * values.mean():.1f}"
    half = t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return f"{100 * values.mean():.1f} ± {100 * half:.1f}"


def summary(runs: pd.DataFrame) -> pd.DataFrame:
    """Return one row a network: scores, and how much better than it both are."""
    by_seed = runs.pivot_table(index="seed", columns="inputs", values="accuracy")
    rows = []
    for inputs in [name for name in INPUTS if name in set(runs["inputs"])]:
        own = runs[runs["inputs"] == inputs]
        row = {"inputs": inputs, "seeds": len(own)}
        row |= {name: with_interval(own[name].to_numpy()) for name in SHOWN}
        gain = (by_seed["both"] - by_seed[inputs]).dropna().to_numpy()
        row["both better by"] = "" if inputs == "both" else with_interval(gain)
        rows.append(row)
    return pd.DataFrame(rows)


def main() -> None:
    """Print the command and the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--videos", type=int, default=640)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--backbone", default="plain")
    parser.add_argument("--finished", action="store_true", help="only show what is")
    given = parser.parse_args()
    if not given.finished:
        run_all(given.work, given.videos, given.seeds, given.backbone)
    runs = finished(given.work, given.seeds, given.backbone)
    print(f"python validation/activity.py {' '.join(sys.argv[1:])}\n")
    print(summary(runs).to_string(index=False))


if __name__ == "__main__":
    main()
