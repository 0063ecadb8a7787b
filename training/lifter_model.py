"""The lifting network in PyTorch.

Dilated temporal convolutions with residual blocks after Pavllo, Feichtenhofer,
Grangier & Auli, "3D human pose estimation in video with temporal convolutions and
semi-supervised training" (CVPR 2019), written from the paper. Where we differ: the
input carries the confidence of every keypoint, and the output the logarithm of
the expected error of every joint.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn

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
    n_strided
        How many of the first layers move on by their whole width instead of by one
        frame, for training: answers are then as many frames apart as the product
        of those widths, and nothing is worked out that they do not need. All
        layers: one answer for each receptive field. Same weights.

    Raises
    ------
    ConfigError
        If a width is even, a strided network is asked to be dense, or there are
        fewer layers than `n_strided`.

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
        n_strided: int = 0,
    ) -> None:
        super().__init__()
        if any(width % 2 == 0 for width in filter_widths):
            raise ConfigError(f"filter_widths must be odd, got {tuple(filter_widths)}.")
        if n_strided and dense:
            raise ConfigError("A strided network has no dense form; choose one.")
        if not 0 <= n_strided <= len(filter_widths):
            raise ConfigError(
                f"n_strided must lie between 0 and {len(filter_widths)}, the number of "
                f"filter_widths; got {n_strided}."
            )
        self.filter_widths = tuple(filter_widths)
        self.causal = causal
        self.every = int(np.prod(self.filter_widths[:n_strided], dtype=int))
        first = self.filter_widths[0]
        stride = first if n_strided else 1
        self.expand = nn.Conv1d(n_in, channels, first, stride=stride, bias=False)
        self.expand_norm = nn.BatchNorm1d(channels)
        blocks = []
        dilation = first // stride
        for index, width in enumerate(self.filter_widths[1:], start=1):
            strided = index < n_strided
            blocks.append(
                _Block(channels, width, dilation, dropout, causal, dense, strided)
            )
            dilation *= 1 if strided else width
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
            Shape (n, n_answers, n_out): one for each of the frames for which the
            receptive field is full, or every so many of them (`every`) if layers
            are strided.

        """
        hidden = _rectified(features, self.expand, self.expand_norm)
        hidden = self.drop(hidden)
        for block in self.blocks:
            hidden = block(hidden)
        return _convolved(hidden, self.shrink.weight, self.shrink.bias, 1, 1)


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
            past = hidden[:, self.first :: self.step]
        else:
            past = hidden[:, self.first : hidden.shape[1] - self.last]
        new = self.drop(_rectified(hidden, self.wide, self.wide_norm))
        new = self.drop(_rectified(new, self.point, self.point_norm))
        answer: Tensor = past[:, : new.shape[1]] + new
        return answer


def _rectified(hidden: Tensor, layer: nn.Conv1d, norm: nn.BatchNorm1d) -> Tensor:
    """Return the rectified, normalised answer of a layer, (n, n_times, channels)."""
    stride, dilation = layer.stride[0], layer.dilation[0]
    if not norm.training and norm.running_mean is not None:
        weight, bias = _folded(layer, norm)
        return torch.relu(_convolved(hidden, weight, bias, stride, dilation))
    answer = _convolved(hidden, layer.weight, None, stride, dilation)
    return torch.relu(norm(answer.flatten(0, 1)).unflatten(0, answer.shape[:2]))


def _convolved(
    hidden: Tensor, weight: Tensor, bias: Tensor | None, stride: int, dilation: int
) -> Tensor:
    """Return a convolution over time as one product: on a CPU twice as fast."""
    width = weight.shape[2]
    span = (width - 1) * dilation
    taps = [
        hidden[:, tap * dilation : hidden.shape[1] - span + tap * dilation : stride]
        for tap in range(width)
    ]
    flat = weight.permute(0, 2, 1).flatten(1)
    return nn.functional.linear(torch.cat(taps, dim=-1), flat, bias)


def _folded(layer: nn.Conv1d, norm: nn.BatchNorm1d) -> tuple[Tensor, Tensor]:
    """Return weight and bias of a layer and the settled normalisation after it."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return layer.weight * gain[:, None, None], norm.bias - norm.running_mean * gain


def weights_of(model: TemporalLifter) -> dict[str, np.ndarray]:
    """Return the weights with every normalisation folded into its convolution.

    Keys ``0.weight`` (width, n_in, n_out), ``0.bias`` and so on, in the order of
    evaluation: what `midstance.lifting.network` reads.
    """
    weights = {}
    for index, (layer, norm) in enumerate(_layers(model)):
        if norm is None:
            assert layer.bias is not None
            weight, bias = layer.weight, layer.bias
        else:
            weight, bias = _folded(layer, norm)
        weights[f"{index}.weight"] = weight.detach().double().permute(2, 1, 0).numpy()
        weights[f"{index}.bias"] = bias.detach().double().numpy()
    return weights


def load_folded(model: TemporalLifter, weights: Mapping[str, np.ndarray]) -> None:
    """Load what `weights_of` returned; the normalisations then change nothing.

    A network that looks at less than `model` may be given: what it did not look at
    then counts nothing at first.

    Raises
    ------
    WeightsError
        If the layers have another size.

    """
    with torch.no_grad():
        for index, (layer, norm) in enumerate(_layers(model)):
            weight = torch.from_numpy(weights[f"{index}.weight"]).permute(2, 1, 0)
            n_more = layer.weight.shape[1] - weight.shape[1]
            if index == 0 and n_more > 0:  # what the older network did not look at
                weight = nn.functional.pad(weight, (0, 0, 0, n_more))
            if weight.shape != layer.weight.shape:
                raise WeightsError(
                    "Weights of the same filter widths and channels are needed; layer "
                    f"{index} has shape {tuple(weight.shape)} instead of "
                    f"{tuple(layer.weight.shape)}."
                )
            layer.weight.copy_(weight)
            bias = layer.bias
            if norm is not None:
                assert norm.running_mean is not None
                assert norm.running_var is not None
                norm.running_mean.zero_()
                norm.running_var.fill_(1.0 - norm.eps)
                norm.weight.fill_(1.0)
                bias = norm.bias
            assert bias is not None
            bias.copy_(torch.from_numpy(weights[f"{index}.bias"]))


def _layers(model: TemporalLifter) -> list[tuple[nn.Conv1d, nn.BatchNorm1d | None]]:
    layers: list[tuple[nn.Conv1d, nn.BatchNorm1d | None]] = [
        (model.expand, model.expand_norm)
    ]
    for block in model.blocks:
        assert isinstance(block, _Block)
        layers += [(block.wide, block.wide_norm), (block.point, block.point_norm)]
    return [*layers, (model.shrink, None)]


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
