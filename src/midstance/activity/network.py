"""The activity classifier in PyTorch: two convolutions, known features, one layer.

Image and heat map go through two convolutions with 4 and 3 filters, so that a
network for colour images can follow; its features are averaged over the image.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch  # noqa: TID253  (for training and use of this classifier only)
from torch import Tensor, nn  # noqa: TID253

from midstance.errors import ConfigError, MissingDependencyError
from midstance.schema.skeletons import MPII_16, mirrored

INPUTS = {"both": (0, 1, 2, 3), "image": (0, 1, 2), "map": (3,), "graph": ()}
"""What is looked at: channels of a stack; ``graph``: joints alone."""

_B0_CHANNELS = 1280
_KEPT = 0.9
"""Share of the running means that stays with each batch."""
_SCALES = {
    "efficientnet-b0": (1.0, 1.0),
    "efficientnet-b1": (1.0, 1.1),
    "efficientnet-b2": (1.1, 1.2),
    "efficientnet-b3": (1.2, 1.4),
    "efficientnet-small": (0.5, 0.5),
    "efficientnet-tiny": (0.25, 0.25),
}
"""Width and depth (Tan & Le 2019); the last two are ours, for small data."""
_RESNETS = {"resnet-18": [2, 2, 2, 2], "resnet-34": [3, 4, 6, 3]}
BACKBONES = (*_SCALES, *_RESNETS, "plain")


class ActivityNetwork(nn.Module):
    """Stacks or joints to the score of each class.

    Parameters
    ----------
    n_classes
        Number of classes of the answer.
    inputs
        One of `INPUTS`.
    backbone
        One of `BACKBONES`; ``plain`` needs torch alone, the others transformers.
    pretrained
        Folder of weights of the backbone, as transformers saves them; empty: from
        scratch.
    dropout
        Before the last layer.

    Raises
    ------
    ConfigError
        If a name is unknown, or there are no such weights.
    MissingDependencyError
        If the backbone needs transformers and it is not there.

    """

    def __init__(
        self,
        n_classes: int,
        *,
        inputs: str = "both",
        backbone: str = "efficientnet-b0",
        pretrained: str = "",
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        if inputs not in INPUTS:
            raise ConfigError(f"inputs must be one of {list(INPUTS)}, got {inputs!r}.")
        self.inputs = inputs
        if inputs == "graph":
            self.body: nn.Module = SkeletonGraph()
            n_features = 2 * SkeletonGraph.width
        else:
            self.channels = list(INPUTS[inputs])
            self.mix = nn.Sequential(
                nn.Conv2d(len(self.channels), 4, 3, padding=1),
                nn.ReLU(),
                nn.Conv2d(4, 3, 3, padding=1),
            )
            self.body, n_features = _backbone(backbone, pretrained)
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(n_features, n_classes))

    def forward(self, channels: Tensor, joints: Tensor) -> Tensor:
        """Return scores, shape (n, n_classes).

        Parameters
        ----------
        channels
            Shape (n, 4, height, width), 0 to 1.
        joints
            Shape (n, 2, 16, 3), see `midstance.activity.stacks.Stack`.

        """
        if self.inputs == "graph":
            features = self.body(joints)
        else:
            maps = self.body(self.mix(2 * channels[:, self.channels] - 1))
            features = maps.mean(dim=(2, 3))
        scores: Tensor = self.head(features)
        return scores


class SkeletonGraph(nn.Module):
    """Joints to features: three graph convolutions (Kipf & Welling 2017)."""

    width = 64

    def __init__(self) -> None:
        super().__init__()
        self.links: Tensor
        self.register_buffer("links", _links())
        sizes = [6, *[self.width] * 3]
        self.own = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))
        self.near = nn.ModuleList(
            nn.Linear(a, b, bias=False) for a, b in pairwise(sizes)
        )
        self.places = nn.Parameter(torch.zeros(len(MPII_16.keypoints), self.width))

    def forward(self, joints: Tensor) -> Tensor:
        """Return features, shape (n, 2 * width), of joints (n, 2, 16, 3)."""
        people = joints.flatten(0, 1)
        is_seen = people[..., 2].any(dim=1)
        # Whoever is not there is the same each time, and looked at once.
        people = torch.cat([people[is_seen], torch.zeros_like(people[:1])])
        numbers = torch.where(is_seen, is_seen.cumsum(0) - 1, len(people) - 1)
        return self._features(people)[numbers].reshape(len(joints), -1)

    def _features(self, joints: Tensor) -> Tensor:
        """Return features, shape (n, width), of the joints of people (n, 16, 3)."""
        values = _described(joints)
        for number, (own, near) in enumerate(zip(self.own, self.near, strict=True)):
            values = own(values) + near(self.links @ values)
            if number == 0:
                values = values + self.places
            values = torch.relu(values)
        return values.amax(dim=1)


def _described(joints: Tensor) -> Tensor:
    """Return place in the image, place on the body, whether seen and the size."""
    xy, seen = joints[..., :2], joints[..., 2:]
    n_seen = seen.sum(dim=1, keepdim=True).clamp(min=1)
    middle = (xy * seen).sum(dim=1, keepdim=True) / n_seen
    away = (xy - middle) * seen
    size = (away.square().sum(dim=(1, 2), keepdim=True) / n_seen).sqrt()
    around = away / size.clamp(min=1e-3)
    return torch.cat([xy * seen, around, seen, size * seen], dim=-1)


def _links() -> Tensor:
    """Return which joints hang together, each row's mean, shape (16, 16)."""
    names = MPII_16.keypoints
    pairs = [*MPII_16.edges, *((name, mirrored(name)) for name in names)]
    links = torch.zeros(len(names), len(names))
    for start, end in pairs:
        links[names.index(start), names.index(end)] = 1.0
        links[names.index(end), names.index(start)] = 1.0
    return links / links.sum(dim=1, keepdim=True)


