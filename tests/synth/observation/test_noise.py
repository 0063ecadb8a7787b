import json

import numpy as np
import pytest

from midstance.errors import ConfigError, FormatError
from midstance.synth.observation.noise import (
    AxisError,
    Noise,
    draw_jitter,
    draw_network_error,
    load_network_error,
    other_error,
)


def test_the_bias_is_the_series_of_the_phase():
    error = AxisError((1.0, 2.0, 3.0, 0.5, 0.0), 0.0, 0.0)
    assert error.bias_px(np.array([0.0, 0.25, 0.5])) == pytest.approx([3.5, 3.5, -0.5])


@pytest.mark.parametrize("rate_hz", [30.0, 120.0])
def test_jitter_keeps_its_size_and_its_memory_at_any_rate(rate_hz):
    time = np.arange(40000) / rate_hz
    error = AxisError((0.0,), 4.0, 0.5)
    values = draw_jitter(np.random.default_rng(0), time, error, 2.0)
    assert np.std(values) == pytest.approx(8.0, rel=0.03)
    lag = round(rate_hz / 30.0)
    assert np.corrcoef(values[lag:], values[:-lag])[0, 1] == pytest.approx(
        0.5, abs=0.03
    )


def test_drawn_errors_have_their_typical_sizes():
    phase = np.linspace(0.0, 1.0, 100, endpoint=False)
    waves = []
    for seed in range(200):
        axis = draw_network_error(seed)["far", "ankle"][0]
        bias = axis.bias_px(phase)
        waves.append(np.mean((bias - bias.mean()) ** 2))
    assert np.sqrt(np.mean(waves)) == pytest.approx(14.0, rel=0.1)


def test_size_zero_is_no_error_and_seeds_differ():
    none = draw_network_error(3, size=0.0)["near", "knee"][0]
    assert none.jitter_px == 0.0
    assert none.bias_px(np.linspace(0, 1, 9)) == pytest.approx(0.0)
    assert draw_network_error(1) == draw_network_error(1)
    assert draw_network_error(1) != draw_network_error(2)


def test_keypoints_without_an_entry_only_jitter():
    forward, down = other_error(2.0)
    assert forward == down
    assert forward.bias_px(np.array([0.3])) == 0.0
    assert forward.jitter_px == 2 * other_error()[0].jitter_px


def test_a_foot_in_the_air_is_pulled_ahead_to_the_one_that_stands(reference_data):
    path = reference_data / "noise" / "blazepose_side_view.json"
    forward, _ = load_network_error(path)["far", "foot_index"]
    assert forward.bias_px(np.array([0.625])) > 50.0


def test_measured_errors_point_forward(reference_data):
    path = reference_data / "noise" / "blazepose_side_view.json"
    table = json.loads(path.read_text("utf-8"))
    forward, down = load_network_error(path)["near", "hip"]
    assert forward.fourier_px[0] == table["sm0/near/hip"]["x"]["co"][0]
    assert down.fourier_px[0] == table["sm0/near/hip"]["y"]["co"][0]
    assert load_network_error(path, smoothed=True) != load_network_error(path)


def test_a_file_of_something_else_is_refused(tmp_path):
    path = tmp_path / "noise.json"
    for text in ("{}", "no json", '{"sm0/near/hip": 3}'):
        path.write_text(text)
        with pytest.raises(FormatError, match="no table of keypoint errors"):
            load_network_error(path)


def test_negative_noise_is_refused():
    with pytest.raises(ConfigError, match="white_px must not be negative, got -1"):
        Noise(white_px=-1.0)
