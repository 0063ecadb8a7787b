"""Fine-tune a YOLO-pose network of Ultralytics: stage 1 of activity from an image.

Needs Ultralytics, which is under the AGPL-3.0 (``pip install 'midstance[yolo]'``).
With MPII exported as a data set and a pretrained network beside it::

    python training/train_pose_yolo.py --data mpii/data.yaml \
        --weights yolov8n-pose.pt --out pose-yolo

Data: any data set of Ultralytics for poses, a ``.yaml`` with ``train``, ``val``,
``kpt_shape``, ``names`` and, so that images may be mirrored, ``flip_idx``.

Model: what ``--weights`` holds; a ``.yaml`` of Ultralytics (``yolov8n-pose.yaml``)
builds an untrained one, of which nothing is frozen. Nothing is downloaded.

Training: the first layers stay as they are; mosaics of four images at first,
whole images at the end; the learning rate falls as a cosine. Ultralytics passes
the dropout to classifiers only: it is kept because the recipe has it.

Written: ``best.pt`` with settings, commit, hash of the data and scores inside,
which the pose backend ``yolo`` runs; ``report.json``; ``history.csv``, one row an
epoch. Interrupted work goes on where the last epoch ended: start it again.
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from common import add_settings, make_parser, origin, take_settings

from midstance.errors import ConfigError, FormatError, WeightsError
from midstance.files import make_folder, replacing
from midstance.pose.networks.yolo import import_ultralytics

SCORES = {
    "map50": "metrics/mAP50(P)",
    "map50_95": "metrics/mAP50-95(P)",
    "pose_loss": "val/pose_loss",
    "pose_loss_train": "train/pose_loss",
}
"""What is reported, and how Ultralytics calls it."""
NEEDED = ("train", "val", "kpt_shape", "names")


@dataclass(frozen=True)
class Settings:
    """Every choice of a training run."""

    epochs_mosaic: int = field(default=25, metadata={"help": "with mosaics, first"})
    epochs_whole: int = field(default=20, metadata={"help": "without them, after"})
    batch: int = field(default=64, metadata={"help": "pictures a step"})
    image_px: int = field(default=640, metadata={"help": "side of the pictures"})
    n_frozen: int = field(default=21, metadata={"help": "first layers not trained"})
    dropout: float = field(default=0.1, metadata={"help": "as Ultralytics takes it"})
    hue: float = field(default=0.02, metadata={"help": "largest change of it, 0 to 1"})
    saturation: float = field(
        default=0.7, metadata={"help": "largest change of it, 0 to 1"}
    )
    brightness: float = field(
        default=0.5, metadata={"help": "largest change of it, 0 to 1"}
    )
    optimizer: str = field(default="auto", metadata={"help": "as Ultralytics says"})
    rate: float = field(
        default=0.01, metadata={"help": "learning rate at first; auto chooses its own"}
    )
    device: str = field(default="cpu", metadata={"help": "cpu, or a GPU's number"})
    half: bool = field(
        default=False,
        metadata={"help": "half precision; Ultralytics fetches a network to try it"},
    )
    n_workers: int = field(default=2, metadata={"help": "processes that read pictures"})
    seed: int = field(default=0, metadata={"help": "of every random number"})


def read_data(path: Path) -> dict[str, Any]:
    """Return what a data set's ``.yaml`` says.

    Raises
    ------
    FormatError
        If it is none for poses, or its images are not there.

    """
    import yaml

    try:
        said = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FormatError(f"{path} cannot be read as YAML ({error}).") from error
    missing = [key for key in NEEDED if key not in (said or {})]
    if missing:
        raise FormatError(
            f"{path} should be a data set for poses with {list(NEEDED)}, but has no "
            f"{missing[0]!r}."
        )
    for part in ("train", "val"):
        place = folder_of(path, said) / said[part]
        if not place.exists():
            raise FormatError(
                f"{path} says that the pictures of {part!r} are in {place}, but there "
                "is nothing; correct 'path' in it."
            )
    return dict(said)


def folder_of(path: Path, said: dict[str, Any]) -> Path:
    """Return the folder that the places in a data set's ``.yaml`` start from."""
    return path.parent / Path(said.get("path") or ".")


def fingerprint(path: Path, said: dict[str, Any]) -> str:
    """Return a hash of every label, and of the name and size of every image."""
    folder = folder_of(path, said)
    digest = hashlib.sha256(path.read_bytes())
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".txt":
            digest.update(file.read_bytes())
        elif file.is_file() and file.suffix not in (".cache", ".yaml"):
            name = file.relative_to(folder).as_posix()
            digest.update(f"{name} {file.stat().st_size}".encode())
    return digest.hexdigest()


def write_data(path: Path, said: dict[str, Any], out: Path) -> Path:
    """Write the data set's ``.yaml`` with its place in full, and return where.

    Ultralytics would look for it from where the command was given, or in a folder
    of its own, and download what it does not find.
    """
    import yaml

    known = {key: value for key, value in said.items() if key != "download"}
    known["path"] = str(folder_of(path, said).absolute())
    with replacing(out / "data.yaml") as part:
        part.write_text(yaml.safe_dump(known), "utf-8")
    return (out / "data.yaml").absolute()