def _backbone(name: str, pretrained: str) -> tuple[nn.Module, int]:
    """Return a network from colour images to maps, and how many maps."""
    if name == "plain":
        sizes = (3, 16, 32, 64, 96, 128)
        return nn.Sequential(*_plain_layers(sizes)), sizes[-1]
    if name not in BACKBONES:
        raise ConfigError(f"Unknown backbone {name!r}; choose from {list(BACKBONES)}.")
    try:
        import transformers
    except ImportError as error:
        raise MissingDependencyError(
            f"Backbone {name!r} needs transformers; install it with: "
            "pip install 'midstance[activity]'."
        ) from error
    if name in _RESNETS:
        config: Any = transformers.ResNetConfig(
            depths=_RESNETS[name],
            hidden_sizes=[64, 128, 256, 512],
            layer_type="basic",
        )
        kind: Any = transformers.ResNetModel
        n_maps = 512
    else:
        width, depth = _SCALES[name]
        n_maps = _rounded(_B0_CHANNELS // 4 * width) * 4
        config = transformers.EfficientNetConfig(
            width_coefficient=width, depth_coefficient=depth, hidden_dim=n_maps
        )
        kind = transformers.EfficientNetModel
    if not pretrained:
        return _Maps(_begun(kind(config))), n_maps
    if not Path(pretrained).is_dir():
        raise ConfigError(
            f"No weights of {name!r} at {pretrained}; give a folder with the "
            "config.json and model.safetensors of transformers."
        )
    body = kind.from_pretrained(pretrained, local_files_only=True)
    return _Maps(_with_steady_norms(body)), n_maps


def _begun(body: nn.Module) -> nn.Module:
    """Return a network whose signals neither vanish nor grow from layer to layer.

    transformers begins the scales of its normalisations near zero, so that after fifty
    layers all pictures give the same: nothing is ever learned from scratch. Weights as
    He et al. 2015 draw them.
    """
    for part in body.modules():
        if isinstance(part, nn.Conv2d):
            nn.init.kaiming_normal_(part.weight, mode="fan_out")
            if part.bias is not None:
                nn.init.zeros_(part.bias)
        elif isinstance(part, nn.BatchNorm2d):
            nn.init.ones_(part.weight)
            nn.init.zeros_(part.bias)
    return _with_steady_norms(body)


def _with_steady_norms(body: nn.Module) -> nn.Module:
    """Return a network whose means and spreads are those of many batches.

    transformers takes TensorFlow's 0.99 for the share that is kept; in PyTorch it is
    the share that is new, and the last batch alone would decide.
    """
    for part in body.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.momentum = 1.0 - _KEPT
    return body


class _Maps(nn.Module):
    """The last maps of a network of transformers."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, pictures: Tensor) -> Tensor:
        maps: Tensor = self.body(pictures).last_hidden_state
        return maps


def _plain_layers(sizes: Sequence[int]) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for before, after in pairwise(sizes):
        layers += [
            nn.Conv2d(before, after, 3, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(after),
            nn.ReLU(),
        ]
    return layers


def _rounded(n: float) -> int:
    """Return the multiple of 8 that EfficientNet takes, not below 90 %."""
    rounded = max(8, int(n + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * n else rounded
