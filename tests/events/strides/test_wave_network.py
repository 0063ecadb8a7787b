import numpy as np
import pytest

from midstance.events.motion import read_motion
from midstance.events.strides.wave_network import SCALE_S, WaveNetwork, wave_network
from midstance.events.strides.waves import N_INPUTS, read_stride
from midstance.schema.events import times_s


def constant_networks(*offsets):
    """Return networks that answer with fixed numbers."""
    n = len(offsets)
    return WaveNetwork(
        (
            *(np.zeros((n, N_INPUTS, 3)), np.zeros((n, 3))),
            *(np.zeros((n, 3, 3)), np.zeros((n, 3))),
            *(np.zeros((n, 3, 4)), np.array(offsets, dtype=float)),
        ),
        np.zeros((n, N_INPUTS, 2)),
        np.zeros((n, 2)),
        np.zeros((n, N_INPUTS)),
        np.ones((n, N_INPUTS)),
    )


def test_networks_that_disagree_are_less_sure():
    after_s, sd_s = constant_networks([0, 4, 0, 0], [2, 4, 0, 0]).read(
        np.zeros(N_INPUTS)
    )
    np.testing.assert_allclose(after_s, np.array([1, 4]) * SCALE_S)
    np.testing.assert_allclose(sd_s, np.array([2**0.5, 1]) * SCALE_S)


@pytest.mark.parametrize("view", ["side", "behind"])
def test_the_networks_that_ship_are_of_the_size_of_their_inputs(view):
    network = wave_network(view)
    assert network.centre.shape[1] == N_INPUTS
    assert np.isfinite(network.line).all()
    assert all(np.isfinite(layer).all() for layer in network.layers)


@pytest.mark.parametrize("noise_px", [0.0, 3.0])
def test_it_reads_both_events_of_a_runner_on_paper(noise_px, gait):
    tracks, truth = gait(noise_px=noise_px, duration_s=8.0)
    motion = read_motion(tracks, "person-1")
    stride = read_stride(
        motion.mean_leg("left"), motion.mean_leg("right"), view="side", near=0
    )
    after_s, sd_s = wave_network("side").read(stride.inputs)
    for event, off_s in zip(("initial_contact", "toe_off"), after_s, strict=True):
        turn_rad = (stride.start_s + off_s) / motion.period_s * 2 * np.pi
        seen = motion.times_at("left", turn_rad)
        true = times_s(truth, "left", event)
        assert np.abs(true[1:-1, None] - seen).min(axis=1).max() < 0.045
    assert (sd_s > 0.003).all()
