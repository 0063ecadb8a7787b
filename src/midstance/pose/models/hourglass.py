"""The stacked hourglass network in PyTorch, for training and for checkpoints.

Written from the paper [1]_. Where we differ: the number of channels, of stacks and
the size of the image are settings, so that a small one learns on a processor.

References
----------
.. [1] A. Newell, K. Yang, J. Deng, *Stacked hourglass networks for human pose
   estimation*, ECCV 2016.

"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch  # noqa: TID253  (imported by training, and for checkpoints only)
from torch import Tensor, nn  # noqa: TID253

from midstance.errors import WeightsError
from midstance.files import DAMAGED

CELL_PX = 4
"""Pixels of the image that a cell of the heat map is wide."""
DEPTH = 4
"""How often an hourglass halves the map on its way down."""


class Residual(nn.Module):
    """A bottleneck: narrow, look around, widen, and add what came in.

    Parameters
    ----------
    n_in, n_out
        Channels.

    """

    def __init__(self, n_in: int, n_out: int) -> None:
        super().__init__()
        half = n_out // 2
        self.way = nn.Sequential(
            *(nn.BatchNorm2d(n_in), nn.ReLU(), nn.Conv2d(n_in, half, 1)),
            *(nn.BatchNorm2d(half), nn.ReLU(), nn.Conv2d(half, half, 3, padding=1)),
            *(nn.BatchNorm2d(half), nn.ReLU(), nn.Conv2d(half, n_out, 1)),
        )
        self.skip = nn.Identity() if n_in == n_out else nn.Conv2d(n_in, n_out, 1)

    def forward(self, values: Tensor) -> Tensor:
        """Return a map of the same size."""
        return self.way(values) + self.skip(values)  # type: ignore[no-any-return]


class Hourglass(nn.Module):
    """Down to a coarse map and up again, with a bridge at every size.

    Parameters
    ----------
    depth
        How often the map is halved.
    n_channels
        Number of channels of all maps.

    """

    def __init__(self, depth: int, n_channels: int) -> None:
        super().__init__()
        self.bridge = Residual(n_channels, n_channels)
        self.down = nn.Sequential(nn.MaxPool2d(2), Residual(n_channels, n_channels))
        self.inner: nn.Module = (
            Hourglass(depth - 1, n_channels)
            if depth > 1
            else Residual(n_channels, n_channels)
        )
        self.up = nn.Sequential(
            Residual(n_channels, n_channels), nn.Upsample(scale_factor=2)
        )

    def forward(self, values: Tensor) -> Tensor:
        """Return a map of the same size."""
        low = self.up(self.inner(self.down(values)))
        return self.bridge(values) + low  # type: ignore[no-any-return]


class StackedHourglass(nn.Module):
    """Images to heat maps, several times over.

    Parameters
    ----------
    n_points
        Heat maps: one a keypoint.
    n_stacks
        Hourglasses one behind the other. Each gives heat maps, which the next one
        sees and improves.
    n_channels
        Width of the network, even.

    """

    def __init__(
        self, n_points: int, *, n_stacks: int = 2, n_channels: int = 64
    ) -> None:
        super().__init__()
        self.n_stacks, self.n_channels = n_stacks, n_channels
        half = n_channels // 2
        self.stem = nn.Sequential(
            nn.Conv2d(3, half, 7, stride=2, padding=3),
            *(nn.BatchNorm2d(half), nn.ReLU(), nn.MaxPool2d(2)),
            *(Residual(half, n_channels), Residual(n_channels, n_channels)),
        )
        self.glasses = nn.ModuleList(
            nn.Sequential(
                Hourglass(DEPTH, n_channels),
                Residual(n_channels, n_channels),
                nn.Conv2d(n_channels, n_channels, 1),
                *(nn.BatchNorm2d(n_channels), nn.ReLU()),
            )
            for _ in range(n_stacks)
        )
        self.answers = nn.ModuleList(
            nn.Conv2d(n_channels, n_points, 1) for _ in range(n_stacks)
        )
        self.again = nn.ModuleList(
            nn.Conv2d(n_points, n_channels, 1) for _ in range(n_stacks - 1)
        )
        self.further = nn.ModuleList(
            nn.Conv2d(n_channels, n_channels, 1) for _ in range(n_stacks - 1)
        )

    def forward(self, pictures: Tensor) -> Tensor:
        """Return the heat maps of every stack.

        Parameters
        ----------
        pictures
            Shape (n, 3, height, width), 0 to 1; both sides a multiple of 64.

        Returns
        -------
        torch.Tensor
            Shape (n_stacks, n, n_points, height / 4, width / 4).

        """
        values = self.stem(pictures)
        answers = []
        for k, (glass, answer) in enumerate(
            zip(self.glasses, self.answers, strict=True)
        ):
            seen = glass(values)
            answers.append(answer(seen))
            if k + 1 < self.n_stacks:
                values = values + self.further[k](seen) + self.again[k](answers[-1])
        return torch.stack(answers)


class LastStack(nn.Module):
    """The heat maps that count at work: those of the last stack.

    Parameters
    ----------
    model
        The whole network.

    """

    def __init__(self, model: StackedHourglass) -> None:
        super().__init__()
        self.model = model

    def forward(self, pictures: Tensor) -> Tensor:
        """Return shape (n, n_points, rows, columns)."""
        return self.model(pictures)[-1]  # type: ignore[no-any-return]


def facts_of(
    model: StackedHourglass, keypoints: tuple[str, ...], size_px: int
) -> dict[str, Any]:
    """Return what a checkpoint says of its network, beside the weights."""
    return {
        "n_stacks": model.n_stacks,
        "n_channels": model.n_channels,
        "keypoints": list(keypoints),
        "size_px": size_px,
    }


def load_checkpoint(path: Path) -> tuple[StackedHourglass, Mapping[str, Any]]:
    """Return the network of a checkpoint, and what it says of itself.

    Parameters
    ----------
    path
        A file of ``training/train_hourglass.py``: a mapping with ``model``, the
        state of a `StackedHourglass`, and ``facts``, see `facts_of`.

    Raises
    ------
    WeightsError
        If the file is missing or holds something else.

    """
    try:
        kept = torch.load(path, weights_only=True, map_location="cpu")
        facts = kept["facts"]
        model = StackedHourglass(
            len(facts["keypoints"]),
            n_stacks=facts["n_stacks"],
            n_channels=facts["n_channels"],
        )
        model.load_state_dict(kept["model"])
    except DAMAGED as error:
        raise WeightsError(
            f"{path} is no checkpoint of a stacked hourglass network; give the "
            "checkpoint.pt or hourglass.onnx that training/train_hourglass.py writes."
        ) from error
    return model.eval(), facts
