import numpy as np
import pytest

torch = pytest.importorskip("torch")

from lifter_model import (  # noqa: E402
    TemporalLifter,
    from_videopose3d,
    load_folded,
    load_for_other_joints,
    weights_of,
)

from midstance.errors import ConfigError, WeightsError  # noqa: E402


def make(n_in=6, n_out=9, widths=(3, 3, 3), channels=8, **settings):
    torch.manual_seed(0)
    model = TemporalLifter(
        n_in, n_out, filter_widths=widths, channels=channels, **settings
    )
    for name, values in model.named_buffers():  # as after training
        if name.endswith("running_mean"):
            values.normal_(0.0, 0.5)
        if name.endswith("running_var"):
            values.uniform_(0.5, 2.0)
    return model.eval()


def frames(n_times, n=2, n_in=6):
    return torch.from_numpy(
        np.random.default_rng(1).standard_normal((n, n_times, n_in)).astype("float32")
    )


@pytest.mark.parametrize(("widths", "field"), [((3, 3, 3, 3, 3), 243), ((5, 3), 15)])
def test_receptive_field_is_the_product_of_the_widths(widths, field):
    model = make(widths=widths)
    assert model.receptive_field == field
    assert model(frames(field + 4)).shape == (2, 5, 9)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("dense", [False, True])
def test_an_answer_depends_on_its_receptive_field_alone(causal, dense):
    model = make(widths=(3, 3), causal=causal, dense=dense)
    features = frames(30, n=1).requires_grad_()
    model(features)[0, 10].sum().backward()
    moved = features.grad[0].abs().sum(dim=1).nonzero().flatten()
    assert (moved.min(), moved.max()) == (10, 18)


@pytest.mark.parametrize("causal", [False, True])
def test_the_residual_is_the_frame_that_is_asked_for(causal):
    model = make(widths=(3, 3), causal=causal)
    for block in model.blocks:  # nothing but the residual is left
        block.point_norm.weight.data.zero_()
        block.point_norm.bias.data.zero_()
    features = frames(9, n=1).requires_grad_()
    model(features)[0, 0].sum().backward()
    moved = features.grad[0].abs().sum(dim=1).nonzero().flatten()
    middle = model.frames_before if not causal else model.frames_before - 1
    assert moved.float().mean() == middle


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(("n_strided", "every"), [(1, 3), (2, 9), (3, 27)])
@pytest.mark.parametrize("n_times", [27, 80, 81, 83])
def test_strided_twin_gives_the_same_answers_with_the_same_weights(
    causal, n_strided, every, n_times
):
    model = make(causal=causal)
    twin = make(causal=causal, n_strided=n_strided)
    twin.load_state_dict(model.state_dict())
    features = frames(n_times)
    assert twin.every == every
    with torch.no_grad():
        assert torch.allclose(twin(features), model(features)[:, ::every], atol=1e-5)


def test_even_widths_are_refused():
    with pytest.raises(ConfigError, match=r"must be odd, got \(3, 4\)"):
        make(widths=(3, 4))


def test_a_strided_network_is_never_dense():
    with pytest.raises(ConfigError, match="choose one"):
        make(n_strided=3, dense=True)


def test_no_more_layers_are_strided_than_there_are():
    with pytest.raises(ConfigError, match="between 0 and 3"):
        make(n_strided=4)


def test_folded_weights_name_every_layer_in_order():
    weights = weights_of(make(widths=(3, 3)))
    assert weights["0.weight"].shape == (3, 6, 8)
    assert weights["2.weight"].shape == (1, 8, 8)
    assert weights["3.bias"].shape == (9,)
    assert len(weights) == 8


def test_folded_weights_give_the_same_answers_in_another_model():
    model = make()
    other = TemporalLifter(6, 9, filter_widths=(3, 3, 3), channels=8).eval()
    load_folded(other, weights_of(model))
    features = frames(30)
    with torch.no_grad():
        assert torch.allclose(other(features), model(features), atol=1e-5)


def test_folded_weights_of_another_size_are_refused():
    wider = TemporalLifter(6, 9, filter_widths=(3, 3, 3), channels=16)
    with pytest.raises(WeightsError, match="layer 0 has shape"):
        load_folded(wider, weights_of(make()))


@pytest.mark.parametrize("settings", [{}, {"dense": True}, {"n_strided": 2}])
def test_products_are_the_convolutions(settings):
    """The layers are worked out as products; torch's own convolution agrees."""
    model = make(**settings)
    features = frames(60)
    with torch.no_grad():
        hidden = features.transpose(1, 2)
        hidden = torch.relu(model.expand_norm(model.expand(hidden)))
        for block in model.blocks:
            new = torch.relu(block.wide_norm(block.wide(hidden)))
            new = torch.relu(block.point_norm(block.point(new)))
            past = hidden[:, :, block.first :: block.step]
            hidden = past[:, :, : new.shape[2]] + new
        expected = model.shrink(hidden).transpose(1, 2)
        assert torch.allclose(model(features), expected, atol=1e-5)


def theirs(model):
    """The state of `model` under the names of a VideoPose3D checkpoint."""
    names = {"expand": "expand_conv", "expand_norm": "expand_bn", "shrink": "shrink"}
    state = {}
    for name, value in model.state_dict().items():
        first, _, rest = name.partition(".")
        if first == "blocks":
            number, part, rest = rest.split(".", 2)
            kind = "layers_bn" if part.endswith("_norm") else "layers_conv"
            index = 2 * int(number) + part.startswith("point")
            state[f"{kind}.{index}.{rest}"] = value
        else:
            state[f"{names[first]}.{rest}"] = value
    return state


def test_a_videopose3d_checkpoint_gives_its_answers():
    model = make()
    other = TemporalLifter(6, 9, filter_widths=(3, 3, 3), channels=8).eval()
    other.load_state_dict(from_videopose3d(theirs(model)))
    features = frames(30)
    with torch.no_grad():
        assert torch.equal(other(features), model(features))


def test_a_checkpoint_of_another_network_is_refused():
    with pytest.raises(WeightsError, match=r"got 'encoder\.0\.weight'"):
        from_videopose3d({"encoder.0.weight": torch.zeros(1)})


def test_transfer_to_other_joints_keeps_all_but_the_ends():
    model = make()
    other = TemporalLifter(10, 12, filter_widths=(3, 3, 3), channels=8)
    fresh = load_for_other_joints(other, model.state_dict())
    assert fresh == ["expand.weight", "shrink.weight", "shrink.bias"]
    kept = other.state_dict()["blocks.1.wide.weight"]
    assert torch.equal(kept, model.state_dict()["blocks.1.wide.weight"])


def test_transfer_needs_the_same_channels():
    wider = TemporalLifter(6, 9, filter_widths=(3, 3, 3), channels=16)
    with pytest.raises(WeightsError, match="same filter widths and channels"):
        load_for_other_joints(wider, make().state_dict())
