import numpy as np
import pytest

from midstance.events.frames.frame_network import FrameNetwork, convolve


@pytest.mark.parametrize("dilation", [1, 3])
def test_each_tap_sees_its_own_time(dilation):
    signal = np.random.default_rng(0).normal(size=(20, 1))
    weight = np.array([[[2.0, 5.0, 7.0]]])
    out = convolve(signal, weight, dilation)[:, 0]
    k = 10
    expected = (
        2 * signal[k - dilation, 0] + 5 * signal[k, 0] + 7 * signal[k + dilation, 0]
    )
    assert out[k] == pytest.approx(expected)
    assert out[0] == pytest.approx(5 * signal[0, 0] + 7 * signal[dilation, 0])


def random_network(seed=1):
    rng = np.random.default_rng(seed)
    return FrameNetwork(
        (rng.normal(size=(6, 4, 5)), rng.normal(size=(3, 6, 1))),
        (rng.normal(size=6), rng.normal(size=3)),
        (2, 1),
        np.arange(4.0),
        np.full(4, 2.0),
    )


def test_probabilities_add_up_to_one():
    values = 100 * np.random.default_rng(2).normal(size=(30, 4))
    out = random_network().read(values)
    assert out.shape == (30, 3)
    assert (out >= 0).all()
    np.testing.assert_allclose(out.sum(axis=1), 1.0)


def test_what_comes_later_is_read_later():
    values = np.random.default_rng(3).normal(size=(40, 4))
    network = random_network()
    later = network.read(np.roll(values, 5, axis=0))
    np.testing.assert_allclose(later[10:-4], network.read(values)[5:-9], atol=1e-12)


def test_it_computes_what_torch_computes():
    torch = pytest.importorskip("torch")
    network = random_network()
    values = np.random.default_rng(4).normal(size=(25, 4))
    scaled = torch.tensor((values - network.centre) / network.width).T[None]
    (first, last), (shift, end) = (
        [torch.tensor(array) for array in arrays]
        for arrays in (network.weights, network.offsets)
    )
    hidden = torch.nn.functional.conv1d(scaled, first, shift, padding=4, dilation=2)
    out = torch.nn.functional.conv1d(hidden.relu(), last, end).softmax(dim=1)[0].T
    np.testing.assert_allclose(network.read(values), out.numpy(), atol=1e-12)
