"""The lifting network in PyTorch, for training only.

Dilated temporal convolutions with residual blocks after Pavllo, Feichtenhofer,
Grangier & Auli, "3D human pose estimation in video with temporal convolutions and
semi-supervised training" (CVPR 2019), written from the paper. Where we differ: the
input carries the confidence of every keypoint, and the output the logarithm of
the expected error of every joint.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch  # noqa: TID253  (a module for training, which nothing else imports)
from torch import Tensor, nn  # noqa: TID253

from midstance.errors import ConfigError, WeightsError


class TemporalLifter(nn.Module):
    """Features over time to joints over time.

    Parameters
    ----------
    n_in, n_out
        Numbers a frame: of the features, of the answer.
    filter_widths
        Of the first layer and of each residual block; odd. Dilations are the
        product of the widths before, so that the receptive field is the product
        of all: 3, 3, 3, 3, 3 sees 243 frames.
    channels
        Width of the hidden layers.
    dropout
        In training.
    causal
        The answer belongs to the last frame of the receptive field instead of
        its middle.
    dense
        Ablation: as wide a field from full filters instead of dilated ones.
    strided
        Faster when one answer is wanted for each receptive field: every layer
        works out only what the answer needs. Same weights.

    Raises
    ------
    ConfigError
        If a width is even, or a strided network is asked to be dense.

    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        *,
        filter_widths: Sequence[int] = (3, 3, 3, 3, 3),
        channels: int = 1024,
        dropout: float = 0.25,
        causal: bool = False,
        dense: bool = False,
        strided: bool = False,
    ) -> None:
        super().__init__()
        if any(width % 2 == 0 for width in filter_widths):
            raise ConfigError(f"filter_widths must be odd, got {tuple(filter_widths)}.")
        if strided and dense:
            raise ConfigError("A strided network has no dense form; choose one.")
        self.filter_widths = tuple(filter_widths)
        self.causal = causal
        self.strided = strided
        first = self.filter_widths[0]
        stride = first if strided else 1
        self.expand = nn.Conv1d(n_in, channels, first, stride=stride, bias=False)
        self.expand_norm = nn.BatchNorm1d(channels)
        blocks = []
        dilation = first
        for width in self.filter_widths[1:]:
            blocks.append(
                _Block(channels, width, dilation, dropout, causal, dense, strided)
            )
            dilation *= width
        self.blocks = nn.ModuleList(blocks)
        self.drop = nn.Dropout(dropout)
        self.shrink = nn.Conv1d(channels, n_out, 1)

    @property
    def receptive_field(self) -> int:
        """Frames that one answer depends on."""
        return int(np.prod(self.filter_widths))

    @property
    def frames_before(self) -> int:
        """Frames of the receptive field before the one that the answer is for."""
        return self.receptive_field - 1 if self.causal else self.receptive_field // 2

    def forward(self, features: Tensor) -> Tensor:
        """Return the answers.

        Parameters
        ----------
        features
            Shape (n, n_times, n_in).

        Returns
        -------
        Tensor
            Shape (n, n_times - receptive_field + 1, n_out); of the strided
            network (n, n_times // receptive_field, n_out).

        """
        hidden = features.transpose(1, 2)
        hidden = self.drop(torch.relu(self.expand_norm(self.expand(hidden))))
        for block in self.blocks:
            hidden = block(hidden)
        answer: Tensor = self.shrink(hidden).transpose(1, 2)
        return answer