def arguments(settings: Settings, *, is_pretrained: bool) -> dict[str, Any]:
    """Return the settings as Ultralytics calls them."""
    return {
        "epochs": settings.epochs_mosaic + settings.epochs_whole,
        "close_mosaic": settings.epochs_whole,
        "mosaic": 1.0 if settings.epochs_mosaic else 0.0,
        "batch": settings.batch,
        "imgsz": settings.image_px,
        "freeze": settings.n_frozen if is_pretrained else 0,
        "cos_lr": True,
        "dropout": settings.dropout,
        "hsv_h": settings.hue,
        "hsv_s": settings.saturation,
        "hsv_v": settings.brightness,
        "optimizer": settings.optimizer,
        "lr0": settings.rate,
        "device": settings.device,
        "amp": settings.half,
        "workers": settings.n_workers,
        "seed": settings.seed,
    }


def train(settings: Settings, data: Path, weights: Path, out: Path) -> dict[str, Any]:
    """Train, write ``best.pt``, ``report.json`` and ``history.csv``; return scores.

    Parameters
    ----------
    settings
        Every choice.
    data
        The ``.yaml`` of the data set.
    weights
        A ``.pt`` file, or the name of a ``.yaml`` of Ultralytics.
    out
        Folder of the results.

    """
    said = read_data(data)
    is_pretrained = weights.suffix != ".yaml"
    if is_pretrained and not weights.is_file():
        raise WeightsError(
            f"There is no {weights}; download it from Ultralytics (AGPL-3.0), or begin "
            f"with an untrained network: --weights {weights.stem}.yaml"
        )
    about = origin(
        settings,
        weights=weights.name,
        data_sha256=fingerprint(data, said),
        kpt_shape=list(said["kpt_shape"]),
    )
    make_folder(out)
    chosen = arguments(settings, is_pretrained=is_pretrained)
    chosen["data"] = str(write_data(data, said, out))
    _go(about, chosen, weights, out)
    history = read_history(out / "run" / "results.csv")
    report = about | {"n_epochs": len(history), **scores(history)}
    _write(report, history, out)
    return report


def read_history(path: Path) -> pd.DataFrame:
    """Return one row an epoch; of one that was interrupted and repeated, the last."""
    history = pd.read_csv(path).rename(columns=str.strip)
    return history.drop_duplicates("epoch", keep="last", ignore_index=True)


def scores(history: pd.DataFrame) -> dict[str, Any]:
    """Return the epoch that Ultralytics calls best, and its scores.

    Parameters
    ----------
    history
        One row an epoch, columns as Ultralytics calls them.

    """
    fitness = sum(history[f"metrics/mAP50-95({kind})"] for kind in "BP")
    best = history.loc[fitness.idxmax()]
    return {
        "best_epoch": int(best["epoch"]),
        **{name: float(best[column]) for name, column in SCORES.items()},
    }


def _go(
    about: dict[str, Any], chosen: dict[str, Any], weights: Path, out: Path
) -> None:
    """Let Ultralytics train in ``out/run``, from where it was interrupted if it was."""
    ultralytics = import_ultralytics()
    begun, last = out / "begun.json", out / "run" / "weights" / "last.pt"
    facts = {key: about[key] for key in ("settings", "weights", "data_sha256")}
    if last.is_file() and begun.is_file():
        if json.loads(begun.read_text("utf-8")) != facts:
            raise ConfigError(
                f"{out} holds a training with other settings or data; choose another "
                "--out, or delete that folder."
            )
        if _is_unfinished(last):
            ultralytics.YOLO(str(last)).train(resume=True)
        return
    with replacing(begun) as part:
        part.write_text(json.dumps(facts), "utf-8")
    ultralytics.YOLO(str(weights), task="pose").train(
        project=str(out.absolute()),
        name="run",
        exist_ok=True,
        plots=False,
        **chosen,
    )


def _is_unfinished(checkpoint: Path) -> bool:
    import torch

    # Ultralytics sets the epoch of finished work to -1.
    epoch = torch.load(checkpoint, weights_only=False, map_location="cpu")["epoch"]
    return bool(epoch >= 0)


def _write(report: dict[str, Any], history: pd.DataFrame, out: Path) -> None:
    import torch

    best = torch.load(
        out / "run" / "weights" / "best.pt", weights_only=False, map_location="cpu"
    )
    with replacing(out / "best.pt") as part:
        torch.save(best | {"midstance": report}, part)
    with replacing(out / "history.csv") as part:
        history.to_csv(part, index=False)
    with replacing(out / "report.json") as part:
        part.write_text(json.dumps(report, indent=1), "utf-8")


def main() -> None:
    """Read the settings from the command line and train."""
    parser = make_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, help=".yaml of the data")
    parser.add_argument(
        "--weights",
        type=Path,
        default=Path("yolov8n-pose.pt"),
        help="pretrained .pt, or a .yaml of Ultralytics",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the results")
    add_settings(parser, Settings())
    given = vars(parser.parse_args())
    settings = take_settings(given, Settings())
    print(json.dumps(train(settings, **given), indent=1))


if __name__ == "__main__":
    main()
