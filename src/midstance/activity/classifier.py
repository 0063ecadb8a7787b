"""What somebody does in a picture, told by the network that the recipe trained."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from midstance.activity.stacks import Stack
from midstance.errors import FormatError, MissingDependencyError
from midstance.files import DAMAGED

if TYPE_CHECKING:
    from midstance.activity.network import ActivityNetwork

_NEEDED = ("settings", "classes", "model")


@dataclass(frozen=True)
class ActivityModel:
    """A trained classifier.

    Parameters
    ----------
    classes
        What it can tell.
    width_px, height_px
        Size of the stacks it was trained on.
    sha256
        SHA-256 of its file.
    origin
        Commit, hash of the data and scores, as the recipe wrote them.
    network
        The network itself.
    sure
        Probability from which an activity is told: from there nine of ten answers
        about people it did not learn from were right. 0 for a classifier of before
        this was kept, which always tells one.

    """

    classes: tuple[str, ...]
    width_px: int
    height_px: int
    sha256: str
    origin: dict[str, Any]
    network: "ActivityNetwork"
    sure: float = 0.0

    def predict(self, stacks: Sequence[Stack]) -> NDArray[np.float64]:
        """Return probabilities, shape (n_stacks, n_classes).

        NaN for a stack in which nobody was found: there is nobody to do anything.
        """
        import torch

        shares = np.full((len(stacks), len(self.classes)), np.nan)
        rows = [k for k, stack in enumerate(stacks) if stack.joints[..., 2].any()]
        if not rows:
            return shares
        channels = np.stack([stacks[k].channels for k in rows])
        joints = np.stack([stacks[k].joints for k in rows])
        with torch.no_grad():
            scores = self.network(
                torch.from_numpy(channels).float() / 255, torch.from_numpy(joints)
            )
            shares[rows] = torch.softmax(scores, dim=1).double().numpy()
        return shares


def load_activity_model(path: Path) -> ActivityModel:
    """Return the classifier in an ``activity.pt`` of training/train_activity.py.

    Raises
    ------
    MissingDependencyError
        If torch, or the library of its backbone, is not installed.
    FormatError
        If the file is missing, or was not made by the recipe.

    """
    try:
        import torch

        from midstance.activity.network import ActivityNetwork
    except ImportError as error:
        raise MissingDependencyError(
            "Recognising activities needs torch; install it with: "
            "pip install 'midstance[activity]'."
        ) from error
    if not path.is_file():
        raise FormatError(
            f"No activity classifier at {path}; train one with "
            "training/train_activity.py (see docs/activity.md)."
        )
    refused = f"{path.name} is no classifier that training/train_activity.py wrote"
    try:
        kept = torch.load(path, weights_only=True, map_location="cpu")
        settings = {name: kept[name] for name in _NEEDED}["settings"]
        network = ActivityNetwork(
            len(kept["classes"]),
            inputs=settings["inputs"],
            backbone=settings["backbone"],
        )
        network.load_state_dict(kept["model"])
    except DAMAGED as error:
        raise FormatError(f"{refused}; give its activity.pt.") from error
    network.eval()
    return ActivityModel(
        classes=tuple(kept["classes"]),
        width_px=settings["width_px"],
        height_px=settings["height_px"],
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        origin={name: kept.get(name) for name in ("commit", "data_sha256", "scores")},
        network=network,
        sure=float(kept.get("sure", 0.0)),
    )