class _Block(nn.Module):
    def __init__(
        self,
        channels: int,
        width: int,
        dilation: int,
        dropout: float,
        causal: bool,
        dense: bool,
        strided: bool,
    ) -> None:
        super().__init__()
        # `first` and `last`: how far the frame that the answer is for lies from
        # the ends of the field of this layer, in frames of its input.
        if strided:
            self.step, span, dilation = width, width - 1, 1
            size, stride = width, width
        elif dense:
            self.step, span = 1, (width - 1) * dilation
            size, stride, dilation = span + 1, 1, 1
        else:
            self.step, span = 1, (width - 1) * dilation
            size, stride = width, 1
        self.first = span if causal else span // 2
        self.last = span - self.first
        self.wide = nn.Conv1d(
            channels, channels, size, stride=stride, dilation=dilation, bias=False
        )
        self.wide_norm = nn.BatchNorm1d(channels)
        self.point = nn.Conv1d(channels, channels, 1, bias=False)
        self.point_norm = nn.BatchNorm1d(channels)
        self.drop = nn.Dropout(dropout)

    def forward(self, hidden: Tensor) -> Tensor:
        if self.step > 1:
            past = hidden[:, :, self.first :: self.step]
        else:
            past = hidden[:, :, self.first : hidden.shape[2] - self.last]
        new = self.drop(torch.relu(self.wide_norm(self.wide(hidden))))
        new = self.drop(torch.relu(self.point_norm(self.point(new))))
        answer: Tensor = past + new
        return answer


def weights_of(model: TemporalLifter) -> dict[str, np.ndarray]:
    """Return the weights with every normalisation folded into its convolution.

    Keys ``0.weight`` (width, n_in, n_out), ``0.bias`` and so on, in the order of
    evaluation: what `midstance.lifting.network` reads.
    """
    pairs: list[tuple[nn.Conv1d, nn.BatchNorm1d | None]] = [
        (model.expand, model.expand_norm)
    ]
    for block in model.blocks:
        assert isinstance(block, _Block)
        pairs += [(block.wide, block.wide_norm), (block.point, block.point_norm)]
    pairs.append((model.shrink, None))
    weights = {}
    for index, (layer, norm) in enumerate(pairs):
        weight = layer.weight.detach().double()
        if norm is None or norm.running_mean is None or norm.running_var is None:
            assert layer.bias is not None
            bias = layer.bias.detach().double()
        else:
            gain = norm.weight.detach() / torch.sqrt(norm.running_var + norm.eps)
            weight = weight * gain[:, None, None]
            bias = norm.bias.detach() - norm.running_mean * gain
        weights[f"{index}.weight"] = weight.permute(2, 1, 0).numpy()
        weights[f"{index}.bias"] = bias.double().numpy()
    return weights


_THEIR_NAMES = {"expand_conv": "expand", "expand_bn": "expand_norm", "shrink": "shrink"}


def from_videopose3d(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the state of a VideoPose3D checkpoint under our names.

    Parameters
    ----------
    state
        What the checkpoint holds as ``model_pos``: the same layers in the same
        order, called ``expand_conv``, ``layers_conv.0`` and so on.

    Raises
    ------
    WeightsError
        If a name is of another network.

    """
    ours = {}
    for name, value in state.items():
        layer, _, rest = name.partition(".")
        if layer in _THEIR_NAMES:
            ours[f"{_THEIR_NAMES[layer]}.{rest}"] = value
        elif layer in ("layers_conv", "layers_bn"):
            number, _, rest = rest.partition(".")
            part = "point" if int(number) % 2 else "wide"
            norm = "_norm" if layer == "layers_bn" else ""
            ours[f"blocks.{int(number) // 2}.{part}{norm}.{rest}"] = value
        else:
            raise WeightsError(
                f"Expected the layers of a VideoPose3D checkpoint, got {name!r}; "
                "give the state under 'model_pos'."
            )
    return ours


def load_for_other_joints(
    model: TemporalLifter, state: Mapping[str, Tensor]
) -> list[str]:
    """Load all layers but the first and the last where the joints differ.

    Returns
    -------
    list
        Names of the weights that keep their random values, because their shape
        is another.

    Raises
    ------
    WeightsError
        If a layer in between does not fit.

    """
    own = model.state_dict()
    fresh = [n for n, value in own.items() if value.shape != state[n].shape]
    if wrong := [n for n in fresh if n.partition(".")[0] not in ("expand", "shrink")]:
        raise WeightsError(
            f"Weights of the same filter widths and channels are needed; {wrong[0]} "
            f"has shape {tuple(state[wrong[0]].shape)} instead of "
            f"{tuple(own[wrong[0]].shape)}."
        )
    model.load_state_dict({n: own[n] if n in fresh else state[n] for n in own})
    return fresh
