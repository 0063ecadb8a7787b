import numpy as np
import pytest

from midstance.errors import WeightsError
from midstance.lifting.network import SHIPPED, LifterNetwork, load_lifter_network
from midstance.lifting.network_input import N_MOVEMENT


def make(widths=(3, 3), causal=False, n_in=4, n_out=5, channels=6):
    rng = np.random.default_rng(0)
    shapes = [(widths[0], n_in, channels)]
    for width in widths[1:]:
        shapes += [(width, channels, channels), (1, channels, channels)]
    shapes.append((1, channels, n_out))
    return LifterNetwork(
        weights=tuple(rng.standard_normal(s).astype(np.float32) for s in shapes),
        biases=tuple(rng.standard_normal(s[2]).astype(np.float32) for s in shapes),
        widths=widths,
        causal=causal,
        origin="{}",
    )


def frames(n_times):
    return np.random.default_rng(1).standard_normal((n_times, 4)).astype(np.float32)


def reach(network, frame):
    """First and last frame of 60 that move the answer of `frame`."""
    features = frames(60)
    before = network(features)[frame]
    moved = []
    for index in range(60):
        other = features.copy()
        other[index] += 1.0
        if not np.array_equal(network(other)[frame], before):
            moved.append(index)
    return moved[0], moved[-1]


def test_every_frame_gets_an_answer():
    assert make()(frames(1)).shape == (1, 5)
    assert make()(frames(100)).shape == (100, 5)


def test_an_answer_looks_as_far_back_as_ahead():
    assert reach(make(), 30) == (26, 34)


def test_a_causal_answer_looks_back_only():
    assert reach(make(causal=True), 30) == (22, 30)


def test_a_recording_counts_as_held_at_its_ends():
    features = frames(20)
    held = np.concatenate([features[:1]] * 4 + [features] + [features[-1:]] * 4)
    assert make()(held)[4:-4] == pytest.approx(make()(features), abs=1e-5)


@pytest.mark.parametrize("causal", [False, True])
def test_gives_the_answers_of_the_network_that_was_trained(causal, tmp_path):
    torch = pytest.importorskip("torch")
    from lifter_model import TemporalLifter, weights_of

    torch.manual_seed(0)
    model = TemporalLifter(4, 5, filter_widths=(3, 3, 3), channels=8, causal=causal)
    model(torch.randn(2, 60, 4))  # moves the running means
    weights = weights_of(model.eval())
    np.savez(
        tmp_path / "lifter.npz", widths=[3, 3, 3], causal=causal, origin="{}", **weights
    )
    network = load_lifter_network(tmp_path / "lifter.npz")
    features = frames(50)
    with torch.no_grad():
        expected = model(torch.from_numpy(features)[None])[0].numpy()
    first = 26 if causal else 13
    assert network(features)[first : first + 24] == pytest.approx(expected, abs=1e-5)


def test_the_shipped_network_is_small_and_fits_the_running_skeleton():
    assert SHIPPED.stat().st_size < 10e6
    network = load_lifter_network()
    assert network.n_in in (18 * 3, 18 * 3 + N_MOVEMENT)
    assert network.biases[-1].shape == (18 * 4,)


def test_a_file_of_something_else_is_refused(tmp_path):
    (tmp_path / "notes.npz").write_text("no weights")
    with pytest.raises(WeightsError, match="holds no weights of a lifting network"):
        load_lifter_network(tmp_path / "notes.npz")
