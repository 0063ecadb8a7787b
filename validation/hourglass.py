"""How well a small stacked hourglass finds the joints of rendered people.

A network of ``training/train_hourglass.py``, run as the pose backend runs it
(onnxruntime), on rendered people whom it never saw, from all sides. PCK: the share
of keypoints that are nearer to the truth than a part of the longer side of the box
around the person, and of the trunk. With left and right exchanged where that is
better, it shows how many errors are the right place on the wrong side.

    python training/train_hourglass.py --out hourglass
    python validation/hourglass.py hourglass/hourglass.onnx
"""

import argparse
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np

from midstance.pose.networks.hourglass import SquareNetwork
from midstance.pose.people.top_down import BEYOND
from midstance.pose.runtimes.onnx import OnnxNetwork
from midstance.schema.skeletons import get_skeleton, mirrored

N_SCENES = 40
SEED = 1234
SKELETON = "running-18"


def recipe() -> ModuleType:
    """Return the training recipe as a module."""
    path = Path(__file__).parents[1] / "training" / "train_hourglass.py"
    spec = importlib.util.spec_from_file_location("train_hourglass", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"No recipe at {path}.")
    module = importlib.util.module_from_spec(spec)
    sys.modules["train_hourglass"] = module
    sys.path.append(str(path.parent))
    spec.loader.exec_module(module)
    return module


def lines(weights: Path) -> list[str]:
    """Return the table."""
    train = recipe()
    facts = json.loads(
        OnnxNetwork(weights, backend="hourglass", n_threads=1).metadata["facts"]
    )
    origin = facts["origin"]
    look = SquareNetwork(weights, n_threads=1)
    names = get_skeleton(SKELETON).keypoints
    other = [names.index(mirrored(name)) for name in names]
    off, turned, sides, trunks, heights, empty = [], [], [], [], [], []
    for picture in train.render_people(train.Settings(), SEED, N_SCENES):
        seen = picture.xy_px[np.isfinite(picture.xy_px).all(axis=1)]
        if not len(seen):
            whole = np.array([[0.0, 0.0, *picture.image.shape[1::-1]]])
            empty.append(look(picture.image, whole)[1].mean())
            continue
        low, high = seen.min(axis=0), seen.max(axis=0)
        middle, half = (low + high) / 2, (high - low) / 2 * BEYOND
        xy, score = look(
            picture.image, np.concatenate([middle - half, middle + half])[None]
        )
        heights.append(score.mean())
        off.append(np.hypot(*(xy[0] - picture.xy_px).T))
        exchanged = np.hypot(*(xy[0] - picture.xy_px[other]).T)
        turned.append(np.minimum(off[-1], exchanged))
        sides.append(float((high - low).max()))
        trunks.append(train.trunk_px(picture.xy_px, names))
    apart, either = np.array(off), np.array(turned)
    box, trunk = np.array(sides)[:, None], np.array(trunks)[:, None]

    def share(values: np.ndarray, size: np.ndarray, part: float) -> str:
        return f"{(values <= part * size).mean():.1%}"

    table = [
        f"{len(off)} pictures of {N_SCENES} rendered people never seen in training",
        f"network: {origin['step']} steps of {origin['settings']['batch']} pictures of "
        f"{origin['settings']['size_px']} px, {origin['settings']['n_stacks']} stacks "
        f"of {origin['settings']['n_channels']} channels, "
        f"{weights.stat().st_size / 1e6:.1f} MB",
        "",
        f"PCK@0.05 of the box    {share(apart, box, 0.05)}",
        f"PCK@0.1 of the box     {share(apart, box, 0.1)}",
        f"PCK@0.1 of the trunk   {share(apart, trunk, 0.1)}",
        f"PCK@0.2 of the trunk   {share(apart, trunk, 0.2)}",
        f"PCK@0.1 of the box, left and right not told apart  {share(either, box, 0.1)}",
        "",
        "PCK@0.1 of the box by joint:",
    ]
    joints = dict.fromkeys(name.split("_", 1)[-1] for name in names)
    for joint in joints:
        own = [k for k, name in enumerate(names) if name.split("_", 1)[-1] == joint]
        table.append(
            f"  {joint:<12} {share(apart[:, own], box, 0.1):>6}, either side "
            f"{share(either[:, own], box, 0.1):>6}"
        )
    table += [
        "",
        f"mean height of the peaks: {np.mean(heights):.2f} with a person (5 of 100 "
        f"below {np.percentile(heights, 5):.2f}), {np.mean(empty):.2f} without "
        f"(at most {np.max(empty):.2f})",
    ]
    return table


def main() -> None:
    """Print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("weights", type=Path)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    made_by = "python validation/hourglass.py hourglass/hourglass.onnx --out"
    text = "\n".join(
        [f"{made_by} validation/hourglass.txt", "", *lines(arguments.weights)]
    )
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
